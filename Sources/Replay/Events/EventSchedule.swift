import Durations
import LinkShaping

/// What is done to a cluster while it is driven, in the order of time: a plain value.
///
/// Written as `2s stop worker-1; 4s continue worker-1; 6s kill worker-2; 8s join; 9s drain worker-1; 3s cut 1s;
/// 5s silent 500ms`. A cluster of its own has `coordinator` and `worker-1`, `worker-2`, ...; who joins gets the next number.
package struct EventSchedule: Equatable, Sendable {
    /// The events; a cut or a silence is two, its beginning and its end.
    package private(set) var events: [ClusterEvent] = []

    /// Makes a schedule without events.
    package init() {}

    /// Reads a schedule.
    package init(_ text: String) throws(EventScheduleError) {
        for part in text.split(separator: ";") {
            let words = part.split(whereSeparator: \.isWhitespace)
            if !words.isEmpty { events += try Self.events(words) }
        }
        // Sorting is stable: what is written first happens first.
        events.sort { $0.time < $1.time }
        try checkLink()
    }

    /// Whether anything is done to processes.
    package var touchesProcesses: Bool { events.contains { !$0.action.isOfLink } }

    /// Whether anything is done to the link.
    package var touchesLink: Bool { events.contains(where: \.action.isOfLink) }

    /// When the last event is.
    package var end: Duration { events.last?.time ?? .zero }

    /// Checks that each process is there when its turn comes.
    ///
    /// - Parameter workers: how many there are at first.
    package func check(workers: Int) throws(EventScheduleError) {
        var running = Set((1...workers).map { "worker-\($0)" } + ["coordinator"])
        var stopped: Set<String> = []
        var count = workers
        for event in events {
            switch event.action {
            case .link: continue
            case .join:
                count += 1
                running.insert("worker-\(count)")
            case .signal(let signal, let name):
                let at = "--events: \(event.time.text) \(signal.rawValue) \(name)"
                guard running.contains(name) else {
                    let names = running.sorted().joined(separator: ", ")
                    throw EventScheduleError(
                        "\(at): nobody of that name runs then, but \(names.isEmpty ? "none" : names)")
                }
                switch signal {
                case .kill, .drain:
                    running.remove(name)
                    stopped.remove(name)
                case .stop:
                    guard stopped.insert(name).inserted else {
                        throw EventScheduleError("\(at): it stands still already")
                    }
                case .continue:
                    guard stopped.remove(name) != nil else {
                        throw EventScheduleError("\(at): it was not stopped before")
                    }
                }
            }
        }
    }

    private static func events(_ words: [Substring]) throws(EventScheduleError) -> [ClusterEvent] {
        let text = words.joined(separator: " ")
        guard let time = Duration(text: words[0]) else {
            throw EventScheduleError("--events: \"\(text)\": it begins with when it happens, as in `2s kill worker-1`")
        }
        let kind = words.count > 1 ? String(words[1]) : ""
        let argument = words.count == 3 ? String(words[2]) : nil
        switch (kind, argument) {
        case ("join", nil) where words.count == 2:
            return [ClusterEvent(time, .join)]
        case ("cut", let argument?), ("silent", let argument?):
            guard let length = Duration(text: argument), length > .zero else {
                throw EventScheduleError("--events: \"\(text)\": how long, as in `\(words[0]) \(kind) 500ms`")
            }
            return [
                ClusterEvent(time, .link(kind == "cut" ? .cut : .silent)), ClusterEvent(time + length, .link(.open)),
            ]
        default:
            guard let signal = ClusterEvent.Signal(rawValue: kind), let argument else {
                throw EventScheduleError(
                    """
                    --events: "\(text)": write `TIME kill|stop|continue|drain worker-N` (or coordinator), `TIME join`, \
                    `TIME cut LENGTH` or `TIME silent LENGTH`, with ; between them
                    """
                )
            }
            return [ClusterEvent(time, .signal(signal, to: argument))]
        }
    }

    private func checkLink() throws(EventScheduleError) {
        var isOpen = true
        for event in events {
            guard case .link(let state) = event.action else { continue }
            guard isOpen == (state != .open) else {
                throw EventScheduleError(
                    "--events: at \(event.time.text) one cut or silence begins before another ends")
            }
            isOpen.toggle()
        }
    }
}

/// A schedule that cannot be performed.
package struct EventScheduleError: Error, Equatable, CustomStringConvertible {
    /// Which event, what is wrong with it, and what was expected.
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}

extension Duration {
    /// As it is written in schedules.
    fileprivate var text: String { "\(self / .seconds(1))s" }
}
