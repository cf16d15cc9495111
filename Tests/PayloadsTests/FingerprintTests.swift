import Checkpoints
import Foundation
import LFViT
import Payloads
import TestFolders
import Testing
import Wire

struct FingerprintTests {
    private let folder: TemporaryFolder
    private let path: String
    private let configuration = ModelConfiguration(
        architecture: .lfViT, image: 224, dim: 192, depth: 12, heads: 3, classes: 1000)

    init() throws {
        folder = try TemporaryFolder()
        path = try folder.write("model", Data("abc".utf8)).path
    }

    @Test func weightsAreTheFilesSHA256() throws {
        let hexadecimal = try fingerprint { _ in }.weights.map { String(format: "%02x", $0) }.joined()
        // The example of FIPS 180-2, appendix B.1.
        #expect(hexadecimal == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test func whatTheWorkerComputesByChangesTheGeometry() throws {
        let changes: [(inout CascadeSettings) -> Void] = [
            { _ in }, { $0.regionSide = 4 }, { $0.alpha = 0.5 }, { $0.beta = 0.9 }, { $0.fusion = false },
            { $0.reuse = false },
        ]
        let geometries = try changes.map { try fingerprint($0).geometry }
        #expect(Set(geometries).count == changes.count)
        #expect(geometries.allSatisfy { $0.count == 32 })
        var other = configuration
        other.mean = [0.5, 0.5, 0.5]
        let found = try Fingerprint(
            modelFile: path, geometry: Geometry(other), settings: CascadeSettings(configuration))
        #expect(!geometries.contains(found.geometry))
    }

    @Test func whatOnlyTheEdgeDecidesDoesNot() throws {
        #expect(
            try fingerprint { _ in }
                == fingerprint { settings in
                    settings.threshold = 0.9
                    settings.regionRule = .random
                    settings.earlyExit = false
                })
    }

    @Test func aMissingFileIsTold() {
        #expect(throws: (any Error).self) {
            _ = try Fingerprint(
                modelFile: "/nowhere/model", geometry: Geometry(configuration),
                settings: CascadeSettings(configuration))
        }
    }

    private func fingerprint(_ change: (inout CascadeSettings) -> Void) throws -> Fingerprint {
        var settings = CascadeSettings(configuration)
        change(&settings)
        return try Fingerprint(modelFile: path, geometry: Geometry(configuration), settings: settings)
    }
}
