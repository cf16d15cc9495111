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

    /// The usual settings.
    package init(host: String, port: UInt16? = nil, isEncrypted: Bool = false, clientID: String) {
        (self.host, self.isEncrypted, self.clientID) = (host, isEncrypted, clientID)
        self.port = port ?? (isEncrypted ? 8883 : 1883)
    }
}
