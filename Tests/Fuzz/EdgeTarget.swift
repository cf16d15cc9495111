import BundledModel
import Edge
import Foundation
import LFViT
import Links
import Threads
import Wire
import WireSamples
import ZeroMQ

/// A real edge over inproc that forwards every frame.
final class EdgeTarget: FuzzTarget {
    private let context: Context
    private let edge: EdgeNode
    private let seed: UInt64
    private var round = 0
    private static let endpoints = ["inproc://first", "inproc://second"]

    init(seed: UInt64) async throws {
        context = try Context()
        self.seed = seed
        let model = try LFViTModel(path: BundledModel.lfViTTiny.path)
        var cascade = CascadeSettings(model.configuration)
        cascade.earlyExit = false
        var settings = EdgeSettings(cascade)
        settings.budget = .milliseconds(200)
        settings.emitsPartials = true
        var uplink = Uplink(
            context: context, coordinators: Self.endpoints.map { Uplink.Coordinator($0) },
            identity: NodeIdentity(name: "edge", incarnation: 11), fingerprint: Samples.fingerprint
        ) {
            { _ in
                let frame = PayloadFrame(kind: .features, encoding: .signed8, byteCount: 6, rows: 2, columns: 3)
                return EncodedPayload(.features, [(frame, [1, 2, 3, 4, 5, 6])])
            }
        }
        uplink.times.reconnect = .milliseconds(1)...Duration.milliseconds(5)
        edge = try await EdgeNode(model, settings: settings, uplink: uplink) { _ in }
    }

    func send(_ count: Int) async throws {
        let endpoint = Self.endpoints[round % 2]
        round += 1
        let camera = try Camera("gate")
        let picture = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Photographs/cat.jpg").standardizedFileURL.path
        let frames = Task { [edge, round] in
            var number = UInt64(round) << 40
            while !Task.isCancelled {
                number += 1
                await edge.take(OfferedFrame(camera: camera, number: number, picture: .file(picture)))
            }
        }
        let end = Ticket<Void>()
        let thread = try OSThread(name: "coordinator") { [context, seed] in
            end.finish(
                Result {
                    var coordinator = try FuzzedCoordinator(endpoint, in: context, seed: seed)
                    try coordinator.send(count, to: .edge)
                })
        }
        await thread.finished()
        frames.cancel()
        await frames.value
        try await end.value()
    }

    func end() async throws -> String {
        await edge.stop(within: .seconds(1))
        let account = edge.account
        guard account.isBalanced else { throw FuzzError(description: "the account does not balance: \(account)") }
        let forwarding = edge.forwarding
        let strays = forwarding.map { $0.counters.late + $0.counters.duplicate + $0.counters.unknown } ?? 0
        return "\(forwarding?.unusableMessages ?? 0) refused, \(strays) stray; \(account.total)"
    }
}

/// What a target found wrong with itself.
struct FuzzError: Error, CustomStringConvertible {
    let description: String
}
