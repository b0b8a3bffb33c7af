import TestSupport

@testable import Transfer

extension TransferURL {
    static func http(_ port: UInt16, _ path: String = "/p.cfg", host: String = "127.0.0.1") -> TransferURL {
        TransferURL(scheme: .http, host: host, port: port, path: path)
    }
    static func https(_ port: UInt16, _ path: String = "/p.cfg", host: String = "127.0.0.1") -> TransferURL {
        TransferURL(scheme: .https, host: host, port: port, path: path)
    }
    static func tftp(_ port: UInt16, _ path: String = "/p.cfg", host: String = "127.0.0.1") -> TransferURL {
        TransferURL(scheme: .tftp, host: host, port: port, path: path)
    }
}

extension TransferLimits {
    static func with(_ change: (inout TransferLimits) -> Void) -> TransferLimits {
        var limits = TransferLimits()
        change(&limits)
        return limits
    }
}

extension TransferReport {
    var failure: TransferFailure? {
        if case .failure(let failure) = result { failure } else { nil }
    }
    var response: TransferResponse? { try? result.get() }
    var text: String? { response.map { String(decoding: $0.body, as: UTF8.self) } }
}

/// Fetches with a client of its own, which is shut down afterwards.
func fetch(_ request: TransferRequest) async throws -> TransferReport {
    let client = try TransferClient()
    let report = await client.fetch(request)
    await client.shutdown()
    return report
}

func loopback(_ port: UInt16) -> Endpoint { Endpoint(address: "127.0.0.1", port: port) }

/// Bytes that look like nothing in particular and differ everywhere.
func noise(_ count: Int) -> [UInt8] {
    var state: UInt32 = 1
    return (0..<count).map { _ in
        state = state &* 1_664_525 &+ 1_013_904_223
        return UInt8(state >> 24)
    }
}
