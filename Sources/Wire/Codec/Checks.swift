import CFoveaProto

// Each check returns the value in Swift's form, or throws what was expected and what was found.

func checked(_ field: @autoclosure () -> String, _ value: some BinaryInteger, in range: ClosedRange<Int>)
    throws(WireError) -> Int
{
    guard let number = Int(exactly: value), range.contains(number) else {
        throw .outOfBounds(field: field(), found: "\(value)", expected: "\(range.lowerBound) to \(range.upperBound)")
    }
    return number
}

func checked(_ field: @autoclosure () -> String, _ value: Float, in range: ClosedRange<Float>) throws(WireError)
    -> Float
{
    // A NaN is in no range.
    guard range.contains(value) else {
        throw .outOfBounds(field: field(), found: "\(value)", expected: "\(range.lowerBound) to \(range.upperBound)")
    }
    return value
}

func checked(
    _ field: @autoclosure () -> String,
    microseconds value: UInt64,
    in range: ClosedRange<Duration>
) throws(WireError) -> Duration {
    guard let number = Int64(exactly: value), range.contains(.microseconds(number)) else {
        throw .outOfBounds(
            field: field(), found: "\(value)",
            expected: "\(range.lowerBound.microseconds) to \(range.upperBound.microseconds)")
    }
    return .microseconds(number)
}

func checked(
    _ field: @autoclosure () -> String,
    _ text: UnsafeMutablePointer<CChar>?,
    bytes range: ClosedRange<Int>
) throws(WireError) -> String {
    guard let text, let string = String(validatingCString: text) else {
        throw .outOfBounds(field: field(), found: "no UTF-8", expected: "text")
    }
    guard range.contains(string.utf8.count) else {
        throw .outOfBounds(
            field: field(), found: "\(string.utf8.count) bytes",
            expected: "\(range.lowerBound) to \(range.upperBound) bytes")
    }
    guard string.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else {
        throw .outOfBounds(field: field(), found: "a control character", expected: "printable text")
    }
    return string
}

/// An address that a browser may be sent to, or nothing.
func checked(_ field: @autoclosure () -> String, page: UnsafeMutablePointer<CChar>?) throws(WireError) -> String {
    let text = try checked(field(), page, bytes: Bounds.pageBytes)
    guard text.isEmpty || text.hasPrefix("http://") || text.hasPrefix("https://") else {
        throw .outOfBounds(field: field(), found: text, expected: "an address of http or https")
    }
    return text
}

func checked(_ field: @autoclosure () -> String, _ data: ProtobufCBinaryData, bytes count: Int) throws(WireError)
    -> UnsafeBufferPointer<UInt8>
{
    guard data.len == count else {
        throw .outOfBounds(field: field(), found: "\(data.len) bytes", expected: "\(count) bytes")
    }
    return UnsafeBufferPointer(start: data.data, count: count)
}

func checked(identifier field: @autoclosure () -> String, _ value: UInt64) throws(WireError) -> UInt64 {
    guard value != 0 else { throw .outOfBounds(field: field(), found: "0", expected: "another number") }
    return value
}

func checked<Choice: RawRepresentable<UInt32>>(_ field: @autoclosure () -> String, choice value: UInt32)
    throws(WireError) -> Choice
{
    guard value != 0 else { throw .missing(field: field()) }
    guard let choice = Choice(rawValue: value) else {
        throw .outOfBounds(field: field(), found: "\(value)", expected: "a known choice")
    }
    return choice
}

func required<Value>(_ field: @autoclosure () -> String, _ pointer: UnsafeMutablePointer<Value>?) throws(WireError)
    -> Value
{
    guard let pointer else { throw .missing(field: field()) }
    return pointer.pointee
}

func list<Element>(
    _ field: @autoclosure () -> String,
    _ start: UnsafeMutablePointer<UnsafeMutablePointer<Element>?>?,
    _ count: Int,
    in range: ClosedRange<Int>
) throws(WireError) -> UnsafeBufferPointer<UnsafeMutablePointer<Element>?> {
    guard range.contains(count) else {
        throw .outOfBounds(
            field: field(), found: "\(count) elements", expected: "\(range.lowerBound) to \(range.upperBound)")
    }
    return UnsafeBufferPointer(start: start, count: count)
}

extension Duration {
    /// Whole microseconds, rounded down; what the network carries.
    package var microseconds: Int64 {
        components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
    }
}

extension UInt64 {
    /// Microseconds of a time that is not negative.
    init(_ duration: Duration) {
        self = UInt64(Swift.max(0, duration.microseconds))
    }
}
