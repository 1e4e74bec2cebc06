#pragma once
#include <pulse/pulseaudio.h>

// What Swift cannot see: constants that are macros over other names.
static inline pa_sample_format_t taichu_pulse_float32(void) { return PA_SAMPLE_FLOAT32NE; }
static inline uint32_t taichu_pulse_unset(void) { return (uint32_t)-1; }
