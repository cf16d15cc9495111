// swift-tools-version: 6.2
// The targets are the stations of a frame's way; what a target does not list, it cannot import.
import PackageDescription

let swiftSettings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// One source target and its test target, so that neither is added without the other; `fixtures` is a folder beside the
/// tests that they read.
func station(
    _ name: String,
    _ dependencies: [Target.Dependency] = [],
    tests: [Target.Dependency] = [],
    fixtures: String? = nil
) -> [Target] {
    [
        .target(name: name, dependencies: dependencies, swiftSettings: swiftSettings),
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
    .systemLibrary(name: "CPNG", providers: [.apt(["libpng-dev"])]),
]

/// Loops in C, for what the compiler makes vectors of in no other language.
let kernels: [Target] = [
    .target(name: "CPixels")
]

let package = Package(
    name: "fovea",
    dependencies: [],
    targets: systemLibraries
        + kernels
        + station("Tensors")
        + station("Images", ["Tensors", "CJPEG", "CPNG", "CPixels"], tests: ["Tensors"], fixtures: "Fixtures")
        + station("HeatMaps", ["Images", "CCairo"], tests: ["Images"])
)
