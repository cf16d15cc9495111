import Wire

/// The one queue: fair among cameras, earliest deadline first within a camera (start-time fair queueing, unit costs).
///
/// Each camera has a tag that rises by one with each request served. The camera with the smallest tag is next, so cameras
/// that always have work waiting are served equally often, within one. A camera that comes back starts no lower than the
/// one served last: absence earns nothing.
struct FairQueue: Sendable {
    private struct Camera: Sendable {
        var waiting = IndexedHeap<Deadline, RequestID>()
        var tag: Int
    }

    private struct Deadline: Comparable, Sendable {
        let instant: ContinuousClock.Instant
        let order: Int
        static func < (left: Deadline, right: Deadline) -> Bool {
            (left.instant, left.order) < (right.instant, right.order)
        }
    }

    private struct Turn: Comparable, Sendable {
        let tag: Int
        let deadline: Deadline
        static func < (left: Turn, right: Turn) -> Bool { (left.tag, left.deadline) < (right.tag, right.deadline) }
    }

    private struct Entry: Sendable {
        let camera: CameraID
        let bytes: Int
    }

    private var cameras = Table<CameraID, Camera>()
    private var turns = IndexedHeap<Turn, CameraID>()
    /// By falling number of waiting requests.
    private var crowds = IndexedHeap<Int, CameraID>()
    private var entries: [RequestID: Entry] = [:]
    private var order = 0
    private var currentTag = 0

    private(set) var bytes = 0
    var count: Int { entries.count }
    var cameraCount: Int { turns.count }

    func contains(_ id: RequestID) -> Bool { entries[id] != nil }

    /// How many requests of the camera wait.
    func count(of camera: CameraID) -> Int { cameras[camera]?.waiting.count ?? 0 }

    /// The request whose turn it is.
    var first: RequestID? {
        guard let camera = turns.first?.element else { return nil }
        return cameras[camera]?.waiting.first?.element
    }

    mutating func push(_ id: RequestID, camera name: CameraID, deadline: ContinuousClock.Instant, bytes size: Int) {
        order += 1
        if !cameras.contains(name) { cameras.set(name, to: Camera(tag: currentTag)) }
        let (tag, deadline) = (currentTag, Deadline(instant: deadline, order: order))
        cameras.change(name) { camera in
            if camera.waiting.isEmpty { camera.tag = max(camera.tag, tag) }
            camera.waiting.set(id, to: deadline)
        }
        entries[id] = Entry(camera: name, bytes: size)
        bytes += size
        arrange(name)
    }

    /// Takes the request whose turn it is and ends its camera's turn.
    mutating func serveFirst() -> RequestID? {
        guard let name = turns.first?.element, let id = cameras[name]?.waiting.first?.element else { return nil }
        cameras.change(name) { $0.tag += 1 }
        currentTag = max(currentTag, (turns.first?.key.tag ?? 0))
        remove(id)
        return id
    }

    /// Takes a request out without a turn: it was cancelled, expired or evicted.
    @discardableResult
    mutating func remove(_ id: RequestID) -> Bool {
        guard let entry = entries.removeValue(forKey: id) else { return false }
        bytes -= entry.bytes
        cameras.change(entry.camera) { _ = $0.waiting.remove(id) }
        arrange(entry.camera)
        return true
    }

    /// Who makes room for a newcomer of the camera: a late request of the camera that has most waiting, or nil when no
    /// other camera has more than this one would.
    func victim(for camera: CameraID) -> RequestID? {
        guard let crowd = crowds.first, -crowd.key > count(of: camera) + 1 else { return nil }
        return cameras[crowd.element]?.waiting.leaf
    }

    /// Forgets absent cameras whose tags tell nothing any more.
    mutating func forgetAbsentCameras() {
        let tag = currentTag
        cameras.keep { !$0.waiting.isEmpty || $0.tag > tag }
    }

    /// Puts a camera in its place among the others after it changed.
    private mutating func arrange(_ name: CameraID) {
        guard let camera = cameras[name] else { return }
        if let earliest = camera.waiting.first {
            turns.set(name, to: Turn(tag: camera.tag, deadline: earliest.key))
            crowds.set(name, to: -camera.waiting.count)
        } else {
            turns.remove(name)
            crowds.remove(name)
        }
    }
}
