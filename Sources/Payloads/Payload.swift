package import Wire

/// What localization hands to focus, ready to be sent after a request's header.
package struct Payload: Sendable {
    /// One frame: what it is, and its bytes.
    package struct Part: Sendable {
        /// The description for `FocusRequest.frames`.
        package let frame: PayloadFrame
        /// As many bytes as described.
        package let bytes: [UInt8]
    }

    /// The value of `FocusRequest.payload`.
    package let kind: PayloadKind
    /// The value of `FocusRequest.region`.
    package let region: Wire.Region
    /// The frames, in the order in which they are sent.
    package let parts: [Part]

    /// The value of `FocusRequest.frames`.
    package var frames: [PayloadFrame] { parts.map(\.frame) }

    /// The bytes of all frames.
    package var byteCount: Int { parts.reduce(0) { $0 + $1.bytes.count } }

    /// Calls the body with the frames' bytes as a `PayloadReader` takes them; the pointers must not escape.
    package func withUnsafeFrames<Result, Failure: Error>(
        _ body: ([UnsafeRawBufferPointer]) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try Payload.open(parts[...], [], body)
    }

    private static func open<Result, Failure: Error>(
        _ parts: ArraySlice<Part>, _ frames: [UnsafeRawBufferPointer],
        _ body: ([UnsafeRawBufferPointer]) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        guard let part = parts.first else { return try body(frames) }
        return try part.bytes.span.bytes.withUnsafeBytes { (bytes) throws(Failure) in
            try open(parts.dropFirst(), frames + [bytes], body)
        }
    }
}
