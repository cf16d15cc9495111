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

/// One source target and its test target, so that neither is added without the other.
func station(_ name: String, _ dependencies: [Target.Dependency] = [], tests: [Target.Dependency] = []) -> [Target] {
    [
        .target(name: name, dependencies: dependencies, swiftSettings: swiftSettings),
        .testTarget(
            name: "\(name)Tests",
            dependencies: [.byName(name: name)] + tests,
            swiftSettings: swiftSettings
        ),
    ]
}

let systemLibraries: [Target] = [
    .systemLibrary(name: "CThreads"),
    .systemLibrary(name: "CZeroMQ"),
]

/// Written by scripts/generate-protos.
let protobuf = Target.target(name: "CFoveaProto", linkerSettings: [.linkedLibrary("protobuf-c")])

/// What tests of several targets share.
let testSupport = Target.target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: swiftSettings)

let package = Package(
    name: "fovea",
    dependencies: [
        .package(url: "https://github.com/apple/swift-collections", exact: "1.6.0"),
    ],
    targets: systemLibraries + [protobuf, testSupport]
        + station("Threads", ["CThreads"])
        + station("Tensors")
        + station("ZeroMQ", ["CZeroMQ", "Threads", .product(name: "DequeModule", package: "swift-collections")], tests: ["Threads"])
        + station("Wire", ["CFoveaProto", "ZeroMQ"], tests: ["TestSupport", "ZeroMQ"])
        + station("Coordinator", ["Threads", "Wire", "ZeroMQ"], tests: ["TestSupport", "Threads", "Wire", "ZeroMQ"])
)
