import CLibAV
import Cameras
import Foundation

/// An open input of libav: a camera, a device or a file. One thread's own.
struct Demuxer: ~Copyable {
    /// What libav knows of it.
    let context: UnsafeMutablePointer<AVFormatContext>
    /// The stream with the pictures.
    let stream: UnsafeMutablePointer<AVStream>

    private let address: VideoAddress
    private let patience: Patience

    /// Opens an address and looks into it until the pictures' stream is known.
    init(_ address: VideoAddress, _ patience: Patience) throws(CameraError) {
        _ = Self.libraryIsReady
        guard var context = avformat_alloc_context() else { throw CameraError(.unreadable, "no memory for \(address)") }
        // The patience outlives the context: this value holds it.
        context.pointee.interrupt_callback = AVIOInterruptCB(
            callback: { opaque in
                guard let opaque else { return 0 }
                return Unmanaged<Patience>.fromOpaque(opaque).takeUnretainedValue().isOver ? 1 : 0
            }, opaque: Unmanaged.passUnretained(patience).toOpaque())
        // A device's frames are awaited here, where the patience is asked meanwhile.
        if address.format == "v4l2" { context.pointee.flags |= AVFMT_FLAG_NONBLOCK }
        if address.isLive {
            // A camera says what it sends; to measure its rate first would cost seconds.
            context.pointee.max_analyze_duration = 1_000_000
            context.pointee.fps_probe_size = 0
        }
        var options: OpaquePointer?
        for (key, value) in address.options { av_dict_set(&options, key, value, 0) }
        defer { av_dict_free(&options) }
        var opened: UnsafeMutablePointer<AVFormatContext>? = context
        let code = avformat_open_input(
            &opened, address.url, address.format.flatMap { av_find_input_format($0) }, &options)
        guard code >= 0, let found = opened else { throw Self.error(code, of: address, patience) }
        context = found
        do throws(CameraError) {
            let known = avformat_find_stream_info(context, nil)
            guard known >= 0 else { throw Self.error(known, of: address, patience) }
            stream = try Self.picturesStream(of: context, address)
        } catch {
            avformat_close_input(&opened)
            throw error
        }
        (self.context, self.address, self.patience) = (context, address, patience)
    }

    deinit {
        // Cameras serve a few clients at once: one that says good-bye leaves its place to the next at once.
        patience.grantFarewell()
        var context: UnsafeMutablePointer<AVFormatContext>? = context
        avformat_close_input(&context)
    }

    /// Reads the next packet of the pictures' stream; false at the end.
    func read(into packet: borrowing Packet) throws(CameraError) -> Bool {
        while true {
            packet.clear()
            let code = av_read_frame(context, packet.pointer)
            if code == video_end { return false }
            if code == video_again {
                if let end = patience.end { throw end }
                usleep(2000)
            } else if code < 0 {
                let error = Self.error(code, of: address, patience)
                throw error.kind == .unreachable ? CameraError(.ended, error.description) : error
            } else if packet.pointer.pointee.stream_index == stream.pointee.index {
                return true
            }
        }
    }

    /// libav writes to standard error of its own accord, and knows devices only when told to.
    private static let libraryIsReady: Bool = {
        av_log_set_level(AV_LOG_QUIET)
        avdevice_register_all()
        avformat_network_init()
        return true
    }()

    private static func picturesStream(
        of context: UnsafeMutablePointer<AVFormatContext>, _ address: VideoAddress
    ) throws(CameraError) -> UnsafeMutablePointer<AVStream> {
        let index = av_find_best_stream(context, AVMEDIA_TYPE_VIDEO, -1, -1, nil, 0)
        guard index >= 0, let streams = context.pointee.streams else {
            throw CameraError(.unreadable, "\(address): there is no video in it")
        }
        for other in 0..<Int(context.pointee.nb_streams) where other != Int(index) {
            streams[other]?.pointee.discard = AVDISCARD_ALL
        }
        guard let stream = streams[Int(index)] else {
            throw CameraError(.unreadable, "\(address): there is no video in it")
        }
        return stream
    }

    private static func error(_ code: Int32, of address: VideoAddress, _ patience: Patience) -> CameraError {
        if let end = patience.end { return end }
        switch code {
        case video_unauthorized, video_forbidden:
            return CameraError(.refused, "\(address) wants to know who asks: check user and password in the address")
        case video_not_found: return CameraError(.refused, "\(address): no such stream there; check the path")
        case video_invalid: return CameraError(.unreadable, "\(address): it is no video that libav can read")
        default: return CameraError(.unreachable, "\(address): \(text(code))")
        }
    }

    /// libav's words for a code.
    static func text(_ code: Int32) -> String {
        var words = [CChar](repeating: 0, count: Int(AV_ERROR_MAX_STRING_SIZE))
        av_strerror(code, &words, words.count)
        return String(decoding: words.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
