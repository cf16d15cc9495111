/// What focus looks at closely and what it takes over from localization, as coarse cells.
package struct RegionSelection: Sendable, Equatable {
    /// The window, nil where the rule has none.
    package var region: Region?
    /// The cells seen at full resolution, largest class attention first.
    package var kept: [Int] = []
    /// The cells whose localization tokens are reused: outside the window (its rows, then above, then below), then those
    /// dropped inside it.
    package var reused: [Int] = []

    /// Makes an empty selection.
    package init() {}
}
