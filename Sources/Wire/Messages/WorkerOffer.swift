/// What a worker can do, as it says in its hello.
package struct WorkerOffer: Equatable, Sendable {
    /// How much it takes at once.
    package var credit: Credit
    /// Measured when it started, by rising batch size; the last is its largest batch.
    package var serviceTimes: [ServiceTime]

    /// Makes the value; bounds are checked when it is read from the network, see `Bounds`.
    package init(credit: Credit, serviceTimes: [ServiceTime]) {
        self.credit = credit
        self.serviceTimes = serviceTimes
    }
}
