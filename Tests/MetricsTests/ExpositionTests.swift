import Foundation
import Metrics
import Testing

struct ExpositionTests {
    @Test func countersAndLabelsAreWrittenAsPrometheusReadsThem() {
        var family = MetricFamily(.counter, "fovea_frames_total", "Frames \\ by\nend.")
        family.add(3, ["camera": "a \"b\"\\\n", "reason": nil])
        #expect(
            Exposition.text([family, MetricFamily(.gauge, "fovea_empty", "Nothing.")]) == #"""
                # HELP fovea_frames_total Frames \\ by\nend.
                # TYPE fovea_frames_total counter
                fovea_frames_total{camera="a \"b\"\\\n"} 3

                """#)
    }

    @Test func bucketsAreCumulatedAndEndAtInfinity() {
        var histogram = Histogram(bounds: [0.25, 1])
        for value in [0.125, 0.5, 2] { histogram.record(value) }
        var family = MetricFamily(.histogram, "fovea_x_seconds", "X.")
        family.add(histogram, ["path": "exited"])
        let lines = Exposition.text([family]).split(separator: "\n").dropFirst(2)
        #expect(
            lines.map(String.init) == [
                #"fovea_x_seconds_bucket{path="exited",le="0.25"} 1"#,
                #"fovea_x_seconds_bucket{path="exited",le="1"} 2"#,
                #"fovea_x_seconds_bucket{path="exited",le="+Inf"} 3"#,
                #"fovea_x_seconds_sum{path="exited"} 2.625"#,
                #"fovea_x_seconds_count{path="exited"} 3"#,
            ])
    }

    @Test func gaugesMayBeFractions() {
        #expect(Exposition.text([MetricFamily(.gauge, "fovea_u", "U.", 0.5)]).hasSuffix("fovea_u 0.5\n"))
    }
}
