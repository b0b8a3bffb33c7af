internal import Glibc

/// Threads for code that blocks, so that the cooperative pool does not.
package enum BlockingThread {
    private final class Body: Sendable {
        let name: StaticString
        let run: @Sendable () -> Void
        init(_ name: StaticString, _ run: @escaping @Sendable () -> Void) {
            self.name = name
            self.run = run
        }
    }

    /// Runs the code on a new thread, which ends with it.
    ///
    /// Signals are for other threads: a new thread inherits the mask of the one that makes it (pthread_create(3)). SIGPIPE above all,
    /// because a library may write to a socket without `MSG_NOSIGNAL`, as OpenSSL does.
    ///
    /// - Parameter name: What `top -H` shows, at most 15 bytes.
    package static func start(
        named name: StaticString, _ run: @escaping @Sendable () -> Void
    ) throws(ThreadError) {
        var all = sigset_t()
        var before = sigset_t()
        unsafe sigfillset(&all)
        unsafe pthread_sigmask(SIG_BLOCK, &all, &before)
        defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
        var thread = pthread_t()
        let body = unsafe Unmanaged.passRetained(Body(name, run))
        let code = unsafe pthread_create(
            &thread, nil,
            { context in
                guard let context = unsafe context else { return nil }
                let body = unsafe Unmanaged<Body>.fromOpaque(context).takeRetainedValue()
                BlockingThread.nameThisThread(body.name)
                body.run()
                return nil
            }, body.toOpaque())
        guard code == 0 else {
            unsafe body.release()
            throw ThreadError(number: code)
        }
        pthread_detach(thread)
    }

    /// By its file in proc(5), because Swift's Glibc module has neither pthread_setname_np(3) nor the variadic prctl(2).
    private static func nameThisThread(_ name: StaticString) {
        let file = unsafe open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { return }
        _ = unsafe write(file, name.utf8Start, min(name.utf8CodeUnitCount, 15))
        close(file)
    }
}

/// No thread was to be had.
package struct ThreadError: Error, Hashable, Sendable {
    /// The error number of pthread_create(3).
    package var number: Int32
}
