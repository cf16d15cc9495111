/// Why a way could not be measured.
package struct BrokerFailure: Error, CustomStringConvertible {
    /// What happened.
    let reason: String

    /// For people.
    package var description: String { reason }
}
