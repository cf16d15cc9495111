/// A key of the file that stands for a flag of a command, so that both mean the same and a flag overrides the file.
struct Setting: Sendable {
    /// What the key's value is, and how the flag takes it.
    enum Kind: Sendable {
        case text
        case texts
        case toggle
        case number(ClosedRange<Double>)
        case whole(ClosedRange<Int>)
        case choice([String])
        /// A time whose flag counts in milliseconds.
        case milliseconds(ClosedRange<Double>)
        /// A time whose flag counts in seconds.
        case seconds(ClosedRange<Double>)
        /// Addresses as coordinators have them.
        case endpoints
        /// HOST:PORT.
        case hostAndPort
        /// Names and what belongs to them, as `NAME=VALUE`.
        case pairs(String)
        /// Settings of their own, under a key that has no flag.
        case group([Setting])
    }

    let key: String
    /// Empty for a group.
    let flag: String
    let kind: Kind
    /// Whether `fovea up` has the flag too.
    let isForUp: Bool

    init(_ key: String, _ flag: String = "", _ kind: Kind, up isForUp: Bool = true) {
        (self.key, self.flag, self.kind, self.isForUp) = (key, flag, kind, isForUp)
    }
}

extension ConfigurationReader {
    /// Reads a section as the flags that it stands for.
    ///
    /// - Parameter forUp: whether those that `fovea up` does not have are left out.
    mutating func flags(_ node: ConfigurationNode, _ settings: [Setting], forUp: Bool = false) -> [String] {
        let entries = entries(node, known: settings.map(\.key))
        return settings.flatMap { setting -> [String] in
            guard let value = entries[setting.key] else { return [] }
            let flags = flags(value, setting, forUp: forUp)
            return forUp && !setting.isForUp ? [] : flags
        }
    }

    private mutating func flags(_ node: ConfigurationNode, _ setting: Setting, forUp: Bool) -> [String] {
        func flag(_ value: String?) -> [String] { value.map { ["\(setting.flag)=\($0)"] } ?? [] }
        switch setting.kind {
        case .text: return flag(text(node))
        case .texts: return texts(node).flatMap(flag)
        case .toggle: return toggle(node) == true ? [setting.flag] : []
        case .number(let bounds): return flag(number(node, bounds).map { "\($0)" })
        case .whole(let bounds): return flag(whole(node, bounds).map { "\($0)" })
        case .choice(let choices): return flag(choice(node, choices))
        case .milliseconds(let bounds): return flag(seconds(node, bounds).map { "\(Int(($0 * 1000).rounded()))" })
        case .seconds(let bounds): return flag(seconds(node, bounds).map { "\($0)" })
        case .endpoints: return endpoints(node).flatMap(flag)
        case .hostAndPort:
            guard let text = text(node, "HOST:PORT") else { return [] }
            guard let colon = text.lastIndex(of: ":"), UInt16(text[text.index(after: colon)...]) != nil else {
                note("expected HOST:PORT, found \"\(text)\"", at: node)
                return []
            }
            return flag(text)
        case .pairs(let expected):
            return named(node, expected).flatMap { entry in
                flag(text(entry.value, expected).map { "\(entry.key)=\($0)" })
            }
        case .group(let settings): return flags(node, settings, forUp: forUp)
        }
    }

    private mutating func endpoints(_ node: ConfigurationNode) -> [String] {
        guard case .list(let nodes) = node.content else { return [endpoint(node)].compactMap(\.self) }
        return nodes.compactMap { endpoint($0) }
    }

    private mutating func endpoint(_ node: ConfigurationNode) -> String? {
        guard let text = text(node, "an address such as tcp://10.0.0.5:7101") else { return nil }
        let port = text.split(separator: ":").last.map(String.init) ?? ""
        let isTCP = text.hasPrefix("tcp://") && text.dropFirst(6).contains(":") && (port == "*" || UInt16(port) != nil)
        guard isTCP || text.hasPrefix("ipc://") && text.count > 6 else {
            note("expected an address such as tcp://10.0.0.5:7101 or ipc:///run/fovea, found \"\(text)\"", at: node)
            return nil
        }
        return text
    }
}
