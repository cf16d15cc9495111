/// What stands before the body of an HTTP response.
struct HTTPResponseHead: Equatable {
    /// The most bytes that it may have.
    static let limit = 16 << 10

    /// The status code.
    let status: Int
    /// The fields by their names in lower case.
    let fields: [String: String]

    /// Reads a head that is complete, up to and without the empty line; nil where it is none.
    init?(_ text: String) {
        let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
        let status = lines.first?.split(separator: " ", maxSplits: 2) ?? []
        guard status.count >= 2, status[0].hasPrefix("HTTP/") || status[0] == "ICY", let code = Int(status[1]) else {
            return nil
        }
        self.status = code
        var fields: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            fields[line[..<colon].lowercased()] = String(value)
        }
        self.fields = fields
    }

    /// Checks that a stream of JPEG pictures follows.
    func check(_ address: HTTPAddress) throws(CameraError) {
        switch status {
        case 200: break
        case 401 where fields["www-authenticate"]?.lowercased().hasPrefix("digest") == true:
            throw CameraError(
                .refused,
                "\(address) asks for digest authentication; write video:http://USER:PASSWORD@... to have libav do it")
        case 401, 403:
            throw CameraError(
                .refused, "\(address) says \(status): check user and password (http://USER:PASSWORD@HOST/...)")
        case 300..<400:
            let place = fields["location"] ?? "elsewhere"
            throw CameraError(.refused, "\(address) says \(status) and points to \(place): name that address")
        default: throw CameraError(.refused, "\(address) says \(status); expected 200: check the path")
        }
        let type = fields["content-type"]?.lowercased() ?? "no type"
        guard type.hasPrefix("multipart/") || type.hasPrefix("video/x-motion-jpeg") else {
            throw CameraError(
                .refused,
                "\(address) sends \(type); expected a stream of JPEG pictures (multipart/x-mixed-replace). Other video is "
                    + "read by libav: write video: before the address")
        }
        guard fields["transfer-encoding"]?.lowercased() != "chunked" else {
            throw CameraError(
                .refused, "\(address) sends chunks in answer to HTTP 1.0; write video: before the address")
        }
    }
}
