// What Linux offers and Swift's Glibc module leaves out.
#pragma once
#include <sys/eventfd.h>
