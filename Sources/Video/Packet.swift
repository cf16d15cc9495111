import CLibAV

/// One packet of a stream; empty until something was read into it.
struct Packet: ~Copyable {
    /// libav's packet.
    let pointer: UnsafeMutablePointer<AVPacket>

    init() {
        guard let packet = av_packet_alloc() else { preconditionFailure("no memory for a packet") }
        pointer = packet
    }

    deinit {
        var packet: UnsafeMutablePointer<AVPacket>? = pointer
        av_packet_free(&packet)
    }

    /// Lets go of what it holds.
    func clear() { av_packet_unref(pointer) }

    /// A copy of its bytes.
    var bytes: [UInt8] {
        Array(UnsafeBufferPointer(start: pointer.pointee.data, count: Int(pointer.pointee.size)))
    }
}
