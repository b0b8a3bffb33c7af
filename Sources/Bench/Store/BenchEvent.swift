public import FlatProfile

/// Something that happened to a device of a job, or to the job. Events are only ever added; what a device is now follows from them.
public struct BenchEvent: Hashable, Sendable, Identifiable {
    /// What happened.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// The job was made.
        case created
        /// A device was added.
        case added
        /// A device was scanned.
        case scanned
        /// A device got its serial number, or its values changed.
        case changed
        /// A device was taken out of the job, or its last scan was undone.
        case undone
        /// A device got its own profile.
        case fetched
        /// A device, or somebody, asked for a file that is not the one it should ask for.
        case wrongFile = "wrong-file"
        /// A request was refused.
        case refused
        /// A device told what it made of its profile: syslog, a report, a problem report.
        case reported
        /// A virtual phone did what the device will do.
        case rehearsed
        /// A label was made.
        case labelled
    }

    /// Its number, growing with time; 0 until a store has it.
    public var id: Int
    /// When.
    public var time: Timestamp
    /// What.
    public var kind: Kind
    /// Which device; nil for the job itself, and for somebody whom the job does not know.
    public var device: MACAddress?
    /// Who did it: a person, a worker.
    public var actor: String
    /// Where it came from: the address of a request, a port.
    public var peer: String
    /// What it was about: the path that was asked for, the name of a report.
    public var subject: String
    /// Whether it went as it should.
    public var isGood: Bool
    /// One sentence for people; holds no secret.
    public var text: String
    /// More for those who know the kind, as JSON; empty if there is none. Holds no secret.
    public var detail: String

    /// An event of those parts.
    public init(
        _ kind: Kind, id: Int = 0, at time: Timestamp, device: MACAddress? = nil, actor: String = "", peer: String = "",
        subject: String = "", isGood: Bool = true, text: String = "", detail: String = ""
    ) {
        self.kind = kind
        self.id = id
        self.time = time
        self.device = device
        self.actor = actor
        self.peer = peer
        self.subject = subject
        self.isGood = isGood
        self.text = text
        self.detail = detail
    }
}
