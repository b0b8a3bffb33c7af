internal import FlatProfile
internal import Host
package import Identity
package import Provisioning

/// A load on its way into the state directory.
final class StagingFirmware: FirmwareReceiver {
    private let load: FirmwareLoad
    private let key: ReleaseKey?
    private let file: FirmwareFile
    let room: Int?

    /// Begins a load. Blocks for the disk.
    init(_ load: FirmwareLoad, in directory: String, key: ReleaseKey?) throws(FirmwareFault) {
        self.load = load
        self.key = key
        do throws(FileError) {
            file = try FirmwareFile(directory: directory)
        } catch {
            throw .cannotStage("\(error)")
        }
        room = FirmwareFile.room(in: directory)
    }

    var descriptor: Int32 { file.descriptor }

    func stage(
        _ download: DownloadProgress, checksum: [UInt8]?, signature: [UInt8]?
    ) async throws(FirmwareFault) -> StagedFirmware {
        let (file, load, key) = (file, load, key)
        return try await OffPool.run { () throws(FirmwareFault) in
            let own: FileChecksum
            do throws(FileCheckError) {
                own = try FileChecksum(ofFile: file.temporaryPath)
            } catch {
                throw .cannotStage("\(error)")
            }
            let checks = try FirmwareChecks(load, own, download, checksum, isSigned: key != nil)
            if let key {
                do throws(FileCheckError) {
                    try key.verify(signature ?? [], ofFile: file.temporaryPath)
                } catch {
                    throw .wrongSignature("\(error)")
                }
            }
            do throws(FileError) {
                return StagedFirmware(
                    load: load, size: download.bytes, sha256: own.hexadecimal, checks: checks, path: try file.keep())
            } catch {
                throw .cannotStage("\(error)")
            }
        }
    }

    func discard() async {
        let file = file
        await OffPool.run { file.discard() }
    }
}

/// A load that is counted and checked, and kept nowhere.
package final class PassingFirmware: FirmwareReceiver {
    private let load: FirmwareLoad
    private let key: ReleaseKey?
    private let digest: PassingDigest
    private let bytes: PassingBytes
    package let room: Int? = nil

    package init(_ load: FirmwareLoad, key: ReleaseKey?) throws(FirmwareFault) {
        self.load = load
        self.key = key
        do throws(FileCheckError) {
            digest = try PassingDigest(for: key)
        } catch {
            throw .cannotStage("\(error)")
        }
        do throws(SystemError) {
            bytes = try PassingBytes { [digest] in digest.update($0) }
        } catch {
            throw .cannotStage("\(error)")
        }
    }

    package var descriptor: Int32 { bytes.descriptor }

    package func stage(
        _ download: DownloadProgress, checksum: [UInt8]?, signature: [UInt8]?
    ) async throws(FirmwareFault) -> StagedFirmware {
        await bytes.end()
        let result: PassingDigest.Result
        do throws(FileCheckError) {
            result = try digest.finish()
        } catch {
            throw .cannotStage("\(error)")
        }
        let checks = try FirmwareChecks(load, result.checksum, download, checksum, isSigned: key != nil)
        if let key {
            do throws(FileCheckError) {
                try key.verify(signature ?? [], of: result)
            } catch {
                throw .wrongSignature("\(error)")
            }
        }
        return StagedFirmware(
            load: load, size: download.bytes, sha256: result.checksum.hexadecimal, checks: checks)
    }

    package func discard() async {
        await bytes.end()
    }
}

extension FirmwareChecks {
    /// Compares a load with what the server's `.sha256` file says of it. A file that is no list of checksums says nothing: servers that
    /// answer every address with a page are common, and a checksum of the same server would prove nothing about the origin anyway.
    fileprivate init(
        _ load: FirmwareLoad, _ own: FileChecksum, _ download: DownloadProgress, _ list: [UInt8]?, isSigned: Bool
    ) throws(FirmwareFault) {
        self.init(length: download.total != nil, signature: isSigned)
        guard let list else { return }
        let expected: FileChecksum
        do throws(ChecksumListError) {
            expected = try ChecksumList(list).checksum(ofFile: load.fileName)
        } catch {
            checksum = .unreadable("\(error)")
            return
        }
        guard expected == own else {
            throw .wrongChecksum(expected: expected.hexadecimal, got: own.hexadecimal)
        }
        checksum = .matches
    }
}
