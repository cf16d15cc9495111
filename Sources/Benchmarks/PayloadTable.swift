import Payloads

/// The payload menu with its prices, from the measurements of many pictures.
package struct PayloadTable: Sendable {
    /// One payload.
    package struct Row: Sendable, Encodable {
        /// What the menu calls it.
        package let name: String
        /// Percent of the pictures with the class of the direct run.
        package let sameClass: Double
        /// Accuracy less that of the direct run, in percentage points.
        package let accuracyChange: Double
        /// Mean sum of the payload frames.
        package let bytes: Double
        /// Median time to write it.
        package let writeMilliseconds: Double
        /// Median time to read it.
        package let readMilliseconds: Double
    }

    /// How many pictures were measured.
    package let pictures: Int
    /// The direct run's accuracy in percent.
    package let directAccuracy: Double
    /// One row for each of the menu.
    package let rows: [Row]

    /// Sums up at least one measurement.
    package init(_ measurements: [PayloadBenchmark.Measurement]) {
        precondition(!measurements.isEmpty, "no measurements")
        let percent = 100 / Double(measurements.count)
        let direct = percent * Double(measurements.count { $0.direct == $0.label })
        rows = PayloadBenchmark.menu.indices.map { index in
            let samples = measurements.map { $0.samples[index] }
            let right = measurements.count { $0.samples[index].answer == $0.label }
            return Row(
                name: PayloadBenchmark.menu[index].name,
                sameClass: percent * Double(measurements.count { $0.samples[index].answer == $0.direct }),
                accuracyChange: percent * Double(right) - direct,
                bytes: Double(samples.reduce(0) { $0 + $1.bytes }) / Double(samples.count),
                writeMilliseconds: PayloadTable.median(samples.map { $0.write / .milliseconds(1) }),
                readMilliseconds: PayloadTable.median(samples.map { $0.read / .milliseconds(1) }))
        }
        pictures = measurements.count
        directAccuracy = direct
    }

    private static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
}
