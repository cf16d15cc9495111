import Foundation
import MQTT
import PeerSupport
import Spool
import Testing

@testable import Sinks

@Suite(
    .enabled(
        "needs mosquitto (scripts/setup --tests) and a build with MQTT",
        { Broker.isInstalled && MQTTClient.isAvailable }),
    .timeLimit(.minutes(5)))
struct MQTTSinkTests {
    private func topics() -> MQTTTopics {
        var topics = MQTTTopics(node: "box 1")
        topics.isRetained = false
        return topics
    }

    private func settings(_ broker: Broker) -> MQTTSettings {
        MQTTSettings(host: "127.0.0.1", port: broker.port, clientID: "fovea-test")
    }

    @Test func resultsAvailabilityAndSensorsAreTold() async throws {
        let broker = try Broker()
        try await broker.start()
        let subscriber = try await broker.subscribe(to: "#")
        let sink = try MQTTSink(settings(broker), topics: topics())
        try await sink.begin()
        #expect(await sink.deliver([ResultEvent.test(1).delivered(), ResultEvent.test(2).delivered()]) == .delivered)
        await sink.stop()
        var told: [String] = []
        while told.last?.hasSuffix(" offline") != true, let line = await subscriber.next(1).first { told.append(line) }
        let byTopic = Dictionary(grouping: told.map { $0.split(separator: " ", maxSplits: 2).map(String.init) }) {
            $0[0] == "fovea/box" ? $0[0] + " " + $0[1] : $0[0]
        }
        #expect(byTopic["fovea/box 1/gate/result"]?.count == 2)
        #expect(byTopic["fovea/box 1/availability"]?.map { $0[2] } == ["online", "offline"])
        let config = told.first { $0.hasPrefix("homeassistant/sensor/fovea_box_1/gate/config ") } ?? ""
        let object = try JSONSerialization.jsonObject(with: Data(config.drop { $0 != "{" }.utf8)) as? [String: Any]
        #expect(object?["state_topic"] as? String == "fovea/box 1/gate/result")
        #expect(object?["json_attributes_topic"] as? String == "fovea/box 1/gate/result")
        #expect(object?["availability_topic"] as? String == "fovea/box 1/availability")
        #expect(object?["unique_id"] as? String == "fovea_box_1_gate")
        await subscriber.stop()
        await broker.kill()
    }

    @Test func resultsOfABrokersAbsenceComeInOrderWithTheirAge() async throws {
        let broker = try Broker()
        let spool = try await SpoolService(nil)
        let sink = try MQTTSink(settings(broker), topics: topics())
        let drain = try await SinkDrain("mqtt", sink, policy: DeliveryPolicy(seed: 1), spool: spool)
        for frame in UInt64(1)...100 { spool.append(.test(frame)) }
        #expect(drain.state.obstacle != nil)
        try await broker.start()
        let subscriber = try await broker.subscribe(to: "fovea/+/gate/result")
        for frame in UInt64(101)...110 { spool.append(.test(frame)) }
        _ = try await spool.flush()
        await drain.stop(within: .seconds(60))
        // Those that came before the subscription nobody heard; what was heard is in order, and the last is the last.
        var frames: [UInt64] = []
        while frames.last != 110, let line = await subscriber.next(1).first {
            let event = try #require(ResultEvent(json: Array(line.drop { $0 != "{" }.utf8)))
            #expect(event.age ?? 0 > 0)
            frames.append(event.frame)
        }
        #expect(frames == frames.sorted() && Set(frames).count == frames.count)
        await subscriber.stop()
        await spool.stop()
        await broker.kill()
    }

    @Test func aBrokersAbsenceAndItsReturnAreTold() async throws {
        let broker = try Broker()
        let spool = try await SpoolService(nil)
        let (notices, notice) = AsyncStream.makeStream(of: SinkDrain.Notice.self)
        let drain = try await SinkDrain(
            "mqtt", try MQTTSink(settings(broker), topics: topics()), policy: DeliveryPolicy(seed: 1), spool: spool
        ) { notice.yield($0) }
        var told = notices.makeAsyncIterator()
        guard case .down = await told.next() else {
            Issue.record("a broker that is not there was not told")
            return
        }
        try await broker.start()
        #expect(await told.next() == .isUp)
        #expect(drain.state.obstacle == nil)
        await drain.stop()
        await spool.stop()
        await broker.kill()
    }

    @Test func afterABrokersReturnItIsToldEverythingAgainThatItForgot() async throws {
        let broker = try Broker()
        try await broker.start()
        let sink = try MQTTSink(settings(broker), topics: topics())
        try await sink.begin()
        #expect(await sink.deliver([ResultEvent.test(1).delivered()]) == .delivered)
        await broker.kill()
        async let delivery = sink.deliver([ResultEvent.test(2).delivered()])
        try await broker.start()
        let subscriber = try await broker.subscribe(to: "#")
        #expect(await delivery == .delivered)
        var topics: Set<String> = []
        while topics.count < 2, let line = await subscriber.next(1).first {
            if line.hasSuffix("availability online") { topics.insert("availability") }
            if line.contains("/gate/config ") { topics.insert("config") }
        }
        #expect(topics.count == 2)
        await sink.stop()
        await subscriber.stop()
        await broker.kill()
    }
}
