import Foundation
import MQTT
import Sinks

extension ConfigurationReader {
    /// Reads where results wait.
    mutating func spool(_ node: ConfigurationNode) -> SpoolSettings {
        let entries = entries(node, known: ["folder", "size", "hard_frames"])
        var settings = SpoolSettings()
        if let node = entries["folder"] { settings.folder = text(node, "a folder") }
        if let size = entries["size"].flatMap({ bytes($0, atLeast: 1_000_000) }) { settings.bytes = size }
        if let node = entries["hard_frames"] {
            settings.hardFrameBytes = bytes(node, atLeast: 10_000_000)
            if settings.folder == nil { note("hard frames wait on disk; give spool.folder too", at: node) }
        }
        return settings
    }

    /// Reads where results go, by name.
    ///
    /// - Parameter name: the edge's.
    mutating func sinks(_ node: ConfigurationNode, node name: String) -> [SinkSettings] {
        named(node, "names of sinks, each with its settings").compactMap { sink($0, node: name) }
    }

    private mutating func sink(_ entry: ConfigurationNode.Entry, node name: String) -> SinkSettings? {
        guard entry.key.utf8.allSatisfy({ $0.isNameByte }), (1...64).contains(entry.key.utf8.count) else {
            note("a sink's name is 1 to 64 letters, digits, \"-\" and \"_\"; found \"\(entry.key)\"", at: entry.value)
            return nil
        }
        let kinds = ["file", "stdout", "mqtt", "webhook", "snapshots"]
        guard case .mapping(let given) = entry.value.content, let kindNode = given.first(where: { $0.key == "kind" })
        else {
            note("expected kind: one of \(kinds.joined(separator: ", "))", at: entry.value)
            return nil
        }
        guard let kindName = choice(kindNode.value, kinds) else { return nil }
        let filterKeys = ["kind", "cameras", "classes", "outcomes", "confidence", "partials"]
        let own: [String] =
            switch kindName {
            case "file": ["path", "size", "keep"]
            case "mqtt":
                ["broker", "user", "password", "client_id", "authorities", "topic", "discovery", "retain"]
            case "webhook": ["url", "headers", "timeout"]
            case "snapshots": ["folder", "size", "quality"]
            default: []
            }
        let entries = entries(entry.value, known: filterKeys + own)
        let before = problems.count
        let kind: SinkSettings.Kind? =
            switch kindName {
            case "file": file(entries, entry.value)
            case "mqtt": mqtt(entries, entry.value, node: name)
            case "webhook": webhook(entries, entry.value)
            case "snapshots": snapshots(entries, entry.value)
            default: .standardOutput
            }
        let filter = filter(entries)
        guard let kind, problems.count == before else { return nil }
        var settings = SinkSettings(name: entry.key, kind: kind)
        settings.filter = filter
        return settings
    }

    private mutating func filter(_ entries: [String: ConfigurationNode]) -> ResultFilter {
        var filter = ResultFilter()
        if let node = entries["cameras"] { filter.cameras = Set(texts(node)) }
        if let node = entries["classes"] { filter.classes = Set(texts(node)) }
        if let node = entries["outcomes"] {
            let known = ["exited", "focused", "fallback", "rejected", "dropped"]
            switch node.content {
            case .list(let nodes): filter.outcomes = Set(nodes.compactMap { choice($0, known) })
            default: filter.outcomes = Set([choice(node, known)].compactMap(\.self))
            }
        }
        if let value = entries["confidence"].flatMap({ number($0, 0...1) }) { filter.confidence = value }
        if let value = entries["partials"].flatMap({ toggle($0) }) { filter.partials = value }
        return filter
    }

    private mutating func required(
        _ key: String, _ entries: [String: ConfigurationNode], _ sink: ConfigurationNode, _ expected: String
    ) -> String? {
        guard let node = entries[key] else {
            note("\(key) is missing: \(expected)", at: sink)
            return nil
        }
        return text(node, expected)
    }

