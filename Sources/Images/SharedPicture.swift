/// A decoded picture that several may look at: a frame of a video on its way.
package final class SharedPicture: Sendable {
    /// The picture.
    package let picture: Picture

    /// Takes over a picture.
    package init(_ picture: consuming Picture) {
        self.picture = picture
    }

    /// The bytes that it holds in memory.
    package var byteCount: Int { picture.byteCount }
}
