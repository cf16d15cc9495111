import Threads

/// The broker's word that it has a message, yet to come.
package struct MQTTAcknowledgement: Sendable {
    let ticket: Ticket<Void>

    /// Waits for it; called once.
    ///
    /// - Throws: `MQTTError` where the client is stopped meanwhile, `CancellationError`.
    package func wait() async throws {
        try await withTaskCancellationHandler {
            try await ticket.value()
        } onCancel: {
            ticket.cancel()
        }
    }
}
