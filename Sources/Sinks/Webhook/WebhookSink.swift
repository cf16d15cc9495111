import Foundation

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// Posts each result as JSON, one request after the other; `Idempotency-Key` is the result's id.
package final class WebhookSink: Sink {
    private let settings: WebhookSettings
    private let session: URLSession

    /// Prepares for posting; connects at the first result.
    package init(_ settings: WebhookSettings) {
        self.settings = settings
        let configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForRequest = settings.timeout / .seconds(1)
        configuration.timeoutIntervalForResource = settings.timeout / .seconds(1)
        configuration.httpMaximumConnectionsPerHost = 1
        configuration.httpShouldSetCookies = false
        session = URLSession(configuration: configuration, delegate: WithoutRedirections(), delegateQueue: nil)
    }

    package func deliver(_ results: [DeliveredResult]) async -> Delivery {
        for (index, result) in results.enumerated() {
            switch await post(result.event) {
            case .taken: continue
            case .later(let reason): return .failed(after: index, reason: reason)
            case .never(let reason): return .refused(after: index, reason: reason)
            }
        }
        return .delivered
    }

    package func stop() async {
        session.invalidateAndCancel()
    }

    private func post(_ event: ResultEvent) async -> WebhookAnswer {
        var request = URLRequest(url: settings.url, cachePolicy: .reloadIgnoringLocalCacheData)
        request.httpMethod = "POST"
        request.httpBody = Data(event.json())
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        request.setValue(event.id, forHTTPHeaderField: "Idempotency-Key")
        for (name, value) in settings.headers { request.setValue(value, forHTTPHeaderField: name) }
        do {
            let (_, response) = try await session.data(for: request)
            return WebhookAnswer(status: (response as? HTTPURLResponse)?.statusCode ?? 0)
        } catch {
            return .later((error as? URLError)?.localizedDescription ?? "\(error)")
        }
    }
}

/// Follows no redirection: a POST would become a GET without the result.
private final class WithoutRedirections: NSObject, URLSessionTaskDelegate {
    func urlSession(
        _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest, completionHandler: @escaping (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }
}
