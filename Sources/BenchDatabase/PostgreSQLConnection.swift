internal import Bench
internal import CPostgreSQL
internal import Glibc
internal import ProfileRules
internal import Store
internal import Threading

/// One connection to a PostgreSQL server with the statements that it has prepared; closed with its last reference. Calls block.
///
/// Used by one thread at a time: it belongs to the session that opened it.
final class PostgreSQLConnection {
    /// What has become of it.
    enum Condition {
        /// It works; what failed failed for good.
        case sound
        /// Another transaction was in the way of the last one, which may go through when it is repeated.
        case conflicted
        /// It is gone.
        case lost
    }

    private let handle: OpaquePointer
    private let address: DatabaseAddress
    private let patience: DatabasePatience
    private var statements: [String: String] = [:]
    /// As the last statement left it.
    var condition = Condition.sound

    private init(owning handle: OpaquePointer, _ address: DatabaseAddress, _ patience: DatabasePatience) {
        self.handle = handle
        self.address = address
        self.patience = patience
    }

    deinit {
        PQfinish(handle)
    }

    /// Connects. Throws `server`.
    static func open(_ address: DatabaseAddress, _ patience: DatabasePatience) throws(BenchStoreError)
        -> PostgreSQLConnection
    {
        // What stands before the address gives way to what the address says; what stands behind it does not.
        var options = [
            ("fallback_application_name", "onhook"), ("keepalives_idle", "30"), ("keepalives_interval", "10"),
            ("keepalives_count", "3"), ("tcp_user_timeout", "\(patience.statement.milliseconds)"),
        ]
        if getenv("PGCONNECT_TIMEOUT") == nil {
            options.append(("connect_timeout", "\(max(2, patience.connecting.components.seconds))"))
        }
        options += [("dbname", address.url.reveal()), ("client_encoding", "UTF8")]
        let handle = withCStrings(options.map(\.0)) { keywords in
            withCStrings(options.map(\.1)) { values in PQconnectdbParams(keywords, values, 1) }
        }
        guard let handle else { throw .server(.unreachable("\(address)", detail: "no memory")) }
        let connection = PostgreSQLConnection(owning: handle, address, patience)
        guard PQstatus(handle) == CONNECTION_OK else { throw connection.refusal }
        cpostgresql_ignore_notices(handle)
        let encoding = PQparameterStatus(handle, "server_encoding").map { String(cString: $0) } ?? ""
        guard encoding == "UTF8" else { throw .server(.encoding(encoding)) }
        try connection.execute(setUp(patience))
        return connection
    }

    /// How every session is: its own schema, no wait without an end, and nothing said to be kept before it is on the server's disk.
    private static func setUp(_ patience: DatabasePatience) -> String {
        """
        SET search_path = \(PostgreSQLSchema.name);
        SET statement_timeout = \(patience.statement.milliseconds);
        SET lock_timeout = \(patience.lock.milliseconds);
        SET idle_in_transaction_session_timeout = \(patience.idleTransaction.milliseconds);
        SET default_transaction_isolation = 'read committed';
        SET bytea_output = 'hex';
        SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'
        """
    }

    private var refusal: BenchStoreError {
        let used = PQpass(handle).map { String(cString: $0) }
        let message = address.masked(String(cString: PQerrorMessage(handle)), used)
        let isAboutPassword = PQconnectionNeedsPassword(handle) == 1 || PQconnectionUsedPassword(handle) == 1
        return .server(
            isAboutPassword || message.contains("FATAL:")
                ? .refused("\(address)", detail: message) : .unreachable("\(address)", detail: message))
    }

    // MARK: Statements

    /// Executes a script of several statements without values.
    func execute(_ script: String) throws(BenchStoreError) {
        condition = .sound
        try sent(PQsendQuery(handle, script))
        _ = try replies()
    }

    private func reply(to sql: String, _ values: [SQLValue]) throws(BenchStoreError) -> Reply {
        condition = .sound
        try send(try prepared(sql), values)
        guard let reply = try replies().last else { throw lost("it said nothing") }
        return reply
    }

    /// Executes several statements on one way to the server and back; how many rows each of them changed.
    @discardableResult
    func run(_ statements: [(sql: String, values: [SQLValue])]) throws(BenchStoreError) -> [Int] {
        condition = .sound
        var names: [String] = []
        for statement in statements { names.append(try prepared(statement.sql)) }
        guard PQenterPipelineMode(handle) == 1 else { throw lost(lastMessage) }
        for (name, statement) in zip(names, statements) { try send(name, statement.values) }
        try sent(PQpipelineSync(handle))
        var failure: BenchStoreError?
        var counts: [Int] = []
        var isSilent = false
        while true {
            guard let reply = try nextReply() else {
                // One pause behind each statement; two mean that nothing is to come.
                guard !isSilent else { throw lost(lastMessage) }
                isSilent = true
                continue
            }
            isSilent = false
            if reply.status == PGRES_PIPELINE_SYNC { break }
            if reply.isGood {
                counts.append(reply.changedRows)
            } else if failure == nil, reply.status == PGRES_FATAL_ERROR {
                failure = meaning(of: reply)
            }
        }
        PQexitPipelineMode(handle)
        if let failure { throw failure }
        return counts
    }

