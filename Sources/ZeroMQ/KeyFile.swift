import Glibc

/// A secret key in a file that its owner alone may read.
package enum KeyFile {
    /// Why a key file could not be used; names the file and the way out.
    package struct Failure: Error, Equatable, CustomStringConvertible {
        /// The file.
        package let path: String
        /// One line for people.
        package let description: String

        init(_ path: String, _ problem: String) {
            self.path = path
            description = "key file \(path): \(problem)"
        }
    }

    /// Writes a new pair: the secret key to `path` (mode 0600), the public one to `path.pub`. Refuses to overwrite.
    package static func write(_ pair: KeyPair, to path: String) throws(Failure) {
        try write(pair.secretKey.text, to: path, mode: 0o600)
        do {
            try write(pair.publicKey.description, to: path + ".pub", mode: 0o644)
        } catch {
            unlink(path)
            throw error
        }
    }

    /// Reads a pair from a secret key's file, which nobody but its owner may be able to read.
    package static func read(_ path: String) throws(Failure) -> KeyPair {
        let text = try read(path, requiresSecrecy: true)
        guard let secret = SecretKey(text), let pair = try? KeyPair(secret) else {
            throw Failure(
                path, "expected a secret key of 40 characters, found \(text.utf8.count); make one with `fovea keys`")
        }
        return pair
    }

    /// Reads a public key from a file.
    package static func readPublic(_ path: String) throws(Failure) -> PublicKey {
        let text = try read(path, requiresSecrecy: false)
        guard let key = PublicKey(text) else {
            throw Failure(path, "expected a public key of 40 characters, found \(text.utf8.count); use the .pub file")
        }
        return key
    }

    private static func write(_ text: String, to path: String, mode: mode_t) throws(Failure) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else {
            let remedy = errno == EEXIST ? "; choose another name or remove it first" : ""
            throw Failure(path, "cannot create: \(reason())\(remedy)")
        }
        defer { close(descriptor) }
        let line = Array("\(text)\n".utf8)
        guard Glibc.write(descriptor, line, line.count) == line.count else {
            throw Failure(path, "cannot write: \(reason())")
        }
    }

    private static func read(_ path: String, requiresSecrecy: Bool) throws(Failure) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            let remedy = errno == ENOENT ? "; make a pair with `fovea keys`" : "; run as its owner"
            throw Failure(path, "cannot read: \(reason())\(remedy)")
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Failure(path, "cannot examine: \(reason())") }
        if requiresSecrecy && !isSecret(mode: status.st_mode, owner: status.st_uid, reader: geteuid()) {
            throw Failure(path, "others may read this secret; run chmod 600 \(path)")
        }
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        guard count >= 0 else { throw Failure(path, "cannot read: \(reason())") }
        return String(decoding: bytes.prefix(count).filter { $0 > 0x20 }, as: UTF8.self)
    }

    /// Whether a file's mode keeps a secret. What its reader owns, nobody else may read; another owner, such as root for a
    /// service or Kubernetes for a volume, may have given it to the reader's group.
    static func isSecret(mode: mode_t, owner: uid_t, reader: uid_t) -> Bool {
        mode & (owner == reader ? 0o077 : 0o037) == 0
    }

    private static func reason() -> String { String(cString: strerror(errno)) }
}
