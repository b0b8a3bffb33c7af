internal import Bench
internal import FlatProfile

/// What a bench knows when it begins to serve a job: its devices, and what happened to them.
struct ServingStart: Sendable {
    let job: Job
    let files: ProfileFiles
    let devices: [Device]
    var book: RequestBook
    var board: ServingBoard
    /// The last event that is taken in.
    var last = 0

    init(_ name: JobName, in store: any BenchStore) async throws(ServingFault) {
        do throws(BenchStoreError) {
            job = try await store.job(name)
            devices = try await store.allDevices(of: name)
        } catch {
            throw .store("\(error)")
        }
        do throws(ProfileFileError) {
            files = try ProfileFiles(job)
        } catch {
            throw .files("\(error)")
        }
        var register = DeviceRegister(files)
        for device in devices { register.set(device) }
        book = RequestBook(register)
        board = ServingBoard(devices.map(\.mac))
        do throws(BenchStoreError) {
            while true {
                let events = try await store.events(of: name, after: last, limit: 5000)
                guard let end = events.last else { return }
                for event in events {
                    book.happened(event)
                    board.happened(event)
                }
                last = end.id
            }
        } catch {
            throw .store("\(error)")
        }
    }
}
