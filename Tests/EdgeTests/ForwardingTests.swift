import Edge
import Links
import Testing
import Wire

struct ForwardingTests {
    private let start = ContinuousClock.now
    private static let welcomed = LinkStanding.welcomed(maximumPayloadBytes: 1000)

    private func make(_ standings: [LinkStanding], limits: Forwarding<String>.Limits = .init()) -> Forwarding<String> {
        var forwarding = Forwarding<String>(
            coordinators: standings.indices.map { "c\($0)" }, limits: limits, emitsPartials: true
        )
        for (index, standing) in standings.enumerated() {
            _ = forwarding.coordinator(index, became: standing, at: start)
        }
        return forwarding
    }

    private func forward(_ name: String, bytes: Int = 10, to forwarding: inout Forwarding<String>) -> [Step] {
        steps(
            forwarding.forward(
                name, camera: "gate", payloadBytes: bytes, byteCount: bytes, deadline: start + .seconds(1), at: start
            )
        )
    }

    /// Actions in a form that can be compared.
    private enum Step: Equatable {
        case partial(String)
        case send(String, Int)
        case cancel(Int)
        case focused(String)
        case fallback(String, FallbackReason)
    }

    private func steps(_ actions: [Forwarding<String>.Action]) -> [Step] {
        actions.map { action in
            switch action {
            case .partial(let name, _): .partial(name)
            case .send(let name, _, let coordinator, _): .send(name, coordinator)
            case .cancel(_, let coordinator): .cancel(coordinator)
            case .finish(let name, .focused): .focused(name)
            case .finish(let name, .fallback(let reason)): .fallback(name, reason)
            }
        }
    }

    private func result(_ sequence: UInt64, isFinal: Bool = true) -> FocusResult {
        FocusResult(
            id: RequestID(edgeIncarnation: 1, sequence: sequence), isFinal: isFinal,
            answer: Answer(classIndex: 1, confidence: 0.5), worker: "w", precision: .float32
        )
    }

    private func failure(_ sequence: UInt64, _ code: FailureCode) -> FocusFailure {
        FocusFailure(id: RequestID(edgeIncarnation: 1, sequence: sequence), code: code)
    }

    @Test func aHardFrameGetsAPartialAndOneFinalAnswer() {
        var forwarding = make([Self.welcomed])
        #expect(forward("a", to: &forwarding) == [.partial("a"), .send("a", 0)])
        #expect(steps(forwarding.receive(result(1, isFinal: false))) == [.partial("a")])
        #expect(steps(forwarding.receive(result(1))) == [.focused("a")])
        #expect(steps(forwarding.receive(result(1))) == [])
        #expect(forwarding.counters.duplicate == 1)
        #expect(steps(forwarding.receive(result(7))) == [])
        #expect(forwarding.counters.unknown == 1)
        #expect(forwarding.count == 0)
        #expect(forwarding.byteCount == 0)
    }

    @Test func aFrameWhoseBudgetEndsIsCancelledAndItsAnswerComesLate() {
        var forwarding = make([Self.welcomed])
        _ = forward("a", to: &forwarding)
        #expect(forwarding.nextEvent == start + .seconds(1))
        #expect(steps(forwarding.advance(to: start + .milliseconds(999))) == [])
        #expect(steps(forwarding.advance(to: start + .seconds(1))) == [.cancel(0), .fallback("a", .deadline)])
        #expect(steps(forwarding.receive(result(1))) == [])
        #expect(forwarding.counters.late == 1)
    }

    @Test(arguments: FailureCode.allCases)
    func aFailureIsAFallbackUnlessTheAnswerStillComes(code: FailureCode) {
        var forwarding = make([Self.welcomed])
        _ = forward("a", to: &forwarding)
        let expected: [Step] = code == .duplicateRequest ? [] : [.fallback("a", .failed(code))]
        #expect(steps(forwarding.receive(failure(1, code), from: 0, at: start)) == expected)
    }

