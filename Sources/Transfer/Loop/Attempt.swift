import CCurl
import Glibc

/// One exchange while libcurl performs it. It lives on the loop's thread only.
///
/// libcurl holds unretained pointers to it: the loop keeps it alive until after `curl_multi_remove_handle`, and libcurl calls back
/// only from within curl_multi_socket_action(3), curl_multi_add_handle(3), curl_multi_remove_handle(3) and
/// curl_easy_cleanup(3), the last of which runs in `deinit`, when no callback touches more than this object's memory.
final class Attempt {
    /// Why we broke it off ourselves.
    enum Stop: Equatable {
        /// The status is all we wanted to know.
        case statusSettled
        case failure(TransferFailure)
        /// No connection within the limit.
        case notConnected
    }

    let exchange: Exchange
    let easy: UnsafeMutableRawPointer
    let started: ContinuousClock.Instant
    private(set) var answer = Answer()
    private(set) var tlsVersion: String?
    private(set) var tftpMessage: String?
    private(set) var isConnected = false
    private(set) var lastProgress: ContinuousClock.Instant
    var stop: Stop?
    private var form: FormHandle?
    private var tftpSocket: Int32?
    /// Who may send to it: whoever answered first (RFC 1350, 4).
    private var tftpPeer = sockaddr_storage()
    /// What a TFTP server said of the file's size (RFC 2349).
    private var announced: Int?
    private var moved: (down: curl_off_t, up: curl_off_t) = (0, 0)
    private let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
    private var lists: [UnsafeMutablePointer<curl_slist>] = []

    init(_ exchange: Exchange, at now: ContinuousClock.Instant) throws(TransferFailure) {
        guard let easy = curl_easy_init() else {
            throw .other(code: Int(CURLE_OUT_OF_MEMORY.rawValue), "out of memory")
        }
        self.exchange = exchange
        self.easy = easy
        started = now
        lastProgress = now
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        try setUp()
    }

    deinit {
        curl_easy_cleanup(easy)
        for list in lists { curl_slist_free_all(list) }
        errorText.deallocate()
    }

    /// libcurl's words for what went wrong; empty if it had none.
    var errorDescription: String { String(cString: errorText) }

    private func setUp() throws(TransferFailure) {
        var options = EasyOptions(easy)
        options.set(exchange)
        options.note(ccurl_set_bytes(easy, CURLOPT_ERRORBUFFER, errorText))
        setList(CURLOPT_HTTPHEADER, exchange.headerLines, &options)
        if let replacement = exchange.replacement { setList(CURLOPT_CONNECT_TO, ["::\(replacement)"], &options) }
        if case .form(let parts, _) = exchange.method, exchange.purpose == .transfer {
            let form = try FormHandle(parts, for: easy)
            self.form = form
            options.note(ccurl_set_mime(easy, form.mime))
        }
        setCallbacks(&options)
        guard options.refusal == CURLE_OK else {
            throw .other(code: Int(options.refusal.rawValue), String(cString: curl_easy_strerror(options.refusal)))
        }
    }

    /// curl_easy_setopt(3): lists are not copied, they must last as long as the handle.
    private func setList(_ option: CURLoption, _ lines: [String], _ options: inout EasyOptions) {
        var list: UnsafeMutablePointer<curl_slist>?
        for line in lines {
            guard let longer = curl_slist_append(list, line) else { return options.note(CURLE_OUT_OF_MEMORY) }
            list = longer
        }
        guard let list else { return }
        lists.append(list)
        options.note(ccurl_set_list(easy, option, list))
    }

