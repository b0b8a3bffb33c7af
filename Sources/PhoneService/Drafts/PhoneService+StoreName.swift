internal import Store

extension PhoneService {
    private static let storeNameKey = "store-name"

    /// The name of this phone's store, by which browsers tell what they keep of several phones on one host apart; made at the first start.
    ///
    /// A store that cannot be written gets one for the time being.
    public func storeName(orNew fresh: Substring) async -> String {
        if let kept = try? await store.state(Self.storeNameKey) { return String(decoding: kept, as: UTF8.self) }
        try? await store.setState(Self.storeNameKey, Array(fresh.utf8))
        return String(fresh)
    }
}
