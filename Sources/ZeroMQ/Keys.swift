import CZeroMQ

/// The public half of a CURVE key pair: 32 bytes, written as 40 characters of Z85.
package struct PublicKey: Hashable, Sendable, CustomStringConvertible {
    /// The 32 bytes.
    package let bytes: [UInt8]

    /// Makes a key from 32 bytes; nil when there are not 32.
    package init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        self.bytes = bytes
    }

    /// Reads a key from its 40 characters; nil when they are no key.
    package init?(_ text: String) {
        guard let bytes = Z85.decode(text) else { return nil }
        self.bytes = bytes
    }

    /// The 40 characters.
    package var description: String { Z85.encode(bytes) }
}

/// The secret half of a CURVE key pair; never printed.
package struct SecretKey: Sendable, CustomStringConvertible {
    let bytes: [UInt8]

    /// Reads a key from its 40 characters; nil when they are no key.
    package init?(_ text: String) {
        guard let bytes = Z85.decode(text) else { return nil }
        self.bytes = bytes
    }

    /// Says only that it is secret, so that no log tells more.
    package var description: String { "(secret)" }

    /// The 40 characters, for the key file alone.
    var text: String { Z85.encode(bytes) }
}

/// A CURVE key pair.
package struct KeyPair: Sendable {
    /// What others know and put on their lists.
    package let publicKey: PublicKey
    /// What proves it.
    package let secretKey: SecretKey

    /// Makes a new pair from the system's randomness.
    package init() throws(ZeroMQError) {
        var publicText = [CChar](repeating: 0, count: 41)
        var secretText = [CChar](repeating: 0, count: 41)
        guard zmq_curve_keypair(&publicText, &secretText) == 0 else { throw ZeroMQError("make a key pair") }
        guard let secretKey = SecretKey(Z85.text(secretText)), let publicKey = PublicKey(Z85.text(publicText)) else {
            throw ZeroMQError("make a key pair", code: EINVAL)
        }
        self.publicKey = publicKey
        self.secretKey = secretKey
    }

    /// Completes a pair from its secret half.
    package init(_ secretKey: SecretKey) throws(ZeroMQError) {
        var publicText = [CChar](repeating: 0, count: 41)
        guard zmq_curve_public(&publicText, secretKey.text) == 0, let publicKey = PublicKey(Z85.text(publicText)) else {
            throw ZeroMQError("derive a public key")
        }
        self.publicKey = publicKey
        self.secretKey = secretKey
    }
}

/// ZeroMQ's printable form of 32-byte keys.
private enum Z85 {
    static func decode(_ text: String) -> [UInt8]? {
        guard text.utf8.count == 40 else { return nil }
        var bytes = [UInt8](repeating: 0, count: 32)
        return zmq_z85_decode(&bytes, text) == nil ? nil : bytes
    }

    static func encode(_ bytes: [UInt8]) -> String {
        var characters = [CChar](repeating: 0, count: 41)
        return zmq_z85_encode(&characters, bytes, bytes.count) == nil ? "" : text(characters)
    }

    static func text(_ characters: [CChar]) -> String {
        String(decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
