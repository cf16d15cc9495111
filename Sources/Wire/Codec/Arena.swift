import CFoveaProto

/// Memory for the C form of one message at a time: what is placed in it goes all at once. Belongs to one thread.
///
/// Nearly every header fits the block that is kept; what does not gets blocks of its own until the next message.
final class Arena {
    /// Makes protobuf-c place what it unpacks here.
    let allocator: UnsafeMutablePointer<ProtobufCAllocator>

    private let block: UnsafeMutableRawPointer
    private var used = 0
    private var others: [UnsafeMutableRawPointer] = []

    private static let blockBytes = 8192
    private static let alignment = 16

    init() {
        block = .allocate(byteCount: Self.blockBytes, alignment: Self.alignment)
        allocator = .allocate(capacity: 1)
        allocator.initialize(
            to: ProtobufCAllocator(
                alloc: { data, size in
                    data.map { Unmanaged<Arena>.fromOpaque($0).takeUnretainedValue().place(bytes: size) }
                },
                free: { _, _ in },
                allocator_data: Unmanaged.passUnretained(self).toOpaque()))
    }

    deinit {
        removeAll()
        block.deallocate()
        allocator.deallocate()
    }

    /// Makes room for the next message.
    func removeAll() {
        used = 0
        guard !others.isEmpty else { return }
        for other in others { other.deallocate() }
        others.removeAll()
    }

    /// Uninitialized bytes, aligned for any value.
    private func place(bytes count: Int) -> UnsafeMutableRawPointer {
        let end = used + (count + Self.alignment - 1) / Self.alignment * Self.alignment
        if end <= Self.blockBytes {
            defer { used = end }
            return block + used
        }
        let other = UnsafeMutableRawPointer.allocate(byteCount: count, alignment: Self.alignment)
        others.append(other)
        return other
    }

    /// A place for one value.
    func place<Value>(_ value: Value) -> UnsafeMutablePointer<Value> {
        let pointer = place(bytes: MemoryLayout<Value>.size).bindMemory(to: Value.self, capacity: 1)
        pointer.initialize(to: value)
        return pointer
    }

    /// A C array of what the closure makes of each element, nil when there are none.
    func array<Element, Value>(
        _ elements: [Element], _ value: (Element) -> Value
    ) -> UnsafeMutablePointer<Value?>? {
        guard !elements.isEmpty else { return nil }
        let start = place(bytes: MemoryLayout<Value?>.stride * elements.count)
            .bindMemory(to: Value?.self, capacity: elements.count)
        for index in elements.indices { (start + index).initialize(to: value(elements[index])) }
        return start
    }

    /// A C string.
    func text(_ text: String) -> UnsafeMutablePointer<CChar> {
        var text = text
        return text.withUTF8 { bytes in
            let start = place(bytes: bytes.count + 1)
            if let source = bytes.baseAddress { start.copyMemory(from: source, byteCount: bytes.count) }
            start.storeBytes(of: 0, toByteOffset: bytes.count, as: UInt8.self)
            return start.bindMemory(to: CChar.self, capacity: bytes.count + 1)
        }
    }

    /// A field of bytes.
    func bytes(_ bytes: [UInt8]) -> ProtobufCBinaryData {
        guard !bytes.isEmpty else { return ProtobufCBinaryData(len: 0, data: nil) }
        let start = place(bytes: bytes.count)
        bytes.withUnsafeBytes { start.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(start), byteCount: $0.count) }
        return ProtobufCBinaryData(len: bytes.count, data: start.bindMemory(to: UInt8.self, capacity: bytes.count))
    }
}
