// OpenCV's core is linked from its archive, so that no machine needs the two dozen libraries of windows, OpenGL and linear algebra that Debian's shared one names.
// The part of it that shares pictures with OpenGL asks for a display through these three. There is none in this program, and they say so.
// That part is never run here; it only has to be linked.

#define HIDDEN __attribute__((visibility("hidden")))

extern "C" {

HIDDEN void *glXGetCurrentDisplay() { return nullptr; }
HIDDEN void *glXGetCurrentContext() { return nullptr; }
HIDDEN void (*glXGetProcAddressARB(const unsigned char *))() { return nullptr; }

}
