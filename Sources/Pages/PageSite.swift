import FlyingFox
import Foundation
import Metrics
import Watching

/// What is served: answers to requests from the node's published state, never from the node itself.
struct PageSite: HTTPHandler {
    let access: PageAccess
    let page: Data
    let state: @Sendable () -> NodeState
    let wall: Wall

    func handleRequest(_ request: HTTPRequest) async throws -> HTTPResponse {
        let decision = access.decide(
            authorization: request.headers[.authorization],
            query: request.query.first { $0.name == "token" }?.value, cookies: request.headers[.cookie],
            host: request.headers[.host]
        )
        // A probe may ask whether the process lives: that says nothing of what it sees.
        if request.path == "/healthz" {
            return state().readiness.isAlive ? text(.ok, "alive\n") : text(.serviceUnavailable, "stuck\n")
        }
        guard decision != .refused else {
            var refusal = text(
                .unauthorized, "401: give the token as `Authorization: Bearer TOKEN` or `?token=TOKEN`\n")
            refusal.headers[HTTPHeader("WWW-Authenticate")] = "Bearer realm=\"fovea\""
            return refusal
        }
        guard request.method == .GET || request.method == .HEAD else {
            return text(.methodNotAllowed, "405: everything here is only read\n")
        }
        var response = try answer(request.path)
        if decision == .allowedWithCookie, let token = access.token {
            response.headers[.setCookie] = "\(PageAccess.cookie)=\(token); Path=/; HttpOnly; SameSite=Strict"
        }
        return response
    }

    private func answer(_ path: String) throws -> HTTPResponse {
        switch path {
        case "/": return response(.ok, "text/html; charset=utf-8", page)
        case "/metrics": return response(.ok, Exposition.contentType, Data(Exposition.text(state().metrics).utf8))
        case "/readyz":
            let readiness = state().readiness
            return text(readiness.isReady ? .ok : .serviceUnavailable, readiness.text + "\n")
        case "/api/state": return try json(state())
        case "/api/frames": return try json(wall.frames)
        default:
            let prefix = "/api/frames/"
            guard path.hasPrefix(prefix), path.hasSuffix(".jpg"),
                let id = Int(path.dropFirst(prefix.count).dropLast(".jpg".count)), let picture = wall.picture(id)
            else { return text(.notFound, "404: see /, /metrics, /healthz, /readyz, /api/state, /api/frames\n") }
            return response(.ok, "image/jpeg", picture)
        }
    }

    private func json(_ value: some Encodable) throws -> HTTPResponse {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return response(.ok, "application/json", try encoder.encode(value))
    }

    private func text(_ status: HTTPStatusCode, _ text: String) -> HTTPResponse {
        response(status, "text/plain; charset=utf-8", Data(text.utf8))
    }

    private func response(_ status: HTTPStatusCode, _ type: String, _ body: Data) -> HTTPResponse {
        var headers: HTTPHeaders = [.contentType: type, .cacheControl: "no-store"]
        headers[HTTPHeader("X-Content-Type-Options")] = "nosniff"
        headers[HTTPHeader("Referrer-Policy")] = "no-referrer"
        headers[HTTPHeader("Content-Security-Policy")] =
            "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src 'self' data:; "
            + "connect-src 'self'; frame-ancestors 'none'"
        return HTTPResponse(statusCode: status, headers: headers, body: body)
    }
}
