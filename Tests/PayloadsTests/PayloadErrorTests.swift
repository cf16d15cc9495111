import Images
import LFViT
import PayloadSamples
import Payloads
import Testing
import Wire

/// What does not fit is refused by name.
struct PayloadErrorTests {
    private let small = SmallPayload()

    @Test func whatFitsIsRead() throws {
        for kind in PayloadKind.allCases { #expect(try error(kind) { _, _ in } == nil) }
    }

    @Test func theRegionMustFitTheModel() throws {
        try expect("region.image_side: found 128; expected 96") { $0.region.imageSide = 128 }
        try expect("region.region_side: found 4; expected 1 to 3") { $0.region.regionSide = 4 }
        try expect("region.region_side: found 0; expected 1 to 3") { $0.region.regionSide = 0 }
        try expect("region.region_index: found 4; expected 0 to 3") { $0.region.regionIndex = 4 }
        try expect("region.region_index: found -1; expected 0 to 3") { $0.region.regionIndex = -1 }
        try expect("region.alpha: found 0.5; expected 0.88") { $0.region.alpha = 0.5 }
    }

    @Test func theKeptCellsMustBeTheRegionsMostAttended() throws {
        try expect("region.kept_cells: found 1 bytes; expected 2 bytes") { $0.region.keptCells = [255] }
        try expect("region.kept_cells: found 3 cells; expected 4 cells") { $0.region.keptCells = [7, 0] }
        try expect(
            "region.kept_cells: found [0, 1, 2, 3]; expected the region's 4 cells of largest class attention, [4, 5, 7, 8]"
        ) { $0.region.keptCells = [15, 0] }
    }

    @Test func theFramesMustBeThoseOfThePayload() throws {
        try expect("payload frames: found GCA_MAP, FEATURES, REGION_PIXELS, CONTEXT_PIXELS; expected GCA_MAP, PICTURE")
        {
            $0.payload = .pixels
        }
        try expect("GCA_MAP extents: found 3 x 4; expected 3 x 3") { $0.frames[0].columns = 4 }
        try expect("FEATURES encoding: found float16; expected signed8, float32") { $0.frames[1].encoding = .float16 }
        try expect("FEATURES bytes: found 32, described as 31; expected 32") { $0.frames[1].byteCount = 31 }
        try expect("REGION_PIXELS bytes: found", prefix: true) { $0.frames[2].byteCount += 1 }
        try expect("FEATURES bytes: found 32, described as 32; expected 128") { $0.frames[1].encoding = .float32 }
        let lost = try error(.features) { request, frames in frames.removeLast() }
        #expect(lost?.description.hasPrefix("payload frames: found 3; expected 4") == true)
    }

    @Test func attentionMustBeNumbers() throws {
        for value in [Float.nan, .infinity, -1e7] {
            let found = try error(.exact) { _, frames in
                frames[0].replaceSubrange(0..<4, with: withUnsafeBytes(of: value.bitPattern.littleEndian, Array.init))
            }
            #expect(found?.description.hasPrefix("GCA_MAP: found NaN, an infinity or a magnitude above") == true)
        }
    }

    @Test func featuresMustBeNumbers() throws {
        let found = try error(.exact) { _, frames in
            frames[2].replaceSubrange(
                4..<8, with: withUnsafeBytes(of: Float.infinity.bitPattern.littleEndian, Array.init))
        }
        #expect(found?.description.hasPrefix("FEATURES: found NaN") == true)
    }

    @Test func pixelsMustBeAPictureOfTheRightSizeAndFormat() throws {
        let other = try small.payload(.pixels).parts[1].bytes
        let large = try error(.features) { request, frames in
            frames[2] = other
            request.frames[2].byteCount = other.count
        }
        #expect(
            large
                == .undecodable(
                    .regionPixels, .wrongSize(width: 96, height: 96, expectedWidth: 64, expectedHeight: 64)))
        #expect(large?.description == "REGION_PIXELS: it has 96 x 96 pixels; expected 64 x 64")
        let png = try error(.features) { request, _ in request.frames[2].encoding = .png }
        #expect(png == .undecodable(.regionPixels, .otherFormat(found: .jpeg, expected: .png)))
        let short = try error(.pixels) { request, frames in
            frames[1].removeLast(300)
            request.frames[1].byteCount -= 300
        }
        #expect(short == .undecodable(.picture, .truncated(.jpeg)))
    }

    private func expect(
        _ text: String, prefix: Bool = false, source: SourceLocation = #_sourceLocation,
        _ change: (inout FocusRequest) -> Void
    ) throws {
        let found = try error(.features) { request, _ in change(&request) }
        let description = found?.description ?? "nothing"
        #expect(prefix ? description.hasPrefix(text) : description == text, sourceLocation: source)
    }

    private func error(
        _ kind: PayloadKind, _ change: (inout FocusRequest, inout [[UInt8]]) -> Void
    ) throws -> PayloadError? {
        let payload = try small.payload(kind)
        var request = FocusRequest(payload)
        var frames = payload.parts.map(\.bytes)
        change(&request, &frames)
        do {
            try small.read(request, frames, into: FocusInput(small.geometry))
            return nil
        } catch let error as PayloadError {
            return error
        }
    }
}
