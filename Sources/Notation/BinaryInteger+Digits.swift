extension BinaryInteger {
    /// In decimal, filled up in front to the width: `007`.
    package func padded(to width: Int, with filler: Character = "0") -> String {
        let digits = String(self)
        return String(repeating: filler, count: max(0, width - digits.count)) + digits
    }

    /// In decimal, with two digits at least: `07`.
    package var twoDigits: String { padded(to: 2) }

    /// A number of seconds, less than a day, as a clock shows it: `06:12:38`.
    package var clock: String { "\((self / 3600).twoDigits):\((self / 60 % 60).twoDigits):\((self % 60).twoDigits)" }
}
