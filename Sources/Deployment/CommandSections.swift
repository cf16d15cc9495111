/// The sections that stand for the flags of a command.
enum CommandSections {
    private static let share = Double.leastNormalMagnitude...1

    /// Being watched; the same for every role.
    private static let watching = [
        Setting(
            "http", "",
            .group([
                Setting("address", "--http", .hostAndPort), Setting("token_file", "--http-token-file", .text),
                Setting("open", "--http-open", .toggle),
            ])),
        Setting(
            "log", "",
            .group([
                Setting(
                    "level", "--log-level",
                    .choice(["trace", "debug", "info", "notice", "warning", "error", "critical"])),
                Setting("format", "--log-format", .choice(["text", "json"])),
            ])),
        Setting("trace", "--trace", .text),
    ]

    private static let name = Setting("name", "--name", .text, up: false)

    private static let keys = Setting(
        "keys", "",
        .group([
            Setting("own", "--keys", .text, up: false),
            Setting("coordinators", "--coordinator-key", .texts, up: false),
            Setting("insecure", "--insecure", .toggle, up: false),
        ]))

    /// The model that every role computes with.
    static let model = [
        Setting("file", "--model", .text),
        Setting("precision", "--precision", .choice(["fp32", "bf16", "int8", "auto"])),
    ]

    /// `fovea edge`.
    static let edge =
        [
            name,
            Setting("cameras", "--camera", .pairs("names of cameras, each with its address")),
            Setting("source", "--source", .text), Setting("camera", "--camera", .text),
            Setting("once", "--once", .toggle), Setting("fps", "--fps", .number(0.001...1000)),
            Setting("motion", "--motion", .number(share)),
            Setting("motion_interval", "--motion-interval", .seconds(0.001...86_400)),
            Setting("stale", "--stale", .seconds(0.001...86_400)),
            Setting("coordinators", "--coordinator", .endpoints, up: false), keys,
            Setting("threshold", "--threshold", .number(0...1)), Setting("no_exit", "--no-exit", .toggle),
            Setting("region_side", "--region-side", .whole(1...64)),
            Setting("budget", "--budget", .milliseconds(0.001...600)),
            Setting("payload", "--payload", .choice(["features", "pixels", "exact"])),
            Setting("fallback", "--fallback", .choice(["localization", "focus"])),
            Setting("partials", "--partials", .toggle), Setting("record", "--record", .text),
            Setting("threads", "--threads", .whole(1...256)), Setting("no_split", "--no-split", .toggle),
            Setting("crop", "--crop", .number(0.051...1)), Setting("decode", "--decode", .choice(["exact", "fast"])),
        ] + watching

    /// `fovea up`, besides what it has of the edge.
    static let up = [
        Setting("workers", "--workers", .whole(1...64)), Setting("batch", "--batch", .whole(1...32)),
        Setting("gears", "--gears", .text), Setting("floor", "--floor", .number(0...1)),
        Setting("pin_gear", "--pin-gear", .whole(0...1000)),
        Setting("objective", "--objective", .milliseconds(0.001...600)),
    ]

    /// `fovea coordinator`.
    static let coordinator =
        [
            name, Setting("edges", "--edges", .endpoints), Setting("workers", "--workers", .endpoints),
            Setting("keys", "--keys", .text), Setting("allow", "--allow", .text),
            Setting("insecure", "--insecure", .toggle),
            Setting("heartbeat", "--heartbeat", .milliseconds(0.001...60)),
            Setting("queue", "--queue", .whole(1...1_000_000)), Setting("gears", "--gears", .text),
            Setting("floor", "--floor", .number(0...1)), Setting("pin_gear", "--pin-gear", .whole(0...1000)),
            Setting("objective", "--objective", .milliseconds(0.001...600)),
            Setting("grace", "--grace", .seconds(0...3600)),
        ] + watching

    /// `fovea worker`.
    static let worker =
        [
            name, Setting("coordinators", "--coordinator", .endpoints), keys,
            Setting("threads", "--threads", .whole(1...256)), Setting("no_split", "--no-split", .toggle),
            Setting("batch", "--batch", .whole(1...32)),
        ] + watching
}
