import ArgumentParser
import LinkShaping

/// Stands between two nodes as a link that is slow, lossy or cut.
struct LinkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "link",
        abstract: "Relay TCP over a link that is slow, lossy, cut and healed, without privileges.",
        discussion: """
            Nodes connect to it instead of to the target. It reads commands from standard input, one a line: `cut` (connections \
            are reset, new ones too), `silent` (nothing arrives and nobody is told), `open`, or conditions such as \
            `delay=50ms,rate=2Mbit`. It ends at SIGTERM.

            EXAMPLE: fovea link --listen 7201 --to tcp://127.0.0.1:7101 --conditions delay=20ms,jitter=5ms,rate=10Mbit,loss=1%
            """
    )

    @Option(help: ArgumentHelp("The port of loopback to listen on; 0 for a free one.", valueName: "port"))
    var listen = 0

    @Option(help: ArgumentHelp("Where bytes go: tcp://HOST:PORT.", valueName: "endpoint"))
    var to: String

    @Option(help: "What the link does to bytes: delay, jitter, rate, loss and stall, with commas between.")
    var conditions = LinkConditions()

    @Option(help: "The same seed delays and loses the same.")
    var seed: UInt64 = 1

    @Flag(help: "Print lines of JSON.")
    var json = false

    func validate() throws {
        guard (0...65535).contains(listen) else { throw ValidationError("--listen \(listen): 0 to 65535") }
    }

    func run() async throws {
        let link = try await ShapedLink(to: to, port: listen, conditions, seed: seed)
        try json ? Output.json(["listening": link.endpoint]) : Output.line("listening on \(link.endpoint)")
        // Reading a line blocks its thread, so it has one of its own, which ends with the process.
        let commands = Lines.ofStandardInput()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await StopSignal.wait() }
            group.addTask {
                for await line in commands { obey(line, link) }
                await StopSignal.wait()
            }
            await group.next()
            group.cancelAll()
        }
        try await link.close()
        let bytes = link.byteCounts
        try json
            ? Output.json(["bytes": ["forward": bytes.forward, "backward": bytes.backward]])
            : Output.line("\(bytes.forward) bytes forward, \(bytes.backward) back")
    }

    private func obey(_ line: String, _ link: ShapedLink) {
        switch line {
        case "": return
        case "open": link.become(.open)
        case "silent": link.become(.silent)
        case "cut": link.become(.cut)
        default:
            do throws(LinkConditionsError) {
                link.become(try LinkConditions(line))
            } catch {
                Output.problem("\(error), or open, silent or cut")
            }
        }
    }
}

extension LinkConditions: ExpressibleByArgument {
    init?(argument: String) {
        do throws(LinkConditionsError) { try self.init(argument) } catch { return nil }
    }
}
