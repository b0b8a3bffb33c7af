internal import FlatProfile
internal import Store

/// Work that is shared.
extension BenchTables {
    func begin(
        _ kind: String, on job: JobName, at time: Timestamp, by author: String, detail: String
    ) throws(BenchStoreError) -> BenchRun {
        let id = try identifier(of: job, .shared)
        let run = try integer(
            "INSERT INTO run (job, kind, begun, author, detail) VALUES (?, ?, ?, ?, ?) RETURNING id", .integer(id),
            .text(kind), .moment(time), .text(author), .text(detail))
        let devices = try self.run(
            "INSERT INTO run_device (run, number, mac) SELECT run.id, device.number, device.mac FROM run, device WHERE run.id = ? AND device.job = run.job",
            .integer(run))
        return BenchRun(
            id: run, job: job, kind: kind, begun: time, author: author, detail: detail, devices: devices, finished: 0)
    }

    func runs(of job: JobName) throws(BenchStoreError) -> [BenchRun] {
        try rows(
            """
            SELECT run.id, run.kind, run.begun, run.author, run.detail, count(run_device.run), count(run_device.finished)
            FROM run LEFT JOIN run_device ON run_device.run = run.id WHERE run.job = ?
            GROUP BY run.id, run.kind, run.begun, run.author, run.detail ORDER BY run.id DESC
            """, .integer(try identifier(of: job, nil))
        ) { row in
            BenchRun(
                id: row.integer(0), job: job, kind: row.text(1), begun: row.moment(2), author: row.text(3),
                detail: row.text(4), devices: row.integer(5), finished: row.integer(6))
        }
    }

    func claim(
        _ run: Int, for worker: String, at time: Timestamp, until deadline: Timestamp, limit: Int
    ) throws(BenchStoreError) -> [BenchClaim] {
        guard try integer("SELECT count(*) FROM run WHERE id = ?", .integer(run)) == 1 else { throw .unknownRun(run) }
        let claimed = try rows(
            """
            WITH open AS (
                SELECT number FROM run_device WHERE run = ? AND finished IS NULL AND deadline <= ?
                ORDER BY number LIMIT ? \(dialect.skippingLocked))
            UPDATE run_device SET worker = ?, token = token + 1, deadline = ?
            WHERE run = ? AND number IN (SELECT number FROM open)
            RETURNING number, mac, token
            """, .integer(run), .moment(time), .integer(limit), .text(worker), .moment(deadline), .integer(run))
        return claimed.sorted { $0.integer(0) < $1.integer(0) }.map { row in
            BenchClaim(run: run, device: row.mac(1), worker: worker, token: row.integer(2), deadline: deadline)
        }
    }

    func renew(_ claim: BenchClaim, until deadline: Timestamp) throws(BenchStoreError) -> BenchClaim {
        let changed = try run("UPDATE run_device SET deadline = ? WHERE \(isHeld)", [.moment(deadline)], claim)
        guard changed == 1 else { throw .claimLost(claim.device, run: claim.run) }
        var renewed = claim
        renewed.deadline = deadline
        return renewed
    }

    func release(_ claim: BenchClaim) throws(BenchStoreError) {
        let changed = try run(
            "UPDATE run_device SET worker = '', token = token + 1, deadline = 0 WHERE \(isHeld)", [], claim)
        guard changed == 1 else { throw .claimLost(claim.device, run: claim.run) }
    }

    func finish(_ claim: BenchClaim, with result: BenchResult, event: BenchEvent?) throws(BenchStoreError) {
        // The job is held before the device, in the order in which whoever deletes the job takes both.
        let job =
            event == nil
            ? 0
            : try integer(
                "SELECT job, \(dialect.holding("job", .shared)) FROM run WHERE id = ?", .integer(claim.run))
        let changed = try run(
            "UPDATE run_device SET worker = ?, finished = ?, is_good = ?, text = ?, detail = ? WHERE \(isHeld)",
            [
                .text(result.worker), .moment(result.finished), SQLValue(result.isGood), .text(result.text),
                .text(result.detail),
            ], claim)
        guard changed == 1 else { throw .claimLost(claim.device, run: claim.run) }
        if let event { try append([event], job) }
    }

    func results(of run: Int, after count: Int, limit: Int) throws(BenchStoreError) -> [BenchResult] {
        try rows(
            """
            SELECT mac, worker, finished, is_good, text, detail FROM run_device
            WHERE run = ? AND finished IS NOT NULL ORDER BY number LIMIT ? OFFSET ?
            """, .integer(run), .integer(limit), .integer(count)
        ) { row in
            BenchResult(
                device: row.mac(0), worker: row.text(1), finished: row.moment(2), isGood: row.bool(3),
                text: row.text(4), detail: row.text(5))
        }
    }

    /// Whether a claim still holds: nobody has taken the device since, and it is not finished.
    private var isHeld: String { "run = ? AND mac = ? AND token = ? AND finished IS NULL" }

    private func run(_ sql: String, _ values: [SQLValue], _ claim: BenchClaim) throws(BenchStoreError) -> Int {
        try run(sql, values + [.integer(claim.run), .mac(claim.device), .integer(claim.token)])
    }
}
