// What Linux offers and Swift's Glibc module leaves out.
#pragma once
#include <sys/eventfd.h>
#include <sys/prctl.h>

// prctl is variadic, which Swift does not call.
static inline void taichu_name_thread(const char *name) { prctl(PR_SET_NAME, name, 0, 0, 0); }

#include <malloc.h>

/* glibc keeps an arena for nearly every thread; a few threads that take turns need only these. 0 when refused. */
static inline int taichu_limit_arenas(int arenas) { return mallopt(M_ARENA_MAX, arenas); }
static inline int taichu_map_blocks_from(int bytes) { return mallopt(M_MMAP_THRESHOLD, bytes); }

/* Gives back what loading left over. */
static inline void taichu_trim_heap(void) { malloc_trim(0); }

#include <sys/resource.h>
#include <unistd.h>
#include <sys/syscall.h>

/* Of the calling thread alone, as Linux has it. Lowering is allowed to everybody. */
static inline void taichu_lower_priority(int by) { if (by > 0) setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), getpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid)) + by); }
