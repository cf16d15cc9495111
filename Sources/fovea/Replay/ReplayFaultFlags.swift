import ArgumentParser
import LinkShaping
import Replay

/// The flags that say what is done to the cluster, and what the link to it is like.
struct ReplayFaultFlags: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            What is done to a cluster of its own, such as "2s stop worker-1; 4s continue worker-1; 6s kill worker-2; 8s join; \
            9s drain worker-1; 3s cut 1s; 5s silent 500ms"; cut and silent also to the link to coordinators elsewhere.
            """, valueName: "schedule"
        ),
        transform: { do { return try EventSchedule($0) } catch { throw ValidationError("\(error)") } }
    )
    var events = EventSchedule()

    @Option(
        help: ArgumentHelp(
            "What the link between edge and coordinators does, such as delay=20ms,jitter=5ms,rate=20Mbit,loss=1%.",
            valueName: "conditions"
        )
    )
    var link: String?

    func validate() throws {
        do { _ = try conditions() } catch { throw ValidationError("--link: \(error)") }
    }

    /// What the link between edge and coordinators does; nil where connections are direct.
    func conditions() throws -> LinkConditions? {
        if let link { return try LinkConditions(link) }
        return events.touchesLink ? LinkConditions() : nil
    }
}
