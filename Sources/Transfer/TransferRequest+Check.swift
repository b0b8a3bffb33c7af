import Glibc
import Notation

extension TransferRequest {
    /// Why this must not reach the network; nil if it may. What is let through cannot end a line or a string early, so that no
    /// macro value can smuggle in a header or a second request.
    var fault: TransferFailure? {
        url.fault ?? bodyFault ?? headerFault ?? credentials?.fault ?? proxy?.fault ?? sizeFault
    }

    private var bodyFault: TransferFailure? {
        guard url.scheme == .tftp, method != .get else { return nil }
        return .badRequest("TFTP can only fetch here, not send: use http or https")
    }

    private var headerFault: TransferFailure? {
        var lines = headers
        if !userAgent.isEmpty { lines.append(Header("User-Agent", userAgent)) }
        switch method {
        case .get: break
        case .form(let parts, _):
            if let fault = parts.lazy.compactMap(\.fault).first { return fault }
        case .post(_, let contentType), .put(_, let contentType): lines.append(Header("Content-Type", contentType))
        }
        for line in lines {
            guard !line.name.isEmpty, line.name.utf8.allSatisfy(isTokenByte) else {
                return .badRequest("a header's name is empty or holds more than letters, digits and hyphens")
            }
            guard line.value.utf8.allSatisfy({ !$0.isControl }) else {
                return .badRequest("the value of the header \(line.name) holds a control character")
            }
        }
        return nil
    }

    private var sizeFault: TransferFailure? {
        guard let size = tftpBlockSize, !(8...65464).contains(size) else { return nil }
        return .badRequest("a TFTP block has 8 to 65464 bytes, not \(size)")
    }
}

extension TransferRequest.Credentials {
    /// Why they cannot be sent; nil if they may.
    var fault: TransferFailure? {
        for (what, text) in [("user name", user), ("password", password)] where text.utf8.contains(where: \.isControl) {
            return .badRequest("the \(what) holds a control character")
        }
        return nil
    }
}

extension TransferURL {
    /// Why nothing can be asked for under this URL; nil if it is sound.
    var fault: TransferFailure? {
        if let text = TransferURL.hostFault(host) { return .badURL(text) }
        guard port != 0 else { return .badURL("port 0 cannot be connected to") }
        guard path.utf8.first == UInt8(ascii: "/") else { return .badURL("the path must begin with /") }
        if let offset = path.utf8.enumerated().first(where: { $0.element == 0x20 || $0.element.isControl })?.offset {
            return .badURL(
                "the path holds a blank or control character at position \(offset + 1): write %20 for a blank")
        }
        return nil
    }

    static func hostFault(_ host: String) -> String? {
        guard !host.isEmpty else { return "the server is missing" }
        guard !isAddress(host) else { return nil }
        guard host.utf8.count <= 253 else { return "the server's name is longer than 253 characters" }
        guard host.utf8.allSatisfy({ isTokenByte($0) || $0 == UInt8(ascii: ".") }) else {
            return "a server's name has letters, digits, hyphens, underscores and dots only"
        }
        return nil
    }

    /// An IPv4 or IPv6 address in its usual form, for which no look-up is needed.
    package static func isAddress(_ host: String) -> Bool { addressBytes(host) != nil }

    /// Whether both texts are the same address, however it is written.
    static func isSameAddress(_ left: String, _ right: String) -> Bool {
        guard let bytes = addressBytes(left) else { return false }
        return bytes == addressBytes(right)
    }

    private static func addressBytes(_ text: String) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &bytes) == 1 { return Array(bytes[..<4]) }
        return inet_pton(AF_INET6, text, &bytes) == 1 ? bytes : nil
    }
}

/// Letters, digits, hyphen and underscore: enough for every header and DNS name in use.
private func isTokenByte(_ byte: UInt8) -> Bool {
    byte.isLetter || byte.isDigit || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
}
