internal import Bench
internal import FlatProfile
internal import HTTPServer
internal import Threading

/// The files of a job's devices as they are sent, made when somebody asks for them.
///
/// A file is kept once it is made: sealed ones have random salts, and who asks again shall get the same bytes under the same tag.
final class FileCache: Sendable {
    struct Entry: Sendable {
        var bytes: StaticBytes
        var tag: EntityTag
        var tagValue: HeaderValue
    }

    private struct State {
        var entries: [MACAddress: Entry] = [:]
        var size = 0
    }

    private let files: ProfileFiles
    private let state = Locked(State())
    /// In bytes; beyond it all is made anew.
    private let capacity: Int
    let type: HeaderValue
    let contentEncoding: HeaderValue?

    init(_ files: ProfileFiles, capacity: Int = 512 << 20) {
        self.files = files
        self.capacity = capacity
        type =
            switch files.job.delivery {
            case .plain: "text/xml; charset=utf-8"
            case .gzip: "application/gzip"
            case .sealed: "application/octet-stream"
            }
        contentEncoding = files.job.delivery.contentEncoding.map { HeaderValue(escaping: $0) }
    }

    /// The file of a device.
    func file(of device: Device) throws(ProfileFileError) -> Entry {
        if let known = state.withLock({ $0.entries[device.mac] }) { return known }
        let bytes = StaticBytes(try files.file(of: device).bytes)
        let tag = EntityTag(of: bytes)
        let made = Entry(bytes: bytes, tag: tag, tagValue: tag.headerValue)
        return state.withLock { state in
            // Another thread may have been faster; both must send the same.
            if let known = state.entries[device.mac] { return known }
            if state.size + bytes.count > capacity { state = State() }
            state.entries[device.mac] = made
            state.size += bytes.count
            return made
        }
    }

    /// A device has changed, or is gone.
    func forget(_ mac: MACAddress) {
        state.withLock { state in
            if let entry = state.entries.removeValue(forKey: mac) { state.size -= entry.bytes.count }
        }
    }
}
