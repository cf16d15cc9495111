/// The few things that a spool does to the files of its folder: the disk's, or a test's that fails on purpose.
///
/// Used on the spool's thread alone.
package protocol SpoolFiles {
    /// The names of all files.
    func names() throws(SpoolFileError) -> [String]

    /// How many bytes a file has.
    func size(of name: String) throws(SpoolFileError) -> Int

    /// At most `count` bytes from `offset` on; fewer at the end of the file.
    func read(_ name: String, at offset: Int, count: Int) throws(SpoolFileError) -> [UInt8]

    /// Writes bytes, making the file where there is none.
    ///
    /// - Returns: how many were written, at least one; the caller goes on with the others.
    func write(_ bytes: ArraySlice<UInt8>, to name: String, at offset: Int) throws(SpoolFileError) -> Int

    /// Returns when what was written to the file would survive a power cut, should the folder know the file.
    func sync(_ name: String) throws(SpoolFileError)

    /// Returns when the folder's knowledge of its files would survive a power cut.
    func syncFolder() throws(SpoolFileError)

    /// Cuts a file to some length.
    func truncate(_ name: String, to byteCount: Int) throws(SpoolFileError)

    /// Removes a file.
    func remove(_ name: String) throws(SpoolFileError)
}

extension SpoolFiles {
    /// Writes all bytes, however many pieces that takes.
    func writeAll(_ bytes: [UInt8], to name: String, at offset: Int) throws(SpoolFileError) {
        var rest = bytes[...]
        while !rest.isEmpty { rest = rest.dropFirst(try write(rest, to: name, at: offset + rest.startIndex)) }
    }
}
