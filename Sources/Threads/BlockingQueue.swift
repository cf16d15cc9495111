import Glibc

/// A bounded first-in first-out queue whose taker blocks and whose giver never does.
///
/// Giving works from any thread or task; taking blocks and so belongs to an `OSThread`.
package final class BlockingQueue<Element: Sendable>: @unchecked Sendable {
    // Unchecked because Swift's Mutex has no condition variable: every access to `elements`, `head` and `isClosed` happens
    // between lock and unlock of `mutex`, whose address and that of `condition` stay fixed for the object's life.
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var elements: [Element?]
    private var head = 0
    private var count = 0
    private var isClosed = false

    /// What became of an element given to the queue.
    package enum Outcome: Sendable {
        /// It waits for a taker.
        case queued
        /// The queue holds as many elements as it may.
        case full
        /// The queue takes no more elements.
        case closed
    }

    /// Makes an empty queue that holds at most `capacity` elements.
    package init(capacity: Int) {
        precondition(capacity > 0, "a queue needs room for at least one element, not \(capacity)")
        elements = Array(repeating: nil, count: capacity)
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, nil)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    /// Adds an element at the end; never waits.
    package func give(_ element: Element) -> Outcome {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        if isClosed { return .closed }
        if count == elements.count { return .full }
        elements[(head + count) % elements.count] = element
        count += 1
        pthread_cond_signal(condition)
        return .queued
    }

    /// Takes the oldest element, waiting for one; nil when the queue is closed and empty.
    package func take() -> Element? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while count == 0 {
            if isClosed { return nil }
            pthread_cond_wait(condition, mutex)
        }
        let element = elements[head]
        elements[head] = nil
        head = (head + 1) % elements.count
        count -= 1
        return element
    }

    /// Takes all elements, oldest first, waiting for one; nil when the queue is closed and empty.
    package func takeAll() -> [Element]? {
        guard let first = take() else { return nil }
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        var all = [first]
        while count > 0, let element = elements[head] {
            all.append(element)
            elements[head] = nil
            head = (head + 1) % elements.count
            count -= 1
        }
        return all
    }

    /// Takes no more elements; those inside are still handed out, after which takers get nil.
    package func close() {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        isClosed = true
        pthread_cond_broadcast(condition)
    }
}
