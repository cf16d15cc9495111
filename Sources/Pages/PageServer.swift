import FlyingFox
import FlyingSocks
import Foundation
import Threads
package import Watching

/// Serves a node's page, metrics, health and state over HTTP, on tasks of its own.
///
/// Started once; `stop` ends it.
package final class PageServer: Sendable {
    /// Where it listens, with the port that 0 got.
    package let address: String

    private let task: Task<Void, Never>

    /// Begins to listen.
    ///
    /// - Parameters:
    ///   - state: what the node published last; called on any thread and must return at once.
    /// - Throws: `PageError` where it cannot listen.
    package init(
        _ address: PageAddress, access: PageAccess, wall: Wall, state: @escaping @Sendable () -> NodeState
    ) async throws {
        guard let url = Bundle.module.url(forResource: "index", withExtension: "html", subdirectory: "Resources"),
            let page = try? Data(contentsOf: url)
        else {
            throw PageError(description: "the installation is incomplete: index.html is missing beside the executable")
        }
        let site = PageSite(access: access, page: page, state: state, wall: wall)
        let server: HTTPServer
        do {
            server =
                address.host.contains(":")
                ? HTTPServer(
                    address: try .inet6(ip6: address.host, port: address.port), logger: .disabled, handler: site)
                : HTTPServer(
                    address: try .inet(ip4: address.host, port: address.port), logger: .disabled, handler: site)
        } catch {
            throw PageError(description: "--http \(address): no address of this machine (\(error))")
        }
        // Whichever comes first: it listens, or it cannot.
        let (starts, start) = AsyncStream.makeStream(of: (any Error)?.self)
        let task = Task {
            do { try await server.run() } catch { start.yield(error) }
        }
        let listening = Task {
            try await server.waitUntilListening(timeout: 10)
            start.yield(nil)
        }
        if let error = await starts.first(where: { _ in true }) ?? nil {
            listening.cancel()
            throw PageError(description: "--http \(address): cannot listen there: \(Self.reason(error))")
        }
        self.task = task
        self.address =
            switch await server.listeningAddress {
            case .ip4(let host, let port): "\(host):\(port)"
            case .ip6(let host, let port): "[\(host)]:\(port)"
            default: "\(address)"
            }
    }

    /// Ends at once; requests under way are cut.
    package func stop() async {
        task.cancel()
        // FlyingFox was seen, once, not to wake at its cancellation. A node that ends does not wait for that.
        await task.ended(within: .seconds(2))
    }

    private static func reason(_ error: any Error) -> String {
        if case SocketError.failed(_, let code, _) = error, code == EADDRINUSE {
            return "the port is in use; choose another one"
        }
        return "\(error)"
    }
}

/// A page that cannot be served.
package struct PageError: Error, CustomStringConvertible {
    /// The address and the way out.
    package let description: String
}
