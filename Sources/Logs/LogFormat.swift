/// How lines of the log look.
package enum LogFormat: String, CaseIterable, Sendable {
    /// For people: time, level, message, and what it is about as `name=value`.
    case text
    /// For programs: one object a line.
    case json
}
