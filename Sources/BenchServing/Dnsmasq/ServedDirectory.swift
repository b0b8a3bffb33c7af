internal import Bench
internal import FlatProfile
internal import Glibc
internal import HTTPServer
internal import Host
internal import Threading

/// The files that dnsmasq serves: a fresh directory, which only dnsmasq's user can read.
actor ServedDirectory {
    /// Who dnsmasq becomes.
    struct User: Hashable, Sendable {
        var name: String
        var number: uid_t
        var group: gid_t
    }

    private let executor = QueueExecutor(label: "onhook.bench.tftp")
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Where it is.
    nonisolated let path: String
    /// Whose the files are; nil for this process's own user.
    nonisolated let user: User?
    private let cache: FileCache
    private let files: ProfileFiles
    private var made: Set<String> = []
    /// What a device has there, to take it away again.
    private var present: [MACAddress: [String]] = [:]

    /// Makes the directory. For root it lies in memory (`/run`), so that no secret reaches a disk.
    init(_ files: ProfileFiles, cache: FileCache, temporary: String?) throws(DnsmasqFault) {
        self.files = files
        self.cache = cache
        let isRoot = geteuid() == 0
        user = isRoot ? try Self.dnsmasqUser() : nil
        let parent = isRoot && access("/run", W_OK | X_OK) == 0 ? "/run" : temporary ?? "/tmp"
        var template = Array("\(parent)/onhook-bench-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw .files("\(parent): \(SystemError(number: errno))") }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        if let user, chown(path, user.number, user.group) != 0 {
            throw .files("\(path): \(SystemError(number: errno))")
        }
    }

    /// dnsmasq's own user, as Debian makes it; nobody elsewhere.
    private static func dnsmasqUser() throws(DnsmasqFault) -> User {
        for name in ["dnsmasq", "nobody"] {
            if let entry = getpwnam(name) {
                return User(name: name, number: entry.pointee.pw_uid, group: entry.pointee.pw_gid)
            }
        }
        throw .files("there is neither a user dnsmasq nor a user nobody")
    }

    /// Writes the files of devices; those of which none can be made, with the reason.
    func write(_ devices: [Device]) throws(DnsmasqFault) -> [(MACAddress, String)] {
        var faults: [(MACAddress, String)] = []
        for device in devices {
            remove(device.mac)
            let bytes: [UInt8]
            let names: [String]
            do throws(ProfileFileError) {
                bytes = try cache.file(of: device).bytes.bytes
                let directory = files.directory(of: device).map { $0 + "/" } ?? ""
                names = try files.names(of: device).map { directory + $0 }
            } catch {
                faults.append((device.mac, "\(error)"))
                continue
            }
            for name in names { try write(bytes, to: name) }
            present[device.mac] = names
        }
        return faults
    }

    /// Takes the files of a device away, unless another one has them too.
    func remove(_ mac: MACAddress) {
        for name in present.removeValue(forKey: mac) ?? [] where !present.values.contains(where: { $0.contains(name) })
        {
            unlink(path + "/" + name)
        }
    }

    private func write(_ bytes: [UInt8], to name: String) throws(DnsmasqFault) {
        var directory = path
        for part in name.split(separator: "/").dropLast() {
            directory += "/\(part)"
            guard made.insert(directory).inserted else { continue }
            guard mkdir(directory, 0o700) == 0 || errno == EEXIST else { throw fault(directory) }
            if let user, chown(directory, user.number, user.group) != 0 { throw fault(directory) }
        }
        let target = path + "/" + name
        let temporary = target + ".new"
        let file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o400)
        guard file >= 0 else { throw fault(target) }
        defer { close(file) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw fault(target) }
            rest = rest.dropFirst(count)
        }
        if let user, fchown(file, user.number, user.group) != 0 { throw fault(target) }
        guard rename(temporary, target) == 0 else { throw fault(target) }
    }

    private func fault(_ path: String) -> DnsmasqFault { .files("\(path): \(SystemError(number: errno))") }

    /// Removes all of it.
    func removeAll() { Self.remove(tree: path) }

    private static func remove(tree path: String) {
        if let stream = opendir(path) {
            var names: [String] = []
            while let entry = readdir(stream) {
                names.append(
                    withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                    })
            }
            closedir(stream)
            for name in names where name != "." && name != ".." {
                let child = path + "/" + name
                if unlink(child) != 0, errno == EISDIR || errno == EPERM { remove(tree: child) }
            }
        }
        rmdir(path)
    }
}
