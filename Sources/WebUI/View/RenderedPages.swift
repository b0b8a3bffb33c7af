internal import HTTPServer
internal import Pages
internal import Threading

/// The tabs that were shown last, each with the values that it was made of: the same values make the same page, byte for byte, so that it is
/// sent again instead of being rendered again. No page can be out of date: what it shows is gathered for each request, and compared.
final class RenderedPages: Sendable {
    private struct Kept: Sendable {
        var page: VoiceTabPage
        var frame: Frame
        var bytes: StaticBytes
    }

    /// The tabs that a few people go to and fro between; half a megabyte.
    private static let limit = 8

    private let kept = Locked<[Kept]>([])

    /// The bytes of a page in its frame; rendered if they are not at hand.
    func bytes(of page: VoiceTabPage, in frame: Frame, rendered render: () -> [UInt8]) -> StaticBytes {
        let candidates = kept.withLock { $0 }
        if let same = candidates.last(where: { $0.page == page && $0.frame == frame }) { return same.bytes }
        let fresh = Kept(page: page, frame: frame, bytes: StaticBytes(render()))
        kept.withLock { kept in
            kept.removeAll { $0.page.isOfSamePlace(as: page) && $0.frame.session == frame.session }
            if kept.count >= Self.limit { kept.removeFirst() }
            kept.append(fresh)
        }
        return fresh.bytes
    }
}

extension VoiceTabPage {
    /// Whether both are the same tab, whatever stands on it.
    fileprivate func isOfSamePlace(as other: Self) -> Bool { action == other.action }
}
