internal import Host

/// A number about the process of the phone, as monitoring wants it.
public struct ProcessNumber: Hashable, Sendable {
    /// Its name, `process_open_fds`.
    public var name: String
    /// What it counts or measures.
    public var meaning: String
    /// Whether it only ever grows.
    public var isCounter = false
    /// The number.
    public var value: String

    /// The numbers of now, under the names that Prometheus' own clients use ("Writing client libraries", process metrics); empty if the
    /// kernel does not tell.
    public static var current: [ProcessNumber] {
        guard let process = ProcessFacts.current() else { return [] }
        return [
            .init(
                name: "process_cpu_seconds_total", meaning: "Processor time of the daemon.", isCounter: true,
                value: "\(process.processorSeconds)"),
            .init(
                name: "process_resident_memory_bytes", meaning: "Its memory in RAM.",
                value: "\(process.residentBytes)"),
            .init(
                name: "process_virtual_memory_bytes", meaning: "Its addresses.", value: "\(process.virtualBytes)"),
            .init(name: "process_threads", meaning: "Its threads.", value: "\(process.threads)"),
            .init(
                name: "process_start_time_seconds", meaning: "When it began, in seconds since 1970.",
                value: "\(process.startSeconds)"),
        ]
            + (process.openFiles.map {
                [.init(name: "process_open_fds", meaning: "Its open files and sockets.", value: "\($0)")]
            } ?? [])
    }
}
