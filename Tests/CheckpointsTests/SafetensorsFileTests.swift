import Checkpoints
import Foundation
import Tensors
import TestFolders
import Testing

/// Files are written byte by byte, so that each test damages exactly one thing.
struct SafetensorsFileTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func halfAndBrainFloatsAreWidened() throws {
        let half: [Float16] = [1.5, -2]
        let brain: [UInt16] = [0x3FC0, 0xC000]
        let data = bytes(half) + bytes(brain) + bytes([Float(0.25)])
        let file = try open(
            #"{"h":{"dtype":"F16","shape":[2],"data_offsets":[0,4]},"b":{"dtype":"BF16","shape":[2],"data_offsets":[4,8]},"f":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}"#,
            data
        )
        #expect(try file.tensor("h", [2]).values() == [1.5, -2])
        #expect(try file.tensor("b", [2]).values() == [1.5, -2])
        #expect(try file.tensor("f", [1]).values() == [0.25])
    }

    @Test func aWrongShapeNamesFileTensorAndExpectation() throws {
        let file = try open(#"{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, bytes([Float(1), 2]))
        let error = #expect(throws: CheckpointError.self) { _ = try file.tensor("w", [3]) }
        #expect(error?.description == "\(file.path): tensor w has shape [2]; expected [3]")
    }

    @Test func aMissingTensorIsNamed() throws {
        let file = try open(#"{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, bytes([Float(1)]))
        let error = #expect(throws: CheckpointError.self) { _ = try file.tensor("v", [1]) }
        #expect(error?.tensor == "v")
        #expect(error?.problem == "is missing; expected shape [1]")
    }

    @Test func aSurplusTensorIsNamed() throws {
        let file = try open(#"{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, bytes([Float(1)]))
        let error = #expect(throws: CheckpointError.self) { try FileWeights(file).finish() }
        #expect(error?.tensor == "w")
    }

    @Test(arguments: [Float.nan, .infinity])
    func damagedWeightsAreRefused(value: Float) throws {
        let file = try open(#"{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, bytes([value]))
        let error = #expect(throws: CheckpointError.self) { _ = try file.tensor("w", [1]) }
        #expect(error?.problem.contains("NaN or infinity") == true)
    }

    @Test func integersAreNoWeights() throws {
        let file = try open(#"{"w":{"dtype":"I32","shape":[1],"data_offsets":[0,4]}}"#, bytes([Int32(1)]))
        let error = #expect(throws: CheckpointError.self) { _ = try file.tensor("w", [1]) }
        #expect(error?.problem == "holds I32; expected F32, F16 or BF16")
    }

    @Test(arguments: [
        (#"{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, 4, "the file is truncated"),
        (#"{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, 4, "has 4 bytes; F32 of shape [2] needs 8"),
        (
            #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
            8, "overlaps one that ends at 8"
        ),
        (#"{"w":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, 8, "leaves a gap of 4 bytes"),
        (#"{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 8, "has 4 bytes after its last tensor"),
        (#"{"w":{"dtype":"F32","shape":[1],"data_offsets":[8,4]}}"#, 8, "the impossible offsets 8..<4"),
        (#"{"w":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, 4, "the impossible shape [-1]"),
        (
            #"{"w":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,4]}}"#, 4,
            "the impossible shape"
        ),
        (#"{"w":{"dtype":"F4","shape":[1],"data_offsets":[0,4]}}"#, 4, "the unknown element type F4"),
        (#"{"w":{"shape":[1],"data_offsets":[0,4]}}"#, 4, "has no dtype, shape and data_offsets"),
        (#"{"__metadata__":{"config":1}}"#, 0, "a __metadata__ that is no map of strings"),
        ("[1]", 0, "no JSON object"),
        ("{", 0, "no JSON"),
    ])
    func aDamagedHeaderIsRefused(header: String, dataBytes: Int, problem: String) throws {
        let error = #expect(throws: CheckpointError.self) { try open(header, Data(count: dataBytes)) }
        #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
    }

    @Test func anAbsurdHeaderLengthIsRefused() throws {
        let path = try write(bytes([UInt64(1) << 60]) + Data("{}".utf8))
        let error = #expect(throws: CheckpointError.self) { try SafetensorsFile(path: path) }
        #expect(
            error?.problem.contains("claims a header of 1152921504606846976 bytes; the format allows 100000000") == true
        )
    }

    @Test(arguments: [0, 7, 12])
    func aFileThatEndsInItsHeaderIsRefused(length: Int) throws {
        let path = try write((bytes([UInt64(20)]) + Data("{}          ".utf8)).prefix(length))
        #expect(throws: CheckpointError.self) { try SafetensorsFile(path: path) }
    }

    @Test(arguments: ["/", "/dev/zero"])
    func whatIsNoRegularFileSaysSo(path: String) {
        let error = #expect(throws: CheckpointError.self) { try SafetensorsFile(path: path) }
        #expect(error?.description == "\(path) is no regular file; name a model file")
    }

    @Test func aMissingFileSaysSo() {
        let error = #expect(throws: CheckpointError.self) { try SafetensorsFile(path: "/nowhere/model.safetensors") }
        #expect(error?.description == "/nowhere/model.safetensors cannot be read: No such file or directory")
    }

    private func open(_ header: String, _ data: Data) throws -> SafetensorsFile {
        try SafetensorsFile(path: write(bytes([UInt64(header.utf8.count)]) + Data(header.utf8) + data))
    }

    private func bytes<Element>(_ values: [Element]) -> Data {
        values.withUnsafeBytes { Data($0) }
    }

    private func write(_ data: Data) throws -> String {
        try folder.write("\(UUID().uuidString).safetensors", data).path
    }
}
