import ArgumentParser
import Foundation
import FoundationNetworking
import Watching

/// Reads the state that a node serves.
struct StateReader {
    /// HOST:PORT.
    let address: String

    private let request: URLRequest

    /// Checks an address; a host's name will do.
    init(_ text: String, token: String?) throws {
        let bare = text.hasPrefix("http://") ? String(text.dropFirst("http://".count)) : text
        address = bare.hasSuffix("/") ? String(bare.dropLast()) : bare
        guard let url = URL(string: "http://\(address)/api/state"), url.host() != nil, url.port != nil else {
            throw ValidationError("'\(text)' is no HOST:PORT")
        }
        var request = URLRequest(url: url, cachePolicy: .reloadIgnoringLocalCacheData, timeoutInterval: 3)
        if let token { request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization") }
        self.request = request
    }

    /// Asks the node.
    func read() async throws(StateError) -> NodeState {
        let found: (Data, URLResponse)
        do { found = try await URLSession.shared.data(for: request) } catch {
            throw StateError(description: "does not answer; does a node run there with --http?")
        }
        switch (found.1 as? HTTPURLResponse)?.statusCode {
        case 200: break
        case 401: throw StateError(description: "asks for a token; give --token-file")
        case let status: throw StateError(description: "answered with \(status ?? 0), expected 200")
        }
        do { return try JSONDecoder().decode(NodeState.self, from: found.0) } catch {
            throw StateError(description: "serves something else than the state of this version's nodes")
        }
    }
}

/// A state that cannot be read.
struct StateError: Error, CustomStringConvertible {
    /// What happened and the way out.
    let description: String
}
