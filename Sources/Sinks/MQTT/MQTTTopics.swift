package import MQTT

/// What an edge is called at a broker, and what Home Assistant is told of it.
package struct MQTTTopics: Equatable, Sendable {
    /// The edge's name.
    package var node: String
    /// What all topics begin with.
    package var prefix = "fovea"
    /// What Home Assistant's discovery listens to; nil to tell it nothing.
    package var discovery: String? = "homeassistant"
    /// Whether the broker keeps each camera's last result.
    package var isRetained = true
    /// The software's version, for people.
    package var version = ""

    /// The topics of an edge.
    package init(node: String) {
        self.node = node
    }

    /// Where the broker tells whether the edge is there.
    package var availability: String { "\(prefix)/\(MQTTMessage.level(node))/availability" }

    /// The edge is there.
    var online: MQTTMessage { MQTTMessage(availability, Array("online".utf8), isRetained: true) }

    /// The edge is not there; also what the broker says when it finds it gone.
    package var offline: MQTTMessage { MQTTMessage(availability, Array("offline".utf8), isRetained: true) }

    /// Where a camera's results go.
    func result(camera: String) -> String {
        "\(prefix)/\(MQTTMessage.level(node))/\(MQTTMessage.level(camera))/result"
    }

    /// A result.
    func message(_ event: ResultEvent) -> MQTTMessage {
        MQTTMessage(result(camera: event.camera), event.json(), isRetained: isRetained && event.final)
    }

    /// What Home Assistant needs to show a camera as a sensor of the edge; nil without discovery.
    func introduction(camera: String) -> MQTTMessage? {
        guard let discovery else { return nil }
        let id = "fovea_\(Self.slug(node))_\(Self.slug(camera))"
        let sensor = HomeAssistantSensor(
            name: camera, uniqueID: id, stateTopic: result(camera: camera), availabilityTopic: availability,
            device: .init(identifiers: ["fovea_\(Self.slug(node))"], name: "Fovea \(node)", softwareVersion: version))
        return MQTTMessage(
            "\(discovery)/sensor/fovea_\(Self.slug(node))/\(Self.slug(camera))/config", sensor.json(), isRetained: true)
    }

    /// A name as Home Assistant takes it in topics and ids: letters, digits, `_` and `-` of ASCII.
    private static func slug(_ text: String) -> String {
        String(text.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") ? $0 : "_" })
    }
}
