/// Whom this machine asks for the time, as the settings of its time service say.
///
/// Source: chrony.conf(5), ntp.conf(5), timesyncd.conf(5), and the state file of systemd-networkd.
public struct TimeServers: Hashable, Sendable {
    /// The servers, in the order in which they are written; each once.
    public var names: [String]

    /// The servers of this machine. systemd-timesyncd shows that it runs; of the others Debian installs one at most.
    ///
    /// - Parameter root: What stands before each path; empty for this machine.
    public static func current(root: String = "") -> TimeServers {
        let text = { (path: String) in ProcFile.text(of: root + path, limit: 64 << 10) }
        if text("/run/systemd/timesync/synchronized") != nil {
            return TimeServers(
                networkd: text("/run/systemd/netif/state") ?? "", timesyncd: text("/etc/systemd/timesyncd.conf") ?? "")
        }
        let places = ["/etc/chrony/chrony.conf", "/etc/chrony.conf", "/etc/ntpsec/ntp.conf", "/etc/ntp.conf"]
        return TimeServers(ntp: places.lazy.compactMap(text).first ?? "")
    }

    /// Those servers.
    public init(names: [String]) {
        var seen: Set<String> = []
        self.names = names.filter { !$0.isEmpty && seen.insert($0).inserted }
    }

    /// The lines `server`, `pool` and `peer` of a chrony.conf or ntp.conf.
    init(ntp text: String) {
        self.init(
            names: text.nonemptyLines.compactMap { line in
                let words = line.words
                guard words.count >= 2, ["server", "pool", "peer"].contains(words[0]) else { return nil }
                return String(words[1])
            })
    }

    /// What networkd learned comes before what is written, and that before what is only fallen back on.
    init(networkd: String, timesyncd: String) {
        let words = { (text: String, key: String) in
            text.nonemptyLines.filter { $0.hasPrefix(key) }.flatMap { $0.dropFirst(key.count).words.map(String.init) }
        }
        let wanted = words(networkd, "NTP=") + words(timesyncd, "NTP=")
        self.init(names: wanted.isEmpty ? words(timesyncd, "FallbackNTP=") : wanted)
    }
}
