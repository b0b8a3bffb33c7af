internal import FlatProfile
private import Glibc
internal import Pages
internal import Threading

/// The fields of a tab as markup, cut out of a page that was rendered: while nothing of them changes, they are copied into the next page
/// instead of being rendered again. They are nine tenths of a page.
struct RenderedFields: Sendable, Equatable {
    /// The places of a page that hold them, each between `<!--place-->` and `<!--/place-->`.
    static let places = ["contents", "fields"]

    /// Whether there are none.
    let isEmpty: Bool
    /// Whether one of them can be changed.
    let isEditable: Bool
    private let parts: [[UInt8]]

    /// Cuts them out of a page; nil if it has no place for them.
    init?(in page: [UInt8], isEmpty: Bool, isEditable: Bool) {
        var parts: [[UInt8]] = []
        for place in Self.places {
            guard let range = Self.range(of: place, in: page) else { return nil }
            parts.append(Array(page[range]))
        }
        self.parts = parts
        self.isEmpty = isEmpty
        self.isEditable = isEditable
    }

    /// The page with the fields in their places. What was rendered escaped them, and nothing else touches them.
    func put(into page: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(page.count + parts.reduce(0) { $0 + $1.count })
        var end = page.startIndex
        for (place, part) in zip(Self.places, parts) {
            guard let range = Self.range(of: place, in: page) else { continue }
            result += page[end..<range.lowerBound]
            result += part
            end = range.upperBound
        }
        return result + page[end...]
    }

    /// What stands between the two marks of a place. A text that somebody typed cannot look like one: its `<` is escaped.
    private static func range(of place: String, in page: [UInt8]) -> Range<Int>? {
        guard let start = find("<!--\(place)-->", in: page, from: 0),
            let end = find("<!--/\(place)-->", in: page, from: start.upperBound)
        else { return nil }
        return start.upperBound..<end.lowerBound
    }

    private static func find(_ mark: String, in page: [UInt8], from start: Int) -> Range<Int>? {
        let mark = Array(mark.utf8)
        return page.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return nil }
            var start = start
            while start + mark.count <= bytes.count,
                let next = memchr(base + start, Int32(UInt8(ascii: "<")), bytes.count - mark.count - start + 1)
            {
                let offset = UnsafeRawPointer(next) - base
                if memcmp(next, mark, mark.count) == 0 { return offset..<offset + mark.count }
                start = offset + 1
            }
            return nil
        }
    }
}

/// The fields of the tabs that were shown last. A revision, the account, the language and the minute (because of `3 min ago`) decide how they look.
final class RenderedTabs: Sendable {
    /// What the look of a tab's fields depends on.
    struct Key: Hashable, Sendable {
        var tab: String
        var revision: Int
        var account: String
        var minute: Int64
        var customization: String?
        var look = TabLook()
        var language = Language.english
        var remarks: [ParameterName: String] = [:]

        /// Whether both are of the same page, though perhaps of another revision or minute.
        func isOfSamePage(as other: Key) -> Bool {
            tab == other.tab && account == other.account && look == other.look && language == other.language
        }
    }

    /// Enough for a person who goes to and fro; a megabyte at most.
    private static let limit = 12

    private let kept = Locked<[(key: Key, fields: RenderedFields)]>([])

    /// The fields, if they were kept.
    subscript(key: Key) -> RenderedFields? {
        kept.withLock { kept in kept.last { $0.key == key }?.fields }
    }

    /// Keeps fields; the oldest make room.
    func keep(_ fields: RenderedFields, for key: Key) {
        kept.withLock { kept in
            kept.removeAll { $0.key.isOfSamePage(as: key) }
            if kept.count >= Self.limit { kept.removeFirst() }
            kept.append((key, fields))
        }
    }
}
