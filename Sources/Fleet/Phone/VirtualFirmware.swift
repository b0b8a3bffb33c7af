internal import PhoneService
internal import Provisioning
internal import Threading

/// The firmware of a virtual phone: a load is fetched to its end and checked, kept nowhere, and "runs" from the restart on.
final class VirtualFirmware: FirmwareInstaller {
    private let version: Locked<String>
    private let premises: Premises

    init(_ softwareVersion: String, _ premises: Premises) {
        version = Locked(softwareVersion)
        self.premises = premises
    }

    var softwareVersion: String { version.withLock { $0 } }
    var sizeLimit: Int { premises.settings.firmwareLimit }
    var wantsSignature: Bool { false }
    var restartsPhone: Bool { true }

    func receive(_ load: FirmwareLoad, keepsIt: Bool) async throws(FirmwareFault) -> any FirmwareReceiver {
        // A thread reads each load that comes.
        guard await premises.loads.enter() else { throw .cannotStage("the phone was stopped") }
        do throws(FirmwareFault) {
            return VisitingFirmware(try PassingFirmware(load, key: nil), premises.loads)
        } catch {
            premises.loads.leave()
            throw error
        }
    }

    func install(_ firmware: StagedFirmware) async throws(FirmwareFault) -> FirmwareInstallation {
        // A name that tells no version would make rules unreadable that compare $SWVER.
        if firmware.load.tellsVersion { version.withLock { $0 = firmware.load.softwareVersion } }
        return .pretended
    }
}

/// A load on its way, which gives its place at the turnstile back when it is through.
private final class VisitingFirmware: FirmwareReceiver {
    private let load: PassingFirmware
    private let turnstile: Turnstile
    private let hasLeft = Locked(false)

    init(_ load: PassingFirmware, _ turnstile: Turnstile) {
        self.load = load
        self.turnstile = turnstile
    }

    deinit { leave() }

    var descriptor: Int32 { load.descriptor }
    var room: Int? { nil }

    func stage(
        _ download: DownloadProgress, checksum: [UInt8]?, signature: [UInt8]?
    ) async throws(FirmwareFault) -> StagedFirmware {
        defer { leave() }
        return try await load.stage(download, checksum: checksum, signature: signature)
    }

    func discard() async {
        await load.discard()
        leave()
    }

    private func leave() {
        let isFirst = hasLeft.withLock { hasLeft in
            defer { hasLeft = true }
            return !hasLeft
        }
        if isFirst { turnstile.leave() }
    }
}
