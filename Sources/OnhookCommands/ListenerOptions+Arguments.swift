internal import Host
internal import WebUI

extension Command {
    /// What `serve` takes about its web server, besides --listen.
    static let webServerOptions: [Option] = [
        .flag("tls", "serve HTTPS at the port of --listen, with the phone's own certificate unless another is there"),
        .taking(
            "FILE", "tls-cert", "the certificate of the web server (PEM, with its chain); nobody can change it then"),
        .taking("FILE", "tls-key", "the private key of --tls-cert (PEM, without a pass phrase)"),
        .taking(
            "PORT", "redirect-port",
            "where browsers without TLS are redirected from; 0 for nowhere (default 80, or nowhere with --listen ADDR:PORT)"
        ),
    ]
}

extension ListenerOptions {
    /// What the command line says of where the web server listens.
    init(_ arguments: Arguments) throws(CommandFailure) {
        let isTLS = arguments.has("tls") || arguments["tls-cert"] != nil
        let redirect = try Self.redirectPort(arguments["redirect-port"])
        guard let text = arguments["listen"] else {
            guard !arguments.has("tls") else {
                throw .usage("--tls goes with --listen ADDR:PORT; without it Enable_Protocol decides")
            }
            self.init(.parameters(address: nil), redirectPort: redirect ?? 80)
            return
        }
        let (address, port) = try Self.place(text)
        guard let port else {
            guard !arguments.has("tls") else {
                throw .usage("--tls goes with --listen ADDR:PORT; without a port Enable_Protocol decides")
            }
            self.init(.parameters(address: address), redirectPort: redirect ?? 80)
            return
        }
        self.init(.commandLine(address: address, port: port, isTLS: isTLS), redirectPort: redirect ?? nil)
    }

    /// The same over the sockets that the service manager opened, if there are such.
    func over(_ handed: [SocketActivation.Socket]) -> ListenerOptions {
        let sockets = handed.filter { !$0.isUnix }
        guard !sockets.isEmpty else { return self }
        return ListenerOptions(.handed(sockets.map(\.descriptor), address: sockets.lazy.compactMap(\.address).first))
    }

    /// Nil if nothing is said; a nil inside for nowhere.
    private static func redirectPort(_ text: String?) throws(CommandFailure) -> UInt16?? {
        guard let text else { return .none }
        guard let port = UInt16(text) else {
            throw .usage("--redirect-port takes a port, or 0 for none, not \"\(text.prefix(40))\"")
        }
        return .some(port == 0 ? nil : port)
    }

    /// `127.0.0.1:8080`, `[::1]:0`, `:8080`, and an address alone.
    static func place(_ text: String) throws(CommandFailure) -> (address: String, port: UInt16?) {
        if IPAddress(text) != nil { return (text, nil) }
        if text.hasPrefix("["), text.hasSuffix("]"), IPAddress(String(text.dropFirst().dropLast())) != nil {
            return (String(text.dropFirst().dropLast()), nil)
        }
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            throw .usage("--listen takes ADDR:PORT, such as 127.0.0.1:8080 or [::1]:0, not \"\(text)\"")
        }
        var address = String(text[..<colon])
        if address.hasPrefix("["), address.hasSuffix("]") { address = String(address.dropFirst().dropLast()) }
        if address == "localhost" { address = "127.0.0.1" }
        if address.isEmpty { address = "0.0.0.0" }
        guard IPAddress(address) != nil else {
            throw .usage("--listen takes an address of this machine, not \"\(address)\"; 0.0.0.0 is all of them")
        }
        return (address, port)
    }
}
