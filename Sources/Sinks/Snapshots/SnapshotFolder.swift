import Foundation
import Images

/// A bounded folder of pictures, each with a description beside it; names begin with the time, so they sort by age.
///
/// Belongs to one thread.
struct SnapshotFolder: ~Copyable {
    private struct Snapshot {
        let name: String
        let byteCount: Int
    }

    private let settings: SnapshotSettings
    private let folder: URL
    private var encoder = JPEGEncoder()
    /// Oldest first.
    private var kept: [Snapshot] = []
    private var byteCount = 0

    /// Opens a folder, making it where it is missing, and counts what it holds.
    init(_ settings: SnapshotSettings) throws(SinkFileError) {
        self.settings = settings
        folder = URL(filePath: settings.folder, directoryHint: .isDirectory)
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let files = try FileManager.default.contentsOfDirectory(
                at: folder, includingPropertiesForKeys: [.fileSizeKey])
            // Anything that is not called as a snapshot is somebody else's.
            let own = files.filter { Self.isSnapshot($0.lastPathComponent) }
            for (name, files) in Dictionary(grouping: own, by: { $0.deletingPathExtension().lastPathComponent }) {
                let sizes = try files.map { try $0.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0 }
                kept.append(Snapshot(name: name, byteCount: sizes.reduce(0, +)))
            }
        } catch {
            throw SinkFileError(description: "\(settings.folder): \(error.localizedDescription)")
        }
        kept.sort { $0.name < $1.name }
        byteCount = kept.reduce(0) { $0 + $1.byteCount }
    }

    /// Keeps a result's picture; the same result again takes the same place.
    mutating func keep(_ result: DeliveredResult) throws {
        let name = Self.name(of: result.event)
        let picture = try jpeg(result.picture)
        let description = result.event.json()
        if let index = kept.firstIndex(where: { $0.name == name }) { byteCount -= kept.remove(at: index).byteCount }
        let snapshot = Snapshot(name: name, byteCount: picture.count + description.count)
        kept.insert(snapshot, at: kept.firstIndex { $0.name > name } ?? kept.count)
        byteCount += snapshot.byteCount
        while byteCount > settings.bytes, kept.count > 1 { remove(kept.removeFirst()) }
        // Whole or not at all: whoever watches the folder never sees half a picture.
        try Data(picture).write(to: folder.appending(path: "\(name).jpg"), options: .atomic)
        try Data(description).write(to: folder.appending(path: "\(name).json"), options: .atomic)
    }

    private mutating func jpeg(_ picture: [UInt8]) throws -> [UInt8] {
        if picture.starts(with: [0xff, 0xd8]) { return picture }
        return try encoder.encode(PictureDecoder().decode(picture.span.bytes), quality: settings.quality)
    }

    private mutating func remove(_ snapshot: Snapshot) {
        byteCount -= snapshot.byteCount
        for kind in ["jpg", "json"] {
            try? FileManager.default.removeItem(at: folder.appending(path: "\(snapshot.name).\(kind)"))
        }
    }

    /// Time, camera and id: `20261121T093015.123Z_gate_0123456789abcdef-7`.
    private static func name(of event: ResultEvent) -> String {
        let time = event.time.filter { $0 != "-" && $0 != ":" }
        let camera = String(event.camera.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") ? $0 : "-" })
        return "\(time)_\(camera)_\(event.id)"
    }

    private static func isSnapshot(_ name: String) -> Bool {
        let parts = name.split(separator: "_")
        return parts.count == 3 && parts[0].count == 20 && parts[0].hasSuffix("Z")
            && (name.hasSuffix(".jpg") || name.hasSuffix(".json"))
    }
}
