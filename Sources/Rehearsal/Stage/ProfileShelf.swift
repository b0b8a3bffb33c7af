internal import Bench
internal import FlatProfile
internal import HTTPServer
internal import Notation

/// Hands the devices of a job their profiles, out of memory: what stands in for the bench's server where nothing else serves.
///
/// A request belongs to the device whose MAC stands in its path, else in its User-Agent, which a phone from the factory sends.
struct ProfileShelf: RequestHandler {
    private let files: ProfileFiles
    private let devices: [MACAddress: Device]

    init(_ files: ProfileFiles, _ devices: [Device]) {
        self.files = files
        self.devices = Dictionary(devices.map { ($0.mac, $0) }, uniquingKeysWith: { first, _ in first })
    }

    func respond(to request: Request) -> Answer {
        guard request.method == .get || request.method == .head else {
            return .now(.text("only GET is answered here\n", status: .methodNotAllowed))
        }
        let path = String(request.path.dropFirst())
        guard let device = device(in: path) ?? device(in: request.headers["User-Agent"] ?? "") else {
            return .now(.text("no device of the job asks like this\n", status: .notFound))
        }
        do throws(ProfileFileError) {
            // Rendered when it is asked for: ten thousand profiles would fill the memory.
            let file = try files.file(of: device)
            guard file.names.contains(path) || file.paths.contains(path) else {
                let names = file.names.joined(separator: ", ")
                return .now(.text("the file of \(device.mac) is \(names)\n", status: .notFound))
            }
            var response = Response(.ok, type: "application/octet-stream", body: .bytes(file.bytes))
            response.headers["Content-Encoding"] = file.contentEncoding.flatMap { HeaderValue(checking: $0) }
            return .now(response)
        } catch {
            return .now(.text("\(error)\n", status: .internalServerError))
        }
    }

    /// The device whose address stands in a text: twelve digits, together or in pairs.
    private func device(in text: String) -> Device? {
        for word in text.split(whereSeparator: { !($0.isASCII && ($0.isHexDigit || "-:".contains($0))) }) {
            let digits = word.filter { $0 != "-" && $0 != ":" }
            if digits.count == 12, let mac = MACAddress(digits), let device = devices[mac] { return device }
        }
        return nil
    }
}
