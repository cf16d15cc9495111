package import MQTT

/// A sink as it is configured.
package struct SinkSettings: Equatable, Sendable {
    /// Where its results go.
    package enum Kind: Equatable, Sendable {
        /// Lines of JSON in a file.
        case file(path: String, bytes: Int, keep: Int)
        /// Lines of JSON on standard output.
        case standardOutput
        /// A broker.
        case mqtt(MQTTSettings, MQTTTopics)
        /// A server.
        case webhook(WebhookSettings)
        /// Pictures in a folder.
        case snapshots(SnapshotSettings)
    }

    /// Its name, by which its place in the spool is known.
    package var name: String
    /// Where its results go.
    package var kind: Kind
    /// Which results it is told.
    package var filter = ResultFilter()

    /// A sink that is told everything but dropped frames.
    package init(name: String, kind: Kind) {
        (self.name, self.kind) = (name, kind)
    }

    /// Whether it needs the pictures of the results that it is told.
    package var needsPictures: Bool {
        if case .snapshots = kind { true } else { false }
    }

    /// Makes the sink.
    ///
    /// - Parameter line: takes lines for standard output.
    func make(line: @escaping @Sendable (String) throws -> Void) async throws -> any Sink {
        switch kind {
        case .file(let path, let bytes, let keep): try await JSONLinesSink(file: path, bytes: bytes, keep: keep)
        case .standardOutput: try await JSONLinesSink(line)
        case .mqtt(let settings, let topics): try MQTTSink(settings, topics: topics)
        case .webhook(let settings): WebhookSink(settings)
        case .snapshots(let settings): try await SnapshotSink(settings)
        }
    }
}
