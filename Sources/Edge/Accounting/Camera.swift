import Wire

/// A camera, by the name that coordinators are fair among.
package struct Camera: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// 1 to 64 bytes of printable text.
    package let name: String

    /// Checks a name.
    ///
    /// - Throws: `EdgeError` that says what is expected of a name.
    package init(_ name: String) throws(EdgeError) {
        guard Bounds.nameBytes.contains(name.utf8.count), name.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else {
            throw EdgeError(
                "a camera cannot be called \"\(name)\": expected 1 to 64 bytes of printable text, found "
                    + "\(name.utf8.count) bytes"
            )
        }
        self.name = name
    }

    /// The name.
    package var description: String { name }

    /// By name.
    package static func < (left: Camera, right: Camera) -> Bool { left.name < right.name }
}
