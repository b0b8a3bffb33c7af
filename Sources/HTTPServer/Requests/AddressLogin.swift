/// A name and a password that stand in an address, as some scripts for phones write them: `/admin/config.xml&xuser=admin&xpassword=secret`.
///
/// Source: administration guide, "Phone Web User Interface" (scripting). They belong to whoever serves the request, and to no log.
extension Request {
    /// The request with the address that means the same without a login, which then stands in `addressLogin`.
    ///
    /// `&xuser=` or `?xuser=` begins the login, wherever in the address it stands; what stands behind it is the login and nothing else. Nil
    /// if there is none, or if it is written in another way.
    public func withoutLoginInAddress() -> Request? {
        let raw = target.raw
        guard let start = Self.start(in: raw) else { return nil }
        let text = raw[raw.index(after: start)...]
        guard let items = try? FormDecoding.urlEncoded(String(text)).items, items.count == 2,
            items[0].name == "xuser", items[1].name == "xpassword", let rest = try? RequestTarget(String(raw[..<start]))
        else { return nil }
        var request = self
        request.target = rest
        request.addressLogin = BasicCredentials(name: items[0].value, password: items[1].value)
        return request
    }

    private static func start(in raw: String) -> String.Index? {
        let bytes = Array(raw.utf8)
        let word = Array("xuser=".utf8)
        for index in bytes.indices.reversed()
        where bytes[index] == UInt8(ascii: "&") || bytes[index] == UInt8(ascii: "?") {
            if bytes[(index + 1)...].starts(with: word) { return raw.utf8.index(raw.startIndex, offsetBy: index) }
        }
        return nil
    }
}
