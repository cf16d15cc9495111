import CSodium
package import Checkpoints
import Foundation
package import LFViT
package import Wire

extension Fingerprint {
    /// The fingerprint of a model file as it is run; equal on two machines if and only if either may finish what the
    /// other began.
    ///
    /// Reads all of the file (0.2 seconds for 100 MB): nodes take it beside the first frames, not before.
    ///
    /// - Throws: what Foundation says where the file cannot be read.
    package init(modelFile path: String, geometry: Geometry, settings: CascadeSettings) throws {
        try self.init(file: path, text: Fingerprint.text(geometry, settings))
    }

    /// The fingerprint of a LookupViT model file. The side of the compressed grid is not in it: it is the worker's choice,
    /// batch by batch.
    package init(modelFile path: String, lookup model: ModelConfiguration) throws {
        try self.init(file: path, text: Fingerprint.text(lookup: model))
    }

    private init(file path: String, text: String) throws {
        let weights = try Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped)
        self.init(
            weights: weights.withUnsafeBytes(Fingerprint.sha256),
            geometry: Data(text.utf8).withUnsafeBytes(Fingerprint.sha256))
    }

    /// SHA-256 of the bytes, 32 bytes.
    static func sha256(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Bounds.fingerprintBytes)
        crypto_hash_sha256(&digest, bytes.bindMemory(to: UInt8.self).baseAddress, UInt64(bytes.count))
        return digest
    }

    /// Everything that decides what a worker computes and that no weight tells. What the edge alone decides is not in
    /// it: the threshold, the rule by which it chooses a region, how it cuts the square out of a frame.
    static func text(_ geometry: Geometry, _ settings: CascadeSettings) -> String {
        """
        \(common(geometry.configuration))
        region_side \(settings.regionSide)
        alpha \(settings.alpha)
        beta \(settings.beta)
        fusion \(settings.fusion)
        reuse \(settings.reuse)

        """
    }

    /// The same of a LookupViT model.
    static func text(lookup model: ModelConfiguration) -> String {
        """
        \(common(model))
        reverse_norm \((model.reverseNorm ?? ReverseNorm.none).rawValue)
        align_corners \(model.alignCorners ?? false)
        antialias \(model.antialias ?? false)

        """
    }

    private static func common(_ model: ModelConfiguration) -> String {
        """
        fovea geometry 1
        architecture \(model.architecture.rawValue)
        image \(model.image)
        dim \(model.dim)
        depth \(model.depth)
        heads \(model.heads)
        classes \(model.classes)
        mean \(model.mean)
        std \(model.std)
        """
    }
}
