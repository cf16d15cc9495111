package import Images
package import LFViT
package import LookupViT
package import Threads

/// How an edge treats its frames.
package struct EdgeSettings: Sendable {
    /// What it does with a hard frame that no worker answers.
    package enum Fallback: Equatable, Sendable {
        /// It gives localization's answer, marked provisional.
        case localization
        /// It looks closely itself, giving up on the workers `reserve` before the frame's budget ends; where no time is
        /// left, it gives localization's answer.
        case focus(reserve: Duration)
    }

    /// When localization's answer stands, and where focus looks.
    package var cascade: CascadeSettings
    /// How LookupViT is run: the sides of the glance and of a close look here, and the heads. Threshold and exit are
    /// `cascade`'s.
    package var lookup = EdgeSettings.usualLookup
    /// The share of the resized picture's side that is kept; the model's own where nil.
    package var crop: Double?
    /// How JPEG pictures are decoded; frames of a video are as they are.
    package var decoding = DecodingMode.exact
    /// Compute threads.
    package var threads = 1
    /// The cores that its images' threads are taken from; nil: an image has one thread.
    package var cores: SharedCores?
    /// Frames that may wait for a compute thread; further ones are dropped.
    package var maximumWaiting = 256
    /// Bytes of a picture file that are accepted from a source.
    package var maximumPictureBytes = 64 << 20
    /// How long a frame may take from when it was scheduled until its final answer.
    package var budget: Duration = .seconds(1)
    /// Hard frames held for workers' answers; further ones fall back at once.
    package var maximumInFlight = 256
    /// Bytes of those frames, payloads and pictures together.
    package var maximumInFlightBytes = 128 << 20
    /// Whether a hard frame's provisional answer is told at once.
    package var emitsPartials = false
    /// How often what was seen of a hard frame is kept for people, in every outcome at most; nil: never.
    package var sightInterval: Duration?
    /// The sides of the region that gears may ask for: `glance` keeps what is sent for each of them, whatever the
    /// confidence. Empty: what the own settings need.
    package var gearSides: [Int] = []
    /// What becomes of hard frames that no worker answers.
    package var fallback = Fallback.localization

    /// A glance at 3 x 3, close looks at 7 x 7.
    package static let usualLookup: LookupSettings = {
        var settings = LookupSettings()
        (settings.glanceSide, settings.side) = (3, 7)
        return settings
    }()

    /// Settings for a model trained with these.
    package init(_ cascade: CascadeSettings) {
        self.cascade = cascade
    }

    /// Checks the settings against a model.
    ///
    /// - Throws: `SettingsError` or `EdgeError`, which name the setting, its value and what is possible.
    package func check(_ model: EdgeModel) throws {
        switch model {
        case .lfViT(let model):
            try cascade.check(model.geometry)
            guard model.geometry.isCascade else {
                throw EdgeError("this model answers in one pass; an edge needs one that localizes first (LF-ViT)")
            }
        case .lookupViT(let model):
            try lookup.check(model.geometry)
            guard model.geometry.image % 32 == 0 else {
                throw EdgeError("pictures of \(model.geometry.image) pixels; requests need a multiple of 32")
            }
        }
        for (name, value) in [
            ("threads", threads), ("waiting frames", maximumWaiting), ("frames in flight", maximumInFlight),
            ("bytes in flight", maximumInFlightBytes), ("bytes of a picture", maximumPictureBytes),
        ] where value < 1 {
            throw EdgeError("\(name): \(value); expected at least 1")
        }
        guard budget > .zero, budget <= .seconds(600) else {
            throw EdgeError("budget \(budget): expected above 0, at most 10 minutes")
        }
        if case .focus(let reserve) = fallback, reserve < .zero || reserve >= budget {
            throw EdgeError(
                "a reserve of \(reserve) for focus here: expected at least 0, below the budget of \(budget)")
        }
    }

    /// What is kept of a frame's budget for a close look here.
    var reserve: Duration {
        switch fallback {
        case .localization: .zero
        case .focus(let reserve): reserve
        }
    }

    /// The bounds of what is held for workers' answers.
    var limits: Forwarding<HardFrame>.Limits {
        var limits = Forwarding<HardFrame>.Limits()
        (limits.frames, limits.bytes) = (maximumInFlight, maximumInFlightBytes)
        return limits
    }
}
