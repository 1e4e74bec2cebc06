#pragma once
#include <errno.h>
#include <fcntl.h>
#include <libv4l-plugin.h>
#include <libv4l2.h>
#include <libv4lconvert.h>
#include <linux/videodev2.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

// What Swift cannot see: requests that are macros with casts, and functions with variable arguments.
static const unsigned long TAICHU_VIDIOC_QUERYCAP = VIDIOC_QUERYCAP;
static const unsigned long TAICHU_VIDIOC_ENUM_FMT = VIDIOC_ENUM_FMT;
static const unsigned long TAICHU_VIDIOC_ENUM_FRAMESIZES = VIDIOC_ENUM_FRAMESIZES;
static const unsigned long TAICHU_VIDIOC_ENUM_FRAMEINTERVALS = VIDIOC_ENUM_FRAMEINTERVALS;
static const unsigned long TAICHU_VIDIOC_G_INPUT = VIDIOC_G_INPUT;
static const unsigned long TAICHU_VIDIOC_S_INPUT = VIDIOC_S_INPUT;
static const unsigned long TAICHU_VIDIOC_ENUMINPUT = VIDIOC_ENUMINPUT;
static const unsigned long TAICHU_VIDIOC_QUERY_DV_TIMINGS = VIDIOC_QUERY_DV_TIMINGS;
static const unsigned long TAICHU_VIDIOC_S_DV_TIMINGS = VIDIOC_S_DV_TIMINGS;
static const unsigned long TAICHU_VIDIOC_QUERYCTRL = VIDIOC_QUERYCTRL;
static const unsigned long TAICHU_VIDIOC_S_CTRL = VIDIOC_S_CTRL;
static const unsigned long TAICHU_VIDIOC_S_FMT = VIDIOC_S_FMT;
static const unsigned long TAICHU_VIDIOC_S_PARM = VIDIOC_S_PARM;
static const unsigned long TAICHU_VIDIOC_G_PARM = VIDIOC_G_PARM;
static const unsigned long TAICHU_VIDIOC_REQBUFS = VIDIOC_REQBUFS;
static const unsigned long TAICHU_VIDIOC_QUERYBUF = VIDIOC_QUERYBUF;
static const unsigned long TAICHU_VIDIOC_QBUF = VIDIOC_QBUF;
static const unsigned long TAICHU_VIDIOC_DQBUF = VIDIOC_DQBUF;
static const unsigned long TAICHU_VIDIOC_STREAMON = VIDIOC_STREAMON;
static const unsigned long TAICHU_VIDIOC_STREAMOFF = VIDIOC_STREAMOFF;
static const unsigned long TAICHU_VIDIOC_SUBSCRIBE_EVENT = VIDIOC_SUBSCRIBE_EVENT;
static const unsigned long TAICHU_VIDIOC_DQEVENT = VIDIOC_DQEVENT;

static inline int taichu_camera_open(const char *path) { return open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC); }
static inline int taichu_v4l2_ioctl(int fd, unsigned long request, void *argument) { return v4l2_ioctl(fd, request, argument); }

// The fields of struct timeval belong to whichever C module Swift met them in first: not one to import for a number.
static inline int64_t taichu_v4l2_nanoseconds(const struct v4l2_buffer *buffer) {
    return (int64_t)buffer->timestamp.tv_sec * 1000000000 + (int64_t)buffer->timestamp.tv_usec * 1000;
}
