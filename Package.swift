// swift-tools-version: 6.2
// The targets are the stations of a frame's way; what a target does not list, it cannot import.
import PackageDescription

let swiftSettings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    // Spans into owned memory; swift-nio relies on it too.
    .enableExperimentalFeature("Lifetimes"),
]

/// One source target and its test target, so that neither is added without the other; `fixtures` is a folder beside the
/// tests that they read, `resources` one that the source target carries along. What is `optimized` is so in debug builds
/// too: tests count the memory that it takes.
func station(
    _ name: String, _ dependencies: [Target.Dependency] = [], resources: String? = nil,
    optimized: Bool = false, tests: [Target.Dependency] = [], fixtures: String? = nil
) -> [Target] {
    [
        .target(
            name: name, dependencies: dependencies, resources: resources.map { [.copy($0)] } ?? [],
            swiftSettings: swiftSettings + (optimized ? [.unsafeFlags(["-O"])] : [])
        ),
        .testTarget(
            name: "\(name)Tests",
            dependencies: [.byName(name: name)] + tests,
            resources: fixtures.map { [.copy($0)] } ?? [],
            swiftSettings: swiftSettings
        ),
    ]
}

let systemLibraries: [Target] = [
    .systemLibrary(name: "CCairo", providers: [.apt(["libcairo2-dev"])]),
    .systemLibrary(name: "CJPEG", providers: [.apt(["libjpeg62-turbo-dev"])]),
    .systemLibrary(name: "COneDNN", providers: [.apt(["libdnnl-dev"])]),
    .systemLibrary(name: "CPNG", providers: [.apt(["libpng-dev"])]),
    .systemLibrary(name: "CSodium", providers: [.apt(["libsodium-dev"])]),
    .systemLibrary(name: "CThreads"),
    .systemLibrary(name: "CZeroMQ", providers: [.apt(["libzmq3-dev"])]),
]

/// What Fovea can do without; FOVEA_WITHOUT_VIDEO=1 builds without libav.
let hasVideo = Context.environment["FOVEA_WITHOUT_VIDEO"] == nil
let libav = ["libavcodec-dev", "libavdevice-dev", "libavformat-dev", "libavutil-dev", "libswscale-dev"]
let videoStations: [Target] =
    hasVideo
    ? [.systemLibrary(name: "CLibAV", providers: [.apt(libav)])]
        + station("Video", ["CLibAV", "Cameras", "Edge", "Images"], tests: ["Cameras", "Edge", "Images"]) : []
/// What Fovea can do without; FOVEA_WITHOUT_MQTT=1 builds without libmosquitto.
let mqttLibraries: [Target] =
    Context.environment["FOVEA_WITHOUT_MQTT"] == nil
    ? [.systemLibrary(name: "CMosquitto", providers: [.apt(["libmosquitto-dev"])])] : []
let mosquitto: [Target.Dependency] = mqttLibraries.map { .byName(name: $0.name) }

/// Small pieces of C: loops that the compiler makes vectors of in no other language, and what Swift cannot import.
let pieces: [Target] = [
    // Optimised in debug builds too: tests run whole models through these loops.
    .target(name: "CKernels", cSettings: [.unsafeFlags(["-O3"])]),
    .target(name: "CPixels"),
    // Written by scripts/generate-protos.
    .target(name: "CFoveaProto", linkerSettings: [.linkedLibrary("protobuf-c")]),
]