    private mutating func file(
        _ entries: [String: ConfigurationNode], _ sink: ConfigurationNode
    ) -> SinkSettings.Kind? {
        let path = required("path", entries, sink, "the file that lines are written to")
        let size = entries["size"].flatMap { bytes($0, atLeast: 1000) } ?? 64_000_000
        let keep = entries["keep"].flatMap { whole($0, 0...1000) } ?? 5
        return path.map { .file(path: $0, bytes: size, keep: keep) }
    }

    private mutating func snapshots(
        _ entries: [String: ConfigurationNode], _ sink: ConfigurationNode
    ) -> SinkSettings.Kind? {
        guard let folder = required("folder", entries, sink, "the folder that pictures are kept in") else { return nil }
        var settings = SnapshotSettings(folder: folder)
        if let size = entries["size"].flatMap({ bytes($0, atLeast: 1_000_000) }) { settings.bytes = size }
        if let quality = entries["quality"].flatMap({ whole($0, 1...100) }) { settings.quality = quality }
        return .snapshots(settings)
    }

    private mutating func webhook(
        _ entries: [String: ConfigurationNode], _ sink: ConfigurationNode
    ) -> SinkSettings.Kind? {
        let expected = "an address such as https://example.org/fovea"
        guard let text = required("url", entries, sink, expected), let node = entries["url"] else { return nil }
        guard let url = URL(string: text), ["http", "https"].contains(url.scheme), url.host()?.isEmpty == false else {
            note("expected \(expected), found \"\(text)\"", at: node)
            return nil
        }
        var settings = WebhookSettings(url)
        if let node = entries["headers"] {
            for header in named(node, "names of headers, each with its value") {
                settings.headers[header.key] = self.text(header.value)
            }
        }
        if let timeout = entries["timeout"].flatMap({ seconds($0, 0.1...600) }) { settings.timeout = .seconds(timeout) }
        return .webhook(settings)
    }

    private mutating func mqtt(
        _ entries: [String: ConfigurationNode], _ sink: ConfigurationNode, node name: String
    ) -> SinkSettings.Kind? {
        let expected = "an address such as mqtt://10.0.0.2:1883, or mqtts:// for an encrypted connection"
        guard let text = required("broker", entries, sink, expected), let node = entries["broker"] else { return nil }
        guard let url = URL(string: text), ["mqtt", "mqtts"].contains(url.scheme), let host = url.host(), !host.isEmpty,
            url.port.map({ UInt16(exactly: $0) != nil }) ?? true
        else {
            note("expected \(expected), found \"\(text)\"", at: node)
            return nil
        }
        var topics = MQTTTopics(node: name)
        var settings = MQTTSettings(
            host: host, port: url.port.flatMap(UInt16.init(exactly:)), isEncrypted: url.scheme == "mqtts",
            clientID: "fovea-\(name)")
        if let node = entries["client_id"], let id = self.text(node) { settings.clientID = id }
        if let node = entries["user"] { settings.user = self.text(node) }
        if let node = entries["password"] {
            settings.password = self.text(node)
            if entries["user"] == nil { note("a password needs a user", at: node) }
        }
        if let node = entries["authorities"] {
            settings.authorities = self.text(node)
            if !settings.isEncrypted {
                note("an unencrypted connection checks no certificates; use mqtts://", at: node)
            }
        }
        if let node = entries["topic"], let prefix = self.text(node) {
            topics.prefix = prefix
            if prefix.isEmpty || prefix.contains(where: { "+#".contains($0) }) || prefix.hasPrefix("/") {
                note("expected a topic without \"+\" and \"#\", found \"\(prefix)\"", at: node)
            }
        }
        if let node = entries["discovery"], let prefix = self.text(node) {
            topics.discovery = prefix == "false" || prefix == "off" || prefix == "no" ? nil : prefix
        }
        if let retain = entries["retain"].flatMap({ toggle($0) }) { topics.isRetained = retain }
        return .mqtt(settings, topics)
    }
}

extension UInt8 {
    fileprivate var isNameByte: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
