#include "CICU.h"
#include <unicode/ubrk.h>
#include <unicode/utrans.h>

void *taichu_words_open(const uint16_t *text, int32_t length) {
    UErrorCode status = U_ZERO_ERROR;
    UBreakIterator *words = ubrk_open(UBRK_WORD, "zh", text, length, &status);
    if (U_FAILURE(status)) {
        if (words) ubrk_close(words);
        return NULL;
    }
    return words;
}

int32_t taichu_words_next(void *words) { return ubrk_next(words); }

void taichu_words_close(void *words) { ubrk_close(words); }

void *taichu_transform_open(const uint16_t *name, int32_t length) {
    UErrorCode status = U_ZERO_ERROR;
    UTransliterator *transform = utrans_openU(name, length, UTRANS_FORWARD, NULL, 0, NULL, &status);
    return U_FAILURE(status) ? NULL : transform;
}

int32_t taichu_transform(void *transform, uint16_t *text, int32_t length, int32_t capacity) {
    UErrorCode status = U_ZERO_ERROR;
    int32_t limit = length;
    utrans_transUChars(transform, text, &length, capacity, 0, &limit, &status);
    return U_FAILURE(status) ? -1 : length;
}