    private func setCallbacks(_ options: inout EasyOptions) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        options.note(
            ccurl_set_write(
                easy,
                { bytes, size, count, context in
                    Attempt.from(context)?.took(body: UnsafeBufferPointer(start: bytes, count: size * count)) ?? 0
                }, context))
        options.note(
            ccurl_set_header(
                easy,
                { bytes, size, count, context in
                    Attempt.from(context)?.took(header: UnsafeBufferPointer(start: bytes, count: size * count)) ?? 0
                }, context))
        options.note(
            ccurl_set_progress(
                easy,
                { context, total, down, _, up in
                    Attempt.from(context)?.moved(down: down, of: total, up: up) ?? 1
                }, context))
        options.note(
            ccurl_set_ready(
                easy,
                { context, _, _, _, _ in
                    Attempt.from(context)?.connected() == true ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
                }, context))
        options.note(
            ccurl_set_socket(
                easy,
                { context, socket, _ in
                    Attempt.from(context)?.opened(socket)
                    return CURL_SOCKOPT_OK
                }, context))
        options.note(
            ccurl_set_debug(
                easy,
                { _, kind, bytes, count, context in
                    if kind == CURLINFO_TEXT {
                        Attempt.from(context)?.traced(UnsafeBufferPointer(start: bytes, count: count))
                    }
                    return 0
                }, context))
    }

    private static func from(_ context: UnsafeMutableRawPointer?) -> Attempt? {
        context.map { Unmanaged<Attempt>.fromOpaque($0).takeUnretainedValue() }
    }

    // MARK: What libcurl tells

    /// Whether the request may be sent.
    private func connected() -> Bool {
        // A TFTP "connection" is none: only a packet shows that somebody is there.
        guard exchange.url.scheme != .tftp else { return true }
        isConnected = true
        lastProgress = .now
        guard exchange.nameCheck == .beforeSlash, serverNames?.nameBeforeSlash(is: exchange.url.host) != true else {
            return true
        }
        let names = certificates.first?.names ?? []
        stop = .failure(.certificate(host: exchange.url.host, .wrongName(expected: exchange.url.host, names: names)))
        return false
    }

    /// CURLOPT_WRITEFUNCTION(3): any other number than what was handed over ends the transfer.
    private func took(body bytes: UnsafeBufferPointer<CChar>) -> Int {
        isConnected = true
        lastProgress = .now
        if exchange.purpose == .transfer, let status = answer.status, !(200..<300).contains(status) {
            stop = .statusSettled
            return 0
        }
        let limit = exchange.limits.bodyBytes
        guard answer.bodyBytes + bytes.count <= limit, answer.contentLength ?? 0 <= limit else {
            stop = .failure(.tooLarge(limit: limit))
            return 0
        }
        switch exchange.destination {
        case .memory: answer.took(body: UnsafeRawBufferPointer(bytes))
        case .file(let file):
            if let failure = store(UnsafeRawBufferPointer(bytes), in: file) {
                stop = .failure(failure)
                return 0
            }
        }
        return bytes.count
    }

    private func store(_ bytes: UnsafeRawBufferPointer, in file: BodyFile) -> TransferFailure? {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = write(file.descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            switch (count, errno) {
            case (1..., _): rest = rest.dropFirst(count)
            case (_, EINTR): continue
            case (_, ENOSPC), (_, EDQUOT), (0, _): return .storageFull
            case (_, let number): return .cannotStore(reason: String(cString: strerror(number)))
            }
        }
        answer.stored(bytes: bytes.count)
        file.progress?(answer.bodyBytes, answer.contentLength ?? announced)
        return nil
    }

    private func took(header bytes: UnsafeBufferPointer<CChar>) -> Int {
        lastProgress = .now
        let seen = (answer.serverChallenges.count, answer.proxyChallenges.count)
        answer.took(headerLine: UnsafeRawBufferPointer(bytes).bindMemory(to: UInt8.self))
        if answer.headerBytes > exchange.limits.headerBytes {
            stop = .failure(.malformedResponse("its header is longer than \(exchange.limits.headerBytes) bytes"))
            return 0
        }
        if answer.hasBadLength {
            stop = .failure(.malformedResponse("its Content-Length is no number, or there are two of them"))
            return 0
        }
        let retries = exchange.limits.authenticationRetries
        let hasServerRefused = exchange.credentials != nil && answer.serverChallenges.count > max(seen.0, retries)
        let hasProxyRefused = exchange.proxyCredentials != nil && answer.proxyChallenges.count > max(seen.1, retries)
        if hasServerRefused || hasProxyRefused {
            stop = .statusSettled
            return 0
        }
        // The connection may go once nothing is to be repeated on it; what a proxy says before the tunnel stands is not the answer.
        if exchange.connections == .closed, isConnected, answer.status != 401, answer.status != 407 {
            ccurl_set_long(easy, CURLOPT_FORBID_REUSE, 1)
        }
        return bytes.count
    }

    private func opened(_ socket: Int32) {
        if exchange.url.scheme == .tftp { tftpSocket = socket }
    }

    /// To be called before libcurl may read; it reads several times in one go, and reports progress in between.
    func dropStrangers() {
        if let tftpSocket { ccurl_drop_strangers(tftpSocket, &tftpPeer) }
    }

    /// CURLOPT_XFERINFOFUNCTION(3): called at least when bytes moved; anything but 0 ends the transfer.
    private func moved(down: curl_off_t, of total: curl_off_t, up: curl_off_t) -> Int32 {
        dropStrangers()
        if total > 0 { announced = Int(total) }
        guard moved != (down, up) else { return 0 }
        moved = (down, up)
        lastProgress = .now
        return 0
    }

    private func traced(_ bytes: UnsafeBufferPointer<CChar>) {
        let text = String(decoding: UnsafeRawBufferPointer(bytes), as: UTF8.self)
        if let rest = text.rest(after: "SSL connection using ") {
            tlsVersion = rest.split(separator: " ").first.map(String.init)
        } else if let rest = text.rest(after: "TFTP error: ") {
            tftpMessage = String(rest.prefix { !$0.isNewline })
        }
    }
}

extension String {
    fileprivate func rest(after prefix: String) -> Substring? {
        hasPrefix(prefix) ? dropFirst(prefix.count) : nil
    }
}
