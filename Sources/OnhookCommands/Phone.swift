internal import FlatProfile
internal import Glibc
internal import Host
internal import HTTPServer
internal import Identity
internal import PhoneService
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
        .taking("FILE", "ca-file", "trust the authorities in FILE (PEM) besides those of the system; may be repeated")
    ]

    let store: any ConfigurationStore
    let service: PhoneService
    let application: WebApplication
    let transfer: TransferClient
    let setupToken: String

    /// Which phone the command line describes.
    static func identity(_ arguments: Arguments) throws(CommandFailure) -> DeviceIdentity {
        var model = Model.standard
        if let name = arguments["model"] {
            guard let known = Model(named: name) else {
                throw .usage("\"\(name)\" is no model; there are \(Model.all.map(\.number).joined(separator: ", "))")
            }
            model = known
        }
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

    /// The phone of a state directory.
    static func open(directory: String, _ invocation: Invocation) async throws(CommandFailure) -> Phone {
        let identity = try identity(invocation.arguments)
        do {
            let directory = try Host.StateDirectory(directory)
            let store = try await SQLiteStore.open(
                directory: directory.path, catalogue: Catalogue.of(identity.model))
            let key = try FingerprintKey.load(directory: directory.identity)
            let authorities = try TrustedAuthorities(directory: directory.identity + "/authorities")
            return try await Phone(
                store: store, key: key, authorities: authorities, identity: identity, invocation)
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw .failed("\(directory): \(error)")
        }
    }

    /// A phone that forgets everything with the process.
    static func inMemory(_ invocation: Invocation) async throws(CommandFailure) -> Phone {
        let identity = try identity(invocation.arguments)
        do {
            return try await Phone(
                store: InMemoryStore(catalogue: Catalogue.of(identity.model)), key: .ephemeral(),
                authorities: TrustedAuthorities(), identity: identity, invocation)
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw .failed("\(error)")
        }
    }

    private init(
        store: any ConfigurationStore, key: FingerprintKey, authorities: TrustedAuthorities,
        identity: DeviceIdentity, _ invocation: Invocation
    ) async throws {
        let authorities = try Self.authorities(authorities, invocation.arguments)
        self.store = store
        let log = ProcessLog(threshold: .info)
        transfer = try TransferClient()
        service = PhoneService(
            identity: identity, store: store, fetcher: transfer,
            passwords: LoginPasswords(hasher: PasswordHasher(), key: key),
            host: MachineHost(identity: identity, log: log, customAuthorities: authorities.pem),
            report: { log.log(.info, $0) })
        try await service.load()
        setupToken = try RandomToken(.bits128).base64URL
        let instance = try RandomToken(.bits128).hexadecimal.prefix(8)
        application = WebApplication(
            service: service,
            configuration: WebConfiguration(
                instance: String(instance), hostNames: Self.hostNames(invocation.arguments), setupToken: setupToken,
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
