import Foundation
import Testing

@testable import Sinks

struct ResultTests {
    @Test func aResultIsReadAsItIsWritten() {
        let event = ResultEvent.test(7)
        #expect(ResultEvent(json: event.json()) == event)
        #expect(ResultEvent(json: Array("{}".utf8)) == nil)
        #expect(event.time == "1970-01-01T00:16:40.000Z")
    }

    @Test func filtersNarrow() {
        var filter = ResultFilter()
        #expect(filter.admits(.test(1)))
        #expect(!filter.admits(.test(1, outcome: "dropped")))
        #expect(!filter.admits(.test(1, outcome: nil)), "an answer before the last one")
        filter.partials = true
        #expect(filter.admits(.test(1, outcome: nil)))
        filter.classes = ["281"]
        #expect(filter.admits(.test(1)), "by number")
        filter.classes = ["dog"]
        #expect(!filter.admits(.test(1)))
        filter.classes = []
        filter.confidence = 0.8
        #expect(!filter.admits(.test(1)))
        filter.confidence = 0.7
        filter.cameras = ["yard"]
        #expect(!filter.admits(.test(1)))
        filter.cameras = ["gate", "yard"]
        #expect(filter.admits(.test(1)))
    }
}
