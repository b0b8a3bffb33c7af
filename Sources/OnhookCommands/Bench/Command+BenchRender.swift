internal import Bench
internal import FlatProfile
internal import Glibc
internal import Host

extension Command {
    static let benchRender = Command(
        path: ["bench", "render"], operands: "JOB", summary: "write the files that the devices of a job get",
        details: """
            With --to each device's files are written below DIR, as the job's file names, layout and delivery say: what a TFTP or web
            server may serve. Without it the file of one device goes to standard output. Sealed files differ at each call.
            """,
        options: [
            .taking("MAC", "device", "only this device"),
            .taking("DIR", "to", "where to write; it is made if it is missing"), .benchStore,
        ]
    ) { (invocation) throws(CommandFailure) in
        let name = try BenchCommand.jobName(invocation)
        let wanted = try device(invocation)
        let target = invocation.arguments["to"]
        guard target != nil || wanted != nil else {
            throw .usage("--to is missing; without it, --device says whose file goes to standard output")
        }
        let (job, devices) = try await BenchCommand.with(invocation) { (store) throws(BenchStoreError) in
            let job = try await store.job(name)
            guard let wanted else { return (job, try await store.allDevices(of: name)) }
            guard let device = try await store.device(wanted, of: name) else { throw .unknownDevice(wanted, name) }
            return (job, [device])
        }
        let files = try RenderedFiles.made { () throws(ProfileFileError) in try ProfileFiles(job) }
        if let target {
            let count = try RenderedFiles(files: files, root: target).write(devices, invocation.console)
            invocation.console.line("\(count == 1 ? "1 file" : "\(count) files") written below \(target)")
        } else {
            for device in devices {
                let file = try RenderedFiles.made { () throws(ProfileFileError) in try files.file(of: device) }
                try invocation.console.writeBytes(file.bytes)
            }
        }
        return .done
    }

    private static func device(_ invocation: Invocation) throws(CommandFailure) -> MACAddress? {
        guard let text = invocation.arguments["device"] else { return nil }
        switch MACText.read(text) {
        case .success(let mac): return mac
        case .failure(let fault): throw .usage("\"\(text.prefix(40))\" is no MAC address: \(fault)")
        }
    }
}

/// The files of a job's devices in a directory.
private struct RenderedFiles {
    let files: ProfileFiles
    let root: String

    /// Writes them all, each as a whole or not at all; how many there are.
    func write(_ devices: [Device], _ console: Console) throws(CommandFailure) -> Int {
        defer { console.showProgress?("") }
        var count = 0
        var known: Set<String> = []
        try Self.makeDirectory(root, mayBeLink: true)
        for (index, device) in devices.enumerated() {
            let file = try Self.made { () throws(ProfileFileError) in try files.file(of: device) }
            for path in file.paths {
                try makeDirectories(of: path, &known)
                do throws(FileError) {
                    // Servers that drop their rights have to read it.
                    try FileWriting.atomically("\(root)/\(path)", file.bytes, mode: 0o644)
                } catch {
                    throw .failed("\(error)")
                }
                count += 1
            }
            BenchCommand.showProgress(index + 1, of: devices.count, "devices written", console)
        }
        return count
    }

    private func makeDirectories(of path: String, _ known: inout Set<String>) throws(CommandFailure) {
        var directory = root
        for part in path.split(separator: "/").dropLast() {
            directory += "/\(part)"
            if known.insert(directory).inserted { try Self.makeDirectory(directory, mayBeLink: false) }
        }
    }

    /// Makes a directory unless it is there. Below the root links are not followed: they lead to where nobody wanted files.
    private static func makeDirectory(_ path: String, mayBeLink: Bool) throws(CommandFailure) {
        if mkdir(path, 0o755) == 0 { return }
        let code = errno
        var status = stat()
        let isThere = code == EEXIST && (mayBeLink ? stat(path, &status) : lstat(path, &status)) == 0
        guard isThere, status.st_mode & S_IFMT == S_IFDIR else {
            let reason = isThere ? "something else has that name" : String(cString: strerror(code))
            throw .failed("the directory \(LogText.line(path)) cannot be made: \(reason)")
        }
    }

    static func made<Result>(_ body: () throws(ProfileFileError) -> Result) throws(CommandFailure) -> Result {
        do throws(ProfileFileError) {
            return try body()
        } catch {
            throw .failed("\(error)")
        }
    }
}
