internal import Identity
internal import Threading

/// What somebody looks at before it is done, in memory: whoever has its token, which nobody can guess, may come back to it.
final class TokenBoard<Item: Sendable>: Sendable {
    private let limit: Int
    private let kept = Locked<[(token: String, item: Item)]>([])

    /// A board that holds so many items; then the oldest makes room.
    init(limit: Int) {
        self.limit = limit
    }

    /// Keeps an item and tells its token; nil if the machine has no random numbers.
    func keep(_ item: Item) -> String? {
        guard let token = try? RandomToken(.bits128).base64URL else { return nil }
        kept.withLock { kept in
            if kept.count >= limit { kept.removeFirst() }
            kept.append((token, item))
        }
        return token
    }

    subscript(token: String) -> Item? {
        kept.withLock { kept in kept.first { PhoneService.areEqual($0.token, token) }?.item }
    }

    func drop(_ token: String) {
        kept.withLock { kept in kept.removeAll { PhoneService.areEqual($0.token, token) } }
    }

    func clear() {
        kept.withLock { $0 = [] }
    }
}
