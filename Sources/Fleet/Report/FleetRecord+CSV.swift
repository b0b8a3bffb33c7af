extension FleetRecord {
    /// The slices as a table for spreadsheets (RFC 4180): one line each, with the numbers of all outcomes.
    public var csv: String {
        let words = PhoneNote.Outcome.allCases.map(\.word)
        let head = ["second", "started", "came_up", "attempts", "failures", "retries", "bytes", "p50_ms", "p99_ms"]
        let rows = slices.map { slice in
            let numbers = [
                slice.at, slice.started, slice.came_up, slice.attempts, slice.failures, slice.retries, slice.bytes,
            ]
            return numbers.map(String.init) + ["\(slice.p50_ms)", "\(slice.p99_ms)"]
                + words.map { String(slice.outcomes[$0] ?? 0) }
        }
        return ([head + words] + rows).map { $0.joined(separator: ",") }.joined(separator: "\r\n") + "\r\n"
    }
}
