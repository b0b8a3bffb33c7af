internal import FlatProfile
internal import HTTPServer

/// What the command line says of where the web server listens.
public struct ListenerOptions: Hashable, Sendable {
    /// Who decides.
    public enum Decision: Hashable, Sendable {
        /// `--listen ADDR:PORT`, with `--tls` or without.
        case commandLine(address: String, port: UInt16, isTLS: Bool)
        /// Web_Server_Port and Enable_Protocol, at that address or at all of them.
        case parameters(address: String?)
        /// The service manager, which has opened these sockets at that address (sd_listen_fds(3)); they speak HTTP.
        case handed([Int32], address: String?)
    }

    /// Who decides.
    public var decision: Decision
    /// Where browsers that come without TLS are sent to the other listener; nil for nowhere.
    public var redirectPort: UInt16?

    /// Those options.
    public init(_ decision: Decision, redirectPort: UInt16? = nil) {
        self.decision = decision
        self.redirectPort = redirectPort
    }
}

/// Which listeners there should be: decided by parameters and options, whoever changes them.
///
/// Source: web pages, 1 ("Reaching it"). From 12.0(3) on plain requests to port 80 are redirected; on Https at port 80 there is nothing else
/// at port 80.
struct ListenerPlan: Hashable, Sendable {
    /// One place to listen at.
    struct Endpoint: Hashable, Sendable {
        /// The address; nil for all of them.
        var address: String?
        var port: UInt16
        var isTLS: Bool

        /// Whether the other one is at the same place, so that only one of them can have it.
        func isAtPlace(of other: Endpoint) -> Bool { address == other.address && port == other.port && port != 0 }
    }

    /// Where the pages are; nil if Enable_Web_Server is No.
    var utility: Endpoint?
    /// Where browsers are redirected from.
    var redirect: Endpoint?
    /// The oldest version of TLS.
    var minimumVersion: TLSIdentity.Version
}

extension ListenerPlan {
    /// The parameters that it is made from.
    static let parameters: Set<String> = [
        "Enable_Web_Server", "Enable_Protocol", "Web_Server_Port", "TLS_Server_Min_Version",
    ]

    /// The plan of that configuration. A value that the phone cannot use counts as the factory default.
    init(_ snapshot: Snapshot, _ options: ListenerOptions) {
        minimumVersion = TLSIdentity.Version(rawValue: snapshot["TLS_Server_Min_Version"]) ?? .tls12
        guard snapshot["Enable_Web_Server"] != "No" else { return }
        let endpoint =
            switch options.decision {
            case .commandLine(let address, let port, let isTLS): Endpoint(address: address, port: port, isTLS: isTLS)
            case .handed(_, let address): Endpoint(address: address, port: 0, isTLS: false)
            case .parameters(let address):
                Endpoint(
                    address: address, port: Self.port(in: snapshot), isTLS: snapshot["Enable_Protocol"] != "Http")
            }
        utility = endpoint
        guard endpoint.isTLS, let port = options.redirectPort else { return }
        let plain = Endpoint(address: endpoint.address, port: port, isTLS: false)
        if !plain.isAtPlace(of: endpoint) { redirect = plain }
    }

    private static func port(in snapshot: Snapshot) -> UInt16 {
        let fallback: UInt16 = snapshot["Enable_Protocol"] == "Http" ? 80 : 443
        guard let port = UInt16(snapshot["Web_Server_Port"]), port > 0 else { return fallback }
        return port
    }
}

extension ListenerPlan.Endpoint {
    /// `https://192.0.2.1:8443`; without the port where it is the usual one. `host` stands for all addresses.
    func url(host: String) -> String {
        let name = address ?? host
        let bracketed = name.contains(":") && !name.hasPrefix("[") ? "[\(name)]" : name
        return Self.url(host: bracketed, port: port, isTLS: isTLS)
    }

    /// The address of that host as browsers write it.
    static func url(host: String, port: UInt16, isTLS: Bool) -> String {
        let usual: UInt16 = isTLS ? 443 : 80
        return "\(isTLS ? "https" : "http")://\(host)" + (port == usual ? "" : ":\(port)")
    }
}
