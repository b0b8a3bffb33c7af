import CCurl
import Glibc

/// Waits for descriptors: epoll(7), level triggered.
final class Poller {
    struct Event {
        var descriptor: Int32
        var isReadable: Bool
        var isWritable: Bool
        var hasFailed: Bool
    }

    private let epoll: Int32
    private var watched: Set<Int32> = []
    private var buffer = [epoll_event](repeating: epoll_event(), count: 256)

    init() throws(TransferFailure) {
        epoll = ccurl_epoll_create()
        guard epoll >= 0 else { throw TransferFailure(systemError: errno, while: "epoll_create1") }
    }

    deinit { close(epoll) }

    /// Watches for what is asked; neither of both stops watching.
    func watch(_ descriptor: Int32, readable: Bool, writable: Bool) {
        guard readable || writable else {
            // A descriptor that was closed first has left the set by itself: the error says nothing new.
            if watched.remove(descriptor) != nil { ccurl_epoll_set(epoll, EPOLL_CTL_DEL, descriptor, 0, 0) }
            return
        }
        let isNew = watched.insert(descriptor).inserted
        let (input, output): (Int32, Int32) = (readable ? 1 : 0, writable ? 1 : 0)
        let usual = isNew ? EPOLL_CTL_ADD : EPOLL_CTL_MOD
        guard ccurl_epoll_set(epoll, usual, descriptor, input, output) != 0 else { return }
        // The number was closed and given out again without our being told.
        ccurl_epoll_set(epoll, isNew ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, descriptor, input, output)
    }

    /// Waits until something happens or the time is over; nil waits for ever.
    func wait(_ timeout: Duration?) -> [Event] {
        // Rounded up: waking a moment early would spin until the deadline.
        let milliseconds = timeout.map { Int32(clamping: max(0, $0.milliseconds(rounding: .up))) } ?? -1
        let count = epoll_wait(epoll, &buffer, Int32(buffer.count), milliseconds)
        return buffer.prefix(Int(max(0, count))).map { event in
            withUnsafePointer(to: event) { pointer in
                Event(
                    descriptor: pointer.pointee.data.fd, isReadable: ccurl_epoll_is_readable(pointer) != 0,
                    isWritable: ccurl_epoll_is_writable(pointer) != 0, hasFailed: ccurl_epoll_has_failed(pointer) != 0)
            }
        }
    }
}

extension Duration {
    func milliseconds(rounding rule: FloatingPointRoundingRule = .toNearestOrAwayFromZero) -> Int {
        let (seconds, attoseconds) = components
        let part = (Double(attoseconds) / 1e15).rounded(rule)
        let (product, overflow) = Int(seconds).multipliedReportingOverflow(by: 1000)
        return overflow ? Int.max : product.addingReportingOverflow(Int(part)).partialValue
    }
}
