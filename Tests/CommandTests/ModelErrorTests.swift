import Foundation
import TestFolders
import Testing

extension CommandTests {
    /// Every way in which a model file is useless ends in one line that names the file, and in exit status 1.
    struct ModelErrorTests {
        enum Damage: CaseIterable {
            case wrongShape, missingTensor, surplusTensor, truncated, overlap, hugeHeader, nan, integers, text, empty
            case noConfiguration, emptyConfiguration, fieldMissing, impossibleGeometry, lookupViT

            /// The damaged file's bytes.
            func bytes() throws -> Data {
                var file = try ModelFile()
                switch self {
                case .wrongShape: try file.set("norm.bias", "shape", [32, 2])
                case .missingTensor: file.header["norm.bios"] = file.header.removeValue(forKey: "norm.bias")
                case .surplusTensor:
                    let end = file.data.count
                    file.header["extra"] = ["dtype": "F32", "shape": [0], "data_offsets": [end, end]] as [String: Any]
                case .truncated: file.data.removeLast(100)
                case .overlap: try file.set("norm.weight", "data_offsets", file.offsets("norm.bias"))
                case .hugeHeader: return Data([0, 0, 0, 0, 0, 0, 0, 0x10]) + Data("{}".utf8)
                case .nan:
                    let place = try file.data.startIndex + file.offsets("norm.bias")[0]
                    file.data.replaceSubrange(place..<place + 2, with: [0x00, 0x7E])
                case .integers: try file.set("norm.bias", "dtype", "I16")
                case .text: return Data("weights of my model: none, sorry\n".utf8)
                case .empty: return Data()
                case .noConfiguration: try file.configure { _ in nil }
                case .emptyConfiguration: try file.configure { _ in "" }
                case .fieldMissing: try file.configure { $0.replacing("\"depth\"", with: "\"depht\"") }
                case .impossibleGeometry: try file.configure { $0.replacing("\"image\": 64", with: "\"image\": 65") }
                case .lookupViT: try file.configure { $0.replacing("\"vit\"", with: "\"lookup-vit\"") }
                }
                return try file.bytes()
            }

            /// What the line says after the file's name.
            var problem: String {
                switch self {
                case .wrongShape: ": tensor norm.bias has shape [32, 2]; expected [64]"
                case .missingTensor: ": tensor norm.bias is missing; expected shape [64]"
                case .surplusTensor: ": tensor extra is surplus: the configuration has no place for it"
                case .truncated: ": the file is truncated"
                case .overlap: " overlaps one that ends at "
                case .hugeHeader:
                    " is no safetensors file: it claims a header of 1152921504606846976 bytes; the format allows 100000000"
                case .nan: ": tensor norm.bias holds NaN or infinity"
                case .integers: ": tensor norm.bias holds I16; expected F32, F16 or BF16"
                case .text: " is no safetensors file: it claims a header of"
                case .empty: " is no safetensors file: 0 bytes"
                case .noConfiguration: " has no `config` in its metadata"
                case .emptyConfiguration: " has a configuration that cannot be read: it is no JSON"
                case .fieldMissing: " has a configuration that cannot be read: `depth` is missing"
                case .impossibleGeometry: " has an impossible configuration: image 65 is no multiple of 16"
                case .lookupViT: " has an impossible configuration: lookup-vit needs reverse_norm and align_corners"
                }
            }
        }

        @Test(arguments: Damage.allCases)
        func damageIsNamed(damage: Damage) async throws {
            let folder = try TemporaryFolder()
            let path = try folder.write("model.safetensors", damage.bytes()).path
            let run = try await Program.run("classify", Program.photograph("cat"), "--model", path)
            expectOneLine(run, "Error: \(path)")
            #expect(run.errors.contains(damage.problem), "\(run.errors)")
        }

        @Test func theUndamagedFileIsFine() async throws {
            let folder = try TemporaryFolder()
            let path = try folder.write("model.safetensors", ModelFile().bytes()).path
            #expect(try await Program.run("classify", Program.photograph("cat"), "--model", path).status == 0)
        }

        @Test func whatIsNoFileIsNamed() async throws {
            let picture = Program.photograph("cat")
            let folder = try TemporaryFolder()
            expectOneLine(
                try await Program.run("classify", picture, "--model", folder.path),
                "Error: \(folder.path) is no regular file; name a model file"
            )
            expectOneLine(
                try await Program.run("model", "info", "\(folder.path)/none"),
                "Error: \(folder.path)/none cannot be read: No such file or directory"
            )
        }

        private func expectOneLine(_ run: Program, _ start: String) {
            #expect(run.status == 1 && !run.signalled && run.output.isEmpty)
            #expect(run.problems.count == 1 && run.errors.hasPrefix(start), "\(run.errors)")
        }
    }
}
