/// What an account may know of the records: rules, and the values that stand beside them, are the administrator's.
extension StatusRecord {
    /// The status as they may know it.
    public func seen(by principal: Principal) -> StatusRecord {
        guard principal.account == .user else { return self }
        var record = self
        record.attempts = attempts.map { $0.seen(by: principal) }
        record.report.last = report.last?.seen(by: principal)
        record.upgrade.attempts = upgrade.attempts.map { $0.seen(by: principal) }
        record.hooks = HooksRecord()
        record.onboarding.steps = onboarding.steps.map { $0.seen(by: principal) }
        if pending_change?.account != principal.account.rawValue { record.pending_change = nil }
        return record
    }
}

extension ResyncRecord {
    /// The resync as they may know it.
    public func seen(by principal: Principal) -> ResyncRecord {
        var record = self
        record.attempts = attempts.map { $0.seen(by: principal) }
        return record
    }
}

extension AttemptRecord {
    /// The attempt as they may know it; warnings quote values.
    public func seen(by principal: Principal) -> AttemptRecord {
        guard principal.account == .user else { return self }
        var record = withoutTriggers
        record.rule = ""
        record.expanded = ""
        record.alternatives = []
        record.changed = []
        record.warnings = []
        return record
    }

    /// The attempt without what its triggers compared: the values of parameters stand there, GPP_A for instance.
    public var withoutTriggers: AttemptRecord {
        var record = self
        record.gate = []
        if result == "held" { record.skipped = "no resync: no trigger is true" }
        return record
    }
}

extension ReportRecord {
    /// The report as they may know it.
    func seen(by principal: Principal) -> ReportRecord {
        guard principal.account == .user else { return self }
        var record = self
        record.rule = ""
        record.expanded = ""
        record.alternatives = []
        record.warnings = []
        return record
    }
}

extension UpgradeRecord {
    /// The attempt as they may know it.
    public func seen(by principal: Principal) -> UpgradeRecord {
        guard principal.account == .user else { return self }
        var record = self
        record.rule = ""
        record.expanded = ""
        record.alternatives = []
        record.changed = []
        record.install_output = []
        record.staged = nil
        return record
    }
}

extension OnboardingRecord {
    /// The step as they may know it.
    func seen(by principal: Principal) -> OnboardingRecord {
        guard principal.account == .user else { return self }
        var record = self
        record.changed = []
        record.warnings = []
        return record
    }
}

extension CustomCAAttemptRecord {
    /// The attempt as they may know it.
    public func seen(by principal: Principal) -> CustomCAAttemptRecord {
        guard principal.account == .user else { return self }
        var record = self
        record.rule = nil
        record.expanded = nil
        return record
    }
}
