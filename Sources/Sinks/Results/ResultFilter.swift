/// Which results a sink is told.
package struct ResultFilter: Equatable, Sendable {
    /// The cameras by name; empty: all.
    package var cameras: Set<String> = []
    /// The classes by name or number; empty: all.
    package var classes: Set<String> = []
    /// The outcomes by name; dropped frames are of interest to metrics rather than to sinks.
    package var outcomes: Set<String> = ["exited", "focused", "fallback", "rejected"]
    /// How sure an answer has to be, 0 to 1.
    package var confidence = 0.0
    /// Whether answers before the last one are told too.
    package var partials = false

    /// Lets every ending but dropped frames through.
    package init() {}

    /// Whether a result is told.
    package func admits(_ event: ResultEvent) -> Bool {
        if let outcome = event.outcome { guard outcomes.contains(outcome) else { return false } }
        guard partials || event.outcome != nil, cameras.isEmpty || cameras.contains(event.camera) else { return false }
        guard Double(event.confidence ?? 1) >= confidence else { return false }
        guard !classes.isEmpty else { return true }
        return [event.label, event.class.map(String.init)].contains { $0.map(classes.contains) ?? false }
    }
}
