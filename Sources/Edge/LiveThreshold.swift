import LFViT
import Synchronization

/// When localization's answer stands: a setting that may change while frames pass.
final class LiveThreshold: Sendable {
    private let bits: Atomic<UInt64>

    init(_ value: Double) {
        bits = Atomic(value.bitPattern)
    }

    /// The confidence from which localization's answer stands.
    var value: Double {
        get { Double(bitPattern: bits.load(ordering: .relaxed)) }
        set { bits.store(newValue.bitPattern, ordering: .relaxed) }
    }

    /// The settings with it.
    func applied(to settings: CascadeSettings) -> CascadeSettings {
        var settings = settings
        settings.threshold = value
        return settings
    }
}
