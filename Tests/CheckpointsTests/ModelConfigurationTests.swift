import Checkpoints
import Foundation
import TestFolders
import Testing

struct ModelConfigurationTests {
    private let good: [String: Any] = [
        "architecture": "lf-vit", "image": 224, "dim": 192, "depth": 12, "heads": 3, "classes": 1000, "region_side": 5,
        "alpha": 0.88, "beta": 0.99, "crop": 0.9, "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5],
    ]

    private let lookup: [String: Any] = [
        "architecture": "lookup-vit", "image": 384, "dim": 192, "depth": 12, "heads": 3, "classes": 1000,
        "reverse_norm": "column", "align_corners": true, "norm_placement": "pre", "crop": 0.9, "mean": [0.5, 0.5, 0.5],
        "std": [0.5, 0.5, 0.5],
    ]

    @Test func aGoodConfigurationIsRead() throws {
        let configuration = try read(good)
        #expect(configuration.architecture == .lfViT)
        #expect(configuration.regionSide == 5)
        #expect(configuration.alpha == 0.88)
        #expect(configuration.mean == [0.5, 0.5, 0.5])
    }

    @Test(arguments: [
        ("image", 225), ("image", 1 << 40), ("heads", 5), ("depth", 0), ("classes", 0), ("region_side", 8),
    ])
    func anImpossibleSizeIsRefused(field: String, value: Int) {
        var fields = good
        fields[field] = value
        let error = #expect(throws: CheckpointError.self) { try read(fields) }
        #expect(error?.problem.contains("impossible configuration") == true)
    }

    @Test(arguments: [("alpha", 1.5), ("alpha", 0), ("beta", 1), ("crop", 0), ("crop", 1.5)])
    func anImpossibleShareIsRefused(field: String, value: Double) {
        var fields = good
        fields[field] = value
        #expect(throws: CheckpointError.self) { try read(fields) }
    }

    @Test(arguments: ["architecture", "image", "mean", "crop"])
    func aMissingFieldIsNamed(field: String) {
        var fields = good
        fields[field] = nil
        let error = #expect(throws: CheckpointError.self) { try read(fields) }
        #expect(error?.problem.contains("`\(field)` is missing") == true)
    }

    @Test func theOptionsOfLookupViTAreRead() throws {
        let configuration = try read(lookup)
        #expect(configuration.reverseNorm == .column && configuration.alignCorners == true)
        #expect(configuration.antialias == nil && configuration.normPlacement == .pre)
    }

    @Test(arguments: [
        ("reverse_norm", "row", "`reverse_norm`: \"row\" is unknown; this version knows none, column, softmax"),
        ("norm_placement", "post", "`norm_placement`: \"post\" is unknown; this version knows pre"),
        ("align_corners", "no", "`align_corners` has the wrong type"),
        ("reverse_norm", nil, "lookup-vit needs reverse_norm and align_corners"),
    ])
    func anUnknownOptionIsRefused(field: String, value: String?, problem: String) {
        var fields = lookup
        fields[field] = value
        let error = #expect(throws: CheckpointError.self) { try read(fields) }
        #expect(error?.problem.contains(problem) == true, "\(error?.problem ?? "")")
    }

    @Test func optionsThatExcludeEachOtherAreRefused() {
        var fields = lookup
        fields["antialias"] = true
        let error = #expect(throws: CheckpointError.self) { try read(fields) }
        #expect(error?.problem.contains("antialias with align_corners") == true)
    }

    @Test func aFileWithoutConfigurationSaysWhatToDo() {
        let error = #expect(throws: CheckpointError.self) { try read(nil) }
        #expect(error?.problem.contains("convert the checkpoint") == true)
    }

    @Test func namedGeometriesHaveDeiTsWidths() {
        #expect(ModelConfiguration(named: "small-224")?.dim == 384)
        #expect(ModelConfiguration(named: "base-288")?.regionSide == 8)
        #expect(ModelConfiguration(named: "lookup-base-384")?.architecture == .lookupViT)
        #expect(ModelConfiguration(named: "huge-224") == nil)
        #expect(ModelConfiguration(named: "lookup-224") == nil)
        #expect(ModelConfiguration(named: "small-225") == nil)
    }

    private func read(_ fields: [String: Any]?) throws -> ModelConfiguration {
        var header: [String: Any] = ["w": ["dtype": "U8", "shape": [0], "data_offsets": [0, 0]]]
        if let fields {
            let text = String(decoding: try JSONSerialization.data(withJSONObject: fields), as: UTF8.self)
            header["__metadata__"] = ["config": text]
        }
        let json = try JSONSerialization.data(withJSONObject: header)
        let length = withUnsafeBytes(of: UInt64(json.count)) { Data($0) }
        let folder = try TemporaryFolder()
        let file = try folder.write("model.safetensors", length + json)
        return try ModelConfiguration(of: SafetensorsFile(path: file.path))
    }
}
