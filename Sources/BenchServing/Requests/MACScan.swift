internal import FlatProfile
internal import Notation

/// Finds hardware addresses in texts of others: paths, User-Agent lines, syslog.
enum MACScan {
    /// The addresses in a text, in their order: twelve hexadecimal digits, `00:0e:08:aa:bb:cc`, `00-0e-08-aa-bb-cc`, `000e.08aa.bbcc`.
    static func addresses(in text: some StringProtocol) -> [MACAddress] {
        let bytes = Array(text.utf8)
        let runs = digitRuns(of: bytes)
        var found: [MACAddress] = []
        var index = 0
        while index < runs.count {
            let count = length(of: runs[index...], in: bytes)
            if count > 0 {
                let last = runs[index + count - 1]
                let digits = bytes[runs[index].lowerBound..<last.upperBound].compactMap(\.hexadecimalValue)
                found.append(MACAddress(bits: digits.reduce(0) { $0 << 4 | UInt64($1) }))
            }
            index += max(1, count)
        }
        return found
    }

    /// How many runs of digits, from the first one on, make one address; 0 if they make none.
    private static func length(of runs: ArraySlice<Range<Int>>, in bytes: [UInt8]) -> Int {
        guard let first = runs.first else { return 0 }
        switch first.count {
        case 12: return 1
        case 2: return areOne(runs.prefix(6), of: 6, size: 2, partedBy: ":-", bytes) ? 6 : 0
        case 4: return areOne(runs.prefix(3), of: 3, size: 4, partedBy: ".", bytes) ? 3 : 0
        default: return 0
        }
    }

    private static func areOne(
        _ runs: ArraySlice<Range<Int>>, of count: Int, size: Int, partedBy signs: String, _ bytes: [UInt8]
    ) -> Bool {
        guard runs.count == count, runs.allSatisfy({ $0.count == size }), let first = runs.first else { return false }
        guard first.upperBound < bytes.count, signs.utf8.contains(bytes[first.upperBound]) else { return false }
        return zip(runs, runs.dropFirst()).allSatisfy { left, right in
            right.lowerBound == left.upperBound + 1 && bytes[left.upperBound] == bytes[first.upperBound]
        }
    }

    private static func digitRuns(of bytes: [UInt8]) -> [Range<Int>] {
        var runs: [Range<Int>] = []
        var start: Int?
        for (index, byte) in bytes.enumerated() {
            if byte.isHexadecimalDigit {
                if start == nil { start = index }
            } else if let begin = start {
                runs.append(begin..<index)
                start = nil
            }
        }
        if let start { runs.append(start..<bytes.count) }
        return runs
    }

    /// Words that may be serial numbers: 6 to 20 letters and digits, among them a digit, in capitals.
    static func serialNumbers(in text: some StringProtocol) -> [String] {
        text.utf8.split { !($0.isLetter || $0.isDigit) }.filter { word in
            (6...20).contains(word.count) && word.contains(where: \.isDigit)
        }.map { String(decoding: $0, as: UTF8.self).uppercased() }
    }
}
