import HeapModule

/// The ideal of a dispatcher: one queue, first come first served, in front of equal servers (G/G/k), with no time lost
/// between the end of one service and the beginning of the next.
///
/// A plain value: a trace goes in, waiting times come out. No system that knows nothing of the times to come and starts
/// jobs in their order waits less.
package struct CentralQueue: Sendable {
    /// How many jobs are served at once.
    package let servers: Int

    /// Makes a queue in front of at least one server.
    package init(servers: Int) {
        precondition(servers > 0, "a queue needs at least one server, not \(servers)")
        self.servers = servers
    }

    /// How long each job waits until its service begins, in the order of the trace.
    ///
    /// - Parameter jobs: by rising arrival.
    package func waitingTimes(of jobs: [Job]) -> [Duration] {
        // When each server is done with what it has: the next job goes to the one that is free first.
        var free = Heap(repeatElement(Duration.zero, count: servers))
        var latest = Duration.zero
        return jobs.map { job in
            precondition(job.arrival >= latest, "jobs come in the order of their arrival")
            latest = job.arrival
            let begin = max(job.arrival, free.popMin() ?? .zero)
            free.insert(begin + job.service)
            return begin - job.arrival
        }
    }
}