    @Test(arguments: [FailureCode.draining, .noWorkers])
    func anotherCoordinatorIsAskedWhereItMayDoBetter(code: FailureCode) throws {
        var forwarding = make([Self.welcomed, Self.welcomed])
        guard case .send(_, let first)? = forward("a", to: &forwarding).last else {
            Issue.record("the frame was not sent")
            return
        }
        #expect(steps(forwarding.receive(failure(1, code), from: first, at: start)) == [.send("a", 1 - first)])
        #expect(steps(forwarding.receive(failure(1, code), from: first, at: start)) == [])
        #expect(
            steps(forwarding.receive(failure(1, code), from: 1 - first, at: start)) == [.fallback("a", .failed(code))]
        )
        #expect(forwarding.counters.resent == 1)
    }

    @Test func aLostCoordinatorsFramesGoToTheNextAndThenFallBack() throws {
        var forwarding = make([Self.welcomed, Self.welcomed])
        guard case .send(_, let first)? = forward("a", to: &forwarding).last else {
            Issue.record("the frame was not sent")
            return
        }
        #expect(steps(forwarding.coordinator(first, became: .lost, at: start)) == [.send("a", 1 - first)])
        #expect(
            steps(forwarding.coordinator(1 - first, became: .lost, at: start)) == [.fallback("a", .coordinatorLost)]
        )
    }

    @Test func aDrainingCoordinatorFinishesWhatItHas() {
        var forwarding = make([Self.welcomed])
        _ = forward("a", to: &forwarding)
        #expect(steps(forwarding.coordinator(0, became: .draining, at: start)) == [])
        #expect(forward("b", to: &forwarding) == [.fallback("b", .coordinatorLost)])
        #expect(steps(forwarding.receive(result(1))) == [.focused("a")])
    }

    @Test func framesWaitForTheFirstWelcomeButForNoOther() {
        var forwarding = make([.greeting])
        #expect(forwarding.reasonToStay == nil)
        #expect(forward("a", to: &forwarding) == [.partial("a")])
        #expect(steps(forwarding.coordinator(0, became: Self.welcomed, at: start)) == [.send("a", 0)])
        #expect(steps(forwarding.coordinator(0, became: .lost, at: start)) == [.fallback("a", .coordinatorLost)])
        #expect(forwarding.reasonToStay == .coordinatorLost)
        #expect(forward("b", to: &forwarding) == [.fallback("b", .coordinatorLost)])
    }

    @Test func aRefusalNamesItself() {
        var forwarding = make([.greeting])
        _ = forward("a", to: &forwarding)
        let refused = LinkStanding.refused(.otherWeights)
        #expect(
            steps(forwarding.coordinator(0, became: refused, at: start)) == [.fallback("a", .refused(.otherWeights))]
        )
        #expect(forwarding.reasonToStay == .refused(.otherWeights))
    }

    @Test func whatDoesNotFitFallsBackAtOnce() {
        var limits = Forwarding<String>.Limits()
        (limits.frames, limits.bytes) = (2, 1500)
        var forwarding = make([Self.welcomed], limits: limits)
        #expect(forward("large", bytes: 1001, to: &forwarding) == [.fallback("large", .failed(.tooLarge))])
        #expect(forward("a", bytes: 900, to: &forwarding) == [.partial("a"), .send("a", 0)])
        #expect(forward("b", bytes: 900, to: &forwarding) == [.fallback("b", .saturated)])
        #expect(forward("c", bytes: 600, to: &forwarding) == [.partial("c"), .send("c", 0)])
        #expect(forwarding.reasonToStay == .saturated)
        #expect(forward("d", bytes: 0, to: &forwarding) == [.fallback("d", .saturated)])
    }

    @Test func withoutCoordinatorsTheReasonIsThat() {
        var forwarding = make([])
        #expect(forward("a", to: &forwarding) == [.fallback("a", .noCoordinator)])
    }

    @Test func aFrameThatItsSocketDoesNotTakeIsTriedElsewhereOnce() {
        var forwarding = make([Self.welcomed])
        _ = forward("a", to: &forwarding)
        #expect(steps(forwarding.unsent(1, coordinator: 0, at: start)) == [.fallback("a", .saturated)])
    }

    @Test func aStopShortensEveryBudget() {
        var forwarding = make([Self.welcomed])
        _ = forward("a", to: &forwarding)
        forwarding.stop(by: start + .milliseconds(10))
        #expect(forwarding.reasonToStay == .stopping)
        #expect(forwarding.nextEvent == start + .milliseconds(10))
        #expect(
            steps(forwarding.advance(to: start + .milliseconds(10))) == [.cancel(0), .fallback("a", .stopping)]
        )
        #expect(forwarding.count == 0)
    }
}
