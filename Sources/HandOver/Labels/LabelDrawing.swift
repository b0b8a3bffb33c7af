internal import BarCodes
internal import Notation

/// Where everything stands on a label: the QR Code at the left; name, model, and the Code 128 of MAC and serial number beside it.
struct LabelDrawing {
    private struct Line {
        var text: String
        var x: Double
        /// Of the line on which the letters stand.
        var y: Double
        var size: Double
        var isBold = false
        var isCode = false
    }

    private struct Code {
        var code: BarCode
        var x: Double
        var y: Double
        var module: Double
        /// How high the bars of Code 128 are; nil for a QR Code, whose modules are squares.
        var height: Double?
    }

    /// Narrower bars are read by few scanners, and printed well by fewer printers.
    static let narrowest = 0.17

    private let size: LabelSheet.Size
    private let title: String
    private var lines: [Line] = []
    private var codes: [Code] = []

    init(_ label: Label, size: LabelSheet.Size) throws(BarCodeError) {
        self.size = size
        title = label.text
        let edge = min(2.5, size.height * 0.07)
        let inner = size.height - 2 * edge
        let qr = try label.qr()
        // As wide as the label allows, with room for the rest beside it.
        let side = min(inner, size.width * 0.34)
        let module = side / Double(qr.width)
        codes.append(Code(code: qr, x: edge, y: (size.height - side) / 2, module: module, height: nil))
        let x = edge + side + max(2, Double(qr.quietZone) * module)
        try fill(label, x: x, width: size.width - edge - x, top: edge, height: inner)
    }

    private mutating func fill(
        _ label: Label, x: Double, width: Double, top: Double, height: Double
    ) throws(BarCodeError) {
        // In parts of the height: name, model, and for each code its bars and its text.
        let bars = try label.lines()
        let parts = 5.5 + 4 + Double(bars.count) * 12
        let part = min(1.25, height / parts)
        let room = max(0, height - part * parts) / Double(bars.count)
        var y = top
        if label.name.isEmpty {
            add(label.model, x, y + 4.3 * part, width, 4.4 * part, isBold: true)
            y += 5.5 * part
        } else {
            add(label.name, x, y + 4.3 * part, width, 4.6 * part, isBold: true)
            y += 5.5 * part
            add(label.model, x, y + 2.8 * part, width, 3 * part)
            y += 4 * part
        }
        for (text, code) in bars {
            let barHeight = 7.5 * part + room
            let module = min(0.33, width / Double(code.width))
            if module >= Self.narrowest {
                codes.append(Code(code: code, x: x, y: y, module: module, height: barHeight))
                y += barHeight
            }
            let isMAC = code == bars[0].code
            add("\(isMAC ? "MAC" : "S/N") \(text)", x, y + 3 * part, width, 2.9 * part, isCode: true)
            y += 4.5 * part
        }
    }

    private mutating func add(
        _ text: String, _ x: Double, _ y: Double, _ width: Double, _ size: Double, isBold: Bool = false,
        isCode: Bool = false
    ) {
        let (text, size) = TextWidth.fit(text, into: width, size: size, isWide: isBold || isCode)
        lines.append(Line(text: text, x: x, y: y, size: size, isBold: isBold, isCode: isCode))
    }

    /// The picture as an element `svg`, in millimetres.
    func markup() -> Markup {
        var picture = Markup()
        let (width, height) = (Millimetres.text(size.width), Millimetres.text(size.height))
        let attributes = [
            ("xmlns", "http://www.w3.org/2000/svg"), ("width", "\(width)mm"), ("height", "\(height)mm"),
            ("viewBox", "0 0 \(width) \(height)"), ("role", "img"),
        ]
        picture.element("svg", attributes) { svg in
            svg.element("title", text: title)
            svg.element("rect", [("width", width), ("height", height), ("fill", "#fff")])
            for code in codes { svg.element("path", [("d", Self.path(code)), ("shape-rendering", "crispEdges")]) }
            for line in lines {
                var attributes = [
                    ("x", Millimetres.text(line.x)), ("y", Millimetres.text(line.y)),
                    ("font-size", Millimetres.text(line.size)),
                    (
                        "font-family",
                        line.isCode ? "DejaVu Sans Mono, Liberation Mono, monospace" : "Arial, Noto Sans, sans-serif"
                    ),
                ]
                if line.isBold { attributes.append(("font-weight", "bold")) }
                svg.element("text", attributes, text: line.text)
            }
        }
        return picture
    }

    private static func path(_ drawn: Code) -> String {
        drawn.code.bars.map { bar in
            let x = Millimetres.text(drawn.x + Double(bar.x) * drawn.module)
            let y = Millimetres.text(drawn.y + Double(bar.y) * drawn.module)
            let width = Millimetres.text(Double(bar.width) * drawn.module)
            let height = Millimetres.text(drawn.height ?? Double(bar.height) * drawn.module)
            return "M\(x) \(y)h\(width)v\(height)h-\(width)z"
        }.joined()
    }
}

/// How wide a text is, about: nobody here knows the letters of the printer's fonts.
enum TextWidth {
    /// The text at that size if it fits, smaller if that helps, cut with an ellipsis if not.
    static func fit(_ text: String, into width: Double, size: Double, isWide: Bool) -> (String, Double) {
        let factor = isWide ? 1.08 : 1
        let ems = self.ems(text) * factor
        guard ems * size > width else { return (text, size) }
        let smaller = max(width / ems, size * 0.7)
        guard ems * smaller > width + 0.01 else { return (text, smaller) }
        var kept = ""
        var used = 1.0
        for character in text {
            used += self.ems(String(character))
            guard used * factor * smaller <= width else { break }
            kept.append(character)
        }
        return (kept + "…", smaller)
    }

    /// In widths of the letter m of a large font.
    static func ems(_ text: String) -> Double { text.unicodeScalars.reduce(0) { $0 + ems($1) } }

    private static func ems(_ scalar: Unicode.Scalar) -> Double {
        switch scalar.value {
        case 0x300...0x36f, 0x200b...0x200f: 0
        case 0x1100...0x115f, 0x2e80...0xa4cf, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe30...0xfe6f, 0xff00...0xff60,
            0x1f300...0x1faff, 0x2_0000...0x3_fffd:
            1
        default: scalar.properties.isUppercase || "mw@%—…".unicodeScalars.contains(scalar) ? 0.82 : 0.56
        }
    }
}
