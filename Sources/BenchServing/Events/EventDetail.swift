internal import FlatProfile
private import FoundationEssentials

/// The circumstances of an event of serving, as its `detail` holds them. No value of a parameter is in it unless it may be shown.
public struct EventDetail: Codable, Hashable, Sendable {
    /// A parameter that a device reports otherwise than it was served.
    public struct Difference: Codable, Hashable, Sendable {
        /// Its name.
        public var parameter: String
        /// What was served; nil if it is secret.
        public var served: String?
        /// What was reported; nil if it is secret.
        public var reported: String?
    }

    /// `http`, `https`, `tftp`, `syslog`.
    public var carrier: String?
    /// The address that it came from.
    public var address: String?
    /// The method of HTTP.
    public var method: String?
    /// What was asked for.
    public var path: String?
    /// What the asker says it is, cut to 200 characters.
    public var user_agent: String?
    /// The status of HTTP.
    public var status: Int?
    /// How many bytes were sent or received.
    public var bytes: Int?
    /// By what the device was known; see `Evidence`.
    public var matched_by: String?
    /// The device whose file was asked for, if it was not the asker's own.
    public var owner: String?
    /// Who is not of the job, or who has the lease of the address.
    public var other: String?
    /// Of a report: how many parameters are as they were served.
    public var equal: Int?
    /// Of a report: how many are not.
    public var different: Int?
    /// Of a report: how many it does not have.
    public var missing: Int?
    /// Of a report: the first of those that differ.
    public var differences: [Difference]?
    /// Of a problem report: the file in which the bench keeps it.
    public var file: String?
    /// Of a syslog message: its severity, 0 to 7.
    public var severity: Int?

    /// Nothing is known.
    public init() {}

    /// Reads the detail of an event; nil if it is none of these.
    public init?(json: String) {
        guard !json.isEmpty, let read = try? JSONDecoder().decode(Self.self, from: Data(json.utf8)) else { return nil }
        self = read
    }

    /// As JSON.
    public var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Texts and whole numbers: there is nothing that JSON could not hold.
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}
