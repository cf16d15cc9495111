/// Something in a configuration file that cannot be used.
package struct ConfigurationProblem: Equatable, Sendable, CustomStringConvertible {
    /// The line, from 1.
    package let line: Int
    /// The column, from 1.
    package let column: Int
    /// The keys that lead there, such as `edge.threshold`; empty for the file as a whole.
    package let path: String
    /// What was expected, what was found, and the way out.
    package let message: String

    /// LINE:COLUMN: key: what is wrong with it.
    package var description: String { "\(line):\(column): \(path.isEmpty ? "" : "\(path): ")\(message)" }
}

/// A configuration that cannot be used: all that is wrong with it, in the order of the lines.
package struct ConfigurationError: Error, Equatable, CustomStringConvertible {
    /// The file, as it was named.
    package let file: String
    /// The problems.
    package let problems: [ConfigurationProblem]

    /// A line a problem, as compilers write them.
    package var description: String { problems.map { "\(file):\($0)" }.joined(separator: "\n") }
}
