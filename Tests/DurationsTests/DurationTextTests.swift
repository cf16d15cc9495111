import Durations
import Testing

struct DurationTextTests {
    @Test(arguments: [
        ("1.5s", Duration.milliseconds(1500)), ("20ms", .milliseconds(20)), ("250us", .microseconds(250)),
        ("2min", .seconds(120)), ("0s", .zero),
    ])
    func unitsAreRead(text: String, duration: Duration) {
        #expect(Duration(text: text) == duration)
    }

    @Test(arguments: ["", "s", "5", "5h", "-1s", "nanms", "infs", "2000000s", "1 s"])
    func anythingElseIsNone(text: String) {
        #expect(Duration(text: text) == nil)
    }
}
