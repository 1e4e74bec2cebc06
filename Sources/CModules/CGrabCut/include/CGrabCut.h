#ifndef TAICHU_CGRABCUT_H
#define TAICHU_CGRABCUT_H

// GrabCut (Rother, Kolmogorov and Blake, 2004): which pixels of a small picture are the thing in it, from a first guess.
// The work is OpenCV's; this header only makes it visible from C. No exception leaves it.

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// What is known of a pixel, and what was found; OpenCV's own numbers. An odd one is the thing.
typedef enum cgrabcut_mark {
    CGRABCUT_GROUND = 0,          // surely around the thing
    CGRABCUT_THING = 1,           // surely the thing
    CGRABCUT_PROBABLY_GROUND = 2,
    CGRABCUT_PROBABLY_THING = 3,
} cgrabcut_mark;

typedef enum cgrabcut_status {
    CGRABCUT_DONE = 0,
    CGRABCUT_ARGUMENT = 1,  // a side or the number of rounds is none, or a mark is not one of the four
    CGRABCUT_TOO_FEW = 2,   // fewer than CGRABCUT_FEWEST marks of the thing, or of the ground: nothing to tell apart
    CGRABCUT_FAILED = 3,    // OpenCV refused, or memory ran out
} cgrabcut_status;

// Sides and rounds beyond these are refused: a round costs more than the number of pixels.
enum { CGRABCUT_LONGEST_SIDE = 1024, CGRABCUT_MOST_ROUNDS = 16 };
// Each side's colours are told by so many clusters, none of which may be empty.
enum { CGRABCUT_FEWEST = 5 };

// `rgb`: height × width × 3 bytes, rows without padding. `marks`: height × width bytes; probable ones are settled in place, sure ones stay.
// Runs on the calling thread alone. The same picture and marks always give the same answer.
// `reason` (NULL: not wanted) gets OpenCV's own words, zero-terminated, when the status is CGRABCUT_FAILED.
cgrabcut_status cgrabcut_settle(const uint8_t *rgb, int32_t width, int32_t height, uint8_t *marks, int32_t rounds, char *reason, size_t reason_length);

#ifdef __cplusplus
}
#endif
#endif
