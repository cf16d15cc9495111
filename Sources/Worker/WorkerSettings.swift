package import Links
package import Threads
package import Traces
package import Wire
package import ZeroMQ

/// How a worker is run.
package struct WorkerSettings: Sendable {
    /// The stable name, 1 to 64 bytes, unique in the fleet.
    package var name: String
    /// Where its coordinators listen for workers; it connects to all of them.
    package var coordinators: [String]
    /// How many compute threads answer batches.
    package var threads = 1
    /// The cores that its images' threads are taken from; nil: an image has one thread. Engines get the same.
    package var cores: SharedCores?
    /// What it computes with; a coordinator refuses other weights than the fleet's.
    package var fingerprint: Fingerprint
    /// The numeric format it computes in.
    package var precision: Wire.Precision
    /// How many requests wait at the worker beside those in work, a compute thread; nil leaves it to how long requests
    /// take. One hides the way from the coordinator, but a request that waits here cannot go to a worker that is free
    /// sooner: `fovea bench queueing --ahead 1` shows what that costs.
    package var requestsAhead: Int?
    /// The most payload bytes that may be at the worker, for each coordinator.
    package var creditBytes = 128 << 20
    /// The keys, where connections are encrypted.
    package var keys: Keys?
    /// Name and version of the software.
    package var software = ""
    /// Told how long each request was at a station, on the sockets' thread; must return at once. Nil: nobody asks.
    package var trace: (@Sendable (Span) -> Void)?
    /// The times of the connections.
    package var times = LinkTimes()

    /// What encrypted connections need.
    package struct Keys: Sendable {
        /// The worker's own pair.
        package let own: KeyPair
        /// Each coordinator's public key, in the order of `coordinators`.
        package let coordinators: [PublicKey]

        /// Puts the keys together.
        package init(own: KeyPair, coordinators: [PublicKey]) {
            self.own = own
            self.coordinators = coordinators
        }
    }

    /// Makes settings with defaults for the rest.
    package init(name: String, coordinators: [String], fingerprint: Fingerprint, precision: Wire.Precision) {
        self.name = name
        self.coordinators = coordinators
        self.fingerprint = fingerprint
        self.precision = precision
    }
}
