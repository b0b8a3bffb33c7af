public import FlatProfile
internal import Identity
internal import ProfileFormat
internal import ProfileRules

/// The profile of a device as it leaves the bench.
public struct ProfileFile: Hashable, Sendable {
    /// Its names, relative to the root of the server.
    public var names: [String]
    /// The directory of its own below the root that they are in, `00-0e-08-aa-bb-cc`; nil if all devices share the root.
    public var directory: String?
    /// What is sent.
    public var bytes: [UInt8]
    /// The content coding that a web server has to name; nil if none.
    public var contentEncoding: String?
    /// The SHA-256 of the profile itself, before it was compressed or sealed, in hexadecimal digits: what tells two profiles apart, whatever
    /// the delivery. It is that of secrets too: show it to those who may see them.
    public var checksum: String

    /// Where the files lie below a root: `00-0e-08-aa-bb-cc/8841-3PCC.xml`.
    public var paths: [String] { names.map { name in directory.map { "\($0)/\(name)" } ?? name } }
}

/// Makes the files of a job's devices. Made once a job: the template is read only then.
public struct ProfileFiles: Sendable {
    /// The job.
    public let job: Job
    /// Its template.
    public let template: Template
    private let rules: [FileNameRule]
    private let key: ProfileKey?

    /// The files of a job.
    public init(_ job: Job) throws(ProfileFileError) {
        self.job = job
        do throws(TemplateFaults) {
            template = try Template(job.template)
        } catch {
            throw .template(error)
        }
        rules = job.fileNames.map { FileNameRule($0) }
        guard case .sealed(let sealing) = job.delivery else {
            key = nil
            return
        }
        do throws(SealError) {
            key = try ProfileKey(sealing.key.reveal().utf8, for: sealing.scheme)
        } catch {
            throw .seal("\(error)")
        }
    }

    /// The names of a device's files.
    public func names(of device: Device) throws(ProfileFileError) -> [String] {
        let identity = job.identity(of: device)
        var names: [String] = []
        for rule in rules {
            do throws(FileNameFault) {
                let name = try rule.name(for: identity)
                if !names.contains(name) { names.append(name) }
            } catch {
                throw .name(error, device.mac)
            }
        }
        return names
    }

    /// The directory of a device below the root; nil if all share it.
    public func directory(of device: Device) -> String? {
        guard job.layout == .byMAC else { return nil }
        return device.mac.colonSeparated.split(separator: ":").joined(separator: "-")
    }

    /// The profile of a device, as XML.
    public func profile(of device: Device) throws(ProfileFileError) -> [UInt8] {
        do throws(TemplateFault) {
            return try template.profile(of: device, columns: job.columns)
        } catch {
            throw .values(error)
        }
    }

    /// The file of a device: rendered, compressed and sealed as the job says. Sealed files have random salts: no two calls give the same bytes.
    public func file(of device: Device) throws(ProfileFileError) -> ProfileFile {
        let profile = try profile(of: device)
        return ProfileFile(
            names: try names(of: device), directory: directory(of: device), bytes: try packed(profile),
            contentEncoding: job.delivery.contentEncoding, checksum: try Self.checksum(of: profile))
    }

    private static func checksum(of profile: [UInt8]) throws(ProfileFileError) -> String {
        do throws(FileCheckError) {
            return try FileChecksum(of: profile).hexadecimal
        } catch {
            throw .seal("\(error)")
        }
    }

    private func packed(_ profile: [UInt8]) throws(ProfileFileError) -> [UInt8] {
        switch job.delivery {
        case .plain: return profile
        case .gzip: return ProfileWriter.gzip(profile)
        case .sealed(let sealing):
            guard let key else { return profile }
            var options = SealedProfile.Options()
            options.digest = sealing.digest
            options.isCompressed = sealing.isCompressed
            do throws(SealError) {
                return try SealedProfile.seal(profile, with: key, options: options)
            } catch {
                throw .seal("\(error)")
            }
        }
    }
}

/// Why a device has no file. It quotes no secret.
public enum ProfileFileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The job's template cannot be used.
    case template(TemplateFaults)
    /// The device's values do not fit into it.
    case values(TemplateFault)
    /// A rule gives the device no name.
    case name(FileNameFault, MACAddress)
    /// It could not be sealed, or its checksum not be computed.
    case seal(String)

    /// One sentence.
    public var description: String {
        switch self {
        case .template(let faults):
            "the job's template cannot be used: \(faults.faults.first.map { "\($0)" } ?? "it has faults")"
        case .values(let fault): "\(fault)"
        case .name(let fault, let mac): "device \(mac): \(fault)"
        case .seal(let sentence): "the profile cannot be sealed: \(sentence)"
        }
    }
}
