/// The file formats that are read, told apart by their first bytes and never by a file's name.
package enum PictureFormat: String, Sendable {
    /// ISO 10918, baseline and progressive.
    case jpeg = "JPEG"
    /// ISO 15948.
    case png = "PNG"

    /// The number of first bytes that tell the formats apart.
    static let signatureLength = 8

    /// The format that begins with these bytes.
    init?(signature: some Collection<UInt8>) {
        if signature.starts(with: [0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else if signature.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            self = .png
        } else {
            return nil
        }
    }
}
