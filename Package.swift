// swift-tools-version: 6.2
import PackageDescription

/// Every target is compiled the same way: Swift 6 mode, warnings are errors, and an import is internal unless it says otherwise.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let log = Target.Dependency.product(name: "Logging", package: "swift-log")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

/// A module under Sources and its tests under Tests.
func module(_ name: String, uses: [Target.Dependency] = [], testsUse: [Target.Dependency] = []) -> [Target] {
    [
        .target(name: name, dependencies: uses, swiftSettings: settings),
        .testTarget(
            name: "\(name)Tests", dependencies: [.target(name: name), "TestSupport"] + uses + testsUse,
            swiftSettings: settings),
    ]
}

/// A tests-only target or tool whose sources live under Tests.
func tests(_ name: String, uses: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: uses, swiftSettings: settings)
}

let floor0: [Target] = [
    .target(name: "CLinux"),
    .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CMicroHTTPD", pkgConfig: "libmicrohttpd", providers: [.apt(["libmicrohttpd-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
]

let floor1 =
    module("EventLoops", uses: ["CLinux"])
    + module("PodModel")
    + module("Metrics")

let floor2 =
    module("CurlTransfers", uses: ["EventLoops", "CCurl"])
    + module("Manifests", uses: ["PodModel", yams])
    + module("NodeViews", uses: ["PodModel", "Metrics"])
    + module("HTTPServing", uses: ["EventLoops", "CMicroHTTPD", "CZlib"])

let floor3 =
    module("Probing", uses: ["PodModel", "Metrics", "EventLoops", "CurlTransfers"])
    + module("Runtimes", uses: ["PodModel", "EventLoops"])

let floor4 =
    module(
        "Supervision", uses: ["PodModel", "Metrics", "EventLoops", "Probing", "Runtimes"], testsUse: ["SimulatedWorld"])

let floor5: [Target] = [
    .executableTarget(
        name: "podprobe",
        dependencies: [
            "EventLoops", "PodModel", "Metrics", "CurlTransfers", "Manifests", "HTTPServing", "Probing", "Runtimes",
            "Supervision", "NodeViews", argumentParser, log,
        ],
        swiftSettings: settings)
]

let core: [Target.Dependency] = ["EventLoops", "PodModel", "Probing", "Runtimes", "Supervision"]

let beside: [Target] = [
    .target(name: "TestSupport", dependencies: [], path: "Tests/TestSupport", swiftSettings: settings),
    .target(name: "SimulatedWorld", dependencies: core, path: "Tests/SimulatedWorld", swiftSettings: settings),
    .executableTarget(
        name: "podprobe-bench",
        dependencies: ["CLinux", "EventLoops", "PodModel", "Metrics", "Probing", argumentParser],
        path: "Tests/Benchmarks", swiftSettings: settings),
    .target(
        name: "Simulation", dependencies: core + ["Manifests", "SimulatedWorld"], path: "Tests/Simulation",
        exclude: ["Command", "Mutations"], swiftSettings: settings),
    .executableTarget(
        name: "podprobe-simulate", dependencies: ["EventLoops", "Simulation", argumentParser],
        path: "Tests/Simulation/Command", swiftSettings: settings),
    tests("SimulationTests", uses: ["Simulation", "TestSupport"]),
    .testTarget(
        name: "ScenarioTests", dependencies: core + ["SimulatedWorld", "Manifests", "TestSupport"],
        exclude: ["rows.tsv"], swiftSettings: settings),
    tests("TidyTests", uses: ["TestSupport"]),
    tests("AcceptanceTests", uses: ["TestSupport", "podprobe"]),
]

let package = Package(
    name: "podprobe",
    products: [
        .executable(name: "podprobe", targets: ["podprobe"]),
        .executable(name: "podprobe-bench", targets: ["podprobe-bench"]),
        .executable(name: "podprobe-simulate", targets: ["podprobe-simulate"]),
    ],
    dependencies: [
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    ],
    targets: floor0 + floor1 + floor2 + floor3 + floor4 + floor5 + beside
)
