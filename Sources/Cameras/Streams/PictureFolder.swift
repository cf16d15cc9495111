import Cascade
import Edge

/// A folder's pictures one after the other, in the order of their names.
final class PictureFolder: FrameSource {
    private let files: [String]
    private let start = ContinuousClock.now
    private let interval: Duration
    private let patience: Patience?
    private var place = -1

    /// Lists the folder.
    ///
    /// - Parameters:
    ///   - rate: pictures a second.
    ///   - patience: to keep that rate; nil to go as fast as they are asked for.
    init(_ path: String, rate: Double, _ patience: Patience?) throws(CameraError) {
        do { files = try PictureFiles.list([path]) } catch { throw CameraError(.unusable, "\(error)") }
        interval = .seconds(1 / rate)
        self.patience = patience
    }

    var name: String? { files[place] }

    func advance() throws(CameraError) -> ContinuousClock.Instant? {
        guard place + 1 < files.count else {
            // The next round begins when its first picture is due.
            try patience?.sleep(until: start + interval * files.count)
            return nil
        }
        place += 1
        let due = start + interval * place
        try patience?.sleep(until: due)
        return due
    }

    func luma() -> LumaGrid? { LumaGrid(file: files[place]) }

    func picture() throws(CameraError) -> OfferedFrame.Picture { .file(files[place]) }
}
