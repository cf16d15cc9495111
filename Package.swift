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
/// tests that they read, `resources` one that the source target carries along.
func station(
    _ name: String, _ dependencies: [Target.Dependency] = [], resources: String? = nil,
    tests: [Target.Dependency] = [], fixtures: String? = nil
) -> [Target] {
    [
        .target(
            name: name, dependencies: dependencies, resources: resources.map { [.copy($0)] } ?? [],
            swiftSettings: swiftSettings
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

/// Small pieces of C: loops that the compiler makes vectors of in no other language, and what Swift cannot import.
let pieces: [Target] = [
    .target(name: "CKernels"),
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
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
    ],
    targets: systemLibraries
        + pieces
        + station("Randomness")
        + station("Metrics")
        + station("Watching", ["Metrics"], tests: ["Metrics"])
        + station("Threads", ["CThreads"])
        + station("Tensors")
        + station("Images", ["CJPEG", "CPNG", "CPixels", "Tensors"], tests: ["Tensors"], fixtures: "Fixtures")
        + station("HeatMaps", ["CCairo", "Images"], tests: ["Images"])
        + station("Checkpoints", ["Randomness", "Tensors"], tests: ["Tensors"])
        + station("Kernels", ["CKernels", "COneDNN", "Tensors"], tests: ["Tensors"])
        + station(
            "LFViT", ["Checkpoints", "Kernels", "Randomness", "Tensors"],
            tests: ["Checkpoints", "Images", "Kernels", "Tensors"],
            fixtures: "Fixtures"
        )
        + station(
            "Cascade", ["Checkpoints", "Images", "Kernels", "LFViT", "Tensors"],
            tests: ["BundledModel", "CAllocations", "Checkpoints", "Images", "Kernels", "LFViT", "Tensors"],
            fixtures: "Fixtures"
        )
        + station(
            "Evaluation", ["BundledModel", "Cascade", "Gears", "Images", "Kernels", "LFViT", "Tensors"],
            tests: ["BundledModel", "Checkpoints", "Gears", "LFViT"]
        )
        + station("Traces", ["Threads"], tests: ["Threads"])
        + station("Logs", [logging], tests: [logging])
        + station("Pages", ["Metrics", "Watching", flyingFox], resources: "Resources", tests: ["Watching"])
        + station("ZeroMQ", ["CZeroMQ", "Threads", deque], tests: ["Threads"])
        + station("Wire", ["CFoveaProto", "ZeroMQ"], tests: ["Randomness", "TestSupport", "WireSamples", "ZeroMQ"])
        + station("Links", ["Randomness", "Wire", "ZeroMQ"], tests: ["Randomness", "Wire"])
        + station(
            "LinkShaping", ["Randomness", deque, nioCore, nioPosix], tests: [nioCore, nioPosix, "Randomness"]
        )
        + station(
            "Coordinator", ["Gears", "Metrics", "Threads", "Traces", "Wire", "ZeroMQ"],
            tests: ["Gears", "Randomness", "TestSupport", "Threads", "Wire", "ZeroMQ"]
        )
        + station(
            "Worker",
            [
                "Checkpoints", "Images", "Kernels", "LFViT", "Links", "Metrics", "Payloads", "Randomness", "Tensors",
                "Threads", "Traces", "Wire", "ZeroMQ", heap,
            ],
            tests: [
                "BundledModel", "Checkpoints", "Coordinator", "LFViT", "Metrics", "Randomness", "TestSupport",
                "Threads",
                "Wire",
                "ZeroMQ",
            ]
        )
        + station(
            "Payloads", ["CSodium", "Checkpoints", "Images", "LFViT", "Tensors", "Wire"],
            tests: [
                "BundledModel", "Cascade", "Checkpoints", "Images", "Kernels", "LFViT", "PayloadSamples", "Randomness",
                "Tensors", "Wire",
            ]
        )
        + station("Gears", tests: ["Randomness"])
        + station("Queueing", [heap], tests: ["Randomness"])
        + station(
            "Benchmarks",
            [
                "Cascade", "Checkpoints", "Coordinator", "Evaluation", "Images", "Kernels", "LFViT", "Links",
                "Payloads", "Queueing", "Randomness", "Tensors", "Threads", "Wire", "Worker", "ZeroMQ",
            ],
            tests: ["BundledModel", "Checkpoints", "Evaluation", "LFViT", "Queueing", "Worker"]
        )
        + station(
            "Edge",
            [
                "Cascade", "Images", "Kernels", "LFViT", "Links", "Randomness", "Tensors", "Threads", "Wire", "ZeroMQ",
                deque, heap,
            ],
            tests: ["BundledModel", "Cascade", "Images", "LFViT", "Links", "Randomness", "Threads", "Wire", "ZeroMQ"]
        )
        + station(
            "Replay",
            ["BundledModel", "Cascade", "Edge", "Evaluation", "LinkShaping", "Randomness", "Threads", heap, histogram],
            resources: "Page/Resources",
            tests: [
                "BundledModel", "Cascade", "Checkpoints", "Coordinator", "Edge", "Evaluation", "Gears", "LFViT",
                "LinkShaping", "Threads", "Wire", "Worker", "ZeroMQ",
            ]
        )
        + [
            .target(
                name: "BundledModel", resources: [.copy("Resources")], swiftSettings: swiftSettings
            ),
            .target(name: "CAllocations", path: "Tests/CAllocations"),
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
                name: "TestSupport", dependencies: ["Wire", "ZeroMQ"], path: "Tests/TestSupport",
                swiftSettings: swiftSettings
            ),
            .executableTarget(
                name: "fovea",
                dependencies: [
                    "Benchmarks", "BundledModel", "Cascade", "Checkpoints", "Coordinator", "Edge", "Evaluation",
                    "Gears", "HeatMaps", "Images", "Kernels", "LFViT", "LinkShaping", "Links", "Logs", "Metrics",
                    "Pages",
                    "Payloads", "Queueing", "Replay", "Tensors", "Threads", "Traces", "Watching", "Wire", "Worker",
                    "ZeroMQ", logging,
                    argumentParser, unixSignals,
                ],
                swiftSettings: swiftSettings
            ),
            // Runs the built program: what it promises to people and to other programs.
            .testTarget(
                name: "CommandTests",
                dependencies: [
                    "BundledModel", "Coordinator", "Images", "LFViT", "Payloads", "TestSupport", "Wire", "Worker", "ZeroMQ",
                    "fovea", argumentParser,
                ],
                swiftSettings: swiftSettings
            ),
        ]
)
