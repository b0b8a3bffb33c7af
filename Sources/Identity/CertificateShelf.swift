internal import Notation

/// What an installed certificate is used for.
public enum CertificateUse: String, CaseIterable, Hashable, Sendable {
    /// The web server shows it to browsers.
    case webServer = "web-server"
    /// The phone shows it to provisioning servers that ask for one.
    case provisioning
}

/// The certificates that somebody installed, and what each is used for. Blocks for the disk.
///
/// `DIR/identity/certificates/` holds a file for each, named after the fingerprint, with chain and key (mode 0600), and the file `uses`.
/// Each file appears as a whole; a certificate is there before a use names it, and loses its uses before it goes. So whatever instant a
/// process is stopped at, every use names a certificate that is there.
public struct CertificateShelf: Sendable {
    /// One certificate with its key.
    public struct Item: Sendable {
        /// The first 16 digits of its fingerprint.
        public let id: String
        /// Chain and key.
        public let credentials: ClientCredentials

        init(_ credentials: ClientCredentials) {
            self.credentials = credentials
            id = String(credentials.certificate.fingerprint.prefix(16))
        }
    }

    /// The most certificates.
    public static let limit = 16

    /// Those that are installed, by identifier.
    public private(set) var items: [Item] = []
    /// What is used for what: identifiers.
    public private(set) var uses: [CertificateUse: String] = [:]
    /// What could not be read, in sentences.
    public private(set) var problems: [String] = []
    private let directory: String?

    private static let usesName = "uses"

    /// The shelf of an identity directory, as it is there; nil keeps everything in memory. A file that is damaged is passed over and told
    /// in `problems`: the phone goes on with its own certificates.
    public init(directory: String?) {
        self.directory = directory.map { $0 + "/certificates" }
        guard let directory = self.directory, IdentityFile.exists(directory) else { return }
        for name in DirectoryNames.of(directory).sorted() where name.hasSuffix(".pem") {
            let file = directory + "/" + name
            do throws(ClientCredentialsError) {
                items.append(Item(try ClientCredentials(certificateFile: file, keyFile: file)))
            } catch {
                problems.append("identity/certificates/\(error)")
            }
        }
        readUses(directory + "/" + Self.usesName)
    }

    /// The certificate of that identifier.
    public subscript(id: String) -> Item? { items.first { $0.id == id } }

    /// What is used for that; nil for the phone's own.
    public func item(for use: CertificateUse) -> Item? { uses[use].flatMap { self[$0] } }

    /// Takes a certificate in, or the same one once more, and uses it for these from now on. If a use cannot be written the certificate
    /// goes again.
    public mutating func install(
        _ credentials: ClientCredentials, for wanted: Set<CertificateUse>
    ) throws(ClientCredentialsError) -> Item {
        let item = Item(credentials)
        let isNew = self[item.id] == nil
        let before = self
        if let directory {
            try writing(item.id) { () throws(IdentityFile.Failure) in
                try IdentityFile.makeDirectory(directory)
                try IdentityFile.write(
                    credentials.chain + credentials.key, to: path(item.id, in: directory), existing: .replaced)
            }
        }
        items = (items.filter { $0.id != item.id } + [item]).sorted { $0.id < $1.id }
        do throws(ClientCredentialsError) {
            try use(item.id, for: wanted)
        } catch {
            self = before
            if isNew, let directory { try? IdentityFile.remove(path(item.id, in: directory)) }
            throw error
        }
        return item
    }

    /// Uses a certificate for exactly these from now on.
    public mutating func use(_ id: String, for wanted: Set<CertificateUse>) throws(ClientCredentialsError) {
        var uses = uses.filter { $0.value != id }
        for use in wanted { uses[use] = id }
        guard uses != self.uses else { return }
        try write(uses)
        self.uses = uses
    }

    /// Takes a certificate away, with its key; what it was used for falls back to the phone's own.
    public mutating func remove(_ id: String) throws(ClientCredentialsError) {
        try use(id, for: [])
        if let directory {
            try writing(id) { () throws(IdentityFile.Failure) in try IdentityFile.remove(path(id, in: directory)) }
        }
        items.removeAll { $0.id == id }
    }

    /// Takes all of them away, for a factory reset.
    public mutating func removeAll() throws(ClientCredentialsError) {
        for item in items { try remove(item.id) }
    }

    private func path(_ id: String, in directory: String) -> String { "\(directory)/\(id).pem" }

    private func write(_ uses: [CertificateUse: String]) throws(ClientCredentialsError) {
        guard let directory else { return }
        let text = uses.map { "\($0.key.rawValue) \($0.value)\n" }.sorted().joined()
        try writing(Self.usesName) { () throws(IdentityFile.Failure) in
            try IdentityFile.write(Array(text.utf8), to: directory + "/" + Self.usesName, existing: .replaced)
        }
    }

    private mutating func readUses(_ file: String) {
        guard IdentityFile.exists(file) else { return }
        guard let bytes = try? FileStream.bytes(of: file, limit: 4096) else {
            problems.append("identity/certificates/uses cannot be read; no installed certificate is used")
            return
        }
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            guard words.count == 2, let use = CertificateUse(rawValue: words[0]) else { continue }
            if self[words[1]] != nil {
                uses[use] = words[1]
            } else {
                problems.append(
                    "the certificate \(words[1].prefix(16)) for \(use.rawValue) is missing; the phone's own is used")
            }
        }
    }

    private func writing(
        _ name: String, _ body: () throws(IdentityFile.Failure) -> Void
    ) throws(ClientCredentialsError) {
        do throws(IdentityFile.Failure) {
            try body()
        } catch {
            throw .unreadable(name: "identity/certificates/\(name)", reason: error.reason)
        }
    }
}
