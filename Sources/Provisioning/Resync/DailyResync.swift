public import FlatProfile

/// `Resync_At`: a resync at a time of the phone's day.
///
/// Source: Provisioning Parameters, "Resync_At__HHmm_" and "Resync_At_Random_Delay".
public struct DailyResync: Hashable, Sendable {
    /// Seconds after midnight, 0 to 86,400.
    public let secondOfDay: Int
    /// The longest random part: whole minutes, at least ten.
    public let spread: Duration
    /// Whose midnight.
    public let zone: PhoneTimeZone

    /// What a configuration asks for; nil if its time of day is empty or none (an invalid value is ignored).
    public init?(_ snapshot: Snapshot) {
        let digits = snapshot["Resync_At__HHmm_"]
        guard digits.utf8.count == 4, digits.utf8.allSatisfy({ 0x30...0x39 ~= $0 }), let number = UInt16(digits),
            number % 100 <= 59, number <= 2400
        else { return nil }
        secondOfDay = Int(number / 100) * 3600 + Int(number % 100) * 60
        // Newer guides: less than 600 counts as 600. The minutes are those of the guide's formula.
        let seconds = max(600, Int(UInt16(snapshot["Resync_At_Random_Delay"]) ?? 600))
        spread = .seconds((seconds + 30) / 60 * 60)
        zone = PhoneTimeZone(snapshot)
    }

    /// The first moment after `moment` for a phone whose random part is `part`.
    func next(after moment: Timestamp, randomPart part: Duration) -> Timestamp {
        zone.next(secondOfDay: secondOfDay, after: moment + (.zero - part)) + part
    }
}
