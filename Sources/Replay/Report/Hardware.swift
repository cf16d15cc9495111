import Foundation

/// The machine that the generator ran on.
package struct Hardware: Codable, Equatable, Sendable {
    /// The processor's name.
    package let processor: String
    /// Cores that this process may use.
    package let cores: Int
    /// Main memory in bytes.
    package let memoryBytes: UInt64
    /// The operating system.
    package let system: String

    /// Looks at this machine.
    package static func ofThisMachine() -> Hardware {
        let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
        let name = line?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) }
        return Hardware(
            processor: name ?? "unknown", cores: ProcessInfo.processInfo.activeProcessorCount,
            memoryBytes: ProcessInfo.processInfo.physicalMemory,
            system: ProcessInfo.processInfo.operatingSystemVersionString
        )
    }
}
