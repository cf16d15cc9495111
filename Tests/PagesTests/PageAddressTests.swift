import Pages
import Testing

struct PageAddressTests {
    @Test(arguments: [
        ("127.0.0.1:80", "127.0.0.1:80", true), ("localhost:0", "127.0.0.1:0", true),
        ("[::1]:8080", "[::1]:8080", true),
        ("*:8080", "0.0.0.0:8080", false), ("10.0.0.5:1", "10.0.0.5:1", false), ("[::]:1", "[::]:1", false),
    ])
    func addressesAreRead(text: String, written: String, isLoopback: Bool) throws {
        let address = try #require(PageAddress(text))
        #expect(address.description == written)
        #expect(address.isLoopback == isLoopback)
    }

    @Test(arguments: ["", "8080", "127.0.0.1", "127.0.0.1:70000", "host.example:80", "127.0.0:1", ":80"])
    func whatIsNoAddressIsRefused(text: String) {
        #expect(PageAddress(text) == nil)
    }
}
