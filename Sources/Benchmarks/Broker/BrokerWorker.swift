package import Wire
import ZeroMQ

/// Answers every request at once with a small result, so that nothing but the way takes time.
package enum BrokerWorker {
    /// What such a worker offers a coordinator.
    package static let offer = WorkerOffer(
        credit: Credit(items: 256, bytes: 256 << 20),
        serviceTimes: [ServiceTime(batch: 1, time: .microseconds(1))]
    )

    /// Answers until the context is interrupted; blocks the calling thread.
    package static func run(_ link: BrokerLink, number: Int) throws {
        let name = "worker-\(number)"
        do {
            while true {
                try link.wait(.milliseconds(100))
                while let header = try link.next(isWorker: true) {
                    guard case .focusRequest(let request) = header else { continue }
                    let answer = Answer(classIndex: 2, confidence: 0.75)
                    let result = FocusResult(
                        id: request.id, answer: answer, top: [answer], worker: name, precision: .float32,
                        attempt: max(1, request.attempt)
                    )
                    try link.answer(.focusResult(result))
                }
            }
        } catch let error as ZeroMQError where error.isContextTerminated {
            return
        }
    }
}
