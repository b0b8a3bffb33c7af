internal import FlatProfile
internal import Provisioning

/// A parameter that says when, in words: what its value means together with the others.
///
/// Source: Provisioning Parameters; administration guide, "Provisioning Parameters"; the policies are those of `ResyncPolicy`,
/// `DailyResync`, `UpgradePolicy` and `ReportPolicy`.
enum Schedule {
    case periodic, errorRetry, upgradeRetry, daily, dailyDelay, startDelay, postponement, reportPeriod, reportDelay

    init?(heldBy parameter: ParameterName) {
        switch parameter.text {
        case "Resync_Periodic": self = .periodic
        case "Resync_Error_Retry_Delay": self = .errorRetry
        case "Upgrade_Error_Retry_Delay": self = .upgradeRetry
        case "Resync_At__HHmm_": self = .daily
        case "Resync_At_Random_Delay": self = .dailyDelay
        case "Resync_Random_Delay": self = .startDelay
        case "Forced_Resync_Delay": self = .postponement
        case "Periodic_Upload_To_Server": self = .reportPeriod
        case "Upload_Delay_On_Local_Change": self = .reportDelay
        default: return nil
        }
    }

    /// What the text means, in sentences; empty if it cannot be read, which the form says in its own words.
    func words(for text: String, in snapshot: Snapshot) -> String {
        switch self {
        case .periodic: periodic(text, snapshot)
        case .errorRetry: retry(text, of: "a failure")
        case .upgradeRetry: retry(text, of: "a failed upgrade")
        case .daily: daily(text, snapshot)
        case .dailyDelay: dailyDelay(text, snapshot)
        case .startDelay: startDelay(text, snapshot)
        case .postponement: postponement(text)
        case .reportPeriod: reportPeriod(text, snapshot)
        case .reportDelay: reportDelay(text, snapshot)
        }
    }

    /// What is odd about it.
    func warnings(about text: String, in snapshot: Snapshot) -> [String] {
        switch self {
        case .periodic, .errorRetry, .upgradeRetry:
            guard let list = try? IntervalList(text), !list.isOff,
                list.elements.contains(where: { $0.base == 0 && $0.random == 0 })
            else { return [] }
            return ["a wait of 0 is none: where the list comes to it, nothing follows by itself"]
        case .daily, .dailyDelay, .startDelay, .postponement, .reportPeriod, .reportDelay: return []
        }
    }

    private func periodic(_ text: String, _ snapshot: Snapshot) -> String {
        guard let list = try? IntervalList(text) else { return "" }
        let isOverruled = DailyResync(snapshot) != nil
        let rhythm =
            list.isOff ? "Off: no resync comes by a period." : "After a success it resyncs \(Self.rhythm(list))."
        return isOverruled ? "Not used, because Resync At names a time of day. \(rhythm)" : rhythm
    }

    private func retry(_ text: String, of failure: String) -> String {
        guard let list = try? IntervalList(text) else { return "" }
        return list.isOff
            ? "Off: after \(failure) it does not try again by itself."
            : "After \(failure) it tries again \(Self.rhythm(list))."
    }

    private func daily(_ text: String, _ snapshot: Snapshot) -> String {
        guard !text.isEmpty else { return "Off: Resync Periodic decides." }
        let supposed = snapshot.setting("Resync_At__HHmm_", to: text)
        guard let daily = DailyResync(supposed) else {
            return "No time of day, so it is ignored: Resync Periodic decides."
        }
        let clock = Self.clock(daily.secondOfDay)
        return "Resyncs every day at \(clock) by the phone's clock, up to \(Self.time(daily.spread.seconds)) later "
            + "(Resync At Random Delay). Resync Periodic is not used."
    }

    private func dailyDelay(_ text: String, _ snapshot: Snapshot) -> String {
        guard Int(text) != nil else { return "" }
        let supposed = snapshot.setting("Resync_At_Random_Delay", to: text)
        guard let daily = DailyResync(supposed) else { return "Not used, because Resync At names no time of day." }
        let end = (daily.secondOfDay + daily.spread.seconds) % 86_400
        return
            "The daily resync comes at a random moment between \(Self.clock(daily.secondOfDay)) and \(Self.clock(end))."
    }

    private func startDelay(_ text: String, _ snapshot: Snapshot) -> String {
        guard let units = UInt16(text) else { return "" }
        guard snapshot["Resync_On_Reset"] == "Yes" else { return "Not used, because Resync On Reset is No." }
        return units == 0
            ? "After a start it resyncs at once."
            : "After a start it waits a random time of at most \(Self.time(20 * Int(units)))."
    }

    private func postponement(_ text: String) -> String {
        guard let seconds = UInt16(text) else { return "" }
        return seconds == 0
            ? "A resync that is due does not wait for the end of calls."
            : "A resync that is due waits for the end of calls, but no longer than \(Self.time(Int(seconds)))."
    }

    private func reportPeriod(_ text: String, _ snapshot: Snapshot) -> String {
        guard let seconds = Int(text) else { return "" }
        guard snapshot["Report_To_Server"] == "Periodically" else {
            return "Not used, because Report To Server is \(snapshot["Report_To_Server"])."
        }
        return "Reports every \(Self.time(min(max(seconds, 600), 2_592_000)))."
    }

    private func reportDelay(_ text: String, _ snapshot: Snapshot) -> String {
        guard let seconds = Int(text) else { return "" }
        guard snapshot["Report_To_Server"] == "On Local Change" else {
            return "Not used, because Report To Server is \(snapshot["Report_To_Server"])."
        }
        return "Reports \(Self.time(min(max(seconds, 10), 900))) after the first change on the spot."
    }
}

extension Schedule {
    /// `every 3600 s (1 h)`; `after 60 s (1 min), 120 s (2 min), then every 300 s (5 min)`.
    static func rhythm(_ list: IntervalList) -> String {
        guard let last = list.elements.last else { return "never" }
        let before = list.elements.dropLast().map(wait)
        guard !before.isEmpty else { return "every \(wait(last))" }
        return "after \(before.joined(separator: ", ")), then every \(wait(last))"
    }

    private static func wait(_ element: IntervalList.Element) -> String {
        element.random == 0 ? time(element.base) : "\(time(element.base)) plus up to \(element.random) s at random"
    }

    /// `45 s`, `3600 s (1 h)`, `5400 s (1 h 30 min)`.
    static func time(_ seconds: Int) -> String {
        guard seconds >= 60 else { return "\(seconds) s" }
        let units = [(86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")]
        var rest = seconds
        var parts: [String] = []
        for (length, unit) in units where rest >= length {
            parts.append("\(rest / length) \(unit)")
            rest %= length
        }
        return "\(seconds) s (\(parts.joined(separator: " ")))"
    }

    /// `07:30`; midnight at the end of a day is `24:00`.
    private static func clock(_ second: Int) -> String {
        func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
        return "\(twoDigits(second / 3600)):\(twoDigits(second % 3600 / 60))"
    }
}

extension Snapshot {
    /// The configuration with another value of one parameter.
    fileprivate func setting(_ name: ParameterName, to value: String) -> Snapshot {
        let set = ChangeSet([ParameterChange(name, .set(value))], origin: .importedFile(name: "supposed"))
        return applying(set, at: Timestamp(unixSeconds: 0))?.snapshot ?? self
    }
}

extension Duration {
    fileprivate var seconds: Int { Int(components.seconds) }
}
