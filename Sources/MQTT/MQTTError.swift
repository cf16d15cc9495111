/// What libmosquitto refused, or that it is missing.
package struct MQTTError: Error, Equatable, CustomStringConvertible {
    /// What happened and the way out.
    package let description: String

    init(_ description: String) {
        self.description = description
    }

    /// This build has no MQTT.
    package static let unavailable = MQTTError(
        "this build has no MQTT; install libmosquitto-dev and build without FOVEA_WITHOUT_MQTT")
}
