internal import FlatProfile
internal import Glibc
internal import Host
internal import HTTPServer
internal import Identity
internal import PhoneService
internal import Provisioning
internal import Store
internal import Transfer
internal import WebUI

/// A phone put together: its store, its service and its web utility.
struct Phone: Sendable {
    /// The options that say which phone it is.
    static let identityOptions: [Option] = [
        .taking("PN", "model", "the model: 8841, CP-8841-3PCC, … (default 8841)"),
        .taking("MAC", "mac", "the hardware address (default: that of this machine)"),
        .taking("SN", "serial", "the serial number (default: made from the address)"),
        .taking("V", "software-version", "the firmware that it says it runs"),
        .taking("V", "hardware-version", "the hardware version that it says it has"),
    ]

    /// What the phone needs to know of its place besides.
    static let placeOptions: [Option] = [
        .taking("FILE", "ca-file", "trust the authorities in FILE (PEM) besides those of the system; may be repeated"),
        .taking(
            "FILE", "client-cert", "show the certificate in FILE (PEM, with its chain) to servers, not the phone's own"),
        .taking("FILE", "client-key", "the private key of --client-cert (PEM, without a pass phrase)"),
        .taking(
            "HOST[:PORT]", "edos-host",
            "ask this server, over https, for the service provider of a phone from the box (default: none is asked)"),
        .taking(
            "HOST[:PORT]", "activation-host",
            "send activation codes to this server, over https (docs/activation.md; default: none takes them)"),
    ]

    let store: any ConfigurationStore
    let service: PhoneService
    let application: WebApplication
    let transfer: TransferClient
    let setupToken: String
    /// Where its web server listens.
    let listeners = ListenerBoard()
    /// The names by which browsers may address it, besides its addresses.
    let hostNames: Set<String>

    /// Which phone the command line describes.
    static func identity(_ arguments: Arguments) throws(CommandFailure) -> DeviceIdentity {
        let model = try model(arguments)
        var identity = HostIdentity.standard(model: model)
        if let text = arguments["mac"] {
            guard let mac = MACAddress(text) else {
                throw .usage("\"\(text)\" is no hardware address: twelve hexadecimal digits are expected")
            }
            identity = HostIdentity.identity(model: model, mac: mac)
        }
        if let serial = arguments["serial"] { identity.serialNumber = serial }
        if let version = arguments["software-version"] { identity.softwareVersion = version }
        if let version = arguments["hardware-version"] { identity.hardwareVersion = version }
        return identity
    }

    /// The model that the command line names, else the standard one.
    static func model(_ arguments: Arguments) throws(CommandFailure) -> Model {
        guard let name = arguments["model"] else { return .standard }
        guard let model = Model(named: name) else {
            throw .usage("\"\(name)\" is no model; there are \(Model.all.map(\.number).joined(separator: ", "))")
        }
        return model
    }

    /// The phone of a state directory, to be served: which one it is says the command line, and the directory remembers it.
    static func serve(
        directory path: String, hooks: HookPlace, _ invocation: Invocation
    ) async throws(CommandFailure) -> Phone {
        let identity = try identity(invocation.arguments)
        return try await opening(path) {
            let directory = try StateDirectory(path)
            let store = try await SQLiteStore.open(directory: directory.path, catalogue: Catalogue.of(identity.model))
            try await repair(store, IdentityFiles(directory: directory.identity))
            let key = try FingerprintKey.load(directory: directory.identity)
            let phone = try await Phone(
                store: store, key: key, authorities: try authorities(of: directory), identity: identity,
                place: .kept(directory), hooks: hooks, invocation, log: .info)
            await phone.service.removeFirmwareLeftovers()
            do {
                try ServedIdentity(identity).write(to: directory)
            } catch {
                // A full disk keeps no phone from being served.
                phone.service.report("commands without a daemon will not know which phone this is: \(error)")
            }
            return phone
        }
    }

    /// Does to the end what a process that was killed began.
    private static func repair(_ store: SQLiteStore, _ files: IdentityFiles) async throws {
        files.removeLeftovers()
        try await PhoneService.finishRestore(in: store, files)
    }

