/// Where the files of a job's devices lie below its root.
public enum FileLayout: String, Hashable, Sendable, CaseIterable {
    /// All below one root: devices whose profiles differ need names that differ (`$MA.cfg`).
    case shared
    /// Below a root of each device's own, so that all can ask for one name (`$PSN.xml`, what a phone from the factory asks for). On the
    /// disk these are directories such as `00-0e-08-aa-bb-cc`, as `tftp-unique-root=mac` of dnsmasq has them; a web server tells devices
    /// apart by their User-Agent or their lease.
    case byMAC = "by-mac"
}
