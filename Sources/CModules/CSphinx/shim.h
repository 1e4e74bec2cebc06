#pragma once
#include <sphinxbase/ngram_model.h>
#include <sphinxbase/err.h>

// Swift cannot name a callback with variable arguments. Without one the library says nothing on standard error.
static inline void taichu_sphinx_silence(void) { err_set_callback(NULL, NULL); }
