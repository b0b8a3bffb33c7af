package import HTTPServer

/// Whether a request comes from one of our own pages, or from a script: what a foreign page could make a browser send is refused.
package enum RequestOrigin {
    /// Why a request is refused.
    package enum Fault: Error, Hashable, Sendable {
        /// The Host is none of our names: a foreign name was made to point here.
        case foreignHost(String)
        /// The page that sent it is not ours.
        case foreignOrigin
    }

    /// Checks Host, and for what may change something also Origin and Sec-Fetch-Site. A GET from a foreign page has no session with it,
    /// because the cookie is `SameSite=Strict`.
    ///
    /// An address as Host cannot be rebound by a name server, so any address is fine; a name must be one of ours.
    package static func check(_ request: Request, names: Set<String>) throws(Fault) {
        guard case .address = request.peer else { return }
        let host = request.host ?? ""
        guard isOwn(host, names: names) else { throw .foreignHost(host) }
        guard request.method != .get, request.method != .head else { return }
        if let site = request.headers["Sec-Fetch-Site"], site != "same-origin", site != "none" { throw .foreignOrigin }
        if let origin = request.headers["Origin"] {
            let scheme = request.isTLS ? "https" : "http"
            guard origin.lowercased() == "\(scheme)://\(host)".lowercased() else { throw .foreignOrigin }
        }
    }

    /// By which of our names or addresses a request comes, without the port; nil for one of somebody else.
    package static func ownName(of request: Request, names: Set<String>) -> String? {
        guard let host = request.host, isOwn(host, names: names) else { return nil }
        return nameWithoutPort(host[...]).map(String.init)
    }

    /// Strictly: a name or an address, and a port of digits. Whatever could be read in two ways is nobody's.
    private static func isOwn(_ host: String, names: Set<String>) -> Bool {
        guard let name = nameWithoutPort(host[...])?.lowercased() else { return false }
        if name.hasPrefix("[") { return isIPv6(name.dropFirst().dropLast()) }
        return isIPv4(name) || name == "localhost" || names.contains(name)
    }

    private static func nameWithoutPort(_ host: Substring) -> Substring? {
        let nameEnd: Substring.Index
        if host.hasPrefix("[") {
            guard let bracket = host.firstIndex(of: "]") else { return nil }
            nameEnd = host.index(after: bracket)
        } else {
            nameEnd = host.firstIndex(of: ":") ?? host.endIndex
        }
        let rest = host[nameEnd...]
        let isPort = rest.isEmpty || rest.first == ":" && rest.dropFirst().allSatisfy { $0.isASCII && $0.isNumber }
        return isPort ? host[..<nameEnd] : nil
    }

    private static func isIPv6(_ text: Substring) -> Bool {
        text.contains(":") && text.allSatisfy { $0.isASCII && ($0.isHexDigit || $0 == ":" || $0 == ".") }
    }

    private static func isIPv4(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { $0.count <= 3 && $0.allSatisfy(\.isNumber) && UInt8($0) != nil }
    }
}
