import Edge

extension ReplayReport {
    /// Sums up a run that has ended.
    ///
    /// - Parameter interrupted: whether it was ended early.
    package init(_ meter: ReplayMeter, _ plan: ReplayPlan, settings: ReplaySettings, interrupted: Bool = false) {
        let books = meter.books
        let check = meter.schedule
        let total = meter.account.total
        var faults = [check.fault].compactMap(\.self)
        if interrupted { faults.append("the run was interrupted") }
        faults += meter.failedEvents
        if total.offered == 0 { faults.append("no frame was offered") }
        valid = faults.isEmpty
        invalid = faults
        conservationCheck = meter.conservation
        conservation = conservationCheck.holds
        self.settings = settings
        hardware = .ofThisMachine()
        let length = plan.mode.isOpenLoop && !interrupted ? plan.length : books.lastEnd
        seconds = max(length, .milliseconds(1)) / .seconds(1)
        account = Account(
            offered: total.offered, exited: total.exited, focused: total.focused, fallback: total.fallback,
            rejected: total.rejected, dropped: total.dropped, inFlight: total.inFlight
        )
        reasons = books.reasons
        workers = books.workers
        latency = [:]
        histogram = [:]
        for name in books.latencies.names {
            latency[name] = books.latencies.summary(name)
            histogram[name] = books.latencies.buckets(name)
        }
        goodput = Double(books.good) / seconds
        accuracyByOutcome = books.accuracy
        memory = meter.memory.summaries
        bytesPerFrame = total.offered == 0 ? 0 : Double(meter.sentBytes) / Double(total.offered)
        timeline = books.timeline.entries
        timelineInterval = books.timeline.interval / .seconds(1)
        let gearChanges = books.gearChanges.map { change in
            Event(seconds: max(change.time, .zero) / .seconds(1), kind: "gear", target: "\(change.gear)")
        }
        events = (meter.events + gearChanges).sorted { $0.seconds < $1.seconds }
        gears =
            books.gears.isEmpty
            ? nil : Dictionary(uniqueKeysWithValues: books.gears.map { ("\($0.key)", $0.value) })
        answers = books.sums.summary(ReplayBooks.answers)
        queries = books.sums.summary(ReplayBooks.queries)
        accuracy = books.totalAccuracy
        schedule = check.summary
    }

    /// What the run says of its rate in a search.
    package func trial(rate: Double, objective: Duration) -> RateTrial {
        RateTrial(
            rate: rate, offered: account.offered - account.rejected, good: Int((goodput * seconds).rounded()),
            p99: answers?.p99, objective: objective / .milliseconds(1),
            inFlight: timeline.filter { $0.seconds < seconds }.map(\.inFlight), fault: invalid.first
        )
    }
}
