import CLibAV
import Cameras
import Images

/// Makes RGB pictures of decoded frames, by the colour space and range that they state, with chroma interpolated.
///
/// One thread's own; what it needs is made for the first frame of a size and format and kept for the next ones.
struct FrameConverter: ~Copyable {
    private var scaler: OpaquePointer?
    private let target: UnsafeMutablePointer<AVFrame>
    private var known: Shape?

    /// What the scaler was made for.
    private struct Shape: Equatable {
        let width: Int32
        let height: Int32
        let format: Int32
        let space: UInt32
        let isFullRange: Bool

        init(_ frame: UnsafePointer<AVFrame>) {
            (width, height, format) = (frame.pointee.width, frame.pointee.height, frame.pointee.format)
            space = frame.pointee.colorspace.rawValue
            // These formats are of full range, whether or not the frame says so.
            let full = [AV_PIX_FMT_YUVJ420P, AV_PIX_FMT_YUVJ422P, AV_PIX_FMT_YUVJ444P, AV_PIX_FMT_YUVJ440P]
            isFullRange =
                frame.pointee.color_range == AVCOL_RANGE_JPEG || full.contains(AVPixelFormat(frame.pointee.format))
        }
    }

    init() {
        guard let frame = av_frame_alloc() else { preconditionFailure("no memory for a frame") }
        target = frame
    }

    deinit {
        sws_freeContext(scaler)
        var target: UnsafeMutablePointer<AVFrame>? = target
        av_frame_free(&target)
    }

    /// The picture of a frame.
    mutating func picture(of frame: UnsafePointer<AVFrame>) throws(CameraError) -> Picture {
        let shape = Shape(frame)
        if shape != known { try prepare(for: shape) }
        // Into rows of libav's own alignment first: its vectors write past the end of narrower ones.
        let code = sws_scale_frame(scaler, target, frame)
        guard code >= 0, let pixels = target.pointee.data.0 else {
            throw CameraError(.unreadable, "a frame cannot be converted to RGB: \(Demuxer.text(code))")
        }
        let (width, height) = (Int(shape.width), Int(shape.height))
        var picture = Picture(width: width, height: height)
        for row in 0..<height {
            picture.mutablePointer(row: row).update(
                from: pixels + row * Int(target.pointee.linesize.0), count: 3 * width)
        }
        return picture
    }

    private mutating func prepare(for shape: Shape) throws(CameraError) {
        known = nil
        sws_freeContext(scaler)
        scaler = sws_getContext(
            shape.width, shape.height, AVPixelFormat(shape.format), shape.width, shape.height, AV_PIX_FMT_RGB24,
            SWS_BICUBIC | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT, nil, nil, nil)
        guard scaler != nil else { throw CameraError(.unreadable, "libav cannot make RGB of its pixel format") }
        let space = (1...10).contains(shape.space) && shape.space != 8 ? Int32(shape.space) : SWS_CS_DEFAULT
        let table = sws_getCoefficients(space)
        sws_setColorspaceDetails(
            scaler, table, shape.isFullRange ? 1 : 0, sws_getCoefficients(SWS_CS_DEFAULT), 1, 0, 1 << 16, 1 << 16)
        av_frame_unref(target)
        target.pointee.width = shape.width
        target.pointee.height = shape.height
        target.pointee.format = AV_PIX_FMT_RGB24.rawValue
        let code = av_frame_get_buffer(target, 0)
        guard code >= 0 else { throw CameraError(.unreadable, "no memory for a frame: \(Demuxer.text(code))") }
        known = shape
    }
}
