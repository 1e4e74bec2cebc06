// What Linux offers and Swift's Glibc module leaves out.
#pragma once
#include <sys/eventfd.h>
#include <sys/prctl.h>

// prctl is variadic, which Swift does not call.
static inline void taichu_name_thread(const char *name) { prctl(PR_SET_NAME, name, 0, 0, 0); }
