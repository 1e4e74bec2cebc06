#pragma once
#include <stdint.h>

// The little of ICU that reading Chinese takes, without ICU's own types: Swift's Foundation brings an ICU of its own, whose headers
// would not be let into the same program beside Debian's.

/// Ends of words, from the beginning of the text on; the text must outlive it. NULL where ICU has no words.
void *taichu_words_open(const uint16_t *text, int32_t length);
/// The end of the next word in UTF-16 units; negative after the last.
int32_t taichu_words_next(void *words);
void taichu_words_close(void *words);

/// A transform by its name, such as Han-Latin; NULL where ICU has none such.
void *taichu_transform_open(const uint16_t *name, int32_t length);
/// Changes the text in place, within `capacity` units; its new length, negative where it failed. For one thread at a time.
int32_t taichu_transform(void *transform, uint16_t *text, int32_t length, int32_t capacity);
