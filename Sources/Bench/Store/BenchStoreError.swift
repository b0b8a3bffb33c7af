public import FlatProfile
public import Host

/// Why a bench's store could not do what it was asked. After any of them all that was committed before is intact.
///
/// No case ever holds a value of a device, a key or the text of a statement.
public enum BenchStoreError: Error, Hashable, Sendable {
    /// The bench has no job of that name; another name that may be meant.
    case unknownJob(JobName, nearest: JobName?)
    /// There is a job of that name already.
    case jobExists(JobName)
    /// The job has no such device.
    case unknownDevice(MACAddress, JobName)
    /// The job has a device of that MAC already.
    case deviceExists(MACAddress, JobName)
    /// Another device of the job has that serial number already.
    case serialNumberExists(String, JobName)
    /// The lease ran out, and somebody else has the device or has finished it.
    case claimLost(MACAddress, run: Int)
    /// There is no run of that number.
    case unknownRun(Int)

    /// The directory cannot be used.
    case directory(StateDirectoryError)
    /// The database server cannot be used.
    case server(DatabaseServerFault)
    /// Somebody else writes for longer than anybody should.
    case busy
    /// A newer version of the program wrote the database.
    case newerSchema(found: Int, known: Int)
    /// The database is no database, not ours, or broken.
    case damaged(String)
    /// No space is left.
    case diskFull
    /// The medium does not allow writing.
    case readOnly
    /// The disk or its driver reported a fault.
    case ioError(String)
    /// The files belong to somebody else.
    case permission
    /// The store was closed.
    case closed
    /// Anything else, with a code and its generic text.
    case other(code: Int, message: String)
}

extension BenchStoreError: CustomStringConvertible {
    /// One sentence: what it is, and what to do.
    public var description: String {
        switch self {
        case .unknownJob(let name, let nearest?): "there is no job \(name); did you mean \(nearest)?"
        case .unknownJob(let name, nil): "there is no job \(name); `onhook bench list` lists those that exist"
        case .jobExists(let name):
            "there is a job \(name) already; choose another name, or delete that one with `onhook bench delete \(name)`"
        case .unknownDevice(let mac, let job):
            "job \(job) has no device \(mac); `onhook bench devices \(job)` lists those that it has"
        case .deviceExists(let mac, let job): "job \(job) has device \(mac) already; each device stands in a job once"
        case .serialNumberExists(let number, let job):
            "another device of job \(job) has the serial number \(number); compare both with their labels"
        case .claimLost(let mac, let run):
            "the time to work on \(mac) in run \(run) ran out and another worker took it; its result counts, this one does not"
        case .unknownRun(let run): "there is no run \(run); it may have been deleted with its job"
        case .directory(let error): Self.sentence(error)
        case .server(let fault): "\(fault)"
        case .busy:
            "another process has been writing into the bench's database for too long; wait until it is done and try again"
        case .newerSchema(let found, let known):
            "the bench's database was written by a newer version of onhook (schema \(found), this one knows \(known)); install that version again"
        case .damaged(let detail):
            "the bench's database is damaged (\(detail)) and was left as it is; restore it from a backup, or name another one with --store"
        case .diskFull:
            "no space is left on the disk of the bench's database, so nothing was changed; free some space and try again"
        case .readOnly:
            "the bench's database cannot be written, so nothing was changed; make it writable or name another one with --store"
        case .ioError(let detail):
            "the disk of the bench's database reports a fault (\(detail)), so nothing was changed; look for disk errors in the system log and try again"
        case .permission:
            "the bench's database may not be used by this user; run onhook as its owner, or name another one with --store"
        case .closed: "the bench's store is already closed; this is a fault of onhook itself"
        case .other(let code, let message):
            "the bench's database cannot do this (\(message), code \(code)), so nothing was changed; try again, and report it if it stays"
        }
    }

    private static func sentence(_ error: StateDirectoryError) -> String {
        switch error {
        case .emptyPath: "the bench's directory has no name; give one with --store"
        case .cannotMake(let path, let cause):
            "the bench's directory \(LogText.line(path)) cannot be made: \(cause); give another one with --store"
        case .cannotOpen(let path, let cause):
            "the bench's directory \(LogText.line(path)) cannot be opened: \(cause); give another one with --store"
        case .notADirectory(let path):
            "\(LogText.line(path)), where the bench should be, is no directory; give another one with --store"
        case .notOurs(let path, let owner, let we):
            "the bench's directory \(LogText.line(path)) belongs to user \(owner), and this is user \(we); run as its owner, or give another one with --store"
        case .openToOthers(let path, let mode):
            "the bench's directory \(LogText.line(path)) holds secrets and lets other users in (mode 0\(String(mode, radix: 8))); check what is in it, then run chmod 700 on it"
        }
    }
}
