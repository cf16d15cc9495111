import BundledModel
import CAllocations
import Cascade
import Checkpoints
import Foundation
import Images
import LFViT
import LookupViT
import Tensors
import Testing

/// A cascade whose pictures are decoded no larger than it looks at them.
struct FastDecodingTests {
    private let model: LFViTModel
    private var settings: CascadeSettings

    init() throws {
        model = try LFViTModel(path: BundledModel.lfViTTiny.path)
        settings = CascadeSettings(model.configuration)
        settings.earlyExit = false
    }

    /// A square's pixels in a part, row after row.
    private func pixels(_ square: borrowing Picture, _ part: PixelRectangle) -> [Colour] {
        var pixels: [Colour] = []
        for row in part.rows { for column in part.columns { pixels.append(square[row, column]) } }
        return pixels
    }

    @Test(arguments: ["astronaut", "cat", "coffee", "rocket"])
    func ofAHardFrameThereIsWhatFocusLooksAt(name: String) throws {
        let cascade = try FrameCascade(model, settings: settings, decoding: .fast)
        _ = try cascade.answer(file: Photographs.path(name))
        let part = cascade.selection.keptPixels(grid: model.geometry.grid)
        let found = pixels(cascade.frame.square, part)
        let black = Colour(red: 0, green: 0, blue: 0)
        for row in 0..<224 {
            for column in 0..<224 where !part.rows.contains(row) || !part.columns.contains(column) {
                #expect(cascade.frame.square[row, column] == black)
            }
        }
        cascade.frame.sharpen()
        #expect(pixels(cascade.frame.square, part) == found)
        #expect(part.width < 224 || part.height < 224)
        #expect(pixels(cascade.frame.square, cascade.frame.square.bounds).contains { $0 != black })
    }

    @Test(arguments: RegionRule.allCases)
    func aHardFramesAnswerIsThatOfTheWholeSquare(rule: RegionRule) throws {
        var settings = settings
        settings.regionRule = rule
        let cascade = try FrameCascade(model, settings: settings, decoding: .fast)
        for name in ["cat", "coffee"] {
            let found = try cascade.answer(file: Photographs.path(name))
            try cascade.frame.decode(file: Photographs.path(name))
            cascade.frame.sharpen()
            let whole = cascade.answer()
            #expect(found.stage == .focus)
            #expect(found.answer.top == whole.answer.top && found.region == whole.region)
        }
    }

    @Test func anEasyFrameHasItsHalfAlone() throws {
        var settings = settings
        (settings.earlyExit, settings.threshold) = (true, 0)
        let cascade = try FrameCascade(model, settings: settings, decoding: .fast)
        let answer = try cascade.answer(file: Photographs.path("coffee"))
        #expect(answer.stage == .localization)
        #expect(cascade.frame.square.bytes().allSatisfy { $0 == 0 })
    }

    @Test(arguments: ["astronaut", "cat", "coffee", "rocket"])
    func photographsAreAnsweredAsWhenDecodedExactly(name: String) throws {
        let fast = try FrameCascade(model, settings: settings, decoding: .fast)
        let exact = try FrameCascade(model, settings: settings)
        let found = try fast.answer(file: Photographs.path(name))
        let expected = try exact.answer(file: Photographs.path(name))
        #expect(found.answer.best.index == expected.answer.best.index)
        let (low, high) = (try #require(found.localization), try #require(expected.localization))
        #expect(abs(low.best.confidence - high.best.confidence) < 0.05)
    }

    @Test func framesOfEveryKindMayFollowEachOther() throws {
        let (fast, exact) = (PreparedFrame(model, decoding: .fast), PreparedFrame(model))
        try fast.decode(file: Photographs.path("cat"))
        fast.halve()
        let picture = try PictureDecoder().decode(file: Photographs.path("rocket"))
        for frame in [fast, exact] {
            frame.take(picture)
            frame.sharpen()
            frame.halve()
        }
        #expect(fast.high.values() == exact.high.values() && fast.low.values() == exact.low.values())
        var (half, expected) = ([UInt8](), [UInt8]())
        for (frame, isFast) in [(fast, true), (exact, false)] {
            var picture = Picture(width: 112, height: 112)
            frame.writeHalf(into: &picture)
            if isFast { half = picture.bytes() } else { expected = picture.bytes() }
        }
        #expect(half == expected)
        #expect(throws: PictureError.empty) { try fast.decode([UInt8]().span.bytes) }
        try fast.decode(file: Photographs.path("cat"))
        fast.sharpen()
        try exact.decode(file: Photographs.path("cat"))
        #expect(fast.square.bytes() == exact.square.bytes(), "a small picture's square is the exact one")
    }

    @Test func aModelThatLooksAtWholePicturesHasThemAtOnce() throws {
        var configuration = model.configuration
        configuration.architecture = .viT
        let frame = PreparedFrame(configuration, decoding: .fast)
        try frame.decode(file: Photographs.path("cat"))
        let exact = PreparedFrame(model)
        try exact.decode(file: Photographs.path("cat"))
        #expect(frame.high.values() == exact.high.values())
    }

    @Test func aWarmCascadeAllocatesNothing() throws {
        let cascade = try FrameCascade(model, settings: settings, decoding: .fast)
        for _ in 0..<2 { _ = try cascade.answer(file: Photographs.path("coffee")) }
        try cascade.frame.decode(file: Photographs.path("coffee"))
        allocations_begin()
        let answer = cascade.answer()
        let counts = allocations_end()
        #expect(answer.stage == .focus)
        #expect(counts.fovea == 0)
    }

    @Test func theKeptCellsPixelsEncloseThem() {
        var selection = RegionSelection()
        selection.kept = [9, 17, 11]
        let cell = 2 * Geometry.patch
        #expect(
            selection.keptPixels(grid: model.geometry.grid)
                == PixelRectangle(row: cell, column: 2 * cell, width: 3 * cell, height: 2 * cell))
        selection.kept = Array(0..<49)
        #expect(
            selection.keptPixels(grid: model.geometry.grid)
                == PixelRectangle(row: 0, column: 0, width: 224, height: 224))
    }
}
