/// Something to publish.
package struct MQTTMessage: Equatable, Sendable {
    /// Where.
    package var topic: String
    /// What.
    package var payload: [UInt8]
    /// Whether the broker keeps it for those who subscribe later.
    package var isRetained: Bool

    /// Makes a message.
    package init(_ topic: String, _ payload: [UInt8], isRetained: Bool = false) {
        (self.topic, self.payload, self.isRetained) = (topic, payload, isRetained)
    }

    /// A part of a topic made of any text: what separates topics, or matches several, is replaced.
    package static func level(_ text: String) -> String {
        String(text.map { "/+#\0".contains($0) ? "_" : $0 })
    }
}