    /// The phone of a state directory that nobody serves, for one command: the same phone as when it was served last.
    static func open(
        directory path: String, for access: StoreAccess, _ invocation: Invocation
    ) async throws(CommandFailure) -> Phone {
        try await opening(path) {
            let directory = try StateDirectory(path)
            let identity = ServedIdentity.read(from: directory) ?? HostIdentity.standard()
            switch access {
            case .readOnly:
                return try await Phone(
                    store: try await reading(directory, Catalogue.of(identity.model)), key: .ephemeral(),
                    authorities: try authorities(of: directory), identity: identity,
                    place: .present(directory), invocation, log: .error)
            case .readWrite:
                let store = try await SQLiteStore.open(
                    directory: directory.path, catalogue: Catalogue.of(identity.model))
                try await repair(store, IdentityFiles(directory: directory.identity))
                let key = try FingerprintKey.load(directory: directory.identity)
                return try await Phone(
                    store: store, key: key, authorities: try authorities(of: directory), identity: identity,
                    place: .kept(directory), invocation, log: .error)
            }
        }
    }

    /// Commands that only look leave no trace, and several of them may look at once. An empty directory is a phone as it came.
    private static func reading(
        _ directory: StateDirectory, _ catalogue: Catalogue
    ) async throws(StoreError) -> any ConfigurationStore {
        do throws(StoreError) {
            return try await SQLiteStore.open(directory: directory.path, catalogue: catalogue, access: .readOnly)
        } catch .missing {
            return InMemoryStore(catalogue: catalogue)
        } catch {
            throw error
        }
    }

    /// A phone that forgets everything with the process.
    static func inMemory(
        _ invocation: Invocation, hooks: HookPlace = HookPlace(), log: Severity = .error
    ) async throws(CommandFailure) -> Phone {
        let identity = try identity(invocation.arguments)
        do {
            return try await Phone(
                store: InMemoryStore(catalogue: Catalogue.of(identity.model)), key: .ephemeral(),
                authorities: TrustedAuthorities(), identity: identity, place: .memory, hooks: hooks, invocation,
                log: log)
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw .failed("\(error)")
        }
    }

    private static func authorities(of directory: StateDirectory) throws -> TrustedAuthorities {
        try TrustedAuthorities(directory: directory.identity + "/authorities")
    }

    /// Opens a directory, with what is in the way as one sentence that names it.
    private static func opening(
        _ path: String, _ body: () async throws -> Phone
    ) async throws(CommandFailure) -> Phone {
        do {
            return try await body()
        } catch let failure as CommandFailure {
            throw failure
        } catch let error as StateDirectoryError {
            throw .failed("\(error)")
        } catch let error as StoreError {
            guard case .locked(let process?) = error else { throw .failed("\(path): \(error)") }
            throw .failed(
                "\(path): the state directory is in use by process \(process); if that is `onhook serve --control PATH`, "
                    + "name its socket with --control PATH, else stop it or name another directory")
        } catch {
            throw .failed("\(path): \(error)")
        }
    }

