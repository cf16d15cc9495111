import Cascade
import Images
import LFViT
import Payloads
import Tensors
import Testing
import Wire

/// What a worker finds in a payload is what the edge put in.
struct RoundTripTests {
    @Test(arguments: RegionRule.allCases.filter { $0 != .off })
    func anExactPayloadGivesTheSameLogitsToTheBit(rule: RegionRule) throws {
        let edge = try Localized { settings in
            settings.regionRule = rule
            if rule == .scattered { settings.alpha = CascadeSettings.scatteredAlpha }
        }
        let (input, logits) = try edge.remoteLogits(edge.payload(.exact))
        #expect(input.selection.kept == edge.selection.kept)
        #expect(input.selection.reused == edge.selection.reused)
        #expect(try logits == edge.directLogits())
    }

    @Test func losslessPixelsGiveTheSameLogitsToTheBit() throws {
        let edge = try Localized("cat")
        let (input, logits) = try edge.remoteLogits(edge.payload(.pixels, .lossless))
        #expect(input.selection == edge.selection)
        #expect(input.payload == .pixels)
        #expect(try logits == edge.directLogits())
    }

    @Test(arguments: ["astronaut", "cat", "coffee", "rocket"], [PayloadKind.features, .pixels])
    func theRegionIsTheEdgesAndTheClassTheSame(photograph: String, kind: PayloadKind) throws {
        let edge = try Localized(photograph)
        let (input, logits) = try edge.remoteLogits(edge.payload(kind))
        #expect(input.selection == edge.selection)
        let direct = try edge.directLogits()
        #expect(logits.firstIndex(of: logits.max() ?? 0) == direct.firstIndex(of: direct.max() ?? 0))
    }

    @Test func losslessFeaturesGiveNearlyTheSameLogits() throws {
        let edge = try Localized()
        let logits = try edge.remoteLogits(edge.payload(.features, .lossless)).logits
        let direct = try edge.directLogits()
        let distance = zip(logits, direct).map { abs($0 - $1) }.max() ?? 0
        #expect(distance < 0.02 * (direct.map { abs($0) }.max() ?? 0))
    }

    @Test func whatIsDecodedFastIsSentAsItIsSeen() throws {
        let edge = try Localized("cat", decoding: .fast)
        let (payload, direct) = (try edge.payload(.features, .lossless), try edge.directLogits())
        #expect(edge.frame.square.bytes().contains(0), "the context is of the half, so not all of it was decoded")
        let (input, logits) = try edge.remoteLogits(payload)
        #expect(input.selection == edge.selection)
        let distance = zip(logits, direct).map { abs($0 - $1) }.max() ?? 0
        #expect(distance < 0.02 * (direct.map { abs($0) }.max() ?? 0))
        // These are halved by the worker, whose rounding is another.
        for kind in [PayloadKind.pixels, .exact] {
            #expect(try edge.remoteLogits(edge.payload(kind, .lossless)).input.selection == edge.selection)
        }
    }

    @Test func signedBytesKeepTheDirectionOfEveryKeptCellsFeatures() throws {
        let edge = try Localized()
        let input = try edge.remoteLogits(edge.payload(.features)).input
        for cell in edge.selection.kept {
            let (sent, found) = (edge.localization.features.values(row: cell + 1), input.features.values(row: cell + 1))
            let product = zip(sent, found).reduce(0) { $0 + $1.0 * $1.1 }
            let norms = sent.reduce(0) { $0 + $1 * $1 } * found.reduce(0) { $0 + $1 * $1 }
            #expect(product / norms.squareRoot() > 0.9995)
            #expect(found.map { abs($0) }.max() == 127)
        }
    }

    @Test func theRegionsPixelsComeBackExactlyAndTheContextToTheRounding() throws {
        let edge = try Localized()
        let input = try edge.remoteLogits(edge.payload(.features, .lossless)).input
        let region = try #require(edge.selection.region)
        for channel in 0..<3 {
            for row in 32 * region.row..<32 * (region.row + region.side) {
                let columns = 32 * region.column..<32 * (region.column + region.side)
                let (sent, found) = (
                    edge.frame.high.values(row: 224 * channel + row), input.picture.values(row: 224 * channel + row)
                )
                #expect(sent[columns] == found[columns])
            }
            for row in 0..<112 {
                let (sent, found) = (
                    edge.frame.low.values(row: 112 * channel + row), input.half.values(row: 112 * channel + row)
                )
                for column in 0..<112 {
                    let bound: Float = region.contains(row: row / 16, column: column / 16) ? 0 : 0.51 / 255 / 0.224
                    #expect(abs(sent[column] - found[column]) <= bound)
                }
            }
        }
    }

    @Test func theDefaultIsTheMenusSmallest() throws {
        let edge = try Localized()
        let sizes = try [
            edge.payload(.features), edge.payload(.pixels), edge.payload(.features, .lossless), edge.payload(.exact),
        ].map(\.byteCount)
        #expect(sizes == sizes.sorted())
        #expect(sizes[3] == 4 * 49 + 3 * 224 * 224 + 4 * 22 * 192)
    }

    @Test func aRegionOfTheWholePictureHasNoContext() throws {
        let edge = try Localized { settings in settings.regionSide = 7 }
        let payload = try edge.payload(.features, .lossless)
        #expect(payload.frames.map(\.kind) == [.gcaMap, .features, .regionPixels])
        #expect(try edge.remoteLogits(payload).input.selection == edge.selection)
    }

    @Test func rawPixelsTravelToo() throws {
        let edge = try Localized()
        let raw = PayloadOptions(region: .rgb8, context: .rgb8, picture: .rgb8)
        #expect(
            try edge.remoteLogits(edge.payload(.features, raw)).logits
                == edge.remoteLogits(edge.payload(.features, .lossless)).logits)
    }

    @Test func thePayloadOfAFrameDoesNotDependOnTheFrameBefore() throws {
        let (first, second) = (try Localized("rocket"), try Localized("coffee"))
        let writer = try PayloadWriter(first.model.geometry, settings: first.settings)
        for edge in [first, second] {
            let payload = try writer.write(
                .features, square: edge.frame.square, after: edge.localization, selection: edge.selection)
            #expect(try payload.parts.map(\.bytes) == edge.payload(.features).parts.map(\.bytes))
        }
    }

    @Test func withoutAChoiceThereIsNothingToHandOver() throws {
        let error = #expect(throws: PayloadError.self) {
            let edge = try Localized { settings in settings.regionRule = .off }
            _ = try edge.payload(.pixels)
        }
        #expect(error == .noRegion(rule: "off"))
        #expect(error?.description.contains("run focus on this machine") == true)
    }
}
