import BundledModel
import Coordinator
import Foundation
import LFViT
import Payloads
import Testing
import Wire
import Worker
import ZeroMQ

/// The interpreter that has the client's packages: Debian's, unless another is named.
private let python = ProcessInfo.processInfo.environment["FOVEA_PYTHON"] ?? "/usr/bin/python3"

/// Whether the interpreter has them.
private func hasPackages() async -> Bool {
    let probe = try? await Program.shell("'\(python)' -c 'import zmq, google.protobuf, PIL' && command -v protoc-c")
    return probe?.status == 0
}

extension CommandTests {
    /// An edge in another language, written from docs/protocol.md, against a real coordinator and worker.
    struct PythonClientTests {
        @Test(.enabled("python3 lacks zmq, protobuf or PIL, or protoc-c is missing", hasPackages))
        func aClientInPythonIsAnswered() async throws {
            let model = try LFViTModel(path: BundledModel.lfViTTiny.path)
            let settings = CascadeSettings(model.configuration)
            let context = try Context()
            let coordinator = try await CoordinatorService(
                CoordinatorSettings(
                    edgeEndpoint: "tcp://127.0.0.1:*", workerEndpoint: "tcp://127.0.0.1:*",
                    dispatch: DispatchConfiguration(identity: NodeIdentity(name: "c", incarnation: 1))
                ),
                in: context
            )
            let worker = try await WorkerNode(
                WorkerSettings(
                    name: "worker", coordinators: [coordinator.workerEndpoint],
                    fingerprint: Fingerprint(
                        modelFile: BundledModel.lfViTTiny.path, geometry: model.geometry, settings: settings
                    ),
                    precision: .float32
                ),
                context: context
            ) {
                try FocusEngine(model, settings: settings, batches: [1])
            }
            while await coordinator.snapshot()?.workers.isEmpty == true { await Task.yield() }
            let client = try await Program.shell(
                "'\(python)' '\(Program.repository.path)/scripts/ask-cluster.py' '\(Program.photograph("coffee"))' "
                    + "--coordinator '\(coordinator.edgeEndpoint)' --fovea \"$FOVEA\" --seconds 30"
            )
            worker.drain()
            try await worker.finished()
            let account = try await coordinator.stop()
            #expect(client.status == 0, "\(client.errors)")
            let answer = try JSONSerialization.jsonObject(with: Data(client.output.utf8)) as? [String: Any]
            #expect(answer?["class"] as? Int == 967)
            #expect(answer?["worker"] as? String == "worker")
            #expect(account.counters.answered == 1)
        }
    }
}
