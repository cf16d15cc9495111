/// How a writer encodes the pixels of the payloads that leave the choice open; `exact` leaves none.
package struct PayloadOptions: Equatable, Sendable {
    /// The region's pixels in `features`.
    package var region: PixelEncoding
    /// The half-resolution pixels around the region in `features`.
    package var context: PixelEncoding
    /// The whole picture in `pixels`.
    package var picture: PixelEncoding

    /// Makes a choice; the defaults are the smallest that answered alike, see docs/performance.md.
    package init(
        region: PixelEncoding = .jpeg(quality: 95), context: PixelEncoding = .jpeg(quality: 95),
        picture: PixelEncoding = .jpeg(quality: 95)
    ) {
        (self.region, self.context, self.picture) = (region, context, picture)
    }

    /// PNG throughout.
    package static let lossless = PayloadOptions(region: .png, context: .png, picture: .png)
}
