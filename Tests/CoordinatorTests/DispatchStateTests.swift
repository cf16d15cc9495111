import Testing
import Wire

@testable import Coordinator

struct DispatchStateTests {
    @Test func aRequestGoesToAWorkerAndItsAnswerBack() {
        var bench = Bench()
        #expect(bench.receive(Bench.hello(worker: 1), from: Bench.worker(1)).welcomes == 1)
        #expect(bench.receive(Bench.hello(edge: 1), from: Bench.edge(1)).welcomes == 1)
        let request = Bench.request(1)
        bench.now += .milliseconds(3)
        let actions = bench.ask(request)
        var sent = request
        sent.attempt = 1
        #expect(actions == [.hold(request.id), .dispatch(sent, to: Bench.worker(1))])
        let answer = bench.receive(Bench.result(request.id), from: Bench.worker(1))
        #expect(answer == [.forward(to: Bench.edge(1)), .release(request.id)])
        #expect(bench.state.counters.answered == 1)
        #expect(bench.state.counters.isBalanced)
    }

    @Test func theBudgetShrinksByTheTimeInTheQueue() throws {
        var bench = Bench()
        _ = bench.receive(Bench.hello(worker: 1), from: Bench.worker(1))
        _ = bench.receive(Bench.hello(edge: 1), from: Bench.edge(1))
        _ = bench.ask(Bench.request(1))
        _ = bench.ask(Bench.request(2))
        bench.now += .milliseconds(25)
        let actions = bench.receive(Bench.result(Bench.request(1).id), from: Bench.worker(1))
        guard case .dispatch(let request, _)? = actions.last else {
            Issue.record("nothing was dispatched: \(actions)")
            return
        }
        #expect(request.id.sequence == 2)
        #expect(request.budget == .milliseconds(975))
        #expect(request.queued == .milliseconds(25))
    }

    @Test func strangersMustSayHello() {
        var bench = Bench()
        #expect(bench.ask(Bench.request(1)).rejections == [.helloFirst])
        #expect(bench.receive(.heartbeat(Heartbeat(sequence: 1)), from: Bench.worker(1)).rejections == [.helloFirst])
        #expect(bench.state.counters.received == 0)
        // Two nodes must not argue for ever.
        #expect(bench.receive(.rejection(Rejection(code: .malformed, reason: "")), from: Bench.edge(1)).isEmpty)
    }

    @Test func messagesOfTheOtherRoleAreRejected() {
        var bench = Bench()
        _ = bench.receive(Bench.hello(edge: 1), from: Bench.edge(1))
        #expect(bench.receive(Bench.result(Bench.request(1).id), from: Bench.edge(1)).rejections == [.unexpected])
        #expect(bench.receive(Bench.hello(worker: 1), from: Bench.edge(2)).refusals == [.wrongRole])
        #expect(bench.ask(Bench.request(1, edge: 2)).rejections == [.outOfBounds])
    }

