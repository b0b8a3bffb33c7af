internal import FlatProfile
internal import PhoneService

/// How pages say when, how much and who.
enum Phrase {
    /// `3 min ago`, `in 40 s`, `yesterday`: one unit, the largest that fits.
    static func time(_ moment: Timestamp, now: Timestamp) -> String {
        let seconds = (moment.unixMilliseconds - now.unixMilliseconds) / 1000
        let length =
            switch abs(seconds) {
            case 0..<60: "\(abs(seconds)) s"
            case 60..<3600: "\(abs(seconds) / 60) min"
            case 3600..<86_400: "\(abs(seconds) / 3600) h"
            default: "\(abs(seconds) / 86_400) d"
            }
        return seconds > 0 ? "in \(length)" : "\(length) ago"
    }

    /// `from https://ps.example.com/8841-3PCC.xml, line 12, 3 min ago`, `admin (web), 2 d ago`.
    static func origin(_ provenance: Provenance, now: Timestamp) -> String {
        "\(PhoneService.words(for: provenance)), \(time(provenance.time, now: now))"
    }

    /// `12,345 bytes`.
    static func size(_ bytes: Int) -> String {
        var digits = String(bytes)
        var grouped = ""
        while digits.count > 3 {
            grouped = ",\(digits.suffix(3))\(grouped)"
            digits.removeLast(3)
        }
        return digits + grouped + (bytes == 1 ? " byte" : " bytes")
    }

    /// `0.8 s`, `12 ms`.
    static func duration(_ seconds: Double) -> String {
        if seconds < 1 { return "\(Int((seconds * 1000).rounded())) ms" }
        let tenths = Int((seconds * 10).rounded())
        return "\(tenths / 10).\(tenths % 10) s"
    }

    /// `3 parameters`, `1 parameter`, `no parameter`.
    static func parameters(_ count: Int) -> String {
        switch count {
        case 0: "no parameter"
        case 1: "1 parameter"
        default: "\(count) parameters"
        }
    }
}

extension ParameterUnit {
    /// The word that stands behind a field.
    var word: String? {
        switch self {
        case .seconds: "s"
        case .milliseconds: "ms"
        case .minutes: "min"
        case .twentySeconds: "× 20 s"
        case .port, .hoursAndMinutes: nil
        }
    }
}
