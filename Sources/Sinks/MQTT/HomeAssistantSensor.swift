import Foundation

/// A sensor as Home Assistant's discovery over MQTT describes it: its state is the class's name, its attributes the result.
struct HomeAssistantSensor: Encodable {
    /// The box that sensors belong to.
    struct Device: Encodable {
        let identifiers: [String]
        let name: String
        let manufacturer = "Fovea"
        let softwareVersion: String

        private enum CodingKeys: String, CodingKey {
            case identifiers, name, manufacturer
            case softwareVersion = "sw_version"
        }
    }

    let name: String
    let uniqueID: String
    let stateTopic: String
    let availabilityTopic: String
    let device: Device
    let valueTemplate = "{{ value_json.label | default(value_json.outcome, true) }}"
    let icon = "mdi:cctv"

    private enum CodingKeys: String, CodingKey {
        case name, device, icon
        case uniqueID = "unique_id"
        case stateTopic = "state_topic"
        case attributesTopic = "json_attributes_topic"
        case availabilityTopic = "availability_topic"
        case valueTemplate = "value_template"
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encode(uniqueID, forKey: .uniqueID)
        try container.encode(stateTopic, forKey: .stateTopic)
        try container.encode(stateTopic, forKey: .attributesTopic)
        try container.encode(availabilityTopic, forKey: .availabilityTopic)
        try container.encode(device, forKey: .device)
        try container.encode(valueTemplate, forKey: .valueTemplate)
        try container.encode(icon, forKey: .icon)
    }

    /// The object.
    func json() -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(self)).map(Array.init) ?? []
    }
}
