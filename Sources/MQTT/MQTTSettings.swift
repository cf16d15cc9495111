/// A broker, and who connects to it.
package struct MQTTSettings: Equatable, Sendable {
    /// The broker's name or address.
    package var host: String
    /// Its port.
    package var port: UInt16
    /// Whether the connection is encrypted and the broker's certificate checked.
    package var isEncrypted = false
    /// Certificates to check the broker's with, as a PEM file; nil for the system's.
    package var authorities: String?
    /// Who this is, unique at the broker.
    package var clientID: String
    /// The user, where the broker asks for one.
    package var user: String?
    /// The user's password.
    package var password: String?
    /// What the broker says for this client when it is gone.
    package var will: MQTTMessage?

    /// What to tell where the encryption failed, and the way out.
    ///
    /// - Parameter complaint: OpenSSL's words, where it said something.
    func encryptionProblem(_ complaint: String?) -> String {
        // error:0A000086:SSL routines::certificate verify failed
        let reason = complaint.flatMap { $0.split(separator: ":").last }.map { ": \($0)" } ?? ""
        guard let complaint else { return "no TLS with \(host):\(port): it does not answer, or closed the connection" }
        if complaint.contains("wrong version number") || complaint.contains("unexpected eof") {
            return "TLS\(reason); does the broker speak TLS at port \(port)? (mqtt:// is without)"
        }
        guard complaint.contains("certificate") else { return "TLS\(reason)" }
        return "TLS\(reason); the broker's certificate has to name \(host) and to be signed by an authority in "
            + "\(authorities ?? Self.systemAuthorities): name that authority's PEM file as `authorities`"
    }

    /// Where the certificates lie that the system trusts.
    static let systemAuthorities = "/etc/ssl/certs"

    /// The usual settings.
    package init(host: String, port: UInt16? = nil, isEncrypted: Bool = false, clientID: String) {
        (self.host, self.isEncrypted, self.clientID) = (host, isEncrypted, clientID)
        self.port = port ?? (isEncrypted ? 8883 : 1883)
    }
}
