import UnixSignals

/// Waits until the operator or the system asks the process to stop.
enum StopSignal {
    /// Returns at the first SIGTERM or SIGINT. A second one ends the process at once, as it would any other.
    static func wait() async {
        for await _ in await UnixSignalsSequence(trapping: .sigterm, .sigint) {
            return NodeSupervision.ofThisProcess.stops()
        }
    }

    /// The same; where `input` is set, the end of standard input asks too: a process that another started ends with it,
    /// however that one ended.
    static func wait(orEndOfInput input: Bool) async {
        guard input else { return await wait() }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await wait() }
            group.addTask { for await _ in Lines.ofStandardInput() {} }
            await group.next()
            group.cancelAll()
        }
    }
}
