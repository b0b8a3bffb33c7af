public import FlatProfile
public import Identity
internal import Threading

/// The certificates of the phone that a person may change: what the web server shows, and what provisioning servers get to see.
public actor PhoneCertificates {
    /// Where a certificate comes from.
    public enum Source: String, Sendable {
        /// The command line names it, and nothing else counts.
        case commandLine = "command-line"
        /// Somebody installed it.
        case installed
        /// The phone made it.
        case own
    }

    /// Certificates that the command line names.
    public struct Given: Sendable {
        /// What the web server shows.
        public var webServer: ClientCredentials?
        /// Whether one for provisioning is named.
        public var hasProvisioning: Bool

        /// Those.
        public init(webServer: ClientCredentials? = nil, hasProvisioning: Bool = false) {
            self.webServer = webServer
            self.hasProvisioning = hasProvisioning
        }
    }

    private struct Contents: Sendable {
        var shelf: CertificateShelf
        var own: ClientCredentials?
        var fault: String?
    }

    private let executor = QueueExecutor(label: "onhook.certificates")
    private let directory: String?
    private let given: Given
    private let client: OwnCertificate
    private let subject: @Sendable () -> ServerSubject
    private let now: @Sendable () -> Timestamp
    private let contents: Locked<Contents>
    private let changed: AsyncStream<Void>.Continuation

    /// Something has changed since the last time; for one reader, the web server.
    public nonisolated let changes: AsyncStream<Void>

    /// The executor of its own queue: files are written and passwords hashed there.
    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe executor.asUnownedSerialExecutor()
    }

    /// The certificates of an identity directory; nil forgets them with the process. `client` is what provisioning shows, `subject` tells
    /// what the web server's own certificate is to say. Blocks for the disk.
    public init(
        directory: String? = nil, given: Given = Given(), client: OwnCertificate = .none,
        subject: @escaping @Sendable () -> ServerSubject, now: @escaping @Sendable () -> Timestamp
    ) {
        self.directory = directory
        self.given = given
        self.client = client
        self.subject = subject
        self.now = now
        let shelf = CertificateShelf(directory: directory)
        contents = Locked(Contents(shelf: shelf, own: ServerCredentials.present(in: directory)))
        (changes, changed) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        if !given.hasProvisioning { client.replace(with: shelf.item(for: .provisioning)?.credentials) }
    }

    /// What is installed. Never waits.
    public nonisolated var shelf: CertificateShelf { contents.withLock { $0.shelf } }

    /// What the web server shows, and where that comes from; nil before its own was made. Never waits.
    public nonisolated var webServer: (credentials: ClientCredentials, source: Source)? {
        if let named = given.webServer { return (named, .commandLine) }
        return contents.withLock { contents in
            if let item = contents.shelf.item(for: .webServer) { return (item.credentials, .installed) }
            return contents.own.map { ($0, .own) }
        }
    }

    /// Where the certificate for provisioning comes from.
    public nonisolated var provisioningSource: Source {
        if given.hasProvisioning { return .commandLine }
        return shelf.item(for: .provisioning) == nil ? .own : .installed
    }

    /// The phone's certificate for provisioning; nil if it has none, or makes it when it is first needed.
    public nonisolated var provisioning: ClientCredentials? { shelf.item(for: .provisioning)?.credentials }

    /// What is wrong, in sentences.
    public nonisolated var problems: [String] {
        contents.withLock { $0.shelf.problems + ($0.fault.map { [$0] } ?? []) }
    }

    /// What the web server is to show now: its own is made, or made anew, if it has to be. Throws if it cannot be.
    public func currentWebServer() throws(ClientCredentialsError) -> ClientCredentials {
        if let present = webServer, present.source != .own { return present.credentials }
        let moment = seconds
        if let own = contents.withLock({ $0.own }), !ServerCredentials.isDue(own.certificate, at: moment) { return own }
        return try keepOwn(renewing: false)
    }

    /// Makes a new certificate with a new key for the web server.
    public func renewOwn() throws(ClientCredentialsError) -> ClientCredentials {
        let own = try keepOwn(renewing: true)
        changed.yield()
        return own
    }

    private func keepOwn(renewing: Bool) throws(ClientCredentialsError) -> ClientCredentials {
        do throws(ClientCredentialsError) {
            let own = try ServerCredentials.kept(in: directory, for: subject(), at: seconds, renewing: renewing)
            contents.withLock { contents in
                contents.own = own
                contents.fault = nil
            }
            return own
        } catch {
            contents.withLock { $0.fault = "the web server has no certificate of its own: \(error)" }
            throw error
        }
    }

    /// Reads a file, checks it and installs it.
    func install(
        _ bytes: [UInt8], password: String, for uses: Set<CertificateUse>
    ) throws(CertificateRefusal) -> CertificateShelf.Item {
        let credentials: ClientCredentials
        do throws(CertificateUploadError) {
            credentials = try CertificateUpload.read(bytes, password: password, at: seconds)
        } catch {
            throw .rejected(error)
        }
        guard
            shelf.items.count < CertificateShelf.limit
                || shelf.items.contains(where: { $0.credentials.certificate == credentials.certificate })
        else { throw .full }
        return try changing { (shelf) throws(ClientCredentialsError) in try shelf.install(credentials, for: uses) }
    }

    /// Uses a certificate for exactly these.
    func use(_ id: String, for uses: Set<CertificateUse>) throws(CertificateRefusal) {
        guard shelf[id] != nil else { throw .missing }
        try changing { (shelf) throws(ClientCredentialsError) in try shelf.use(id, for: uses) }
    }

    /// Takes a certificate away.
    func remove(_ id: String) throws(CertificateRefusal) {
        guard shelf[id] != nil else { throw .missing }
        try changing { (shelf) throws(ClientCredentialsError) in try shelf.remove(id) }
    }

    /// Takes all of them away.
    func removeAll() throws(CertificateRefusal) {
        try changing { (shelf) throws(ClientCredentialsError) in try shelf.removeAll() }
    }

    /// Works on a copy, so that readers never wait for the disk.
    private func changing<Result>(
        _ body: (inout CertificateShelf) throws(ClientCredentialsError) -> Result
    ) throws(CertificateRefusal) -> Result {
        var shelf = shelf
        let outcome: Swift.Result<Result, ClientCredentialsError>
        do throws(ClientCredentialsError) {
            outcome = .success(try body(&shelf))
        } catch {
            outcome = .failure(error)
        }
        // Even what was done by half was done.
        contents.withLock { $0.shelf = shelf }
        if !given.hasProvisioning { client.replace(with: shelf.item(for: .provisioning)?.credentials) }
        changed.yield()
        switch outcome {
        case .success(let result): return result
        case .failure(let error): throw .store("\(error)")
        }
    }

    private nonisolated var seconds: Int64 { now().unixMilliseconds / 1000 }
}

/// Why a certificate was not installed, used or deleted.
public enum CertificateRefusal: Error, Hashable, Sendable {
    /// Only the administrator may.
    case notAllowed
    /// The file, or what is in it, is not taken.
    case rejected(CertificateUploadError)
    /// There are as many as are kept.
    case full
    /// There is no such certificate.
    case missing
    /// Something that it is to be used for does not exist.
    case unknownUse(String)
    /// The disk did not take it, in words.
    case store(String)
}

extension CertificateRefusal: CustomStringConvertible {
    /// The sentence for whoever asked.
    public var description: String {
        switch self {
        case .notAllowed: "only the administrator may change certificates"
        case .rejected(let fault): "\(fault)"
        case .full: "there are \(CertificateShelf.limit) certificates already: delete one first"
        case .missing: "there is no such certificate; `onhook certificate list` lists those that are installed"
        case .unknownUse(let word):
            "\"\(word.prefix(40))\" is nothing a certificate is used for; there are \(CertificateUse.allCases.map(\.rawValue).joined(separator: " and "))"
        case .store(let sentence): "nothing was changed: \(sentence)"
        }
    }
}
