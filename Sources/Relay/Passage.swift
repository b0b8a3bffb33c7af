internal import Glibc

/// One connection of a phone, and the one to the server that was made for it. It lives on the relay's thread.
final class Passage {
    enum Stage: Equatable {
        case readingHead
        /// Until then.
        case delayed
        case passing
        /// What is left is sent to the phone, then the connection is closed.
        case draining
        case silent
    }

    let phone: Int32
    var server: Int32 = -1
    var stage = Stage.readingHead
    var faults: [RelayFault.Kind] = []
    /// What has come from the phone and is not with the server yet, and the other way round.
    var toServer: [UInt8] = []
    var toPhone: [UInt8] = []
    var rewriter: PlaceRewriter?
    var isServerDone = false
    var isServerConnected = false
    /// Bytes of the answer that are through.
    var passed = 0
    /// When it goes on by itself: after a latency, or at the next drops of a slow answer.
    var wakes: UInt64?
    /// How many bytes may go through before `wakes`.
    var allowance = Int.max

    init(phone: Int32) {
        self.phone = phone
    }

    var resetAfter: Int? {
        for case .reset(let bytes) in faults { return bytes }
        return nil
    }

    var bytesPerSecond: Int? {
        for case .slow(let bytes) in faults { return bytes }
        return nil
    }

    /// Closes both, the phone's with a reset if that is wanted (socket(7), SO_LINGER with no time).
    func close(reset: Bool = false) {
        if reset {
            var linger = linger(l_onoff: 1, l_linger: 0)
            setsockopt(phone, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
        }
        Glibc.close(phone)
        if server >= 0 { Glibc.close(server) }
        server = -1
    }
}
