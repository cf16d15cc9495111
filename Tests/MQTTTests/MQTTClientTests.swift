import PeerSupport
import Testing

@testable import MQTT

@Suite(
    .enabled(
        "needs mosquitto (scripts/setup --tests) and a build with MQTT",
        { Broker.isInstalled && MQTTClient.isAvailable }),
    .timeLimit(.minutes(5)))
struct MQTTClientTests {
    private func client(_ settings: MQTTSettings) async throws -> MQTTClient {
        let client = try MQTTClient(settings)
        try await client.connect()
        return client
    }

    private func settings(_ broker: Broker) -> MQTTSettings {
        MQTTSettings(host: "127.0.0.1", port: broker.port, clientID: "fovea-test")
    }

    @Test func messagesArriveInOrderAndAreAcknowledged() async throws {
        let broker = try Broker()
        try await broker.start()
        let subscriber = try await broker.subscribe(to: "t/#")
        let client = try await self.client(settings(broker))
        let sent = try (1...200).map { try client.send(MQTTMessage("t/a", Array("\($0)".utf8))) }
        for acknowledgement in sent { try await acknowledgement.wait() }
        #expect(await subscriber.next(200) == (1...200).map { "t/a \($0)" })
        #expect(client.obstacle == nil)
        await client.stop()
        await subscriber.stop()
        await broker.kill()
    }

    @Test func aBrokerMayComeLater() async throws {
        let broker = try Broker()
        let client = try await self.client(settings(broker))
        async let published: Void = client.publish(MQTTMessage("t/late", [65], isRetained: true))
        #expect(client.obstacle != nil)
        try await broker.start()
        try await published
        let subscriber = try await broker.subscribe(to: "t/#")
        #expect(await subscriber.next(1) == ["t/late A"])
        await client.stop()
        await subscriber.stop()
        await broker.kill()
    }

    @Test func aBrokerMayDieAndReturn() async throws {
        let broker = try Broker()
        try await broker.start()
        let client = try await self.client(settings(broker))
        try await client.publish(MQTTMessage("t/a", [65]))
        await broker.kill()
        let waiting = try (1...5).map { try client.send(MQTTMessage("t/\($0)", [66], isRetained: true)) }
        try await broker.start()
        for acknowledgement in waiting { try await acknowledgement.wait() }
        let subscriber = try await broker.subscribe(to: "t/#")
        #expect(await Set(subscriber.next(5)) == Set((1...5).map { "t/\($0) B" }))
        await client.stop()
        await subscriber.stop()
        await broker.kill()
    }

    @Test func whoWaitsIsToldOfTheEnd() async throws {
        let broker = try Broker()
        let client = try await self.client(settings(broker))
        let waiting = try client.send(MQTTMessage("t/a", [65]))
        await client.stop()
        await #expect(throws: MQTTError.self) { try await waiting.wait() }
    }

    @Test func theWillIsPublishedForTheDead() async throws {
        let broker = try Broker()
        try await broker.start()
        var settings = settings(broker)
        settings.will = MQTTMessage("t/there", Array("no".utf8))
        let subscriber = try await broker.subscribe(to: "t/#")
        let client = try await self.client(settings)
        try await client.publish(MQTTMessage("t/there", Array("yes".utf8)))
        // Another client under the same name: the broker closes the first connection without a goodbye.
        let other = try await self.client(settings)
        #expect(await subscriber.next(2) == ["t/there yes", "t/there no"])
        await client.stop()
        await other.stop()
        await subscriber.stop()
        await broker.kill()
    }

    @Test func certificatesThatCannotBeReadAreNamed() throws {
        var settings = MQTTSettings(host: "127.0.0.1", isEncrypted: true, clientID: "fovea-test")
        settings.authorities = "/nowhere.pem"
        let error = #expect(throws: MQTTError.self) { try MQTTClient(settings) }
        #expect(error?.description.contains("/nowhere.pem") == true)
    }
}

struct MQTTMessageTests {
    @Test func aLevelSeparatesAndMatchesNothing() {
        #expect(MQTTMessage.level("gate/1+#") == "gate_1__")
    }
}

struct EncryptionProblemTests {
    private func settings(_ authorities: String?) -> MQTTSettings {
        var settings = MQTTSettings(host: "broker.example", isEncrypted: true, clientID: "fovea-test")
        settings.authorities = authorities
        return settings
    }

    @Test(arguments: [("/etc/fovea/ca.pem", "/etc/fovea/ca.pem"), (nil, "/etc/ssl/certs")])
    func aCertificateThatIsNotAcceptedNamesTheWayOut(authorities: String?, place: String) {
        let said = settings(authorities).encryptionProblem(
            "OpenSSL Error[0]: error:0A000086:SSL routines::certificate verify failed")
        #expect(
            said
                == "TLS: certificate verify failed; the broker's certificate has to name broker.example and to be signed "
                + "by an authority in \(place): name that authority's PEM file as `authorities`")
    }

    @Test func whatIsNoTLSIsSuspected() {
        let said = settings(nil).encryptionProblem(
            "OpenSSL Error[0]: error:0A00010B:SSL routines::wrong version number")
        #expect(said == "TLS: wrong version number; does the broker speak TLS at port 8883? (mqtt:// is without)")
        #expect(settings(nil).encryptionProblem(nil).hasPrefix("no TLS with broker.example:8883"))
        #expect(settings(nil).encryptionProblem("OpenSSL Error[0]: a:b:c::no shared cipher") == "TLS: no shared cipher")
    }
}
