import CCares
import Glibc

/// One c-ares channel. It lives on the loop's thread only, and only while look-ups are under way, so that the next one reads
/// `/etc/resolv.conf` anew.
final class NameChannel {
    typealias Watch = (_ descriptor: Int32, _ readable: Bool, _ writable: Bool) -> Void

    private var channel: ares_channel?
    /// Look-ups that have not ended.
    private(set) var pending = 0
    /// The channel's sockets; they are told apart from libcurl's by this.
    private(set) var descriptors: Set<Int32> = []
    private let watch: Watch

    init(_ configuration: NameServers, watch: @escaping Watch) throws(TransferFailure) {
        self.watch = watch
        let context = Unmanaged.passUnretained(self).toOpaque()
        // ares_init_options(3), ARES_OPT_SOCK_STATE_CB: called from within the channel's own functions, of which ares_destroy in
        // deinit is the last, so the unretained pointer is good.
        let status = ccares_open(
            &channel, 2000, 3,
            { context, descriptor, readable, writable in
                guard let context else { return }
                Unmanaged<NameChannel>.fromOpaque(context).takeUnretainedValue()
                    .changed(descriptor, readable: readable != 0, writable: writable != 0)
            }, context)
        guard status == ARES_SUCCESS, let channel else { throw Self.failure("", status) }
        if case .servers(let servers) = configuration {
            let list = servers.map(\.description).joined(separator: ",")
            let status = ares_set_servers_ports_csv(channel, list)
            guard status == ARES_SUCCESS else { throw Self.failure(list, status) }
        }
    }

    deinit { close() }

    /// Ends what is under way with `.shutDown`: ares_destroy(3) answers every question with ARES_EDESTRUCTION. A question on its way
    /// holds the channel, so whoever drops a busy channel must close it.
    func close() {
        guard let channel else { return }
        self.channel = nil
        ares_destroy(channel)
    }

    private func changed(_ descriptor: Int32, readable: Bool, writable: Bool) {
        if readable || writable { descriptors.insert(descriptor) } else { descriptors.remove(descriptor) }
        watch(descriptor, readable, writable)
    }

    /// What to wait for at most; nil when nothing is due.
    var timeout: Duration? {
        var limit = timeval()
        guard pending > 0, let channel, let time = ares_timeout(channel, nil, &limit) else { return nil }
        return .seconds(time.pointee.tv_sec) + .microseconds(time.pointee.tv_usec)
    }

    func process(readable: Int32, writable: Int32) {
        guard let channel else { return }
        ares_process_fd(channel, readable, writable)
    }

    func processTimeouts() { process(readable: ARES_SOCKET_BAD, writable: ARES_SOCKET_BAD) }

    // MARK: Questions

    /// A question on its way: retained by c-ares, released by the one answer that ares_getaddrinfo(3) and ares_query(3) promise.
    private final class Question<Answer> {
        let channel: NameChannel
        let name: String
        let done: (Result<Answer, TransferFailure>) -> Void

        init(_ channel: NameChannel, _ name: String, _ done: @escaping (Result<Answer, TransferFailure>) -> Void) {
            self.channel = channel
            self.name = name
            self.done = done
        }

        func finish(_ result: Result<Answer, TransferFailure>) {
            channel.pending -= 1
            done(result)
        }
    }

    /// The addresses of a name; `done` may be called before this returns.
    func addresses(of name: String, done: @escaping (Result<[String], TransferFailure>) -> Void) {
        guard let channel else { return }
        pending += 1
        let question = Unmanaged.passRetained(Question<[String]>(self, name, done))
        ccares_addresses(
            channel, name,
            { context, status, _, result in
                guard let context else { return }
                let question = Unmanaged<Question<[String]>>.fromOpaque(context).takeRetainedValue()
                defer { if let result { ares_freeaddrinfo(result) } }
                guard status == ARES_SUCCESS else {
                    return question.finish(.failure(NameChannel.failure(question.name, status)))
                }
                question.finish(.success(NameChannel.texts(result?.pointee.nodes)))
            }, question.toOpaque())
    }

    /// The SRV records of a name, in order of use.
    func services(of name: String, done: @escaping (Result<[ServiceRecord], TransferFailure>) -> Void) {
        guard let channel else { return }
        pending += 1
        let question = Unmanaged.passRetained(Question<[ServiceRecord]>(self, name, done))
        ccares_services(
            channel, name,
            { context, status, _, bytes, count in
                guard let context else { return }
                let question = Unmanaged<Question<[ServiceRecord]>>.fromOpaque(context).takeRetainedValue()
                guard status == ARES_SUCCESS else {
                    return question.finish(.failure(NameChannel.failure(question.name, status)))
                }
                question.finish(NameChannel.records(bytes, count, question.name))
            }, question.toOpaque())
    }

    private static func texts(_ first: UnsafeMutablePointer<ares_addrinfo_node>?) -> [String] {
        var texts: [String] = []
        var node = first
        while let present = node {
            let text = withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(INET6_ADDRSTRLEN)) { buffer in
                buffer.baseAddress.flatMap { ccares_text(present, $0) == 1 ? String(cString: $0) : nil }
            }
            if let text, !texts.contains(text) { texts.append(text) }
            node = present.pointee.ai_next
        }
        return texts
    }

    private static func records(
        _ bytes: UnsafeMutablePointer<UInt8>?, _ count: Int32, _ name: String
    ) -> Result<[ServiceRecord], TransferFailure> {
        var first: UnsafeMutablePointer<ares_srv_reply>?
        let status = ares_parse_srv_reply(bytes, count, &first)
        defer { if let first { ares_free_data(first) } }
        guard status == ARES_SUCCESS else {
            // Here a bad name is one in the answer, say a loop of pointers, and the server's fault.
            let reason = String(cString: ares_strerror(status))
            return .failure(
                status == ARES_ENODATA ? .nameNotFound(name) : .nameServerFailed(name: name, reason: reason))
        }
        var records: [ServiceRecord] = []
        var reply = first
        while let present = reply?.pointee {
            let host = present.host.map { String(cString: $0) } ?? ""
            // RFC 2782: the root as a target says that there is no such service here.
            if !host.isEmpty, host != "." {
                let target = ServiceTarget(host: host, port: present.port)
                records.append(ServiceRecord(priority: present.priority, weight: present.weight, target: target))
            }
            reply = present.next
        }
        return records.isEmpty ? .failure(.nameNotFound(name)) : .success(ServiceRecord.inOrderOfUse(records))
    }

    private static func failure(_ name: String, _ status: Int32) -> TransferFailure {
        switch status {
        case ARES_ENOTFOUND, ARES_ENODATA, ARES_EBADNAME: .nameNotFound(name)
        case ARES_EDESTRUCTION, ARES_ECANCELLED: .shutDown
        default: .nameServerFailed(name: name, reason: String(cString: ares_strerror(status)))
        }
    }
}