    private init(
        store: any ConfigurationStore, key: FingerprintKey, authorities: TrustedAuthorities,
        identity: DeviceIdentity, place: IdentityPlace, hooks: HookPlace = HookPlace(), _ invocation: Invocation,
        log threshold: Severity
    ) async throws {
        let authorities = try PhoneAuthorities(
            try Self.authorities(authorities, invocation.arguments), file: place.customCA
        ) { SystemClock().now() }
        let (own, warning) = try Self.ownCertificate(of: identity, in: place, invocation.arguments)
        self.store = store
        let hostNames = Self.hostNames(invocation.arguments)
        self.hostNames = hostNames
        let certificates = PhoneCertificates(
            directory: place.directory?.identity,
            given: .init(
                webServer: try Self.givenServer(invocation.arguments),
                hasProvisioning: invocation.arguments["client-cert"] != nil),
            client: own, subject: { ServerSubject(identity, names: hostNames) }, now: { SystemClock().now() })
        let log = ProcessLog(threshold: threshold)
        transfer = try TransferClient()
        let leases = LeaseBoard()
        let host = MachineHost(
            identity: identity, log: log, leases: leases, authorities: authorities, ownCertificate: own,
            proxyScripts: invocation.helpers.proxyScripts)
        service = PhoneService(
            identity: identity, store: store, fetcher: transfer,
            passwords: LoginPasswords(hasher: PasswordHasher(), key: key), host: host, leases: leases, hooks: hooks,
            firmware: try Self.firmware(place.directory, invocation.arguments),
            emptyElements: try Option.emptyElements(in: invocation.arguments) ?? .setsEmpty,
            services: try Self.services(invocation.arguments),
            confirmation: try Option.confirmation(in: invocation.arguments), identityFiles: place.identityFiles,
            certificates: certificates,
            report: { host.note(.info, $0, configuration: store.snapshot) },
            complain: { host.note(.warning, $0, configuration: store.snapshot) })
        if let warning { log.log(.warning, warning) }
        for problem in certificates.problems { log.log(.warning, problem) }
        try await service.load()
        let scriptLogin = try Option.scriptLogin(in: invocation.arguments)
        if place.isServed { try await service.useDigest(scriptLogin == .digest) }
        setupToken = try RandomToken(.bits128).base64URL
        let instance = try RandomToken(.bits128).hexadecimal.prefix(8)
        let storeName = try await service.storeName(orNew: RandomToken(.bits128).hexadecimal.prefix(8))
        application = WebApplication(
            service: service,
            configuration: WebConfiguration(
                instance: String(instance), storeName: storeName, hostNames: hostNames, setupToken: setupToken,
                scriptLogin: scriptLogin, takesLoginsInAddresses: invocation.arguments.has("address-logins"),
                trustedUsers: [0, geteuid()], listeners: listeners, programVersion: Program.version,
                drawScreen: invocation.helpers.screenPictures,
                storeSize: { [path = place.directory?.path] in path.flatMap(Self.storeSize) },
                makeToken: {
                    // The system's generator answers once the system runs; without it nobody can be let in safely.
                    guard let token = try? RandomToken(.bits256) else { fatalError("no random numbers") }
                    return token.base64URL
                }))
    }

    private static func authorities(
        _ kept: TrustedAuthorities, _ arguments: Arguments
    ) throws(CommandFailure) -> TrustedAuthorities {
        var authorities = kept
        for file in arguments.all("ca-file") {
            do throws(IdentityError) {
                try authorities.add(file: file)
            } catch {
                throw .failed("--ca-file: \(error)")
            }
        }
        return authorities
    }

    private static func services(_ arguments: Arguments) throws(CommandFailure) -> OnboardingServices {
        OnboardingServices(
            edos: try server("edos-host", arguments), activation: try server("activation-host", arguments))
    }

    private static func server(
        _ option: String, _ arguments: Arguments
    ) throws(CommandFailure) -> OnboardingServices.Server? {
        guard let text = arguments[option], !text.isEmpty else { return nil }
        guard let server = OnboardingServices.Server(text) else {
            throw .usage(
                "--\(option) takes HOST or HOST:PORT, such as activation.example.com, not \"\(text.prefix(60))\"")
        }
        return server
    }

    /// The bytes of the database and its log; nil if there is none.
    private static func storeSize(in directory: String) -> Int? {
        let sizes = ["onhook.db", "onhook.db-wal"].compactMap { name -> Int? in
            var status = stat()
            return stat("\(directory)/\(name)", &status) == 0 ? Int(status.st_size) : nil
        }
        return sizes.isEmpty ? nil : sizes.reduce(0, +)
    }

    private static func hostNames(_ arguments: Arguments) -> Set<String> {
        let own = HostIdentity.hostName().map { [$0, "\($0).local"] } ?? []
        return Set((own + arguments.all("host-name")).map { $0.lowercased() })
    }

    /// The answer to a request of the machine's own login.
    func answer(_ method: String, _ path: String, _ body: [UInt8]) async -> (Int, [UInt8]) {
        guard let method = Method(rawValue: method),
            let request = Request(
                method: method, target: path,
                headers: [.init(name: "Content-Type", value: "application/json")], body: body,
                peer: .process(user: geteuid(), group: getegid(), id: getpid()))
        else { return (400, []) }
        let response = await application.respond(to: request).response()
        return (response.status.code, response.body.bytes)
    }

    /// Puts the phone down.
    func close() async {
        await transfer.shutdown()
        if let store = store as? SQLiteStore { await store.close() }
    }
}
