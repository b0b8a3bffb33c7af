internal import FlatProfile
public import Provisioning
internal import Store
internal import Threading

/// How far the phone has come from the box to its service provider; "Customization" on the Status page.
extension PhoneService {
    /// Where versions before the engine's onboarding kept the state, as its word.
    private static let formerKey = "customization"

    /// The present state. Never waits.
    public var customization: CustomizationState { engine.customization.state }

    /// Reads what an earlier run left. What cannot be read must not look like a phone from the box, which would begin to ask around.
    func loadCustomization() async throws(StoreError) {
        if let bytes = try await store.state(ConfigurationWriter.stateKey(of: CustomizationMemory.concern)) {
            guard let memory = try? RecordCoding.decode(CustomizationMemory.self, from: bytes) else {
                complain(
                    "the customization state that was kept cannot be read: the phone counts as provisioned on the spot")
                return await engine.restore(CustomizationMemory(.aborted))
            }
            await engine.restore(memory)
        } else if let bytes = try await store.state(Self.formerKey),
            let state = CustomizationState(rawValue: String(decoding: bytes, as: UTF8.self))
        {
            await engine.restore(CustomizationMemory(state))
        }
        hasKeptProfileAccount.withLock { $0 = false }
        if try await store.state(ConfigurationWriter.stateKey(of: ProfileAccount.concern)) != nil {
            hasKeptProfileAccount.withLock { $0 = true }
        }
    }
}
