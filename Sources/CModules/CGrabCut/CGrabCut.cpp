#include <opencv2/imgproc.hpp>

#include "CGrabCut.h"

#include <cstdio>
#include <exception>
#include <mutex>

static_assert(int(CGRABCUT_GROUND) == cv::GC_BGD && int(CGRABCUT_THING) == cv::GC_FGD);
static_assert(int(CGRABCUT_PROBABLY_GROUND) == cv::GC_PR_BGD && int(CGRABCUT_PROBABLY_THING) == cv::GC_PR_FGD);

namespace {

// Which threads work is the scheduler's to say; and a failure is told by its status, not on standard error.
void prepare() {
    static std::once_flag once;
    std::call_once(once, [] {
        cv::setNumThreads(1);
        cv::redirectError([](int, const char *, const char *, const char *, int, void *) { return 0; });
    });
}

cgrabcut_status checked(const uint8_t *rgb, int32_t width, int32_t height, const uint8_t *marks, int32_t rounds) {
    const bool fits = width > 0 && height > 0 && width <= CGRABCUT_LONGEST_SIDE && height <= CGRABCUT_LONGEST_SIDE;
    if (rgb == nullptr || marks == nullptr || !fits || rounds < 1 || rounds > CGRABCUT_MOST_ROUNDS) return CGRABCUT_ARGUMENT;
    int32_t thing = 0, ground = 0;
    for (int32_t index = 0; index < width * height; ++index) {
        if (marks[index] > CGRABCUT_PROBABLY_THING) return CGRABCUT_ARGUMENT;
        ++(marks[index] % 2 == 1 ? thing : ground);
    }
    return thing >= CGRABCUT_FEWEST && ground >= CGRABCUT_FEWEST ? CGRABCUT_DONE : CGRABCUT_TOO_FEW;
}

}  // namespace

extern "C" {

cgrabcut_status cgrabcut_settle(const uint8_t *rgb, int32_t width, int32_t height, uint8_t *marks, int32_t rounds, char *reason, size_t reason_length) {
    const cgrabcut_status status = checked(rgb, width, height, marks, rounds);
    if (status != CGRABCUT_DONE) return status;
    try {
        prepare();
        // The colours of both sides are first clustered from random beginnings; these are the same each time. The state is this thread's own.
        cv::setRNGSeed(1);
        // OpenCV has no view of memory that it may not write; it only reads the picture.
        const cv::Mat picture(height, width, CV_8UC3, const_cast<uint8_t *>(rgb));
        cv::Mat settled(height, width, CV_8UC1, marks), ground, thing;
        cv::grabCut(picture, settled, cv::Rect(), ground, thing, rounds, cv::GC_INIT_WITH_MASK);
        return CGRABCUT_DONE;
    } catch (const std::exception &error) {
        if (reason != nullptr && reason_length > 0) std::snprintf(reason, reason_length, "%s", error.what());
    } catch (...) {
        if (reason != nullptr && reason_length > 0) std::snprintf(reason, reason_length, "an unknown exception");
    }
    return CGRABCUT_FAILED;
}

}
