/// Numbers with units, as people write them.
enum Quantity {
    private static let seconds: [String: Double] = [
        "ms": 0.001, "s": 1, "min": 60, "h": 3600, "d": 86_400,
    ]
    private static let bytes: [String: Double] = [
        "B": 1, "kB": 1e3, "KB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12,
        "KiB": 1024, "MiB": 1_048_576, "GiB": 1_073_741_824, "TiB": 1_099_511_627_776,
    ]

    /// `500 ms`, `2s`, `1.5 min` in seconds.
    static func seconds(_ text: String) -> Double? { value(text, seconds) }

    /// `256 MB`, `1GiB` in bytes.
    static func bytes(_ text: String) -> Int? {
        value(text, bytes).flatMap { $0 >= 1 && $0 < 1e15 ? Int($0) : nil }
    }

    private static func value(_ text: String, _ units: [String: Double]) -> Double? {
        let number = text.prefix { $0.isNumber || $0 == "." || $0 == "-" }
        let unit = text.dropFirst(number.count).drop { $0 == " " }
        guard let value = Double(number), value.isFinite, let factor = units[String(unit)] else { return nil }
        return value * factor
    }
}
