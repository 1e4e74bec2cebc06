#pragma once
#include <alsa/asoundlib.h>

// The handler that ALSA reports errors to is variadic, which Swift cannot write: this one keeps standard error clean,
// as every error is reported by its status already.
static inline void taichu_alsa_ignore(const char *file, int line, const char *function, int error, const char *format, ...) {
    (void)file, (void)line, (void)function, (void)error, (void)format;
}
static inline void taichu_alsa_quiet(void) { snd_lib_error_set_handler(taichu_alsa_ignore); }
