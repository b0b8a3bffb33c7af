internal import FlatProfile
internal import Host
internal import Identity
internal import PhoneService

/// What the phone shows of itself to servers.
extension Phone {
    /// Where keys and certificates are kept.
    enum IdentityPlace {
        /// In the directory; what is not there is made.
        case kept(StateDirectory)
        /// In the directory; what is not there is made for this process only.
        case present(StateDirectory)
        /// Nowhere.
        case memory

        /// Where the custom CA is kept; nil for nowhere.
        var customCA: AuthorityFile? {
            switch self {
            case .kept(let directory), .present(let directory): AuthorityFile(directory: directory.identity)
            case .memory: nil
            }
        }

        /// Whether it is that of a daemon, whose command line says how scripts log in.
        var isServed: Bool {
            if case .present = self { false } else { true }
        }

        /// Keys and certificates as files; nil for nowhere.
        var identityFiles: IdentityFiles? { directory.map { IdentityFiles(directory: $0.identity) } }

        /// The state directory of the phone; nil for one in memory.
        var directory: StateDirectory? {
            switch self {
            case .kept(let directory), .present(let directory): directory
            case .memory: nil
            }
        }
    }

    /// The certificate, and what is to be said about it.
    static func ownCertificate(
        of identity: DeviceIdentity, in place: IdentityPlace, _ arguments: Arguments
    ) throws(CommandFailure) -> (certificate: OwnCertificate, warning: String?) {
        if let given = try given(arguments) {
            return (OwnCertificate(given), given.warning(at: SystemClock().now().unixMilliseconds / 1000))
        }
        do throws(ClientCredentialsError) {
            return try ownCertificate(of: identity, in: place)
        } catch {
            throw .failed("identity/\(error)")
        }
    }

    private static func ownCertificate(
        of identity: DeviceIdentity, in place: IdentityPlace
    ) throws(ClientCredentialsError) -> (certificate: OwnCertificate, warning: String?) {
        let subject = ClientSubject(identity)
        switch place {
        case .memory:
            return (OwnCertificate(madeWhenNeededFor: identity), nil)
        case .present(let directory):
            let present = try ClientCredentials.present(in: directory.identity, for: subject)
            return (present.map(OwnCertificate.init) ?? OwnCertificate(madeWhenNeededFor: identity), nil)
        case .kept(let directory):
            if let present = try ClientCredentials.present(in: directory.identity, for: subject) {
                return (OwnCertificate(present), nil)
            }
            do throws(ClientCredentialsError) {
                return (OwnCertificate(try ClientCredentials.kept(in: directory.identity, for: subject)), nil)
            } catch {
                // A full disk keeps no phone from being served; one that is another at each start would be worse than none.
                return (.none, "the phone has no client certificate until one can be kept: identity/\(error)")
            }
        }
    }

    private static func given(_ arguments: Arguments) throws(CommandFailure) -> ClientCredentials? {
        switch (arguments["client-cert"], arguments["client-key"]) {
        case (nil, nil): return nil
        case (let certificate?, let key?):
            do throws(ClientCredentialsError) {
                return try ClientCredentials(certificateFile: certificate, keyFile: key)
            } catch {
                throw .failed("--client-cert, --client-key: \(error)")
            }
        case (_?, nil): throw .usage("--client-cert takes --client-key with it: the key of the certificate")
        case (nil, _?): throw .usage("--client-key takes --client-cert with it: the certificate of the key")
        }
    }

    /// What the web server shows by the command line; nil if it names nothing.
    static func givenServer(_ arguments: Arguments) throws(CommandFailure) -> ClientCredentials? {
        switch (arguments["tls-cert"], arguments["tls-key"]) {
        case (nil, nil): return nil
        case (let certificate?, let key?):
            do throws(ClientCredentialsError) {
                return try ClientCredentials(certificateFile: certificate, keyFile: key)
            } catch {
                throw .failed("--tls-cert, --tls-key: \(error)")
            }
        case (_?, nil): throw .usage("--tls-cert takes --tls-key with it: the key of the certificate")
        case (nil, _?): throw .usage("--tls-key takes --tls-cert with it: the certificate of the key")
        }
    }
}

extension ServerSubject {
    /// What the web server's own certificate says of that phone, on this machine as it is now.
    init(_ identity: DeviceIdentity, names: Set<String>) {
        let interfaces = NetworkInterfaces.current().all
        let addresses = interfaces.flatMap { $0.addresses.map(\.address.description) }
            .filter { !$0.hasPrefix("fe80:") }
        let own = HostIdentity.hostName()?.lowercased()
        // The machine's own name is the common one.
        let sorted = names.sorted { ($0 == own ? 0 : 1, $0) < ($1 == own ? 0 : 1, $1) }
        self.init(
            productName: identity.model.productName, mac: identity.mac.lowercase,
            hostNames: sorted.filter { $0 != "localhost" } + ["localhost"],
            addresses: Array(Set(addresses + ["127.0.0.1", "::1"])).sorted())
    }
}
