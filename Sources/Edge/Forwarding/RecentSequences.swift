import DequeModule

/// The last few sequence numbers of a kind, to tell an answer that comes twice from one that comes late.
struct RecentSequences {
    private let capacity: Int
    private var order = Deque<UInt64>()
    private var members: Set<UInt64> = []

    init(capacity: Int) {
        self.capacity = max(1, capacity)
    }

    func contains(_ sequence: UInt64) -> Bool { members.contains(sequence) }

    mutating func insert(_ sequence: UInt64) {
        guard members.insert(sequence).inserted else { return }
        order.append(sequence)
        if order.count > capacity, let oldest = order.popFirst() { members.remove(oldest) }
    }
}