    @Test func hellosThatDoNotFitAreRefused() {
        var bench = Bench { $0.maximumPeers = 3 }
        let other = Fingerprint(weights: [UInt8](repeating: 9, count: 32), geometry: Bench.fingerprint.geometry)
        let turned = Fingerprint(weights: Bench.fingerprint.weights, geometry: [UInt8](repeating: 9, count: 32))
        _ = bench.receive(Bench.hello(worker: 1), from: Bench.worker(1))
        #expect(
            bench.receive(Bench.hello(worker: 2, fingerprint: other), from: Bench.worker(2)).refusals == [.otherWeights]
        )
        #expect(
            bench.receive(Bench.hello(edge: 2, fingerprint: turned), from: Bench.edge(2)).refusals == [.otherGeometry])
        #expect(bench.receive(Bench.hello(worker: 2, bytes: 999), from: Bench.worker(2)).refusals == [.creditTooSmall])
        #expect(
            bench.receive(Bench.hello(worker: 1, incarnation: 9), from: Bench.worker(2)).refusals == [.duplicateNode])
        _ = bench.receive(Bench.hello(edge: 1), from: Bench.edge(1))
        _ = bench.receive(Bench.hello(edge: 2), from: Bench.edge(2))
        #expect(bench.receive(Bench.hello(edge: 3), from: Bench.edge(3)).refusals == [.tooManyPeers])
        #expect(bench.state.counters.refusals.values.reduce(0, +) == 5)
    }

    @Test func theFirstWorkerDecidesWhatTheFleetComputesWith() {
        var bench = Bench()
        let other = Fingerprint(weights: [UInt8](repeating: 9, count: 32), geometry: Bench.fingerprint.geometry)
        _ = bench.receive(Bench.hello(edge: 1), from: Bench.edge(1))
        let actions = bench.receive(Bench.hello(worker: 1, fingerprint: other), from: Bench.worker(1))
        #expect(actions.refusals == [.otherWeights])
        #expect(bench.state.edgeCount == 0)
        _ = bench.receive(.goodbye(""), from: Bench.worker(1))
        #expect(bench.receive(Bench.hello(worker: 2), from: Bench.worker(2)).welcomes == 1)
    }

    @Test func aReconnectedNodeReplacesItsOldConnection() {
        var bench = Bench()
        _ = bench.receive(Bench.hello(worker: 1), from: Bench.worker(1))
        _ = bench.receive(Bench.hello(edge: 1), from: Bench.edge(1))
        _ = bench.ask(Bench.request(1))
        let actions = bench.receive(Bench.hello(worker: 1), from: Bench.worker(7))
        #expect(actions.welcomes == 1)
        #expect(actions.dispatches.map(\.worker) == [Bench.worker(7)])
        #expect(bench.state.workerCount == 1)
    }

    @Test func aSilentPeerIsLostAfterThreeIntervals() {
        var bench = Bench()
        _ = bench.receive(Bench.hello(worker: 1), from: Bench.worker(1))
        _ = bench.receive(Bench.hello(worker: 2), from: Bench.worker(2))
        _ = bench.receive(Bench.hello(edge: 1), from: Bench.edge(1))
        _ = bench.ask(Bench.request(1, budget: .seconds(60)))
        for sequence in 1...2 {
            _ = bench.pass(.milliseconds(500))
            _ = bench.receive(.heartbeat(Heartbeat(sequence: UInt64(sequence))), from: Bench.worker(2))
            _ = bench.receive(.heartbeat(Heartbeat(sequence: UInt64(sequence))), from: Bench.edge(1))
        }
        #expect(bench.state.workerCount == 2)
        let actions = bench.pass(.milliseconds(500))
        #expect(actions.dispatches.map(\.worker) == [Bench.worker(2)])
        #expect(bench.state.workerCount == 1)
        #expect(bench.state.counters.workersLost == 1)
        #expect(bench.state.counters.redispatches == 1)
    }

    @Test func aRequestIsGivenUpAfterItsLastAttempt() {
        var bench = Bench { $0.maximumAttempts = 2 }
        _ = bench.receive(Bench.hello(edge: 1), from: Bench.edge(1))
        _ = bench.receive(Bench.hello(worker: 1), from: Bench.worker(1))
        _ = bench.receive(Bench.hello(worker: 2), from: Bench.worker(2))
        let first = bench.ask(Bench.request(1)).dispatches[0].worker
        let second = bench.state.handle(.lost(first), at: bench.now).dispatches[0].worker
        let actions = bench.state.handle(.lost(second), at: bench.now)
        #expect(actions.failures == [.workerLost])
        #expect(bench.state.counters.isBalanced)
    }

    @Test func aRequestWithoutHopeIsRefusedAtOnce() {
        var bench = Bench()
        _ = bench.receive(Bench.hello(edge: 1), from: Bench.edge(1))
        #expect(bench.ask(Bench.request(1)).failures == [.noWorkers])
        _ = bench.receive(Bench.hello(worker: 1, milliseconds: 100), from: Bench.worker(1))
        #expect(bench.ask(Bench.request(2, budget: .milliseconds(99))).failures == [.budgetTooShort])
        #expect(bench.ask(Bench.request(3, bytes: 1001)).failures == [.tooLarge])
        #expect(bench.ask(Bench.request(4, budget: .milliseconds(150))).failures.isEmpty)
        #expect(bench.ask(Bench.request(4, budget: .milliseconds(350))).failures == [.duplicateRequest])
        #expect(bench.ask(Bench.request(5, budget: .milliseconds(350))).failures.isEmpty)
        #expect(bench.ask(Bench.request(6, budget: .milliseconds(150))).failures == [.overloaded])
        #expect(bench.state.counters.isBalanced)
    }

    @Test func deadlinesPassInTheQueueAndAtTheWorker() {
        var bench = Bench()
        _ = bench.receive(Bench.hello(edge: 1), from: Bench.edge(1))
        _ = bench.receive(Bench.hello(worker: 1), from: Bench.worker(1))
        _ = bench.ask(Bench.request(1, budget: .milliseconds(100)))
        _ = bench.ask(Bench.request(2, budget: .milliseconds(100)))
        let actions = bench.pass(.milliseconds(100))
        #expect(actions.failures == [.deadlinePassed, .deadlinePassed])
        #expect(actions.contains(.send(.cancel(Bench.request(1).id), to: Bench.worker(1))))
        // The worker owes its credit until it answers, too late.
        #expect(bench.ask(Bench.request(3)).dispatches.isEmpty)
        let late = bench.receive(Bench.result(Bench.request(1).id), from: Bench.worker(1))
        #expect(late.forwards.isEmpty)
        #expect(late.dispatches.map(\.id.sequence) == [3])
        #expect(bench.state.counters.surplusAnswers == 1)
        #expect(bench.state.counters.isBalanced)
    }

    @Test func aWorkerThatNeverAnswersMustSayHelloAgain() {
        var bench = Bench { $0.heartbeat = .seconds(60) }
        _ = bench.receive(Bench.hello(edge: 1), from: Bench.edge(1))
        _ = bench.receive(Bench.hello(worker: 1), from: Bench.worker(1))
        _ = bench.ask(Bench.request(1))
        _ = bench.pass(.seconds(1))
        let actions = bench.pass(.seconds(30))
        #expect(actions.rejections == [.helloFirst])
        #expect(bench.state.workerCount == 0)
    }

    @Test func aSecondAnswerIsDroppedAndCounted() {
        var bench = Bench()
        _ = bench.receive(Bench.hello(edge: 1), from: Bench.edge(1))
        _ = bench.receive(Bench.hello(worker: 1), from: Bench.worker(1))
        _ = bench.ask(Bench.request(1))
        #expect(bench.receive(Bench.result(Bench.request(1).id), from: Bench.worker(1)).forwards == [Bench.edge(1)])
        #expect(bench.receive(Bench.result(Bench.request(1).id), from: Bench.worker(1)).isEmpty)
        #expect(bench.state.counters.surplusAnswers == 1)
    }

    @Test func cancellingFreesTheQueueAndTellsTheWorker() {
        var bench = Bench()
        _ = bench.receive(Bench.hello(edge: 1), from: Bench.edge(1))
        _ = bench.receive(Bench.hello(worker: 1), from: Bench.worker(1))
        _ = bench.ask(Bench.request(1))
        _ = bench.ask(Bench.request(2))
        #expect(bench.receive(.cancel(Bench.request(2).id), from: Bench.edge(1)) == [.release(Bench.request(2).id)])
        let actions = bench.receive(.cancel(Bench.request(1).id), from: Bench.edge(1))
        #expect(actions.contains(.send(.cancel(Bench.request(1).id), to: Bench.worker(1))))
        #expect(bench.receive(.cancel(Bench.request(1).id), from: Bench.edge(1)).isEmpty)
        #expect(bench.state.counters.cancelled == 2)
        #expect(bench.state.counters.isBalanced)
    }

    @Test func aFailedWorkerIsReplacedAndABadPayloadIsNot() {
        var bench = Bench()
        _ = bench.receive(Bench.hello(edge: 1), from: Bench.edge(1))
        _ = bench.receive(Bench.hello(worker: 1), from: Bench.worker(1))
        _ = bench.ask(Bench.request(1))
        let id = Bench.request(1).id
        let again = bench.receive(.focusFailure(FocusFailure(id: id, code: .workerError)), from: Bench.worker(1))
        #expect(again.dispatches.map(\.id) == [id])
        let bad = bench.receive(.focusFailure(FocusFailure(id: id, code: .badPayload)), from: Bench.worker(1))
        #expect(bad.failures == [.badPayload])
    }

    @Test func theWorkerExpectedToFinishFirstIsChosen() {
        var bench = Bench()
        _ = bench.receive(Bench.hello(edge: 1), from: Bench.edge(1))
        _ = bench.receive(Bench.hello(worker: 1, items: 8, milliseconds: 100), from: Bench.worker(1))
        _ = bench.receive(Bench.hello(worker: 2, items: 8, milliseconds: 30), from: Bench.worker(2))
        let chosen = (1...5).flatMap { bench.ask(Bench.request($0)).dispatches.map(\.worker) }
        // The fast one would finish at 30, 60, 90, then 120: the slow one takes the fourth at 100.
        #expect(chosen == [2, 2, 2, 1, 2].map(Bench.worker))
    }

    @Test func aSlowWorkerIsPassedOverWhenItWouldBeLate() {
        var bench = Bench()
        _ = bench.receive(Bench.hello(edge: 1), from: Bench.edge(1))
        _ = bench.receive(Bench.hello(worker: 1, milliseconds: 500), from: Bench.worker(1))
        _ = bench.receive(Bench.hello(worker: 2, milliseconds: 10), from: Bench.worker(2))
        #expect(bench.ask(Bench.request(1, budget: .milliseconds(100))).dispatches.map(\.worker) == [Bench.worker(2)])
        #expect(bench.ask(Bench.request(2, budget: .milliseconds(100))).dispatches.isEmpty)
        let actions = bench.receive(Bench.result(Bench.request(1).id), from: Bench.worker(2))
        #expect(actions.dispatches.map(\.worker) == [Bench.worker(2)])
    }

    @Test func aWorkerThatFlattersItselfIsFoundOut() {
        var bench = Bench { $0.heartbeat = .seconds(60) }
        _ = bench.receive(Bench.hello(edge: 1), from: Bench.edge(1))
        _ = bench.receive(Bench.hello(worker: 1, milliseconds: 1), from: Bench.worker(1))
        _ = bench.receive(Bench.hello(worker: 2, milliseconds: 10), from: Bench.worker(2))
        var last: [Peer] = []
        for sequence in 1...20 {
            last = bench.ask(Bench.request(UInt64(sequence))).dispatches.map(\.worker)
            bench.now += last == [Bench.worker(1)] ? .milliseconds(50) : .milliseconds(10)
            _ = bench.receive(Bench.result(Bench.request(UInt64(sequence)).id), from: last[0])
        }
        #expect(last == [Bench.worker(2)])
    }

    @Test func creditInBytesIsKept() {
        var bench = Bench()
        _ = bench.receive(Bench.hello(edge: 1), from: Bench.edge(1))
        _ = bench.receive(Bench.hello(worker: 1, items: 8, bytes: 1000), from: Bench.worker(1))
        #expect(bench.ask(Bench.request(1, bytes: 600)).dispatches.count == 1)
        #expect(bench.ask(Bench.request(2, bytes: 600)).dispatches.isEmpty)
        #expect(bench.receive(.credit(Credit(items: 8, bytes: 1200)), from: Bench.worker(1)).dispatches.count == 1)
        #expect(
            bench.receive(.credit(Credit(items: 8, bytes: 999)), from: Bench.worker(1)).rejections == [.outOfBounds])
    }

    @Test func drainingAWorkerSendsItNothingMore() {
        var bench = Bench()
        _ = bench.receive(Bench.hello(edge: 1), from: Bench.edge(1))
        _ = bench.receive(Bench.hello(worker: 1, items: 4), from: Bench.worker(1))
        _ = bench.ask(Bench.request(1))
        _ = bench.receive(.drain(""), from: Bench.worker(1))
        #expect(bench.ask(Bench.request(2)).failures == [.noWorkers])
        #expect(bench.receive(Bench.result(Bench.request(1).id), from: Bench.worker(1)).forwards.count == 1)
        _ = bench.receive(.goodbye("done"), from: Bench.worker(1))
        #expect(bench.state.counters.workersLost == 0)
        #expect(bench.state.workerCount == 0)
    }

    @Test func stoppingFinishesWhatIsUnderWay() {
        var bench = Bench()
        _ = bench.receive(Bench.hello(edge: 1), from: Bench.edge(1))
        _ = bench.receive(Bench.hello(worker: 1), from: Bench.worker(1))
        _ = bench.ask(Bench.request(1))
        let actions = bench.state.handle(.stop, at: bench.now)
        #expect(actions.count == 2)
        #expect(!bench.state.isDone)
        #expect(bench.ask(Bench.request(2)).failures == [.draining])
        #expect(bench.receive(Bench.hello(edge: 2), from: Bench.edge(2)).refusals == [.draining])
        _ = bench.receive(Bench.result(Bench.request(1).id), from: Bench.worker(1))
        #expect(bench.state.isDone)
    }

    @Test func aLostEdgeTakesItsRequestsWithIt() {
        var bench = Bench()
        _ = bench.receive(Bench.hello(edge: 1), from: Bench.edge(1))
        _ = bench.receive(Bench.hello(worker: 1), from: Bench.worker(1))
        _ = bench.ask(Bench.request(1))
        _ = bench.ask(Bench.request(2))
        _ = bench.state.handle(.lost(Bench.edge(1)), at: bench.now)
        #expect(bench.state.counters.abandoned == 2)
        #expect(bench.state.counters.isBalanced)
        // The same start comes back and asks again; the worker still owes the first answer, which will serve.
        _ = bench.receive(Bench.hello(edge: 1), from: Bench.edge(3))
        #expect(bench.receive(.focusRequest(Bench.request(1)), from: Bench.edge(3)).dispatches.isEmpty)
        #expect(bench.receive(Bench.result(Bench.request(1).id), from: Bench.worker(1)).forwards == [Bench.edge(3)])
    }
}