let deque: Target.Dependency = .product(name: "DequeModule", package: "swift-collections")
let unixSignals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let heap: Target.Dependency = .product(name: "HeapModule", package: "swift-collections")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let histogram: Target.Dependency = .product(name: "Histogram", package: "hdrhistogram-swift")
let flyingFox: Target.Dependency = .product(name: "FlyingFox", package: "FlyingFox")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
    name: "fovea",
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
    ],
    targets: systemLibraries
        + mqttLibraries
        + pieces
        + videoStations
        + station("Randomness")
        + station("Durations")
        + station("Metrics")
        + station("Watching", ["Metrics", "Rollout"], tests: ["Metrics", "Rollout"])
        + station("Rollout", ["Metrics"], tests: ["Metrics"])
        + station("Supervision")
        + station("Threads", ["CThreads"])
        + station("Tensors")
        + station("Images", ["CJPEG", "CPNG", "CPixels", "Tensors"], tests: ["Tensors"], fixtures: "Fixtures")
        + station("HeatMaps", ["CCairo", "Images"], tests: ["Images"])
        + station("Checkpoints", ["Randomness", "Tensors"], tests: ["Tensors", "TestFolders"])
        + station("Kernels", ["CKernels", "COneDNN", "Tensors", "Threads"], tests: ["Tensors", "Threads"])
        + station(
            "LFViT", ["Checkpoints", "Kernels", "Randomness", "Tensors"],
            tests: ["CAllocations", "Checkpoints", "Images", "Kernels", "Tensors", "Threads"],
            fixtures: "Fixtures"
        )
        + station(
            "LookupViT", ["Checkpoints", "Kernels", "LFViT", "Tensors"],
            tests: ["CAllocations", "Checkpoints", "Images", "Kernels", "LFViT", "Tensors"], fixtures: "Fixtures"
        )
        + station(
            "Cascade", ["Checkpoints", "Images", "Kernels", "LFViT", "LookupViT", "Tensors"],
            tests: [
                "BundledModel", "CAllocations", "Checkpoints", "Images", "Kernels", "LFViT", "LookupViT", "Tensors",
                "TestFolders",
            ],
            fixtures: "Fixtures"
        )
        + station(
            "Evaluation",
            [
                "BundledModel", "Cascade", "Checkpoints", "Gears", "Images", "Kernels", "LFViT", "LookupViT", "Plots",
                "Tensors",
            ],
            resources: "Page/Resources",
            tests: ["BundledModel", "Checkpoints", "Gears", "LFViT", "LookupViT", "TestFolders"]
        )
        + station("Plots", resources: "Resources")
        + station("Traces", ["Threads"], tests: ["Threads"])
        + station("Logs", [logging], tests: [logging])
        + station("Pages", ["Metrics", "Threads", "Watching", flyingFox], resources: "Resources", tests: ["Watching"])
        + station("ZeroMQ", ["CZeroMQ", "Threads", deque], optimized: true, tests: ["Threads"])
        + station(
            "Wire", ["CFoveaProto", "ZeroMQ"], optimized: true,
            tests: ["Randomness", "TestSupport", "WireSamples", "ZeroMQ"]
        )
        + station("Links", ["Randomness", "Wire", "ZeroMQ"], tests: ["Randomness", "Wire"])
        + station(
            "LinkShaping", ["Durations", "Randomness", deque, nioCore, nioPosix],
            tests: [nioCore, nioPosix, "Randomness"]
        )
        + station(
            "Coordinator", ["Gears", "Metrics", "Threads", "Traces", "Wire", "ZeroMQ"], optimized: true,
            tests: ["CAllocations", "Gears", "Randomness", "TestSupport", "Threads", "Wire", "ZeroMQ"]
        )
        + station(
            "Worker",
            [
                "Checkpoints", "Durations", "Images", "Kernels", "LFViT", "Links", "LookupViT", "Metrics", "Payloads",
                "Randomness", "Tensors", "Threads", "Traces", "Wire", "ZeroMQ", heap,
            ],
            tests: [
                "BundledModel", "Checkpoints", "Coordinator", "Images", "Kernels", "LFViT", "LookupViT", "Metrics",
                "Payloads", "Randomness", "Tensors", "TestSupport", "Threads", "Wire", "ZeroMQ",
            ]
        )
        + station(
            "Payloads", ["CSodium", "Checkpoints", "Images", "LFViT", "Tensors", "Wire"],
            tests: [
                "BundledModel", "Cascade", "Checkpoints", "Images", "Kernels", "LFViT", "PayloadSamples", "Randomness",
                "Tensors", "TestFolders", "Wire",
            ]
        )
        + station("Gears", tests: ["Randomness"])
        + station("Spool", ["Threads", deque], tests: ["PeerSupport", "Randomness", "Threads", "fovea-spool-writer"])
        + station("MQTT", mosquitto + ["Randomness", "Threads"], tests: ["PeerSupport", "Threads"])
        + station(
            "Sinks", ["Images", "MQTT", "Randomness", "Spool", "Threads"],
            tests: ["PeerSupport", "Images", "MQTT", "Randomness", "Spool", "Threads", flyingFox]
        )
        + station("Deployment", ["MQTT", "Sinks", "Spool", yams], tests: ["MQTT", "Sinks", "Spool"])
        + station("Queueing", [heap], tests: ["Randomness"])
        + station(
            "Benchmarks",
            [
                "Cascade", "Checkpoints", "Coordinator", "Edge", "Evaluation", "Images", "Kernels", "LFViT", "Links",
                "LookupViT", "Payloads", "Queueing", "Randomness", "Tensors", "Threads", "Wire", "Worker", "ZeroMQ",
            ],
            tests: [
                "BundledModel", "Checkpoints", "Edge", "Evaluation", "Images", "LFViT", "Queueing", "Wire", "Worker",
            ]
        )
        + station(
            "Edge",
            [
                "Cascade", "Images", "Kernels", "LFViT", "Links", "LookupViT", "Randomness", "Tensors", "Threads",
                "Wire", "ZeroMQ", deque, heap,
            ],
            tests: [
                "BundledModel", "Cascade", "Checkpoints", "Images", "LFViT", "Links", "LookupViT", "Randomness",
                "Threads", "Wire", "ZeroMQ",
            ]
        )
        + station(
            "Cameras", ["Cascade", "Edge", "Images", "Randomness", "Threads"],
            tests: ["BundledModel", "Edge", "LFViT", "Threads"]
        )
        + station(
            "Replay",
            [
                "BundledModel", "Cameras", "Cascade", "Durations", "Edge", "Evaluation", "Images", "LinkShaping",
                "Plots", "Randomness", "Threads", heap, histogram,
            ],
            resources: "Page/Resources",
            tests: [
                "BundledModel", "Cascade", "Checkpoints", "Coordinator", "Edge", "Evaluation", "Gears", "LFViT",
                "LinkShaping", "TestFolders", "Threads", "Wire", "Worker", "ZeroMQ",
            ]
        )
        + [
            .target(
                name: "BundledModel", resources: [.copy("Resources")], swiftSettings: swiftSettings
            ),
            .target(name: "CAllocations", path: "Tests/CAllocations"),
            .target(name: "PeerSupport", path: "Tests/PeerSupport", swiftSettings: swiftSettings),
            .executableTarget(
                name: "fovea-spool-writer", dependencies: ["Spool"], path: "Tests/SpoolWriter",
                swiftSettings: swiftSettings
            ),
            .target(
                name: "WireSamples", dependencies: ["Wire"], path: "Tests/WireSamples", swiftSettings: swiftSettings
            ),
            .target(
                name: "PayloadSamples",
                dependencies: ["Checkpoints", "Images", "LFViT", "Payloads", "Randomness", "Tensors", "Wire"],
                path: "Tests/PayloadSamples", swiftSettings: swiftSettings
            ),
            .executableTarget(
                name: "fovea-fuzz",
                dependencies: [
                    "BundledModel", "Coordinator", "Edge", "LFViT", "Links", "PayloadSamples", "Payloads", "Randomness",
                    "Threads", "Wire", "WireSamples", "Worker", "ZeroMQ", argumentParser,
                ],
                path: "Tests/Fuzz", swiftSettings: swiftSettings
            ),
            .target(
                name: "TestSupport", dependencies: ["Threads", "Wire", "ZeroMQ"], path: "Tests/TestSupport",
                swiftSettings: swiftSettings
            ),
            .target(name: "TestFolders", path: "Tests/TestFolders", swiftSettings: swiftSettings),
            .executableTarget(
                name: "fovea",
                dependencies: [
                    "Benchmarks", "BundledModel", "Cameras", "Cascade", "Checkpoints", "Coordinator", "Deployment",
                    "Edge", "Evaluation", "Gears", "HeatMaps", "Images", "Kernels", "LFViT", "Links", "LinkShaping",
                    "Logs", "LookupViT", "Metrics", "Pages", "Payloads", "Queueing", "Randomness", "Replay", "Rollout",
                    "Sinks", "Spool", "Supervision", "Tensors", "Threads", "Traces", "Watching", "Wire", "Worker",
                    "ZeroMQ", logging, argumentParser, unixSignals,
                ] + (hasVideo ? ["Video"] : []),
                swiftSettings: swiftSettings + (hasVideo ? [.define("FOVEA_VIDEO")] : [])
            ),
            // Runs the built program: what it promises to people and to other programs.
            .testTarget(
                name: "CommandTests",
                dependencies: [
                    "BundledModel", "Coordinator", "Images", "LFViT", "Payloads", "TestFolders", "TestSupport", "Wire",
                    "Worker", "ZeroMQ", "fovea", argumentParser,
                ],
                swiftSettings: swiftSettings + (hasVideo ? [.define("FOVEA_VIDEO")] : [])
            ),
        ]
)
