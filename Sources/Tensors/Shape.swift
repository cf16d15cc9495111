/// The extents of a tensor, outermost first.
package struct Shape: Hashable, Sendable, CustomStringConvertible, ExpressibleByArrayLiteral {
    /// The extents, outermost first.
    package let extents: [Int]

    /// Makes a shape from extents, none of which is negative.
    package init(_ extents: [Int]) {
        precondition(extents.allSatisfy { $0 >= 0 }, "negative extent in \(extents)")
        self.extents = extents
    }

    /// Makes a shape from a literal such as `[50, 384]`.
    package init(arrayLiteral elements: Int...) {
        self.init(elements)
    }

    /// Whether these are the planes of a square picture, `[3, side, side]`; unlike a comparison with a literal this
    /// allocates nothing, so it serves checks on every frame.
    package func isPlanes(side: Int) -> Bool {
        extents.count == 3 && extents[0] == 3 && extents[1] == side && extents[2] == side
    }

    /// The number of elements.
    package var count: Int { extents.reduce(1, *) }

    /// The last extent, 1 for a scalar.
    package var columns: Int { extents.last ?? 1 }

    /// The product of all extents but the last.
    package var rows: Int { extents.dropLast().reduce(1, *) }

    /// The extents as people write them: `[50, 384]`.
    package var description: String { "[" + extents.map(String.init).joined(separator: ", ") + "]" }
}
