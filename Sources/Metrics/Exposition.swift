/// Metrics as Prometheus reads them: its text exposition format, version 0.0.4.
package enum Exposition {
    /// The format's media type.
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// Writes families; those without samples are left out.
    package static func text(_ families: [MetricFamily]) -> String {
        var text = ""
        for family in families where !family.samples.isEmpty {
            text += "# HELP \(family.name) \(escaped(family.help, quotes: false))\n"
            text += "# TYPE \(family.name) \(family.kind.rawValue)\n"
            for sample in family.samples { write(sample, of: family.name, to: &text) }
        }
        return text
    }

    private static func write(_ sample: MetricFamily.Sample, of name: String, to text: inout String) {
        switch sample.value {
        case .number(let value): text += "\(name)\(written(sample.labels)) \(number(value))\n"
        case .histogram(let histogram):
            var below = 0
            for (index, count) in histogram.counts.enumerated() {
                below += count
                let bound = index < histogram.bounds.count ? number(histogram.bounds[index]) : "+Inf"
                let labels = sample.labels + [MetricFamily.Label(name: "le", value: bound)]
                text += "\(name)_bucket\(written(labels)) \(below)\n"
            }
            text += "\(name)_sum\(written(sample.labels)) \(number(histogram.sum))\n"
            text += "\(name)_count\(written(sample.labels)) \(below)\n"
        }
    }

    private static func written(_ labels: [MetricFamily.Label]) -> String {
        guard !labels.isEmpty else { return "" }
        return "{" + labels.map { "\($0.name)=\"\(escaped($0.value, quotes: true))\"" }.joined(separator: ",") + "}"
    }

    /// Whole numbers without a fraction, others as short as they can be read back.
    private static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        return Int(exactly: value).map { "\($0)" } ?? "\(value)"
    }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        var escaped = ""
        for character in text.unicodeScalars {
            switch character {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\"" where quotes: escaped += "\\\""
            default: escaped.unicodeScalars.append(character)
            }
        }
        return escaped
    }
}
