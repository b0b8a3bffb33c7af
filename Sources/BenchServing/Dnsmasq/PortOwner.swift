internal import Glibc
internal import Host

/// Who has a UDP port, as far as this user may know.
enum PortOwner {
    /// Whether somebody has the port at that address or at all of them.
    static func isTaken(_ port: UInt16, address: IPAddress) -> Bool {
        sockets(of: port).contains { $0.address == nil || $0.address == address }
    }

    /// `in.tftpd (process 1234)`; nil if nobody has it, or this user may not know.
    static func name(of port: UInt16) -> String? {
        let inodes = Set(sockets(of: port).map(\.inode))
        guard !inodes.isEmpty, let process = process(with: inodes) else { return nil }
        let name = ProcFile.text(of: "/proc/\(process)/comm")?.prefix { $0 != "\n" }
        return "\(name.map { LogText.line(String($0)) } ?? "a program") (process \(process))"
    }

    private struct Socket {
        /// Nil for all addresses.
        var address: IPAddress?
        var inode: String
    }

    /// Lines such as ` 12: 0100007F:0045 00000000:0000 07 … 0 0 31337 …` (proc(5)).
    private static func sockets(of port: UInt16) -> [Socket] {
        ["udp", "udp6"].flatMap { file -> [Socket] in
            let text = ProcFile.text(of: "/proc/thread-self/net/" + file) ?? ""
            return text.split(separator: "\n").dropFirst().compactMap { line in
                let fields = line.split(separator: " ", omittingEmptySubsequences: true)
                guard fields.count > 9 else { return nil }
                let place = fields[1].split(separator: ":")
                guard place.count == 2, UInt16(place[1], radix: 16) == port else { return nil }
                return Socket(address: address(place[0]), inode: String(fields[9]))
            }
        }
    }

    /// The kernel prints the four bytes as one number of the machine.
    private static func address(_ text: Substring) -> IPAddress? {
        guard text.utf8.count == 8, let number = UInt32(text, radix: 16), number != 0 else { return nil }
        return IPAddress(bytes: withUnsafeBytes(of: number) { Array($0) })
    }

    private static func process(with inodes: Set<String>) -> Int? {
        for process in names(in: "/proc").compactMap({ Int($0) }) {
            let directory = "/proc/\(process)/fd"
            for name in names(in: directory) {
                var target = [CChar](repeating: 0, count: 64)
                let count = readlink("\(directory)/\(name)", &target, target.count)
                guard count > 9 else { continue }
                let text = String(decoding: target[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
                if text.hasPrefix("socket:["), inodes.contains(String(text.dropFirst(8).dropLast())) { return process }
            }
        }
        return nil
    }

    private static func names(in directory: String) -> [String] {
        guard let stream = opendir(directory) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            names.append(
                withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                    pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                })
        }
        return names
    }
}
