// swift-tools-version: 6.2
import PackageDescription

extension [SwiftSetting] {
    /// What every target is compiled with.
    static let house: Self =
        [
            "ExistentialAny", "InternalImportsByDefault", "MemberImportVisibility", "NonisolatedNonsendingByDefault",
        ].map { .enableUpcomingFeature($0) }

    /// For targets without pointers: any unsafe construct that is not marked `unsafe` is an error.
    static let pure: Self = house + [.strictMemorySafety(), .treatWarning("StrictMemorySafety", as: .error)]
}

/// A C library of the system, found by pkg-config; the header holds what Swift cannot import by itself.
func library(_ name: String, _ pkgConfig: String, apt package: String) -> Target {
    .systemLibrary(
        name: name, path: "Sources/System/\(name)", pkgConfig: pkgConfig, providers: [.apt([package])])
}

func module(_ name: String, _ dependencies: [Target.Dependency], _ settings: [SwiftSetting] = .house) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(of name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: [.byName(name: name), "TestSupport"] + dependencies,
        swiftSettings: .house)
}

let package = Package(
    name: "onhook",
    products: [.executable(name: "onhook", targets: ["onhook"])],
    targets: [
        // System: one module per foreign library.
        library("CXML2", "libxml-2.0", apt: "libxml2-dev"),
        library("CZlib", "zlib", apt: "zlib1g-dev"),
        library("COpenSSL", "libcrypto", apt: "libssl-dev"),
        library("CCurl", "libcurl", apt: "libcurl4-openssl-dev"),
        library("CCares", "libcares", apt: "libc-ares-dev"),
        library("CSQLite", "sqlite3", apt: "libsqlite3-dev"),
        library("CPostgreSQL", "libpq", apt: "libpq-dev"),
        library("CArchive", "libarchive", apt: "libarchive-dev"),
        // libcsv-dev has no pkg-config file.
        .systemLibrary(name: "CCSV", path: "Sources/System/CCSV", providers: [.apt(["libcsv-dev"])]),
        // libzint-dev has no pkg-config file.
        .systemLibrary(name: "CZint", path: "Sources/System/CZint", providers: [.apt(["libzint-dev"])]),
        library("CMicroHTTPD", "libmicrohttpd", apt: "libmicrohttpd-dev"),
        library("CTemplateLibrary", "libctemplate", apt: "libctemplate-dev"),
        .target(
            name: "CTemplate", dependencies: ["CTemplateLibrary"], path: "Sources/System/CTemplate",
            linkerSettings: [.linkedLibrary("ctemplate")]),
        // libpacparser-dev has no pkg-config file.
        .target(
            name: "CPacparser", path: "Sources/System/CPacparser", linkerSettings: [.linkedLibrary("pacparser")]),
        // What a process takes from itself before it handles what cannot be trusted.
        .target(name: "CConfinement", path: "Sources/System/CConfinement"),
        // Pango and cairo, loaded by the child that draws and by nobody else.
        .target(
            name: "CScreenCanvas", path: "Sources/System/CScreenCanvas", linkerSettings: [.linkedLibrary("m")]),
        // toml++ is headers only (libtomlplusplus-dev): they are compiled into this target, and no library is loaded.
        .target(name: "CToml", path: "Sources/System/CToml"),
        // getopt_long of the C library, wrapped so that its state is not ours.
        .target(name: "CGetopt", path: "Sources/System/CGetopt"),
        // A header that Swift's Glibc module leaves out.
        .systemLibrary(name: "CTimer", path: "Sources/System/CTimer"),
        .systemLibrary(name: "CEpoll", path: "Sources/System/CEpoll"),
        // What a process gives back to the kernel, asked for through functions that Swift's Glibc module leaves out.
        .target(name: "CMemory", path: "Sources/System/CMemory"),
        // Starting a program with limits, which posix_spawn(3) cannot set.
        .target(name: "CSpawn", path: "Sources/System/CSpawn"),
        // Files of the project that travel inside the program.
        .target(name: "CCatalogue", path: "Sources/System/CCatalogue"),
        .target(name: "CWebAssets", path: "Sources/System/CWebAssets"),

        // What threads share and wait for: one lock, one monitor, one executor for calls that block.
        module("Threading", [], .pure),
        // How bytes, numbers and days are written.
        module("Notation", [], .pure),

        // The domain: values and rules.
        module("FlatProfile", ["CCatalogue", "Notation", "Threading"], .pure),
        module("ProfileRules", ["FlatProfile", "Notation"], .pure),

        // Adapters: one outside thing each.
        module("ProfileFormat", ["FlatProfile", "CXML2", "CZlib", "COpenSSL"]),
        module("Transfer", ["Notation", "Threading", "CCurl", "CCares", "COpenSSL"]),
        module("Confinement", ["Threading", "CConfinement"]),
        module("ProxyScript", ["Confinement", "Threading", "Transfer", "CPacparser"]),
        module("ScreenPicture", ["Confinement", "Threading", "CScreenCanvas"]),
        module("Identity", ["Notation", "Threading", "COpenSSL"]),
        module("Store", ["FlatProfile", "Notation", "Threading", "CSQLite"]),
        module("Host", ["FlatProfile", "Notation", "Threading", "CMemory", "CSpawn", "CTimer"]),
        module("Archive", ["FlatProfile", "CArchive"]),
        module("HTTPServer", ["Notation", "Threading", "CMicroHTTPD"]),
        module("Spreadsheet", ["CCSV"]),
        module("BarCodes", ["CZint"]),

        module("TOML", ["CToml"]),
        module("Relay", ["Threading", "CEpoll"]),

        // The engine, the application, its faces.
        module(
            "Provisioning", ["FlatProfile", "Notation", "Threading", "ProfileRules", "ProfileFormat", "Transfer"], .pure
        ),
        module(
            "PhoneService",
            [
                "FlatProfile", "Threading", "ProfileRules", "ProfileFormat", "Transfer", "Identity", "Store", "Host",
                "Archive", "Notation", "Provisioning",
            ], .pure),
        // Virtual phones, and fleets of them.
        module(
            "Fleet",
            [
                "FlatProfile", "Threading", "ProfileRules", "ProfileFormat", "Transfer", "Identity", "Provisioning",
                "PhoneService", "Notation", "Relay", "TOML",
            ], .pure),
        // What the pages of every program here are made of.
        module("Pages", ["HTTPServer", "FlatProfile", "Notation", "Threading", "CTemplate", "CWebAssets"]),
        module(
            "WebUI",
            [
                "PhoneService", "HTTPServer", "FlatProfile", "Identity", "Notation", "Pages", "Threading",
                "ScreenPicture",
            ]),
        module(
            "Bench",
            [
                "FlatProfile", "ProfileRules", "ProfileFormat", "Identity", "Spreadsheet", "Store", "Host", "Notation",
                "Threading",
            ], .pure),
        module("BenchDatabase", ["Bench", "Host", "ProfileRules", "Store", "Threading", "CPostgreSQL"]),
        // What of the bench stands towards the devices.
        module(
            "BenchServing",
            [
                "Bench", "FlatProfile", "HTTPServer", "Host", "Notation", "PhoneService", "ProfileFormat",
                "ProfileRules", "Threading", "CSpawn",
            ]),
        // What each phone of a job will do, done by a virtual one.
        module(
            "Rehearsal",
            [
                "Bench", "FlatProfile", "Fleet", "HTTPServer", "Identity", "Notation", "PhoneService", "ProfileFormat",
                "ProfileRules", "Provisioning", "TOML", "Threading", "Transfer",
            ], .pure),
        // What goes with the phones: labels, and the report for the customer.
        module(
            "HandOver",
            [
                "BarCodes", "Bench", "FlatProfile", "Identity", "Notation", "PhoneService", "ProfileFormat",
                "ProfileRules", "Spreadsheet",
            ], .pure),
        module(
            "BenchUI",
            [
                "Bench", "FlatProfile", "HTTPServer", "Host", "Identity", "Notation", "Pages", "ProfileFormat",
                "ProfileRules", "Spreadsheet", "Threading",
            ]),
        module(
            "OnhookCommands",
            [
                "BarCodes", "Bench", "BenchDatabase", "BenchServing", "BenchUI", "HandOver", "Rehearsal", "Spreadsheet",
                "FlatProfile", "ProfileRules", "ProfileFormat", "Transfer", "Identity", "Store", "Host", "Provisioning",
                "PhoneService", "HTTPServer", "WebUI", "Notation", "Threading", "ScreenPicture", "CGetopt", "Fleet",
                "TOML",
            ]),
        .executableTarget(
            name: "onhook", dependencies: ["OnhookCommands", "ProxyScript", "ScreenPicture"], swiftSettings: .pure),

        // Tests: one folder a module.
        .target(name: "TestSupport", dependencies: ["Threading"], path: "Tests/TestSupport", swiftSettings: .house),
        tests(of: "Threading"),
        tests(of: "Notation"),
        tests(of: "FlatProfile"),
        tests(of: "ProfileRules", ["FlatProfile"]),
        tests(of: "ProfileFormat", ["FlatProfile", "Threading"]),
        tests(of: "Transfer", ["Threading"]),
        tests(of: "ProxyScript", ["Threading", "Transfer", "ScriptProbe"]),
        .executableTarget(
            name: "ScriptProbe", dependencies: ["ProxyScript"], path: "Tests/ScriptProbe", swiftSettings: .house),
        tests(of: "ScreenPicture", ["Threading", "PictureProbe"]),
        .executableTarget(
            name: "PictureProbe", dependencies: ["ScreenPicture"], path: "Tests/PictureProbe", swiftSettings: .house),
        tests(of: "Identity", ["Notation"]),
        tests(of: "Store", ["FlatProfile", "Threading", "CFaultyDisk", "StoreProbe"]),
        // A layer under SQLite that fails on demand, and a program that commits until it is killed.
        .target(name: "CFaultyDisk", dependencies: ["CSQLite"], path: "Tests/CFaultyDisk"),
        .executableTarget(
            name: "StoreProbe", dependencies: ["FlatProfile", "Store", "CSQLite"], path: "Tests/StoreProbe",
            swiftSettings: .house),
        tests(of: "Archive", ["FlatProfile"]),
        tests(of: "Host", ["FlatProfile", "Threading"]),
        tests(of: "Provisioning", ["FlatProfile", "Threading", "ProfileRules", "ProfileFormat", "Transfer"]),
        tests(
            of: "PhoneService",
            [
                "FlatProfile", "Threading", "ProfileRules", "ProfileFormat", "Transfer", "Identity", "Store", "Host",
                "Provisioning",
            ]),
        tests(of: "TOML"),
        tests(of: "Relay", ["Threading", "Transfer"]),
        tests(of: "Fleet", ["FlatProfile", "Notation", "Threading", "Provisioning", "Transfer", "TOML"]),
        tests(of: "HTTPServer", ["Threading"]),
        tests(of: "Spreadsheet"),
        tests(
            of: "Bench",
            [
                "BenchFixtures", "FlatProfile", "Host", "ProfileRules", "ProfileFormat", "Spreadsheet", "Threading",
                "BenchProbe",
            ]),
        tests(
            of: "BenchDatabase",
            ["Bench", "BenchFixtures", "FlatProfile", "ProfileRules", "ProfileFormat", "Threading", "BenchProbe"]),
        .target(
            name: "BenchFixtures",
            dependencies: ["Bench", "BenchDatabase", "FlatProfile", "ProfileRules", "TestSupport", "Threading"],
            path: "Tests/BenchFixtures", swiftSettings: .house),
        tests(
            of: "BenchServing",
            ["Bench", "FlatProfile", "HTTPServer", "Host", "ProfileFormat", "ProfileRules", "Threading"]),
        // A program that works on a bench's store until it is killed.
        .executableTarget(
            name: "BenchProbe", dependencies: ["Bench", "BenchDatabase", "FlatProfile", "Host", "ProfileRules"],
            path: "Tests/BenchProbe", swiftSettings: .house),
        tests(of: "HandOver", ["BarCodes", "Bench", "FlatProfile", "PhoneService", "ProfileRules"]),
        tests(
            of: "Rehearsal",
            ["Bench", "FlatProfile", "Fleet", "ProfileFormat", "ProfileRules", "TOML", "Threading"]),
        tests(of: "Pages", ["HTTPServer"]),
        tests(
            of: "WebUI",
            [
                "FlatProfile", "HTTPServer", "Identity", "Pages", "PhoneService", "Provisioning", "ScreenPicture",
                "Store", "Threading", "Transfer",
            ]),
        tests(
            of: "BenchUI",
            ["Bench", "FlatProfile", "HTTPServer", "Identity", "Pages", "ProfileRules", "Spreadsheet", "Threading"]),
        tests(
            of: "OnhookCommands",
            ["FlatProfile", "Notation", "HTTPServer", "Pages", "Threading", "PhoneService", "WebUI"]),
    ],
    swiftLanguageModes: [.v6],
    cLanguageStandard: .c17,
    cxxLanguageStandard: .cxx17
)

// Programs for libFuzzer, which has their entry point; `make fuzz` (Tests/Fuzz/run) asks for them.
if Context.environment["ONHOOK_FUZZ"] != nil {
    func fuzzer(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
        .executableTarget(
            name: name, dependencies: dependencies + ["FlatProfile", "FuzzSupport"], path: "Tests/Fuzz/\(name)",
            swiftSettings: .house)
    }
    package.targets += [
        .target(
            name: "FuzzSupport", dependencies: ["FlatProfile"], path: "Tests/Fuzz/FuzzSupport", swiftSettings: .house),
        fuzzer("FuzzProfile", ["ProfileFormat"]), fuzzer("FuzzRule", ["ProfileRules"]),
        fuzzer("FuzzSealedProfile", ["ProfileFormat"]), fuzzer("FuzzDHCPOption", ["Provisioning"]),
    ]
}
