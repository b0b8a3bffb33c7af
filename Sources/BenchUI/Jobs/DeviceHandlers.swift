internal import Bench
internal import FlatProfile
internal import HTTPServer
internal import Pages

/// One device and its story.
extension BenchDesk {
    func addDevice(to router: inout Router) {
        serve(BenchRoutes.device, in: &router, ofJob: devicePage)
    }

    private func devicePage(_ visit: BenchVisit, _ name: JobName) async throws(BenchStoreError) -> Response {
        guard let mac = visit.captures["mac"].flatMap({ MACAddress($0) }) else {
            return missing(visit.request, .notFound)
        }
        let job = try await store.job(name)
        guard let device = try await store.device(mac, of: name) else { throw .unknownDevice(mac, name) }
        let events = try await store.events(of: name, device: mac)
        let page = DevicePage(
            job: job, device: device, events: events, file: Self.fileFacts(of: device, job), now: configuration.now())
        return self.page(page, for: visit, at: Place(job: name))
    }

    private static func fileFacts(of device: Device, _ job: Job) -> DevicePage.FileFacts {
        do throws(ProfileFileError) {
            let file = try ProfileFiles(job).file(of: device)
            return .made(paths: file.paths, size: file.bytes.count, checksum: file.checksum)
        } catch {
            return .failed("\(error)")
        }
    }
}
