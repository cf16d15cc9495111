import Edge
import Images

/// JPEG pictures from a stream of bytes: an HTTP camera's, or standard input. They stay as they were sent.
final class JPEGStream: FrameSource {
    private let stream: DescriptorStream
    private let patience: Patience
    private let source: String
    private var splitter = JPEGSplitter()
    private var current: [UInt8] = []
    private var isOver = false

    private init(_ stream: consuming DescriptorStream, _ patience: Patience, from source: String) {
        self.stream = stream
        self.patience = patience
        self.source = source
    }

    /// Reads standard input.
    static func standardInput(_ patience: Patience) -> JPEGStream {
        JPEGStream(DescriptorStream(borrowing: 0), patience, from: "standard input")
    }

    /// Asks an HTTP camera for its stream.
    static func http(_ address: HTTPAddress, _ patience: Patience) throws(CameraError) -> JPEGStream {
        let stream = JPEGStream(try .connected(to: address, patience), patience, from: address.description)
        try stream.stream.write(address.request, patience)
        try stream.readHead().check(address)
        return stream
    }

    var name: String? { nil }

    func advance() throws(CameraError) -> ContinuousClock.Instant? {
        while true {
            if let picture = try named({ () throws(CameraError) in try splitter.next() }) {
                current = picture
                return .now
            }
            if isOver { return nil }
            let goesOn = try splitter.fill { bytes throws(CameraError) in try stream.read(into: &bytes, patience) }
            guard !goesOn else { continue }
            isOver = true
            guard let rest = splitter.finish() else { return nil }
            current = rest
            return .now
        }
    }

    func luma() -> LumaGrid? { LumaGrid(jpeg: current) }

    func picture() throws(CameraError) -> OfferedFrame.Picture { .bytes(current) }

    /// Reads up to the empty line; what follows it belongs to the pictures.
    private func readHead() throws(CameraError) -> HTTPResponseHead {
        var bytes: [UInt8] = []
        while true {
            if let end = bytes.indices.dropLast(3).first(where: { bytes[$0..<$0 + 4].elementsEqual([13, 10, 13, 10]) })
            {
                splitter.append(bytes[(end + 4)...])
                guard let head = HTTPResponseHead(String(decoding: bytes[..<end], as: UTF8.self)) else { break }
                return head
            }
            guard bytes.count <= HTTPResponseHead.limit else { break }
            guard try stream.read(into: &bytes, patience) else {
                throw CameraError(.refused, "\(source) closed the connection without an answer")
            }
        }
        throw CameraError(.refused, "\(source) does not answer as HTTP does; check the port")
    }

    private func named<Result>(_ body: () throws(CameraError) -> Result) throws(CameraError) -> Result {
        do { return try body() } catch { throw CameraError(error.kind, "\(source): \(error.description)") }
    }
}
