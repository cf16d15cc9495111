package import Foundation

/// Where results are posted.
package struct WebhookSettings: Equatable, Sendable {
    /// An address of HTTP or HTTPS.
    package var url: URL
    /// What is sent with every request, such as `Authorization`.
    package var headers: [String: String] = [:]
    /// How long a request may take.
    package var timeout: Duration = .seconds(10)

    /// Posts to an address.
    package init(_ url: URL) {
        self.url = url
    }
}
