import LinkShaping
import Testing

struct LinkConditionsTests {
    @Test func everyPartIsRead() throws {
        let conditions = try LinkConditions("delay=20ms, jitter=5ms, rate=10Mbit, loss=1%, stall=1s")
        #expect(conditions.delay == .milliseconds(20))
        #expect(conditions.jitter == .milliseconds(5))
        #expect(conditions.bitsPerSecond == 10_000_000)
        #expect(conditions.loss == 0.01)
        #expect(conditions.stall == .seconds(1))
    }

    @Test(arguments: ["delay", "delay=20", "rate=0Mbit", "loss=3", "loss=80%", "speed=9", "delay=-1ms"])
    func aPartThatSaysNothingIsNamed(_ text: String) {
        let error = #expect(throws: LinkConditionsError.self) { try LinkConditions(text) }
        #expect(error?.part == text)
        #expect(error?.description.contains("write delay=20ms") == true)
    }
}
