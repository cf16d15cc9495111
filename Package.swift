// swift-tools-version: 6.2
// The targets are the stations of a frame's way; what a target does not list, it cannot import.
import PackageDescription

let swiftSettings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// One source target and its test target, so that neither is added without the other.
func station(
    _ name: String, _ dependencies: [Target.Dependency] = [], tests: [Target.Dependency] = [], fixtures: Bool = false
) -> [Target] {
    [
        .target(name: name, dependencies: dependencies, swiftSettings: swiftSettings),
        .testTarget(
            name: "\(name)Tests",
            dependencies: [.byName(name: name)] + tests,
            resources: fixtures ? [.copy("Fixtures")] : [],
            swiftSettings: swiftSettings
        ),
    ]
}

let systemLibraries: [Target] = [
    .systemLibrary(name: "COneDNN", providers: [.apt(["libdnnl-dev"])])
]

let package = Package(
    name: "fovea",
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
    ],
    targets: systemLibraries
        + [.target(name: "CKernels")]
        + station("Tensors")
        + station("Checkpoints", ["Tensors"], tests: ["Tensors"])
        + station("Kernels", ["CKernels", "COneDNN", "Tensors"], tests: ["Tensors"])
        + station(
            "LFViT", ["Checkpoints", "Kernels", "Tensors"], tests: ["Checkpoints", "Kernels", "Tensors"], fixtures: true
        )
        + station(
            "Benchmarks", ["Checkpoints", "Kernels", "LFViT", "Tensors"], tests: ["Checkpoints", "LFViT"]
        )
        + [
            .target(name: "BundledModel", resources: [.copy("Resources")], swiftSettings: swiftSettings),
            .executableTarget(
                name: "fovea",
                dependencies: [
                    "Benchmarks", "BundledModel", "Checkpoints", "Kernels", "LFViT", "Tensors",
                    .product(name: "ArgumentParser", package: "swift-argument-parser"),
                ],
                swiftSettings: swiftSettings
            ),
        ]
)
