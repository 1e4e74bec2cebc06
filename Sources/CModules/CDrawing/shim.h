#pragma once
#include <pango/pangocairo.h>
#include <turbojpeg.h>

// Constants that are macros, or names that Swift does not see.
static inline int taichu_pango_scale(void) { return PANGO_SCALE; }
static inline void taichu_unref(void *object) { g_object_unref(object); }
