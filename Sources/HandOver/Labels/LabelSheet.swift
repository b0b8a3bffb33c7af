/// How labels lie on the paper that goes through the printer; all lengths are millimetres.
public struct LabelSheet: Hashable, Sendable {
    /// What it is called on the command line: `3x8`.
    public var name: String
    /// What it is sold as.
    public var note: String
    /// The paper.
    public var paper: Size
    /// How many labels stand side by side.
    public var columns: Int
    /// How many stand one below the other.
    public var rows: Int
    /// One label.
    public var label: Size
    /// From the left edge of the paper to the first label.
    public var left: Double
    /// From the upper edge.
    public var top: Double
    /// Between two labels side by side.
    public var columnGap: Double
    /// Between two labels one below the other.
    public var rowGap: Double

    /// A width and a height.
    public struct Size: Hashable, Sendable {
        /// The width.
        public var width: Double
        /// The height.
        public var height: Double

        /// A size.
        public init(_ width: Double, _ height: Double) {
            self.width = width
            self.height = height
        }
    }

    /// How many labels a sheet has.
    public var count: Int { columns * rows }

    /// The sheets that have a name, as their makers give their measures.
    public static let named: [LabelSheet] = [
        sheet("3x8", "A4, 70 × 37 mm (Avery 3474, Herma 4464)", 3, 8, Size(70, 37), left: 0, top: 0.5),
        sheet(
            "3x7", "A4, 63.5 × 38.1 mm (Avery L7160)", 3, 7, Size(63.5, 38.1), left: 7.25, top: 15.15, columnGap: 2.5),
        sheet(
            "2x7", "A4, 99.1 × 38.1 mm (Avery L7163)", 2, 7, Size(99.1, 38.1), left: 4.65, top: 15.15, columnGap: 2.5),
        sheet(
            "2x4", "A4, 99.1 × 67.7 mm (Avery L7165)", 2, 4, Size(99.1, 67.7), left: 4.65, top: 13.1, columnGap: 2.5),
        sheet(
            "3x10-letter", "Letter, 2 5/8 × 1 in (Avery 5160)", 3, 10, Size(66.675, 25.4), left: 4.7625, top: 12.7,
            columnGap: 3.175, on: letter),
        sheet(
            "2x5-letter", "Letter, 4 × 2 in (Avery 5163)", 2, 5, Size(101.6, 50.8), left: 3.96875, top: 12.7,
            columnGap: 4.7625, on: letter),
    ]

    /// What is taken if nobody says otherwise.
    public static var standard: LabelSheet { named[0] }

    private static let a4 = Size(210, 297)
    private static let letter = Size(215.9, 279.4)

    private static func sheet(
        _ name: String, _ note: String, _ columns: Int, _ rows: Int, _ label: Size, left: Double, top: Double,
        columnGap: Double = 0, on paper: Size = a4
    ) -> LabelSheet {
        LabelSheet(
            name: name, note: note, paper: paper, columns: columns, rows: rows, label: label, left: left, top: top,
            columnGap: columnGap, rowGap: 0)
    }

    /// A roll: each label is a page of its own.
    public static func roll(_ label: Size) -> LabelSheet {
        LabelSheet(
            name: "\(Millimetres.text(label.width))x\(Millimetres.text(label.height))mm", note: "a roll", paper: label,
            columns: 1, rows: 1, label: label, left: 0, top: 0, columnGap: 0, rowGap: 0)
    }

    /// A sheet by its name, or the size of the labels of a roll, `62x29mm`: 20 to 300 mm wide, 12 to 300 mm high.
    public init?(_ text: String) {
        if let sheet = Self.named.first(where: { $0.name == text.lowercased() }) {
            self = sheet
            return
        }
        guard text.lowercased().hasSuffix("mm") else { return nil }
        let parts = text.dropLast(2).split(separator: "x", omittingEmptySubsequences: false)
        guard parts.count == 2, let width = Millimetres.value(parts[0]), let height = Millimetres.value(parts[1]),
            20...300 ~= width, 12...300 ~= height
        else { return nil }
        self = .roll(Size(width, height))
    }

    private init(
        name: String, note: String, paper: Size, columns: Int, rows: Int, label: Size, left: Double, top: Double,
        columnGap: Double, rowGap: Double
    ) {
        self.name = name
        self.note = note
        self.paper = paper
        self.columns = columns
        self.rows = rows
        self.label = label
        self.left = left
        self.top = top
        self.columnGap = columnGap
        self.rowGap = rowGap
    }
}

/// Lengths as SVG and CSS write them.
enum Millimetres {
    /// With at most three digits behind the point, none that says nothing.
    static func text(_ length: Double) -> String {
        let thousandths = Int((length * 1000).rounded())
        let sign = thousandths < 0 ? "-" : ""
        let (whole, rest) = thousandths.magnitude.quotientAndRemainder(dividingBy: 1000)
        guard rest > 0 else { return "\(sign)\(whole)" }
        var digits = String(rest)
        digits = String(repeating: "0", count: 3 - digits.count) + digits
        while digits.hasSuffix("0") { digits.removeLast() }
        return "\(sign)\(whole).\(digits)"
    }

    static func value(_ text: Substring) -> Double? {
        guard !text.isEmpty, text.utf8.allSatisfy({ 0x30...0x39 ~= $0 || $0 == 0x2e }) else { return nil }
        return Double(text)
    }
}
