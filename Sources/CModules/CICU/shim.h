#pragma once
#include <unicode/ubrk.h>
#include <unicode/utrans.h>

// ICU's names are macros that add the library's version, which Swift does not see.
static inline UBreakIterator *taichu_words_open(const UChar *text, int32_t length, UErrorCode *status) {
    return ubrk_open(UBRK_WORD, "zh", text, length, status);
}
static inline int32_t taichu_words_next(UBreakIterator *words) { return ubrk_next(words); }
static inline void taichu_words_close(UBreakIterator *words) { ubrk_close(words); }

static inline UTransliterator *taichu_transform_open(const UChar *name, int32_t length, UErrorCode *status) {
    return utrans_openU(name, length, UTRANS_FORWARD, NULL, 0, NULL, status);
}
static inline void taichu_transform(const UTransliterator *transform, UChar *text, int32_t *length, int32_t capacity, UErrorCode *status) {
    int32_t limit = *length;
    utrans_transUChars(transform, text, length, capacity, 0, &limit, status);
}
