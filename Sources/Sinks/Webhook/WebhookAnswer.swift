/// What the answer to a posted result means.
enum WebhookAnswer: Equatable {
    /// It was taken.
    case taken
    /// It may be taken later.
    case later(String)
    /// It never will be.
    case never(String)

    /// Reads a status of HTTP.
    init(status: Int) {
        switch status {
        case 200..<300, 409: self = .taken  // 409: an earlier attempt had arrived.
        case 408, 425, 429, 500...: self = .later("it answered \(status)")
        case ..<200: self = .later("it answered nothing of HTTP")
        case 300..<400: self = .later("it answered \(status), a redirection; name the address that it leads to")
        case 401, 403, 404, 405: self = .later("it answered \(status); check the address and the headers")
        default: self = .never("it answered \(status)")
        }
    }
}
