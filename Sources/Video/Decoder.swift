import CLibAV
import Cameras

/// Makes frames of a stream's packets. One thread's own.
struct Decoder: ~Copyable {
    /// What became of a request for a frame.
    enum Outcome {
        case frame
        case needsPacket
        case end
    }

    private let context: UnsafeMutablePointer<AVCodecContext>
    private let frame: UnsafeMutablePointer<AVFrame>

    /// Opens the decoder of a stream.
    init(_ stream: UnsafeMutablePointer<AVStream>, of address: VideoAddress) throws(CameraError) {
        let parameters = stream.pointee.codecpar
        guard let parameters, let codec = avcodec_find_decoder(parameters.pointee.codec_id) else {
            throw CameraError(.unreadable, "\(address): libav has no decoder for its video")
        }
        guard let context = avcodec_alloc_context3(codec), let frame = av_frame_alloc() else {
            throw CameraError(.unreadable, "\(address): no memory to decode it")
        }
        // One thread: several of them would hold frames back.
        context.pointee.thread_count = 1
        context.pointee.pkt_timebase = stream.pointee.time_base
        let code = avcodec_parameters_to_context(context, parameters)
        let opened = code < 0 ? code : avcodec_open2(context, codec, nil)
        guard opened >= 0 else {
            Self.free(context, frame)
            throw CameraError(.unreadable, "\(address): its video cannot be decoded: \(Demuxer.text(opened))")
        }
        (self.context, self.frame) = (context, frame)
    }

    deinit {
        Self.free(context, frame)
    }

    /// The last frame.
    borrowing func withFrame<Result, Failure>(
        _ body: (UnsafePointer<AVFrame>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafePointer(frame))
    }

    /// Gives a packet to the decoder, or the word that there are no more; false where it cannot be decoded.
    func send(_ packet: borrowing Packet) -> Bool { avcodec_send_packet(context, packet.pointer) >= 0 }

    /// Says that there are no more packets.
    func sendEnd() { avcodec_send_packet(context, nil) }

    /// Goes on to the next frame.
    func receive() -> Outcome {
        switch avcodec_receive_frame(context, frame) {
        case 0: .frame
        case video_end: .end
        // What cannot be decoded is left out; the next packet may be better.
        default: .needsPacket
        }
    }

    private static func free(_ context: UnsafeMutablePointer<AVCodecContext>, _ frame: UnsafeMutablePointer<AVFrame>) {
        var (context, frame): (UnsafeMutablePointer<AVCodecContext>?, UnsafeMutablePointer<AVFrame>?) = (context, frame)
        avcodec_free_context(&context)
        av_frame_free(&frame)
    }
}
