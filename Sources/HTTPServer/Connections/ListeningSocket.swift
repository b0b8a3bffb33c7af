import Glibc

/// A socket that listens, and the file it may have.
struct ListeningSocket {
    let descriptor: Int32
    let name: String
    let port: UInt16?
    let isUnix: Bool
    private let file: File?

    /// Which file a Unix socket has, so that nobody else's is removed at the end.
    private struct File {
        var path: String
        var device: dev_t
        var inode: ino_t
    }

    static func open(_ listener: Listener) throws(ServerStartError) -> Self {
        switch listener {
        case .tcp(let address, let port, _): try openInternet(address, port)
        case .unix(let path, let mode): try openUnix(path, mode)
        case .socket(let descriptor, _): try adopt(descriptor)
        }
    }

    func close() {
        if let file, let present = Self.status(of: file.path), present.st_dev == file.device,
            present.st_ino == file.inode
        {
            unlink(file.path)
        }
        Glibc.close(descriptor)
    }

    /// Another number for the socket, closed by whoever has it.
    func duplicate() throws(ServerStartError) -> Int32 {
        let number = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        try Self.check(number < 0 ? -1 : 0, "fcntl", name: name)
        return number
    }

    /// Whether that number stands for this socket.
    func isSame(as number: Int32) -> Bool {
        var (own, other) = (stat(), stat())
        return fstat(descriptor, &own) == 0 && fstat(number, &other) == 0 && own.st_dev == other.st_dev
            && own.st_ino == other.st_ino
    }

    private static func openInternet(_ address: String, _ port: UInt16) throws(ServerStartError) -> Self {
        let bare = address.hasPrefix("[") && address.hasSuffix("]") ? String(address.dropFirst().dropLast()) : address
        let name = bare.contains(":") ? "[\(bare)]:\(port)" : "\(bare):\(port)"
        var hints = addrinfo()
        hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard !bare.isEmpty, getaddrinfo(bare, String(port), &hints, &list) == 0, let found = list?.pointee else {
            throw .malformedAddress(address)
        }
        defer { freeaddrinfo(list) }
        let descriptor = try make(family: found.ai_family, name: name)
        return try closing(descriptor) { () throws(ServerStartError) in
            try set(descriptor, SOL_SOCKET, SO_REUSEADDR, 1, name: name)
            if found.ai_family == AF_INET6 {
                try set(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, bare == "::" ? 0 : 1, name: name)
            }
            // Connections inherit it. Under TLS 1.3 an answer comes right behind the tickets, and would wait until the client acknowledges those.
            try set(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, 1, name: name)
            try check(bind(descriptor, found.ai_addr, found.ai_addrlen), "bind", name: name)
            try check(listen(descriptor, 511), "listen", name: name)
            guard case .internet(let host, let bound)? = SocketAddress.own(of: descriptor) else {
                throw .socket(listener: name, call: "getsockname", code: errno)
            }
            let boundName = host.contains(":") ? "[\(host)]:\(bound)" : "\(host):\(bound)"
            return Self(descriptor: descriptor, name: boundName, port: bound, isUnix: false, file: nil)
        }
    }

    private static func openUnix(_ path: String, _ mode: UInt32) throws(ServerStartError) -> Self {
        guard (1...107).contains(path.utf8.count), !path.utf8.contains(0) else { throw .pathLength(path) }
        let descriptor = try make(family: AF_UNIX, name: path)
        return try closing(descriptor) { () throws(ServerStartError) in
            // The file is born with the mode of the socket, so that there is no moment in which others may connect.
            try check(fchmod(descriptor, mode), "fchmod", name: path)
            if withUnixAddress(path, { bind(descriptor, $0, $1) }) != 0 {
                guard errno == EADDRINUSE else { throw .socket(listener: path, call: "bind", code: errno) }
                try removeStale(path)
                try check(withUnixAddress(path) { bind(descriptor, $0, $1) }, "bind", name: path)
            }
            try check(chmod(path, mode), "chmod", name: path)
            try check(listen(descriptor, 511), "listen", name: path)
            let file = status(of: path).map { File(path: path, device: $0.st_dev, inode: $0.st_ino) }
            return Self(descriptor: descriptor, name: path, port: nil, isUnix: true, file: file)
        }
    }

    private static func adopt(_ descriptor: Int32) throws(ServerStartError) -> Self {
        let name = "socket \(descriptor)"
        var isListening: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        try check(getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &isListening, &size), "getsockopt", name: name)
        guard isListening != 0 else { throw .socket(listener: name, call: "getsockopt", code: EINVAL) }
        try check(fcntl(descriptor, F_SETFD, FD_CLOEXEC), "fcntl", name: name)
        try check(fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK), "fcntl", name: name)
        switch SocketAddress.own(of: descriptor) {
        case .internet(let host, let port)?:
            let name = host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
            return Self(descriptor: descriptor, name: name, port: port, isUnix: false, file: nil)
        case .unix?:
            return Self(descriptor: descriptor, name: name, port: nil, isUnix: true, file: nil)
        case nil:
            throw .socket(listener: name, call: "getsockname", code: errno)
        }
    }

    /// Removes the socket file of a server that is gone: one that refuses connections.
    private static func removeStale(_ path: String) throws(ServerStartError) {
        guard let present = status(of: path), present.st_mode & S_IFMT == S_IFSOCK else { throw .notASocket(path) }
        let probe = try make(family: AF_UNIX, name: path)
        defer { Glibc.close(probe) }
        guard withUnixAddress(path, { connect(probe, $0, $1) }) != 0 else { throw .socketInUse(path) }
        // EAGAIN: its queue is full, so somebody does listen.
        guard errno == ECONNREFUSED else {
            throw errno == EAGAIN ? .socketInUse(path) : .socket(listener: path, call: "connect", code: errno)
        }
        try check(unlink(path), "unlink", name: path)
    }

    private static func make(family: Int32, name: String) throws(ServerStartError) -> Int32 {
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let descriptor = socket(family, kind, 0)
        try check(descriptor < 0 ? -1 : 0, "socket", name: name)
        return descriptor
    }

    private static func set(
        _ descriptor: Int32, _ level: Int32, _ option: Int32, _ value: Int32, name: String
    ) throws(ServerStartError) {
        var value = value
        let size = socklen_t(MemoryLayout<Int32>.size)
        try check(setsockopt(descriptor, level, option, &value, size), "setsockopt", name: name)
    }

    private static func check(_ result: Int32, _ call: String, name: String) throws(ServerStartError) {
        guard result == 0 else { throw .socket(listener: name, call: call, code: errno) }
    }

    private static func closing(
        _ descriptor: Int32, _ body: () throws(ServerStartError) -> Self
    ) throws(ServerStartError) -> Self {
        do throws(ServerStartError) {
            return try body()
        } catch {
            Glibc.close(descriptor)
            throw error
        }
    }

    private static func status(of path: String) -> stat? {
        var result = stat()
        return lstat(path, &result) == 0 ? result : nil
    }

    private static func withUnixAddress(
        _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        return withUnsafePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
