package import MQTT
import Synchronization

/// Publishes each result to a broker with QoS 1, tells it whether the edge is there, and introduces cameras to Home
/// Assistant.
package final class MQTTSink: Sink {
    private let client: MQTTClient
    private let topics: MQTTTopics
    private let greeting: Task<Void, Never>
    package let obstacles: AsyncStream<String?>
    /// The cameras that the broker knows, or is being told of.
    private let introduced: Introductions

    private final class Introductions: Sendable {
        let cameras = Mutex<Set<String>>([])
    }

    /// Prepares a connection.
    ///
    /// - Parameter settings: the broker; the will is the sink's to set.
    /// - Throws: `MQTTError` for settings that cannot be used or a build without MQTT.
    package init(_ settings: MQTTSettings, topics: MQTTTopics) throws {
        var settings = settings
        settings.will = topics.offline
        let client = try MQTTClient(settings)
        let introduced = Introductions()
        let (obstacles, change) = AsyncStream.makeStream(of: String?.self, bufferingPolicy: .bufferingNewest(1))
        (self.client, self.topics, self.introduced, self.obstacles) = (client, topics, introduced, obstacles)
        greeting = Task {
            for await obstacle in client.changes {
                change.yield(obstacle)
                guard obstacle == nil else { continue }
                // The broker said "offline" for us meanwhile, and may have lost what it kept.
                let cameras = introduced.cameras.withLock { $0 }
                let messages = [topics.online] + cameras.sorted().compactMap(topics.introduction)
                for message in messages { try? await client.publish(message) }
            }
        }
    }

    package func begin() async throws {
        try await client.connect()
    }

    package var obstacle: String? { client.obstacle }

    package func deliver(_ results: [DeliveredResult]) async -> Delivery {
        var messages: [MQTTMessage] = []
        for event in results.lazy.map(\.event) {
            if introduced.cameras.withLock({ $0.insert(event.camera).inserted }) {
                messages += [topics.introduction(camera: event.camera)].compactMap(\.self)
            }
            messages.append(topics.message(event))
        }
        do {
            // All are sent before the first is waited for; the broker has them in this order.
            let sent = try messages.map { try client.send($0) }
            for acknowledgement in sent { try await acknowledgement.wait() }
            return .delivered
        } catch {
            return .failed(after: 0, reason: "\(error)")
        }
    }

    package func stop() async {
        // A goodbye keeps the will from being published, so its words are said here; not longer than a broker may take.
        if client.obstacle == nil {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { [client, topics] in try? await client.publish(topics.offline) }
                group.addTask { try? await Task.sleep(for: .seconds(2)) }
                await group.next()
                group.cancelAll()
            }
        }
        greeting.cancel()
        await client.stop()
        await greeting.value
    }
}
