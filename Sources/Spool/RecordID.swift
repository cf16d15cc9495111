/// Names one record for ever: a repeat carries the same one, no other record does.
package struct RecordID: Hashable, Sendable, LosslessStringConvertible {
    /// The start of the process that made the record: a random number but 0.
    package let incarnation: UInt64
    /// Counts that process's records from 1.
    package let sequence: UInt64

    /// Makes an id.
    package init(incarnation: UInt64, sequence: UInt64) {
        (self.incarnation, self.sequence) = (incarnation, sequence)
    }

    /// Reads what `description` writes.
    package init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].count == 16, let incarnation = UInt64(parts[0], radix: 16),
            let sequence = UInt64(parts[1])
        else { return nil }
        self.init(incarnation: incarnation, sequence: sequence)
    }

    /// 16 hexadecimal digits, a dash, and the sequence in decimal digits.
    package var description: String {
        let digits = String(incarnation, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits + "-\(sequence)"
    }
}
