internal import PhoneService

/// Says on a terminal what a resync is doing while the command waits for it.
enum Progress {
    /// How often the phone is asked what it is doing.
    private static let interval: Duration = .milliseconds(200)

    /// Does something that makes the phone resync, and shows how that goes on.
    static func shown<Result: Sendable>(
        of phone: PhoneClient, _ console: Console, _ body: () async throws(CommandFailure) -> Result
    ) async throws(CommandFailure) -> Result {
        guard let show = console.showProgress else { return try await body() }
        let watcher = Task {
            while !Task.isCancelled {
                try? await Task.sleep(for: interval)
                guard !Task.isCancelled,
                    let status = try? await phone.ask(StatusRecord.self, "GET", "/api/v1/status?attempts=0")
                else { continue }
                if !Task.isCancelled { show(line(status)) }
            }
        }
        defer { show("") }
        do throws(CommandFailure) {
            let result = try await body()
            watcher.cancel()
            await watcher.value
            return result
        } catch {
            watcher.cancel()
            await watcher.value
            throw error
        }
    }

    private static func line(_ status: StatusRecord) -> String {
        guard let running = status.running else {
            return status.postponed.first.map { "\(status.identity.product_name): \($0.reason)" }
                ?? "\(status.identity.product_name) …"
        }
        let rule = running.rule_source.map { " \($0)" } ?? ""
        return "\(status.identity.product_name) resyncs:\(rule)\(running.url.map { " \($0)" } ?? "") …"
    }
}
