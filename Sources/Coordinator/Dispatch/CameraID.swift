/// A camera in the fleet: cameras of different edges may share a name.
package struct CameraID: Hashable, Sendable {
    /// The edge's stable name.
    package let edge: String
    /// The camera's name at that edge.
    package let camera: String

    /// Names a camera of an edge.
    package init(edge: String, camera: String) {
        self.edge = edge
        self.camera = camera
    }
}
