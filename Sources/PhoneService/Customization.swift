internal import FlatProfile
internal import Store
internal import Threading

/// How far the phone has come from the box to its service provider; "Customization" on the Status page.
///
/// Source: administration guide, "Remote Customization (RC) Distribution". The states of the cloud's services have no way to come
/// about: this phone asks no cloud.
public enum Customization: String, Sendable, Hashable {
    /// Nothing was configured since the factory reset.
    case open = "Open"
    /// Somebody or something on the spot provisioned the phone: the cloud is not asked any more.
    case aborted = "Aborted"
}

extension PhoneService {
    private static let customizationKey = "customization"

    /// The present state.
    public var customization: Customization { knownCustomization.withLock { $0 } }

    /// Reads what an earlier run left.
    func loadCustomization() async throws(StoreError) {
        let kept = try await store.state(Self.customizationKey).flatMap {
            Customization(rawValue: String(decoding: $0, as: UTF8.self))
        }
        knownCustomization.withLock { $0 = kept ?? .open }
    }

    /// Somebody on the spot, or a provisioning server that was named there, has provisioned the phone.
    func abortCustomization() async {
        do throws(StoreError) {
            guard customization == .open else { return }
            try await store.setState(Self.customizationKey, Array(Customization.aborted.rawValue.utf8))
            knownCustomization.withLock { $0 = .aborted }
        } catch {
            complain("the customization state was not stored: \(error)")
        }
    }
}