    private func prepared(_ sql: String) throws(BenchStoreError) -> String {
        if let name = statements[sql] { return name }
        let name = "s\(statements.count)"
        try sent(PQsendPrepare(handle, name, Self.numbered(sql), 0, nil))
        _ = try replies()
        statements[sql] = name
        return name
    }

    /// `?` as `$1`, `$2`, …; no statement of ours has one in a text.
    static func numbered(_ sql: String) -> String {
        var text = ""
        for (number, part) in sql.split(separator: "?", omittingEmptySubsequences: false).enumerated() {
            text += number == 0 ? String(part) : "$\(number)\(part)"
        }
        return text
    }

    /// Texts and bytes go as they are, with their length; a server refuses a text that it cannot keep rather than cutting it.
    private func send(_ name: String, _ values: [SQLValue]) throws(BenchStoreError) {
        var bytes: [UInt8] = []
        var spans: [(offset: Int, count: Int, isBinary: Bool)?] = []
        for value in values {
            let offset = bytes.count
            var isBinary = true
            switch value {
            case .null:
                spans.append(nil)
                continue
            case .integer(let number):
                bytes += "\(number)".utf8
                isBinary = false
            case .text(let text): bytes += text.utf8
            case .blob(let blob): bytes += blob
            }
            spans.append((offset, bytes.count - offset, isBinary))
            bytes.append(0)
        }
        let lengths = spans.map { Int32($0?.count ?? 0) }
        let formats = spans.map { $0?.isBinary == true ? Int32(1) : 0 }
        let code = bytes.withUnsafeBufferPointer { buffer in
            buffer.withMemoryRebound(to: CChar.self) { buffer in
                let pointers = spans.map { span in span.flatMap { span in buffer.baseAddress.map { $0 + span.offset } }
                }
                return PQsendQueryPrepared(handle, name, Int32(values.count), pointers, lengths, formats, 0)
            }
        }
        try sent(code)
    }

    // MARK: Waiting

    private func sent(_ code: Int32) throws(BenchStoreError) {
        guard code == 1 else { throw lost(lastMessage) }
    }

    /// All replies to what was sent; throws what the first bad one means.
    private func replies() throws(BenchStoreError) -> [Reply] {
        var replies: [Reply] = []
        var failure: BenchStoreError?
        while let reply = try nextReply() {
            if !reply.isGood, failure == nil { failure = meaning(of: reply) }
            replies.append(reply)
        }
        if let failure { throw failure }
        return replies
    }

    private func nextReply() throws(BenchStoreError) -> Reply? {
        // Longer than the server lets a statement take: then it is the server, or the way to it, that does not answer.
        let end = MonotonicTime.now + patience.statement + patience.connecting
        while PQisBusy(handle) == 1 {
            guard waitForInput(until: end) else { throw lost("it has not answered for too long") }
            guard PQconsumeInput(handle) == 1 else { throw lost(lastMessage) }
        }
        return PQgetResult(handle).map(Reply.init)
    }

    private func waitForInput(until end: MonotonicTime) -> Bool {
        let now = MonotonicTime.now
        guard now < end else { return false }
        var descriptor = pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
        let milliseconds = (end.nanoseconds - now.nanoseconds) / 1_000_000 + 1
        return poll(&descriptor, 1, Int32(clamping: milliseconds)) != 0
    }

    // MARK: What went wrong

    private var lastMessage: String { String(cString: PQerrorMessage(handle)) }

    private func lost(_ detail: String) -> BenchStoreError {
        condition = .lost
        return .server(.unreachable("\(address)", detail: address.masked(detail)))
    }

    private func meaning(of reply: Reply) -> BenchStoreError {
        let failure = PostgreSQLFailure(
            state: reply.field(CPOSTGRESQL_SQLSTATE), message: reply.field(CPOSTGRESQL_MESSAGE))
        if failure.meansLoss || PQstatus(handle) != CONNECTION_OK {
            return lost(failure.message.isEmpty ? lastMessage : failure.message)
        }
        if failure.meansConflict { condition = .conflicted }
        return failure.meaning
    }
}

extension PostgreSQLConnection: TableConnection {
    var dialect: SQLDialect { .postgreSQL }

    @discardableResult
    func run(_ sql: String, _ values: [SQLValue]) throws(BenchStoreError) -> Int {
        try reply(to: sql, values).changedRows
    }

    func rows(_ sql: String, _ values: [SQLValue]) throws(BenchStoreError) -> [TableRow] {
        try reply(to: sql, values).rows
    }

    func run(_ sql: String, each values: [[SQLValue]]) throws(BenchStoreError) {
        // What so many statements are answered lies in the buffers of a connection, so neither side waits for the other.
        var rest = values[...]
        while !rest.isEmpty {
            try run(rest.prefix(200).map { (sql, $0) })
            rest = rest.dropFirst(200)
        }
    }
}

/// Texts as C has them, with a null pointer behind them.
private func withCStrings<Result>(_ texts: [String], _ body: ([UnsafePointer<CChar>?]) -> Result) -> Result {
    let copies = texts.map { strdup($0) }
    defer { copies.forEach { free($0) } }
    return body(copies.map { $0.map { UnsafePointer($0) } } + [nil])
}
