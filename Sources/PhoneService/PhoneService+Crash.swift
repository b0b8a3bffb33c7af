internal import FlatProfile
internal import Host
internal import Provisioning
internal import Store

/// Notices that the process before this one did not come to its end in order: it was killed, or fell.
///
/// A mark stands in the store while the phone runs. It names the boot of the machine, so that a power cut is no crash.
/// Source: Provisioning Parameters, "PRT_Upload_at_Crash".
extension PhoneService {
    private static var markKey: String { "process.boot" }

    /// The phone begins to run. Makes a problem report after a crash, if PRT_Upload_at_Crash is Yes.
    func beginProcess() async {
        await removeOldDrafts()
        guard let boot = SystemClock().bootID() else { return }
        let mark = Array(boot.utf8)
        do throws(StoreError) {
            let left = try await store.state(Self.markKey)
            if left != mark { try await store.setState(Self.markKey, mark) }
            guard left == mark else { return }
        } catch {
            return complain("whether the phone comes to its end in order cannot be noticed: \(error)")
        }
        complain("the process before this one did not come to its end in order")
        guard snapshot["PRT_Upload_at_Crash"] == "Yes" else { return }
        _ = await problemReporter.generate(.crash)
    }

    /// The phone has come to its end.
    func endProcess() async {
        do throws(StoreError) {
            try await store.setState(Self.markKey, nil)
        } catch {
            complain("the next start will take this end for a crash: \(error)")
        }
    }
}
