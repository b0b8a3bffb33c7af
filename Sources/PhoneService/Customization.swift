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

    /// Lets the engine go on where an earlier one ended, in this process or before it.
    func loadCustomization() async throws(StoreError) {
        try await loadCustomization(in: engine)
    }

    private func loadCustomization(in engine: ProvisioningEngine<ContinuousClock>) async throws(StoreError) {
        await engine.restore(try await keptCustomization())
        let hasAccount = try await store.state(ConfigurationWriter.stateKey(of: ProfileAccount.concern)) != nil
        hasKeptProfileAccount.withLock { $0 = hasAccount }
    }

    /// As `loadCustomization`, for a phone that goes on whatever the store says.
    func recallCustomization(in engine: ProvisioningEngine<ContinuousClock>) async {
        do throws(StoreError) {
            try await loadCustomization(in: engine)
        } catch {
            complain("the customization state cannot be read: the phone counts as provisioned on the spot: \(error)")
            await engine.restore(CustomizationMemory(.aborted))
        }
    }

    /// What was kept. What cannot be understood must not look like a phone from the box, which would begin to ask around.
    private func keptCustomization() async throws(StoreError) -> CustomizationMemory {
        if let bytes = try await store.state(ConfigurationWriter.stateKey(of: CustomizationMemory.concern)) {
            if let memory = try? RecordCoding.decode(CustomizationMemory.self, from: bytes) { return memory }
            report("the customization state that was kept cannot be read: the phone counts as provisioned on the spot")
            return CustomizationMemory(.aborted)
        }
        let former = try await store.state(Self.formerKey).flatMap { bytes in
            CustomizationState(rawValue: String(decoding: bytes, as: UTF8.self))
        }
        return CustomizationMemory(former ?? .open)
    }
}
