public import FlatProfile

/// What a request for a file comes to.
public struct Judgement: Hashable, Sendable {
    /// What is to be done.
    public enum Verdict: Hashable, Sendable {
        /// The asker gets its own profile; nil if several devices share that file and nobody knows which one asks. How often it had it before.
        case served(MACAddress?, file: MACAddress, before: Int)
        /// A device asks for the file of another one, which asked for its file before if they are swapped.
        case wrongFile(asker: MACAddress, owner: MACAddress, isSwapped: Bool)
        /// Nobody gets anything.
        case refused(Refusal)
    }

    /// Why nobody gets anything.
    public enum Refusal: Hashable, Sendable {
        /// No device has a file of that name; what the asker's own file is called, if the asker is known.
        case unknownFile(own: [String])
        /// The job has no such device.
        case unknownDevice(MACAddress)
        /// So many devices ask for that name, and nothing says which one this is.
        case nobody(devices: Int)
        /// The profile cannot be made; the sentence.
        case noProfile(String)
        /// The transfer was broken off; the sentence.
        case brokenOff(String)
    }

    /// What is to be done.
    public var verdict: Verdict
    /// The device that asks; nil if it is none of the job's, or nobody knows.
    public var device: MACAddress?
    /// By what it was known.
    public var evidence: Evidence?
    /// Who has the lease of the address, if it is another device than the one that asks.
    public var otherLease: MACAddress?

    /// One sentence for the device, which gets it instead of a file; nil if it gets the file. Names no other device's file.
    public var refusal: String? {
        switch verdict {
        case .served: nil
        case .wrongFile(let asker, _, _):
            "This is the file of another device than \(asker); compare the labels of both."
        case .refused(let refusal):
            switch refusal {
            case .unknownFile(let own) where own.isEmpty: "No device of this bench has a file of that name."
            case .unknownFile(let own): "No device has a file of that name; yours is \(own.joined(separator: ", "))."
            case .unknownDevice(let mac): "The job of this bench has no device \(mac); scan it first."
            case .nobody:
                "Nothing says which device asks: neither path nor User-Agent name a MAC, and no lease was given to this address."
            case .noProfile: "The profile of this device cannot be made; the bench says why."
            case .brokenOff: "The transfer was broken off."
            }
        }
    }

    /// The status of HTTP that says so.
    public var status: Int {
        switch verdict {
        case .served: 200
        case .wrongFile: 403
        case .refused(let refusal):
            switch refusal {
            case .unknownFile: 404
            case .unknownDevice, .nobody: 403
            case .noProfile, .brokenOff: 500
            }
        }
    }
}
