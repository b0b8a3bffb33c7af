import Glibc

/// How many files the process may have open.
enum OpenFiles {
    /// Enough for the connections of all listeners, and for transfers, hooks and the store besides.
    private static let wanted: rlim_t = 16_384

    /// Asks for as many as the phone can use. Service managers start with 1,024, for the sake of programs that call select(2), and idle
    /// clients alone could use those up; the hard limit stays (systemd.exec(5), LimitNOFILE).
    static func raiseLimit() {
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        var limits = rlimit()
        guard getrlimit(resource, &limits) == 0, limits.rlim_cur < min(wanted, limits.rlim_max) else { return }
        limits.rlim_cur = min(wanted, limits.rlim_max)
        // Refused, the phone does with what it has.
        _ = setrlimit(resource, &limits)
    }
}
