import Pages
import Testing

struct PageAccessTests {
    private let guarded = PageAccess(token: "0123456789abcdef", isLocalOnly: false)

    private func decide(
        _ access: PageAccess, authorization: String? = nil, query: String? = nil, cookies: String? = nil,
        host: String? = nil
    ) -> PageAccess.Decision {
        access.decide(authorization: authorization, query: query, cookies: cookies, host: host)
    }

    @Test func withATokenNobodyReadsWithoutIt() {
        #expect(decide(guarded) == .refused)
        #expect(decide(guarded, authorization: "Bearer 0123456789abcdeX") == .refused)
        #expect(decide(guarded, authorization: "Bearer 0123456789abcde") == .refused)
        #expect(decide(guarded, authorization: "Bearer 0123456789abcdeff") == .refused)
        #expect(decide(guarded, authorization: "Basic 0123456789abcdef") == .refused)
        #expect(decide(guarded, cookies: "fovea_token=") == .refused)
        #expect(decide(guarded, query: "") == .refused)
    }

    @Test func theTokenComesAsHeaderQueryOrCookie() {
        #expect(decide(guarded, authorization: "Bearer 0123456789abcdef") == .allowed)
        #expect(decide(guarded, query: "0123456789abcdef") == .allowedWithCookie)
        #expect(decide(guarded, cookies: "a=b; fovea_token=0123456789abcdef") == .allowed)
    }

    @Test func onLoopbackAPageOfElsewhereDoesNotReadAlong() {
        let local = PageAccess(token: nil, isLocalOnly: true)
        #expect(decide(local, host: "127.0.0.1:8080") == .allowed)
        #expect(decide(local, host: "localhost:8080") == .allowed)
        #expect(decide(local, host: "[::1]:8080") == .allowed)
        #expect(decide(local, host: "evil.example:8080") == .refused)
        #expect(decide(local, host: "127.0.0.1.evil.example") == .refused)
        #expect(decide(PageAccess(token: nil, isLocalOnly: false), host: "evil.example") == .allowed)
    }
}
