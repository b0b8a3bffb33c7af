internal import Host
internal import Provisioning

/// The phone's call state, as the outside world gives and gets it.
public struct CallStateRecord: Codable, Hashable, Sendable {
    /// `idle`: on-hook on all lines; `busy`: at least one line is in use.
    public var state: String

    /// A record of that state.
    init(_ state: CallState) {
        self.state = state.word
    }

    /// A record of that word, which may be none of the two.
    public init(state: String) {
        self.state = state
    }
}

extension CallState {
    /// The word of a record.
    var word: String {
        switch self {
        case .idle: "idle"
        case .busy: "busy"
        }
    }

    fileprivate init?(word: String) {
        switch word {
        case "idle": self = .idle
        case "busy": self = .busy
        default: return nil
        }
    }
}

/// Calls. There is one source of the call state; until a SIP stack sets it, the API and the command line do.
extension PhoneService {
    /// Whether a line is in use.
    public var callState: CallStateRecord { CallStateRecord(calls.current) }

    /// Says whether a line is in use. It is not kept over a restart: a phone that starts is in no call.
    public func setCallState(_ wish: CallStateRecord) throws(ServiceFailure) {
        guard let state = CallState(word: wish.state) else {
            throw ServiceFailure(sentence: "state is idle or busy, not \"\(wish.state.prefix(40))\"")
        }
        calls.set(state)
    }

    /// Lets the engine know of each change, until the task is cancelled.
    func followCalls() async {
        for await state in calls.states() {
            engine.callStateChanged(isBusy: state == .busy)
            await events.post(.callState(CallStateRecord(state)))
        }
    }

    /// Lets the engine know when the clock on the wall is set, until the task is cancelled.
    func followClock() async {
        do throws(SystemError) {
            for await _ in try ClockWatch.shared.changes() {
                report("the clock was set")
                engine.clockChanged()
            }
        } catch {
            complain("nobody will tell when the clock is set, so Resync_At may come at a wrong time then: \(error)")
        }
    }
}

/// Something that is due and waits for the end of calls.
public struct PostponedRecord: Codable, Hashable, Sendable {
    /// What waits: `resync`, `upgrade`.
    public var what: String
    /// Since when.
    public var since: String
    /// When it begins in spite of a call; null: never.
    @Nullable public var latest: String?
    /// Why it waits, and how long, in words.
    public var reason: String
}
