#pragma once
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/audio_fifo.h>
#include <libavutil/channel_layout.h>
#include <libavutil/imgutils.h>
#include <libavutil/opt.h>
#include <libswresample/swresample.h>
#include <libswscale/swscale.h>

// Error codes and constants that are macros with casts.
static inline int taichu_av_error_end(void) { return AVERROR_EOF; }
static inline int taichu_av_error_again(void) { return AVERROR(EAGAIN); }
static inline int taichu_av_error_no_stream(void) { return AVERROR_STREAM_NOT_FOUND; }
static inline int64_t taichu_av_no_timestamp(void) { return AV_NOPTS_VALUE; }
