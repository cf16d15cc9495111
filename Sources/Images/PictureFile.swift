import Glibc

/// An open stream of a picture's bytes, from a file or from memory; closed at the end of its life.
///
/// Reading goes through a small buffer, so a file is never in memory as a whole and may shrink while it is read.
struct PictureFile: ~Copyable {
    let stream: UnsafeMutablePointer<FILE>
    let format: PictureFormat

    /// Opens a file and recognises its format.
    init(path: String) throws(PictureError) {
        guard let stream = fopen(path, "rbe") else { throw .unreadable(code: errno) }
        try self.init(stream)
    }

    /// Reads bytes that must outlive the stream.
    init(bytes: UnsafeRawBufferPointer) throws(PictureError) {
        guard let start = bytes.baseAddress, !bytes.isEmpty else { throw .empty }
        // Opened for reading alone, the stream writes nothing through this pointer.
        guard let stream = fmemopen(UnsafeMutableRawPointer(mutating: start), bytes.count, "rb") else {
            throw .unreadable(code: errno)
        }
        try self.init(stream)
    }

    private init(_ stream: UnsafeMutablePointer<FILE>) throws(PictureError) {
        do throws(PictureError) {
            format = try PictureFile.format(of: stream)
        } catch {
            fclose(stream)
            throw error
        }
        self.stream = stream
    }

    deinit {
        fclose(stream)
    }

    private static func format(of stream: UnsafeMutablePointer<FILE>) throws(PictureError) -> PictureFormat {
        var signature = [UInt8](repeating: 0, count: PictureFormat.signatureLength)
        let count = fread(&signature, 1, signature.count, stream)
        if ferror(stream) != 0 { throw errno == EISDIR ? .directory : .unreadable(code: errno) }
        if count == 0 { throw .empty }
        guard let format = PictureFormat(signature: signature.prefix(count)) else {
            throw .notAPicture(found: Array(signature.prefix(count)))
        }
        guard fseek(stream, 0, SEEK_SET) == 0 else { throw .unreadable(code: errno) }
        return format
    }
}
