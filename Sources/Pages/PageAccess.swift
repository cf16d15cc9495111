/// Who may read: everybody who can reach the address, or who knows the token.
package struct PageAccess: Sendable {
    /// What is to become of a request.
    package enum Decision: Equatable, Sendable {
        /// It is answered.
        case allowed
        /// It is answered, and the browser is given the token to keep.
        case allowedWithCookie
        /// It is refused with 401.
        case refused
    }

    /// What readers have to know; nil: nothing.
    package let token: String?
    /// Whether only requests that name this machine are answered, so that no page of elsewhere reads along.
    package let isLocalOnly: Bool

    /// The cookie's name.
    static let cookie = "fovea_token"

    /// Sets the terms.
    package init(token: String?, isLocalOnly: Bool) {
        (self.token, self.isLocalOnly) = (token, isLocalOnly)
    }

    /// Decides by what a request brings.
    ///
    /// - Parameters:
    ///   - authorization: the header, `Bearer TOKEN`.
    ///   - query: the value of `token` in the address.
    ///   - cookies: the header.
    ///   - host: the header.
    package func decide(authorization: String?, query: String?, cookies: String?, host: String?) -> Decision {
        guard let token else {
            return !isLocalOnly || host.map(PageAddress.isLocal) ?? true ? .allowed : .refused
        }
        if let authorization {
            guard authorization.hasPrefix("Bearer ") else { return .refused }
            return Self.areEqual(String(authorization.dropFirst("Bearer ".count)), token) ? .allowed : .refused
        }
        if let query { return Self.areEqual(query, token) ? .allowedWithCookie : .refused }
        let kept = cookies?.split(separator: ";").lazy.map { $0.drop { $0 == " " } }
            .first { $0.hasPrefix("\(Self.cookie)=") }?.dropFirst(Self.cookie.count + 1)
        return kept.map { Self.areEqual(String($0), token) } ?? false ? .allowed : .refused
    }

    /// Compares in a time that tells nothing of where they differ.
    private static func areEqual(_ found: String, _ expected: String) -> Bool {
        let (found, expected) = (Array(found.utf8), Array(expected.utf8))
        var difference = found.count ^ expected.count
        for index in expected.indices {
            difference |= Int(expected[index] ^ (index < found.count ? found[index] : 0))
        }
        return difference == 0
    }
}
