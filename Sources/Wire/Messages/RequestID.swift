/// Names a request for its whole life.
package struct RequestID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The edge's incarnation.
    package var edgeIncarnation: UInt64
    /// Counts the edge's requests from 1.
    package var sequence: UInt64

    /// Makes the value; bounds are checked when it is read from the network, see `Bounds`.
    package init(edgeIncarnation: UInt64, sequence: UInt64) {
        self.edgeIncarnation = edgeIncarnation
        self.sequence = sequence
    }

    /// By edge, then by sequence.
    package static func < (left: RequestID, right: RequestID) -> Bool {
        (left.edgeIncarnation, left.sequence) < (right.edgeIncarnation, right.sequence)
    }

    /// For logs: the incarnation in hexadecimal and the sequence.
    package var description: String { "\(String(edgeIncarnation, radix: 16))/\(sequence)" }
}
