import DequeModule
import Synchronization

/// A bounded box through which any thread or task hands elements to a thread that waits on sockets.
///
/// An inproc pair wakes the reader, so the box is one more socket for its poller. One end per side: any number of
/// writers, one reader.
package final class Mailbox<Element: ~Copyable & Sendable>: Sendable {
    private struct State: ~Copyable {
        var elements = UniqueDeque<Element>()
        var isClosed = false
        /// Whether a wake-up is on its way that the reader has not seen.
        var isSignalled = false
        var socket: Socket
    }

    // The writers' socket moves between threads under the lock, the full fence that libzmq asks for.
    private let state: Mutex<State>
    private let capacity: Int
    private let context: Context
    private let endpoint: String

    /// Makes an open box that holds at most `capacity` elements.
    package init(capacity: Int, in context: Context) throws(ZeroMQError) {
        self.capacity = capacity
        self.context = context
        endpoint = "inproc://fovea.mailbox.\(mailboxNumbers.add(1, ordering: .relaxed).newValue)"
        let socket = try Socket(.pair, in: context, options: [.linger(.zero)])
        try socket.bind(endpoint)
        state = Mutex(State(socket: socket))
    }

    /// Hands over an element; false when the box is full or closed, in which case the element is destroyed.
    package func post(_ element: consuming sending Element) -> Bool {
        var element = Optional(element)
        return state.withLock { state in
            guard !state.isClosed, state.elements.count < capacity, let element = element.take() else { return false }
            state.elements.append(element)
            Self.wake(&state)
            return true
        }
    }

    /// Takes no more elements and wakes the reader, which ends when it has read the rest.
    package func close() {
        state.withLock { state in
            state.isClosed = true
            Self.wake(&state)
        }
    }

    /// Takes the oldest element that the reader has not fetched, from any thread: for closed boxes whose reader can no
    /// longer read because its context was shut down.
    package func takeUnread() -> Element? {
        state.withLock { $0.elements.popFirst() }
    }

    /// Makes the reading end, on the reader's thread; called once.
    package func reader() throws(ZeroMQError) -> Reader {
        let socket = try Socket(.pair, in: context, options: [.linger(.zero)])
        try socket.connect(endpoint)
        return Reader(mailbox: self, socket: socket)
    }

    /// The reading end, which belongs to one thread.
    package struct Reader: ~Copyable {
        private let mailbox: Mailbox
        /// Becomes readable when the box has something; watch it with a `Poller`.
        package private(set) var socket: Socket
        private var taken = UniqueDeque<Element>()
        private var isClosed = false

        /// Whether the box was closed and read to its end.
        package var isFinished: Bool { isClosed && taken.isEmpty }

        fileprivate init(mailbox: Mailbox, socket: consuming Socket) {
            self.mailbox = mailbox
            self.socket = socket
        }

        /// Takes the oldest element; nil when there is none. Only a reader that has seen nil is woken again.
        package mutating func next() throws(ZeroMQError) -> Element? {
            if let element = taken.popFirst() { return element }
            while try socket.receive() != nil {}
            isClosed = mailbox.state.withLock { state in
                swap(&taken, &state.elements)
                state.isSignalled = false
                return state.isClosed
            }
            return taken.popFirst()
        }
    }

    private static func wake(_ state: inout State) {
        guard !state.isSignalled else { return }
        // An error means that the context was shut down, which the reader learns from its own socket.
        let outcome = try? state.socket.send(Message(Frame()))
        state.isSignalled = outcome != nil
    }
}

/// Numbers the inproc names, which must differ within a context. (A generic type cannot hold it.)
private let mailboxNumbers = Atomic<Int>(0)
