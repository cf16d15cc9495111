import CPixels
import Glibc

/// An owning 8-bit RGB picture, interleaved: `[height, width, 3]`, row-major, without padding between rows.
///
/// A picture is moved, never copied by accident: a large one is most of a process's memory.
package struct Picture: ~Copyable {
    /// The number of columns, in pixels.
    package let width: Int
    /// The number of rows, in pixels.
    package let height: Int

    private let storage: UnsafeMutablePointer<UInt8>

    /// Makes a black picture; memory is only touched where it is written.
    package init(width: Int, height: Int) {
        precondition(width > 0 && height > 0, "a picture of \(width) x \(height) pixels")
        self.width = width
        self.height = height
        let count = width * height * 3
        guard let bytes = calloc(count + Int(PIXELS_SLACK), 1) else {
            preconditionFailure("no memory for a picture of \(width) x \(height) pixels")
        }
        storage = bytes.bindMemory(to: UInt8.self, capacity: count)
    }

    /// Makes a picture from `height * width * 3` interleaved bytes.
    package init(width: Int, height: Int, bytes: some Collection<UInt8>) {
        precondition(bytes.count == width * height * 3, "\(bytes.count) bytes do not fill \(width) x \(height) pixels")
        self.init(width: width, height: height)
        _ = UnsafeMutableBufferPointer(start: storage, count: bytes.count).update(fromContentsOf: bytes)
    }

    deinit {
        free(storage)
    }

    /// The number of bytes: `height * width * 3`.
    package var byteCount: Int { width * height * 3 }

    /// One pixel.
    package subscript(row: Int, column: Int) -> Colour {
        get {
            let pixel = address(row: row) + 3 * column
            return Colour(red: pixel[0], green: pixel[1], blue: pixel[2])
        }
        set {
            let pixel = address(row: row) + 3 * column
            (pixel[0], pixel[1], pixel[2]) = (newValue.red, newValue.green, newValue.blue)
        }
    }

    /// The bytes from the given row on, valid while the picture lives; one more byte than the picture has may be read.
    package borrowing func pointer(row: Int = 0) -> UnsafePointer<UInt8> {
        UnsafePointer(address(row: row))
    }

    /// The bytes from the given row on, to write.
    package mutating func mutablePointer(row: Int = 0) -> UnsafeMutablePointer<UInt8> {
        address(row: row)
    }

    /// Takes over the pixels of a picture of the same size.
    package mutating func copy(_ other: borrowing Picture) {
        precondition(other.width == width && other.height == height, "a picture of another size")
        storage.update(from: other.storage, count: byteCount)
    }

    /// A copy of all bytes; for results and tests, not for loops.
    package borrowing func bytes() -> [UInt8] {
        Array(UnsafeBufferPointer(start: storage, count: byteCount))
    }

    private func address(row: Int) -> UnsafeMutablePointer<UInt8> {
        precondition(row >= 0 && row < height, "row \(row) of a picture of \(height) rows")
        return storage + row * width * 3
    }
}

// A picture owns its memory alone and cannot be copied, so handing it to another thread hands over all access.
extension Picture: @unchecked Sendable {}
