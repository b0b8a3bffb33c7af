package import FlatProfile
import Foundation

/// What every fuzz target begins with: inputs that the project itself makes, in the directory that `Tests/Fuzz/run` names.
package enum FuzzSeeds {
    /// Writes the inputs; libFuzzer reads the directory afterwards.
    package static func write(_ inputs: [[UInt8]]) {
        guard let directory = ProcessInfo.processInfo.environment["ONHOOK_FUZZ_SEEDS"] else { return }
        for (number, input) in inputs.enumerated() {
            guard FileManager.default.createFile(atPath: "\(directory)/seed-\(number)", contents: Data(input)) else {
                fatalError("\(directory) cannot be written to")
            }
        }
    }
}

/// The phone that reads what the fuzzers make up.
package enum FuzzPhone {
    package static let identity = DeviceIdentity(
        model: .standard, mac: MACAddress(bits: 0x000e_08aa_bbcc), serialNumber: "FCH2305DMH0",
        softwareVersion: "sip88xx.12-0-7MPP0201-66", hardwareVersion: "2.0.1")

    /// No seed holds these texts, so whatever shows one has it from the configuration.
    package static let secrets = ["Zx7-first-secret", "Zx7-second-secret"]

    package static let snapshot: Snapshot = {
        let factory = Snapshot(catalogue: Catalogue.of(.standard))
        let values: [(ParameterName, String)] = [
            ("GPP_A", "ABCDEF"), ("GPP_B", "|)\"]"), ("GPP_C", "(1=1)? "), ("GPP_D", "[--key $SA"),
            ("GPP_E", "/a/b = /flat-profile/GPP_F ; /c = /flat-profile/GPP_G"), ("GPP_SA", secrets[0]),
            ("GPP_SB", secrets[1]),
        ]
        let set = ChangeSet(
            values.map { ParameterChange($0.0, .set($0.1)) }, origin: .importedFile(name: "fuzz"))
        return factory.applying(set, at: Timestamp(unixSeconds: 0))?.snapshot ?? factory
    }()
}

/// Ends the run: libFuzzer keeps the input.
package func require(_ condition: @autoclosure () -> Bool, _ promise: @autoclosure () -> String) {
    if !condition() { fatalError("broken promise: \(promise())") }
}
