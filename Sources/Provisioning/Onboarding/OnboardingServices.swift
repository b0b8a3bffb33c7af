/// The services that onboarding asks. Both are empty until an administrator names them: no vendor's cloud is ever asked by itself.
public struct OnboardingServices: Hashable, Sendable {
    /// A server that is reached over https.
    public struct Server: Hashable, Sendable, CustomStringConvertible {
        /// Its name or address, an IPv6 one without brackets.
        public var host: String
        /// Its port.
        public var port: UInt16

        /// A server.
        public init(host: String, port: UInt16 = 443) {
            self.host = host
            self.port = port
        }

        /// `edos.example.com`, `edos.example.com:8443`.
        public var description: String {
            let name = host.contains(":") ? "[\(host)]" : host
            return port == 443 ? name : "\(name):\(port)"
        }
    }

    /// Who knows the provider of a phone by its address and serial number.
    public var edos: Server?
    /// Who knows the provider of a phone by an activation code; `docs/activation.md`.
    public var activation: Server?

    /// Those services; none unless said otherwise.
    public init(edos: Server? = nil, activation: Server? = nil) {
        self.edos = edos
        self.activation = activation
    }
}

extension OnboardingServices.Server {
    /// Reads `HOST` or `HOST:PORT`, an IPv6 address in brackets; nil for anything else.
    public init?(_ text: String) {
        var name = text[...]
        var port: UInt16 = 443
        if let colon = text.lastIndex(of: ":"), !text.hasSuffix("]") {
            guard let number = UInt16(text[text.index(after: colon)...]), number > 0 else { return nil }
            port = number
            name = text[..<colon]
        }
        let isBracketed = name.hasPrefix("[") && name.hasSuffix("]")
        if isBracketed { name = name.dropFirst().dropLast() }
        let allowed = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                true
            case UInt8(ascii: ":"): isBracketed
            default: false
            }
        }
        guard !name.isEmpty, allowed else { return nil }
        self.init(host: String(name), port: port)
    }
}
