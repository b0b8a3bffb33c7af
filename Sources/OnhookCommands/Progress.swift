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

    /// `downloads http://…  [#####     ] 52 %`
    private static func line(_ upgrade: RunningUpgradeRecord) -> String {
        guard upgrade.phase == "downloading" else {
            return upgrade.phase == "installing" ? "installs the load …" : "upgrades …"
        }
        let name = upgrade.url?.split(separator: "/").last.map(String.init) ?? "the load"
        guard let total = upgrade.total, total > 0 else { return "downloads \(name): \(upgrade.bytes >> 10) KiB" }
        let percent = min(100, upgrade.bytes * 100 / total)
        let bar = String(repeating: "#", count: percent / 5) + String(repeating: " ", count: 20 - percent / 5)
        return "downloads \(name) [\(bar)] \(percent) %"
    }

    private static func line(_ status: StatusRecord) -> String {
        if let upgrade = status.upgrade.running { return "\(status.identity.product_name): \(line(upgrade))" }
        guard let running = status.running else {
            return status.postponed.first.map { "\(status.identity.product_name): \($0.reason)" }
                ?? "\(status.identity.product_name) …"
        }
        let rule = running.rule_source.map { " \($0)" } ?? ""
        return "\(status.identity.product_name) resyncs:\(rule)\(running.url.map { " \($0)" } ?? "") …"
    }
}
