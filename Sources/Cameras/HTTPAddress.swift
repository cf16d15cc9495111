import Foundation

/// Where an HTTP camera is asked for its stream, and as whom.
package struct HTTPAddress: Hashable, Sendable, CustomStringConvertible {
    /// The host's name or number.
    package let host: String
    /// The port, 80 where none is written.
    package let port: Int
    /// Path and query.
    package let target: String
    /// The value of the `Authorization` field, of user and password in the URL.
    let authorization: String?

    /// Reads `http://[USER:PASSWORD@]HOST[:PORT][/PATH][?QUERY]`.
    package init(_ text: String) throws(CameraError) {
        guard let parts = URLComponents(string: text), parts.scheme?.lowercased() == "http", let host = parts.host,
            !host.isEmpty, (1...65535).contains(parts.port ?? 80)
        else { throw CameraError(.unusable, "an HTTP camera's address is http://[USER:PASSWORD@]HOST[:PORT]/PATH") }
        self.host = host.trimmingCharacters(in: ["[", "]"])
        port = parts.port ?? 80
        let path = parts.percentEncodedPath
        target = (path.isEmpty ? "/" : path) + (parts.percentEncodedQuery.map { "?\($0)" } ?? "")
        authorization = parts.user.map { user in
            "Basic " + Data("\(user):\(parts.password ?? "")".utf8).base64EncodedString()
        }
    }

    /// The address without user and password.
    package var description: String { "http://\(hostAndPort)\(target)" }

    private var hostAndPort: String {
        let host = host.contains(":") ? "[\(host)]" : host
        return port == 80 ? host : "\(host):\(port)"
    }

    /// The request. Of HTTP 1.0, so that nobody sends the stream in chunks.
    var request: String {
        var lines = ["GET \(target) HTTP/1.0", "Host: \(hostAndPort)", "User-Agent: fovea", "Accept: */*"]
        if let authorization { lines.append("Authorization: \(authorization)") }
        return lines.joined(separator: "\r\n") + "\r\n\r\n"
    }
}
