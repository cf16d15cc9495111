import CLibAV
package import Cameras
package import Edge
import Images

/// Frames of what libav reads: RTSP and other network cameras, devices, files, test patterns.
///
/// Pictures that come as JPEG stay the JPEG that was sent; all others are decoded to RGB, those alone that are asked for.
package final class VideoStream: FrameSource {
    /// How many packets in a row may be no frame before the stream counts as unreadable.
    private static let bearableDamage = 500

    private let address: VideoAddress
    private let demuxer: Demuxer
    private let decoder: Decoder?
    private let packet = Packet()
    private var converter = FrameConverter()
    private var clock: StreamClock
    private var damaged = 0

    /// Opens an address. Blocks the calling thread, to which the stream then belongs.
    ///
    /// - Parameter isPaced: whether recorded frames come when they are due, and not as fast as they are asked for.
    package init(_ address: VideoAddress, isPaced: Bool, _ patience: Patience) throws(CameraError) {
        self.address = address
        demuxer = try Demuxer(address, patience)
        let isJPEG = demuxer.stream.pointee.codecpar?.pointee.codec_id == AV_CODEC_ID_MJPEG
        decoder = isJPEG ? nil : try Decoder(demuxer.stream, of: address)
        clock = StreamClock(demuxer.stream, isLive: address.isLive, isPaced ? patience : nil)
    }

    /// Frames of a video have no names.
    package var name: String? { nil }

    /// Goes on to the next frame.
    package func advance() throws(CameraError) -> ContinuousClock.Instant? {
        guard decoder != nil else {
            guard try demuxer.read(into: packet) else { return nil }
            return try clock.time(of: packet.pointer.pointee.pts)
        }
        while true {
            switch decoder?.receive() {
            case .frame:
                damaged = 0
                return try clock.time(of: decoder?.withFrame { $0.pointee.best_effort_timestamp } ?? video_no_time)
            case .needsPacket:
                guard damaged < Self.bearableDamage else {
                    throw CameraError(.unreadable, "\(address): \(damaged) packets in a row could not be decoded")
                }
                damaged += 1
                if try demuxer.read(into: packet) { _ = decoder?.send(packet) } else { decoder?.sendEnd() }
            case .end, nil: return nil
            }
        }
    }

    /// How light the frame is: from its own luma, or its JPEG; nil where it comes as RGB or in an unusual depth.
    package func luma() -> LumaGrid? {
        guard decoder != nil else { return LumaGrid(jpeg: packet.bytes) }
        return decoder?.withFrame { frame in
            guard let description = av_pix_fmt_desc_get(AVPixelFormat(frame.pointee.format)) else { return nil }
            let other = UInt64(
                AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL | AV_PIX_FMT_FLAG_BITSTREAM | AV_PIX_FMT_FLAG_HWACCEL)
            let luma = description.pointee.comp.0
            guard description.pointee.flags & other == 0, luma.plane == 0, luma.depth == 8,
                let plane = frame.pointee.data.0
            else { return nil }
            return LumaGrid(
                plane + Int(luma.offset), width: Int(frame.pointee.width), height: Int(frame.pointee.height),
                stride: Int(frame.pointee.linesize.0), step: Int(luma.step))
        } ?? nil
    }

    /// The frame as it is offered.
    package func picture() throws(CameraError) -> OfferedFrame.Picture {
        guard decoder != nil else { return .bytes(packet.bytes) }
        let picture = try decoder?.withFrame { frame throws(CameraError) in
            SharedPicture(try converter.picture(of: frame))
        }
        guard let picture else { throw CameraError(.unreadable, "\(address): there is no frame") }
        return .pixels(picture)
    }
}
