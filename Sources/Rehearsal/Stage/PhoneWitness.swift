internal import Provisioning
internal import Threading
internal import Transfer

/// Sees what a virtual phone asks of the network, attempt by attempt, in the order of its story.
final class PhoneWitness: ProvisioningObserver {
    private struct Seen {
        var transfers: [TransferStory] = []
        var ending: ResyncEnding?
    }

    private let seen = Locked(Seen())

    var transfers: [TransferStory] { seen.withLock { $0.transfers } }
    /// How the last resync ended; nil if none did since it was asked.
    func takeEnding() -> ResyncEnding? {
        seen.withLock { seen in
            defer { seen.ending = nil }
            return seen.ending
        }
    }

    func observe(_ event: ProvisioningEvent) async {
        switch event {
        case .attempted(let attempt): add(attempt.transfer)
        case .upgrade(.attempted(let attempt)): add(attempt.transfer)
        case .reported(let attempt): add(attempt.transfer)
        case .customAuthority(let attempt, _): add(attempt.transfer)
        case .onboarded(let story) where !story.transfer.steps.isEmpty: add(story.transfer)
        case .ended(let ending, _): seen.withLock { $0.ending = ending }
        default: break
        }
    }

    private func add(_ story: TransferStory) {
        // A phone that goes round in circles is ended by its time.
        seen.withLock { if $0.transfers.count < 1000 { $0.transfers.append(story) } }
    }
}
