/// What may be sent of a hard frame: the most accurate payload first, each smaller than the one before.
package struct PayloadMenu: Equatable, Sendable {
    /// One way to send a frame.
    package struct Entry: Equatable, Sendable {
        /// Its name, for people.
        package let name: String
        /// Mean bytes of a frame, as measured once; only their ratios count.
        package let bytes: Int
        /// Share of answers that are those of lossless pixels, 0 to 1.
        package let agreement: Double

        /// Describes a way.
        package init(_ name: String, bytes: Int, agreement: Double) {
            (self.name, self.bytes, self.agreement) = (name, bytes, agreement)
        }
    }

    /// The entries.
    package let entries: [Entry]

    /// Makes a menu of one entry or more.
    package init(_ entries: [Entry]) {
        precondition(
            !entries.isEmpty && zip(entries, entries.dropFirst()).allSatisfy { $0.bytes > $1.bytes },
            "a menu's entries become smaller: \(entries)")
        self.entries = entries
    }

    /// A menu that leaves no choice.
    package static func only(_ name: String) -> PayloadMenu { PayloadMenu([Entry(name, bytes: 1, agreement: 1)]) }
}
