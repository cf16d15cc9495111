/// Opens cameras' streams, each kind by what can read it.
package struct StreamOpener: Sendable {
    /// Opens what libav reads: the address, whether recorded frames come when they are due, and the patience.
    package typealias Video =
        @Sendable (VideoAddress, _ isPaced: Bool, Patience) throws(CameraError) -> any FrameSource

    private let video: Video?

    /// Makes an opener.
    ///
    /// - Parameter video: nil where Fovea is built without libav.
    package init(video: Video? = nil) {
        self.video = video
    }

    /// Opens a stream. Blocks the calling thread, to which the source then belongs.
    ///
    /// - Parameter isPaced: whether recorded frames come when they are due, and not as fast as they are asked for.
    package func open(
        _ settings: CameraSettings, isPaced: Bool, _ patience: Patience
    ) throws(CameraError) -> any FrameSource {
        switch settings.address {
        case .folder(let path): return try PictureFolder(path, rate: settings.rate ?? 5, isPaced ? patience : nil)
        case .watchedFolder(let path): return try WatchedFolder(path, patience)
        case .standardInput: return JPEGStream.standardInput(patience)
        case .http(let address): return try JPEGStream.http(address, patience)
        case .video(let address):
            guard let video else {
                throw CameraError(.unusable, "\(address): this fovea was built without libav and reads no video")
            }
            return try video(address, isPaced, patience)
        }
    }
}
