import Cascade
import Edge
import Foundation
import Glibc

/// Pictures as they appear in a folder: files that somebody finished writing, or moved there. Those that lie there at the
/// beginning are left alone.
final class WatchedFolder: FrameSource {
    private let path: String
    private let notices: Notices
    private let patience: Patience
    private var waiting: ArraySlice<String> = []
    private var current = ""

    init(_ path: String, _ patience: Patience) throws(CameraError) {
        (self.path, self.patience) = (path, patience)
        notices = try Notices(path)
    }

    var name: String? { current }

    func advance() throws(CameraError) -> ContinuousClock.Instant? {
        while true {
            while let name = waiting.popFirst() {
                guard PictureFiles.isPicture(name), !name.hasPrefix(".") else { continue }
                current = "\(path)/\(name)"
                return .now
            }
            try patience.wait(for: notices.descriptor, Int32(POLLIN))
            waiting += try notices.read(path)
        }
    }

    func luma() -> LumaGrid? { LumaGrid(file: current) }

    func picture() throws(CameraError) -> OfferedFrame.Picture {
        // Read now: whoever put it there may clear it away before its turn comes.
        guard let bytes = FileManager.default.contents(atPath: current) else {
            throw CameraError(.unreadable, "\(current) is gone before it was read")
        }
        return .bytes([UInt8](bytes))
    }

    /// What the system tells of a folder (inotify).
    private struct Notices: ~Copyable {
        let descriptor: Int32

        init(_ path: String) throws(CameraError) {
            descriptor = inotify_init1(Int32(IN_CLOEXEC | IN_NONBLOCK))
            guard descriptor >= 0 else {
                throw CameraError(.unreachable, "\(path) cannot be watched: \(String(cString: strerror(errno)))")
            }
            let events = UInt32(IN_CLOSE_WRITE | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR)
            guard inotify_add_watch(descriptor, path, events) >= 0 else {
                let problem = String(cString: strerror(errno))
                close(descriptor)
                throw CameraError(.unreachable, "\(path) cannot be watched: \(problem)")
            }
        }

        deinit { close(descriptor) }

        /// The names of the files that are complete, in the order in which they became so.
        func read(_ path: String) throws(CameraError) -> [String] {
            var buffer = [UInt8](repeating: 0, count: 64 << 10)
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return [] }
            var names: [String] = []
            var place = 0
            let head = MemoryLayout<inotify_event>.size
            while place + head <= count {
                let event = buffer.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: place, as: inotify_event.self) }
                let gone = UInt32(IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED)
                if event.mask & gone != 0 { throw CameraError(.ended, "\(path) is gone") }
                if event.mask & UInt32(IN_Q_OVERFLOW) != 0 {
                    throw CameraError(
                        .unreadable, "\(path): files came faster than they were read, and some were missed")
                }
                let name = buffer[(place + head)..<(place + head + Int(event.len))].prefix { $0 != 0 }
                names.append(String(decoding: name, as: UTF8.self))
                place += head + Int(event.len)
            }
            return names
        }
    }
}
