/// A node's connection to a coordinator.
package struct LinkState: Codable, Equatable, Sendable {
    /// The coordinator's address.
    package var endpoint: String
    /// welcomed, greeting, draining, refused or lost.
    package var standing: String

    /// All standings, for metrics that show each.
    package static let standings = ["welcomed", "greeting", "draining", "refused", "lost"]

    /// Makes the state.
    package init(endpoint: String, standing: String) {
        (self.endpoint, self.standing) = (endpoint, standing)
    }

    /// Whether requests can go there.
    package var serves: Bool { standing == "welcomed" }
}
