import CCurl

extension TransferURL {
    /// Reads an address with its scheme, `http://proxy.example.com/proxy.pac`; nil if it is none, or of a scheme that is not known.
    package init?(absolute text: String) {
        let somewhere = TransferURL(scheme: .http, host: "localhost", path: "/")
        guard Self.scheme(of: text) != nil, case .success(let url) = somewhere.following(location: text) else {
            return nil
        }
        self = url
    }

    /// Where a Location line leads, seen from here (RFC 3986, section 5). User info in it is dropped; blanks and bytes beyond
    /// ASCII, which servers do send, are percent-encoded as curl does for a redirect.
    func following(location: String) -> Result<TransferURL, RedirectFault> {
        // libcurl would take `javascript:x` for a relative path; RFC 3986, 4.1, takes it for a scheme.
        if let scheme = Self.scheme(of: location), TransferScheme(rawValue: scheme) == nil {
            return .failure(.scheme(scheme))
        }
        guard let handle = curl_url() else { return .failure(.unreadable) }
        defer { curl_url_cleanup(handle) }
        let flags = UInt32(CURLU_NON_SUPPORT_SCHEME | CURLU_PATH_AS_IS | CURLU_URLENCODE | CURLU_ALLOW_SPACE)
        guard curl_url_set(handle, CURLUPART_URL, description, UInt32(CURLU_PATH_AS_IS)) == CURLUE_OK,
            curl_url_set(handle, CURLUPART_URL, location, flags) == CURLUE_OK,
            let scheme = part(CURLUPART_SCHEME, of: handle).flatMap({ TransferScheme(rawValue: $0.lowercased()) }),
            let host = part(CURLUPART_HOST, of: handle),
            let port = part(CURLUPART_PORT, of: handle, flags: UInt32(CURLU_DEFAULT_PORT)).flatMap({ UInt16($0) }),
            let path = part(CURLUPART_PATH, of: handle)
        else { return .failure(.unreadable) }
        let query = part(CURLUPART_QUERY, of: handle).map { "?" + $0 } ?? ""
        let url = TransferURL(scheme: scheme, host: host, port: port, path: path + query)
        return url.fault == nil ? .success(url) : .failure(.unreadable)
    }

    private static func scheme(of location: String) -> String? {
        guard let end = location.firstIndex(where: { ":/?#".contains($0) }), location[end] == ":",
            let first = location.first, first.isASCII, first.isLetter,
            location[..<end].allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0)) })
        else { return nil }
        return location[..<end].lowercased()
    }

    /// curl_url_get(3): the text is ours and goes back through curl_free.
    private func part(_ part: CURLUPart, of handle: OpaquePointer, flags: UInt32 = 0) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(handle, part, &text, flags) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }
}
