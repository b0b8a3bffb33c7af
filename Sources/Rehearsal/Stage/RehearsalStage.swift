public import Bench
public import FlatProfile
internal import Fleet
internal import HTTPServer
internal import Transfer

/// What the rehearsed phones of a process share: the network, whom they may ask, and a server for their profiles if nothing else serves.
public final class RehearsalStage: Sendable {
    /// Why nothing can be rehearsed.
    public struct StartError: Error, Hashable, Sendable, CustomStringConvertible {
        /// The sentence.
        public var description: String
    }

    let plan: RehearsalPlan
    let client: TransferClient
    let secretNames: Set<ParameterName>
    private let server: HTTPServer?

    /// A stage for those devices, which asks nobody but loopback, private addresses and the named hosts.
    ///
    /// - Parameter width: How many phones are on it at once.
    public init(
        _ plan: RehearsalPlan, devices: [Device], allowing hosts: [String] = [], width: Int = 64
    ) throws(StartError) {
        self.plan = plan
        secretNames = Masking.names(in: plan.files.template, plan.job.columns)
        let destinations = Destinations(allowing: hosts)
        do throws(TransferFailure) {
            client = try TransferClient(simultaneousTransfers: 2 * max(1, width)) { host, endpoint in
                destinations.permits(address: endpoint.address) || destinations.names(host)
            }
        } catch {
            throw StartError(description: "the network cannot be used: \(error)")
        }
        guard plan.server == .own else {
            server = nil
            return
        }
        var limits = ServerLimits()
        limits.connectionsPerAddress = limits.connections
        do throws(ServerStartError) {
            server = try HTTPServer(
                listeners: [.tcp(address: "127.0.0.1", port: 0)], limits: limits,
                handler: ProfileShelf(plan.files, devices))
        } catch {
            throw StartError(description: "the profiles cannot be served: \(error)")
        }
    }

    /// Where its own server listens, on 127.0.0.1; nil if it has none.
    public var port: UInt16? { server?.boundPort }

    /// Lets one phone do what the device will do. If the task is cancelled it ends at once, and the record is worth nothing.
    public func rehearse(_ device: Device) async -> RehearsalRecord {
        await RehearsedPhone(device, on: self).play()
    }

    /// Takes it down, when all phones are done.
    public func close() async {
        await client.shutdown()
        await server?.stop(grace: .zero)
    }
}

extension RehearsalStage {
    /// Several devices, so many at once; in their order, without those that were broken off.
    public func rehearse(_ devices: [Device], width: Int) async -> [(MACAddress, RehearsalRecord)] {
        await withTaskGroup(of: (Int, RehearsalRecord)?.self) { group in
            var rest = Array(devices.enumerated())[...]
            var records: [(Int, RehearsalRecord)] = []
            func begin() {
                guard !Task.isCancelled, let (index, device) = rest.popFirst() else { return }
                group.addTask {
                    let record = await self.rehearse(device)
                    return Task.isCancelled ? nil : (index, record)
                }
            }
            for _ in 0..<max(1, width) { begin() }
            while let record = await group.next() {
                if let record { records.append(record) }
                begin()
            }
            return records.sorted { $0.0 < $1.0 }.map { (devices[$0.0].mac, $0.1) }
        }
    }
}
