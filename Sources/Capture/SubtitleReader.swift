private import CFFmpeg
private import Foundation

/// A line of a subtitle file.
package struct SubtitleLine: Equatable, Sendable {
    package var text: String
    /// Seconds from the file's start.
    package var from: Double
    package var to: Double

    package init(text: String, from: Double, to: Double) {
        self.text = text
        self.from = from
        self.to = to
    }
}

/// The lines of a subtitle file, or of a video's subtitle track, in whatever form FFmpeg reads: SRT, WebVTT, ASS, …
package enum SubtitleReader {
    /// - Parameter name: the file's name in messages.
    package static func lines(path: String, name: String? = nil) throws(CaptureError) -> [SubtitleLine] {
        let name = name ?? path
        av_log_set_level(AV_LOG_QUIET)
        var opened: UnsafeMutablePointer<AVFormatContext>?
        // "file:" keeps a name like "http://…" from being fetched.
        var status = avformat_open_input(&opened, "file:" + path, nil, nil)
        guard status == 0, let format = opened else {
            throw failure("avformat_open_input", status, "\(name) is no subtitle file that FFmpeg can read (\(avMessage(status))); expected SRT, WebVTT or ASS")
        }
        defer { avformat_close_input(&opened) }
        var codec: UnsafePointer<AVCodec>?
        status = avformat_find_stream_info(format, nil)
        if status >= 0 { status = av_find_best_stream(format, AVMEDIA_TYPE_SUBTITLE, -1, -1, &codec, 0) }
        guard status >= 0, let codec, let stream = format.pointee.streams[Int(status)] else {
            throw failure("av_find_best_stream", status, "\(name) has no subtitles; expected a subtitle file (SRT, WebVTT, ASS) or a video with a subtitle track")
        }
        var decoder = avcodec_alloc_context3(codec)
        defer { avcodec_free_context(&decoder) }
        avcodec_parameters_to_context(decoder, stream.pointee.codecpar)
        decoder?.pointee.pkt_timebase = stream.pointee.time_base
        status = avcodec_open2(decoder, codec, nil)
        guard status >= 0 else { throw failure("avcodec_open2", status, "\(name): its subtitles cannot be decoded (\(avMessage(status)))") }

        var packet = av_packet_alloc()
        defer { av_packet_free(&packet) }
        let unit = Double(stream.pointee.time_base.num) / Double(stream.pointee.time_base.den)
        var lines: [SubtitleLine] = []
        while av_read_frame(format, packet) >= 0 {
            defer { av_packet_unref(packet) }
            guard let packet, packet.pointee.stream_index == stream.pointee.index, packet.pointee.pts != taichu_av_no_timestamp() else { continue }
            var subtitle = AVSubtitle()
            var got: Int32 = 0
            guard avcodec_decode_subtitle2(decoder, &subtitle, &got, packet) >= 0, got != 0 else { continue }
            defer { avsubtitle_free(&subtitle) }
            let text = (0..<Int(subtitle.num_rects)).compactMap { subtitle.rects[$0]?.pointee.ass.map { plain(String(cString: $0)) } }.joined(separator: "\n")
            guard !text.isEmpty else { continue }
            let from = Double(packet.pointee.pts) * unit
            lines.append(SubtitleLine(text: text, from: from, to: from + Double(packet.pointee.duration) * unit))
        }
        return lines
    }

    /// The text of a line of ASS, to which FFmpeg brings every form: after eight fields, without marks.
    private static func plain(_ line: String) -> String {
        let fields = line.split(separator: ",", maxSplits: 8, omittingEmptySubsequences: false)
        let text = fields.count == 9 ? String(fields[8]) : line
        return text.replacingOccurrences(of: #"\{[^}]*\}"#, with: "", options: .regularExpression)
            .replacingOccurrences(of: #"\N"#, with: "\n").replacingOccurrences(of: #"\n"#, with: "\n").replacingOccurrences(of: #"\h"#, with: " ")
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private static func failure(_ operation: String, _ status: Int32, _ message: String) -> CaptureError {
        CaptureError(code: .reconfigure, operation: operation, status: Int(status), message: message)
    }
}
