import Wire
import ZeroMQ

/// The reading of frame 1, and the comparison of the others with it.
final class DecoderTarget: FuzzTarget {
    private var mutator: Mutator
    private var (accepted, refused) = (0, 0)

    init(seed: UInt64) {
        mutator = Mutator(seed: seed)
    }

    func send(_ count: Int) throws {
        for _ in 0..<count {
            do throws(WireError) {
                let message = mutator.message()
                let header = try Header.decode(message[0])
                if case .focusRequest(let request) = header { try request.checkPayload(of: message) }
                accepted += 1
            } catch {
                refused += 1
            }
        }
    }

    func end() -> String { "\(accepted) in bounds, \(refused) refused" }
}
