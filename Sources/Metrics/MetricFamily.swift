/// All samples of one metric, with what the metric means.
package struct MetricFamily: Equatable, Sendable {
    /// What kind of number it is.
    package enum Kind: String, Sendable {
        /// Only rises, until the process starts again.
        case counter
        /// Rises and falls.
        case gauge
        /// Counts by bucket.
        case histogram
    }

    /// The name by Prometheus' conventions: a prefix, base units, `_total` at counters.
    package let name: String
    /// One sentence.
    package let help: String
    /// The kind.
    package let kind: Kind
    /// The samples, each with other labels.
    package private(set) var samples: [Sample] = []

    /// One number or histogram and its labels.
    package struct Sample: Equatable, Sendable {
        /// Names and values, in the order in which they are written.
        package let labels: [Label]
        /// The value.
        package let value: Value
    }

    /// A label.
    package struct Label: Equatable, Sendable {
        /// What is told apart.
        package let name: String
        /// Which one it is; any text.
        package let value: String
    }

    /// What a sample says.
    package enum Value: Equatable, Sendable {
        /// A number.
        case number(Double)
        /// A distribution.
        case histogram(Histogram)
    }

    /// Makes a family without samples.
    package init(_ kind: Kind, _ name: String, _ help: String) {
        (self.kind, self.name, self.help) = (kind, name, help)
    }

    /// Makes a family of one sample without labels.
    package init(_ kind: Kind, _ name: String, _ help: String, _ value: Double) {
        self.init(kind, name, help)
        add(value)
    }

    /// Adds a number; labels without a value are left out.
    package mutating func add(_ value: Double, _ labels: KeyValuePairs<String, String?> = [:]) {
        samples.append(Sample(labels: Self.labels(labels), value: .number(value)))
    }

    /// Adds a count.
    package mutating func add(_ value: Int, _ labels: KeyValuePairs<String, String?> = [:]) {
        add(Double(value), labels)
    }

    /// Adds a distribution.
    package mutating func add(_ histogram: Histogram, _ labels: KeyValuePairs<String, String?> = [:]) {
        samples.append(Sample(labels: Self.labels(labels), value: .histogram(histogram)))
    }

    private static func labels(_ labels: KeyValuePairs<String, String?>) -> [Label] {
        labels.compactMap { name, value in value.map { Label(name: name, value: $0) } }
    }
}
