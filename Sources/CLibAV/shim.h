// libav, and what of it Swift cannot import: macros.
#pragma once
#include <libavcodec/avcodec.h>
#include <libavdevice/avdevice.h>
#include <libavformat/avformat.h>
#include <libavutil/display.h>
#include <libavutil/pixdesc.h>
#include <libswscale/swscale.h>

static const int video_again = AVERROR(EAGAIN);
static const int video_end = AVERROR_EOF;
static const int video_interrupted = AVERROR_EXIT;
static const int video_unauthorized = AVERROR_HTTP_UNAUTHORIZED;
static const int video_forbidden = AVERROR_HTTP_FORBIDDEN;
static const int video_not_found = AVERROR_HTTP_NOT_FOUND;
static const int video_invalid = AVERROR_INVALIDDATA;
static const int64_t video_no_time = AV_NOPTS_VALUE;
