package import HTTPServer

extension Request {
    /// Whether it asks the JSON API.
    package var isForAPI: Bool { path.hasPrefix("/api/") }

    /// Whether whoever asks reads pages; scripts read texts and JSON.
    package var acceptsPages: Bool { headers.all("Accept").contains { $0.contains("text/html") } }

    /// Whether a browser sent it: it says so, or it carries what only browsers carry.
    package var isFromBrowser: Bool {
        acceptsPages
            || ["Origin", "Sec-Fetch-Site", "Sec-Fetch-Mode", "Cookie", "Referer"].contains { headers[$0] != nil }
            || headers["User-Agent"]?.hasPrefix("Mozilla/") == true
    }
}
