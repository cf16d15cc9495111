import ArgumentParser
import Cascade
import Checkpoints
import Edge
import LFViT
import LookupViT
import Payloads
import Threads
import Wire
import Worker

extension LoadedModel {
    /// The model as an edge takes it.
    var edge: EdgeModel {
        switch self {
        case .lfViT(let model): .lfViT(model)
        case .elastic(let model): .lfViT(model.base)
        case .lookupViT(let model): .lookupViT(model)
        }
    }

    /// What nodes say of the model and the file that it came from.
    func fingerprint(file: String, settings: CascadeSettings) throws -> Fingerprint {
        switch self {
        case .lfViT(let model): try Fingerprint(modelFile: file, geometry: model.geometry, settings: settings)
        case .elastic(let model):
            try Fingerprint(modelFile: file, geometry: model.base.geometry, settings: settings)
        case .lookupViT(let model): try Fingerprint(modelFile: file, lookup: model.configuration)
        }
    }

    /// What decides at an edge: LF-ViT's cascade, or of LookupViT only when the glance stands.
    func edgeSettings(_ cascade: CascadeFlags, _ lookup: LookupFlags) throws -> EdgeSettings {
        switch self {
        case .lfViT(let model):
            try lookup.refuse()
            return EdgeSettings(try cascade.settings(for: model.configuration))
        case .elastic(let model):
            // The compressed side and the head are the workers' affair.
            if lookup.glanceSide != nil {
                throw ValidationError("--glance-side: an elastic LF-ViT glances by its localization")
            }
            return EdgeSettings(try cascade.settings(for: model.base.configuration))
        case .lookupViT(let model):
            let usual = EdgeSettings.usualLookup
            var own = try lookup.settings(for: model.geometry, cascade, side: usual.side)
            own.glanceSide = own.glanceSide ?? usual.glanceSide.map { min($0, model.geometry.grid) }
            var threshold = CascadeSettings(model.configuration)
            (threshold.threshold, threshold.earlyExit) = (own.threshold, own.earlyExit)
            var settings = EdgeSettings(threshold)
            settings.lookup = own
            return settings
        }
    }

    /// What is sent of hard frames: the choice, where the model has it to send.
    func payload(_ choice: PayloadChoice) throws -> PayloadChoice {
        guard case .lookupViT = self else { return choice }
        guard choice != .features else {
            throw ValidationError("--payload features: a LookupViT model has none to hand over; pixels or exact")
        }
        return choice == .auto ? .pixels : choice
    }

    /// What a compute thread sends of hard frames.
    func encoding(_ payload: PayloadChoice, _ settings: CascadeSettings) -> @Sendable () throws -> PayloadEncoding {
        switch self {
        case .elastic(let model): return payload.encoding(model.base, settings)
        case .lfViT(let model): return payload.encoding(model, settings)
        case .lookupViT(let model):
            return {
                let writer = PictureWriter(image: model.configuration.image)
                return { EncodedPayload(try writer.write(payload.kind, square: $0.frame.square)) }
            }
        }
    }

    /// What answers batches on a worker's compute thread.
    ///
    /// - Parameter cores: what an image's threads are taken from; the worker's settings get the same.
    func engine(
        batches: [Int], _ effort: WorkerEffort, cores: SharedCores?
    ) throws -> @Sendable () throws -> any BatchEngine {
        switch self {
        case .lfViT(let model):
            guard model.geometry.isCascade else {
                throw ValidationError("a one-pass model has no focus stage; name an LF-ViT model")
            }
            try effort.refuse()
            let settings = CascadeSettings(model.configuration)
            return { try FocusEngine(model, settings: settings, batches: batches, cores: cores) }
        case .elastic(let model):
            let settings = CascadeSettings(model.base.configuration)
            let (sides, head) = (
                try effort.sides(LookupGeometry(model.base.configuration), usual: CompressedSides.elastic), effort.head
            )
            return {
                try FocusEngine(model, settings: settings, sides: sides, head: head, batches: batches, cores: cores)
            }
        case .lookupViT(let model):
            let sides = try effort.sides(model.geometry, usual: CompressedSides.lookup)
            return { try LookupEngine(model, sides: sides, head: effort.head, batches: batches, cores: cores) }
        }
    }
}

/// How much trouble workers take with a batch.
struct WorkerEffort {
    private let flags: LookupFlags
    private let objective: Double

    /// - Parameter objective: the latency that answers should have, in milliseconds.
    init(_ flags: LookupFlags, objective: Double) {
        (self.flags, self.objective) = (flags, objective)
    }

    /// Which heads answer.
    var head: LookupHead { flags.head }

    /// The sides to choose from: the one that a flag fixes, those that a flag names, or the usual ones.
    func sides(_ geometry: LookupGeometry, usual: [Int]) throws -> CompressedSides {
        let usual = usual.filter(geometry.compressedSides.contains)
        let named = flags.compressedSide.map { [$0] } ?? flags.compressedSides
        let sides = !named.isEmpty ? named : usual.isEmpty ? [geometry.grid] : usual
        for side in sides where !geometry.compressedSides.contains(side) {
            throw ValidationError(
                "--compressed-side\(named.count > 1 ? "s" : "") \(side): this model has \(geometry.grid) x \(geometry.grid) tokens"
            )
        }
        return CompressedSides(sides, objective: .milliseconds(objective))
    }

    /// Refuses the flags beside a model of the other families.
    func refuse() throws { try flags.refuse() }

    /// The same for a worker in a process of its own.
    var arguments: [String] {
        (flags.compressedSide.map { ["--compressed-side", "\($0)"] } ?? [])
            + (flags.compressedSides.isEmpty ? [] : ["--compressed-sides"] + flags.compressedSides.map(String.init))
            + (head == .average ? [] : ["--head", head.rawValue]) + ["--objective", "\(objective)"]
    }
}

extension EncodedPayload {
    /// Copies a payload once, into the message that is sent.
    init(_ payload: Payload) {
        self.init(payload.kind, payload.parts.map { ($0.frame, $0.bytes) })
    }
}
