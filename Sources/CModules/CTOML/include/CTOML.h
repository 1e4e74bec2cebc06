#ifndef TAICHU_CTOML_H
#define TAICHU_CTOML_H

// A TOML document as a flat list, so that Swift sees every value together with the place where it stands.
// The work is toml++'s; this header only makes it visible from C.

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum ctoml_kind {
    CTOML_TABLE = 0,
    CTOML_ARRAY = 1,
    CTOML_STRING = 2,
    CTOML_INTEGER = 3,
    CTOML_FLOAT = 4,
    CTOML_BOOLEAN = 5,
    CTOML_DATE = 6,
} ctoml_kind;

// A place in the text, counted from 1; column counts code points. 0: unknown.
typedef struct ctoml_place {
    uint32_t line;
    uint32_t column;
} ctoml_place;

// One node. A parent always stands before its children; entry 0 is the document's root table.
typedef struct ctoml_entry {
    int32_t parent;       // index in the list; -1 for the root
    ctoml_kind kind;
    const char *key;      // name inside the parent table; NULL inside an array; UTF-8, not zero-terminated
    size_t key_length;
    ctoml_place key_place;
    ctoml_place place;    // of the value
    const char *text;     // CTOML_STRING only; UTF-8, not zero-terminated
    size_t text_length;
    int64_t integer;
    double number;
    int boolean;
} ctoml_entry;

typedef struct ctoml_document ctoml_document;

// Reads `length` bytes of UTF-8. NULL only when memory runs out. Entries and texts live until `ctoml_free`.
ctoml_document *ctoml_parse(const char *bytes, size_t length);
void ctoml_free(ctoml_document *document);

// What is wrong with the syntax (zero-terminated), or NULL; then there are no entries.
const char *ctoml_error(const ctoml_document *document);
ctoml_place ctoml_error_place(const ctoml_document *document);

size_t ctoml_count(const ctoml_document *document);
ctoml_entry ctoml_entry_at(const ctoml_document *document, size_t index);

#ifdef __cplusplus
}
#endif
#endif
