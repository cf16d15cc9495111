import Glibc
import Randomness

@testable import Spool

/// A folder on a disk that loses, at a power cut, what was not synced; and that fails where a test asks it to.
///
/// Time is counted in steps: each byte written is one, and so is each other operation that changes something.
final class SimulatedDisk: SpoolFiles {
    /// The power is cut, for the spool: from then on every operation fails with this.
    static let powerCut = SpoolFileError("power", "cut", code: EIO)

    private struct File: Equatable {
        /// What the process sees.
        var content: [UInt8] = []
        /// What is on the disk for certain.
        var synced: [UInt8] = []
        /// Whether the folder on disk knows it.
        var isKnown = false
        /// Whether the process removed it.
        var isRemoved = false
    }

    /// What the disk refuses from now on.
    var failingWrites: Int32?
    var failingSyncs: Int32?
    /// Bytes that one write takes at most.
    var portion = Int.max
    /// Bytes that fit.
    var capacity = Int.max
    /// Steps until the power is cut.
    var stepsLeft = Int.max
    /// What was done, in order.
    private(set) var log: [String] = []
    private var files: [String: File] = [:]

    /// Steps that were taken.
    private(set) var steps = 0

    private func step(_ count: Int = 1) throws(SpoolFileError) {
        guard stepsLeft >= count else {
            stepsLeft = 0
            throw Self.powerCut
        }
        stepsLeft -= count
        steps += count
    }

    private func power() throws(SpoolFileError) {
        if stepsLeft == 0 { throw Self.powerCut }
    }

    private var used: Int { files.values.filter { !$0.isRemoved }.reduce(0) { $0 + $1.content.count } }

    func names() throws(SpoolFileError) -> [String] {
        try power()
        return files.filter { !$0.value.isRemoved }.map(\.key)
    }

    func size(of name: String) throws(SpoolFileError) -> Int {
        try power()
        return files[name]?.content.count ?? 0
    }

    func read(_ name: String, at offset: Int, count: Int) throws(SpoolFileError) -> [UInt8] {
        try power()
        guard let file = files[name], !file.isRemoved else { throw SpoolFileError("open", name, code: ENOENT) }
        return Array(file.content.dropFirst(offset).prefix(count))
    }

    func write(_ bytes: ArraySlice<UInt8>, to name: String, at offset: Int) throws(SpoolFileError) -> Int {
        try power()
        if let code = failingWrites { throw SpoolFileError("write", name, code: code) }
        if files[name] == nil || files[name]?.isRemoved == true {
            try step()
            files[name] = File()
        }
        var content = files[name]?.content ?? []
        let growth = max(0, offset + 1 - content.count)
        let room = growth == 0 ? Int.max : capacity - used
        guard room > 0 else { throw SpoolFileError("write", name, code: ENOSPC) }
        // Each byte is a step: the power may go between any two.
        let count = min(bytes.count, portion, room, max(1, stepsLeft))
        try step(count)
        content += [UInt8](repeating: 0, count: max(0, offset + count - content.count))
        content.replaceSubrange(offset..<offset + count, with: bytes.prefix(count))
        files[name]?.content = content
        log.append("write \(name)")
        return count
    }

    func sync(_ name: String) throws(SpoolFileError) {
        try step()
        if let code = failingSyncs {
            // As Linux does: what could not be written counts as clean afterwards.
            let file = files[name] ?? File()
            files[name]?.synced = Array(file.content.prefix(file.synced.count))
            throw SpoolFileError("fsync", name, code: code)
        }
        if let content = files[name]?.content { files[name]?.synced = content }
        log.append("sync \(name)")
    }

    func syncFolder() throws(SpoolFileError) {
        try step()
        for name in files.keys {
            if files[name]?.isRemoved == true { files[name] = nil } else { files[name]?.isKnown = true }
        }
        log.append("sync folder")
    }

    func truncate(_ name: String, to byteCount: Int) throws(SpoolFileError) {
        try step()
        let content = files[name]?.content ?? []
        files[name]?.content = Array(content.prefix(byteCount))
        log.append("truncate \(name)")
    }

    func remove(_ name: String) throws(SpoolFileError) {
        try step()
        files[name]?.isRemoved = true
        log.append("remove \(name)")
    }

    /// The disk as it is found after a power cut: of what was not synced, each file keeps as much as chance has it.
    func afterPowerCut(_ generator: inout some RandomNumberGenerator) -> SimulatedDisk {
        let disk = SimulatedDisk()
        for (name, file) in files.sorted(by: { $0.key < $1.key }) {
            guard file.isKnown || Bool.random(using: &generator), !file.isRemoved || Bool.random(using: &generator)
            else { continue }
            var content = file.synced
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: break  // Nothing of it.
            case 1: content = file.content
            case 2:  // The file's new size, but not what is in it.
                content += [UInt8](repeating: 0, count: max(0, file.content.count - content.count))
            default:  // Its beginning.
                let kept = Int.random(in: 0...file.content.count, using: &generator)
                content = Array(file.content.prefix(kept)) + content.dropFirst(kept)
            }
            disk.files[name] = File(content: content, synced: content, isKnown: true)
        }
        return disk
    }

    /// Spoils a byte of a file, as a bad block does.
    func spoil(_ name: String, at offset: Int) {
        files[name]?.content[offset] ^= 0x40
    }
}
