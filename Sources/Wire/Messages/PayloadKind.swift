/// Which selection of payload frames a request carries.
package enum PayloadKind: UInt32, CaseIterable, Sendable {
    /// Features, pixels of the region, half-resolution pixels of the rest.
    case features = 1
    /// The picture; the worker repeats localization.
    case pixels
    /// Raw pixels and 32-bit features, for parity tests.
    case exact
}
