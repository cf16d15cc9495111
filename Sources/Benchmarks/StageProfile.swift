import LFViT

/// Where the time of one stage goes.
package struct StageProfile: Sendable, Encodable {
    /// One station's part.
    package struct Part: Sendable, Encodable {
        /// The station's name.
        package let station: String
        /// The mean time of one picture.
        package let milliseconds: Double
        /// Its share of the stage.
        package let share: Double
    }

    /// "plain", "localization" or "focus".
    package let stage: String
    /// All stations that took time, in the order of a picture's way.
    package let parts: [Part]

    init(_ stage: String, _ profile: Profile, pictures: Int) {
        let durations = profile.durations
        let total = durations.map(\.time).reduce(.zero, +)
        self.stage = stage
        parts = durations.filter { $0.time > .zero }.map { station, time in
            Part(station: station.rawValue, milliseconds: time / .milliseconds(pictures), share: time / total)
        }
    }
}
