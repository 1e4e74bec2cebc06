/* Preloaded into the probe: counts the allocations, frees and mutex locks of each thread, and passes them on to glibc; counts the bytes that all threads copy, and copies them.
   The tests compile it; it lies beside the probe because SwiftPM would take it for a source elsewhere. */
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);
extern void __libc_free(void *);
extern int __pthread_mutex_lock(pthread_mutex_t *);

static __thread long allocations __attribute__((tls_model("initial-exec")));
static __thread long locks __attribute__((tls_model("initial-exec")));

long taichu_allocations(void) { return allocations; }
long taichu_locks(void) { return locks; }

void *malloc(size_t size) { allocations++; return __libc_malloc(size); }
void *calloc(size_t count, size_t size) { allocations++; return __libc_calloc(count, size); }
void *realloc(void *old, size_t size) { allocations++; return __libc_realloc(old, size); }
void *memalign(size_t alignment, size_t size) { allocations++; return __libc_memalign(alignment, size); }
void *aligned_alloc(size_t alignment, size_t size) { allocations++; return __libc_memalign(alignment, size); }
int posix_memalign(void **result, size_t alignment, size_t size) {
    allocations++;
    *result = __libc_memalign(alignment, size);
    return *result ? 0 : 12;
}
void free(void *old) { if (old) allocations++; __libc_free(old); }
int pthread_mutex_lock(pthread_mutex_t *mutex) { locks++; return __pthread_mutex_lock(mutex); }

static atomic_long copied;

long taichu_copied(void) { return copied; }

/* Written so that no compiler makes a call of memcpy of it. */
static void *copy(void *to, const void *from, size_t size) {
    copied += size;
    void *start = to;
    if ((uintptr_t)to - (uintptr_t)from >= size) {
        __asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(size) : : "memory");
    } else {
        to = (char *)to + size - 1;
        from = (const char *)from + size - 1;
        __asm__ volatile("std; rep movsb; cld" : "+D"(to), "+S"(from), "+c"(size) : : "memory", "cc");
    }
    return start;
}

void *memcpy(void *to, const void *from, size_t size) { return copy(to, from, size); }
void *memmove(void *to, const void *from, size_t size) { return copy(to, from, size); }
void *__memcpy_chk(void *to, const void *from, size_t size, size_t room) { (void)room; return copy(to, from, size); }
void *__memmove_chk(void *to, const void *from, size_t size, size_t room) { (void)room; return copy(to, from, size); }
