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

    /// Of what kinds an edge chooses by what its link carries: `features` of falling quality. Bytes and agreement with
    /// lossless pixels as measured on 1,000 pictures, see docs/performance.md.
    package static let ladder: [(quality: Int, bytes: Int, agreement: Double)] = [
        (95, 20_948, 0.985), (90, 17_065, 0.977), (85, 15_170, 0.962), (75, 13_029, 0.95), (50, 10_608, 0.894),
    ]

    /// The region and its surroundings as JPEG of one quality.
    package init(quality: Int) {
        self.init(region: .jpeg(quality: quality), context: .jpeg(quality: quality), picture: .jpeg(quality: quality))
    }

    /// PNG throughout.
    package static let lossless = PayloadOptions(region: .png, context: .png, picture: .png)
}
