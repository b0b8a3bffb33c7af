internal import CZint

/// A bar code as the bars that it is made of, without the light space that has to be around it.
public struct BarCode: Hashable, Sendable {
    /// How texts become bars.
    public enum Kind: Hashable, Sendable {
        /// QR Code (ISO/IEC 18004) that bears the loss of 15 percent of it. Signs outside of ASCII are UTF-8, and the code says so (ECI 26).
        case qr
        /// Code 128 (ISO/IEC 15417): ASCII, as narrow as it gets.
        case code128
    }

    /// A dark rectangle.
    public struct Bar: Hashable, Sendable {
        /// Modules from the left.
        public var x: Int
        /// Modules from the top.
        public var y: Int
        /// How many modules wide.
        public var width: Int
        /// How many modules high; 1 for the bars of Code 128, which may be drawn at any height.
        public var height: Int
    }

    /// How the text became bars.
    public let kind: Kind
    /// How many modules wide it is.
    public let width: Int
    /// How many modules high it is; 1 for Code 128.
    public let height: Int
    /// The dark parts, row by row.
    public let bars: [Bar]

    /// How many modules have to be light on its sides (on all four of a QR Code).
    public var quietZone: Int { kind == .qr ? 4 : 10 }

    /// The code of a text. Throws `empty`, `tooLong`, `character` and `library`.
    public init(_ kind: Kind, _ text: String) throws(BarCodeError) {
        let isASCII = text.utf8.allSatisfy { $0 < 0x80 }
        guard !text.isEmpty else { throw .empty }
        guard !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f }), kind == .qr || isASCII else { throw .character }
        self.kind = kind
        (width, height, bars) = try Symbol(kind, isASCII: isASCII).encode(text)
    }
}

/// Why a text has no bar code.
public enum BarCodeError: Error, Hashable, Sendable, CustomStringConvertible {
    /// There is no text.
    case empty
    /// It does not fit into the largest code.
    case tooLong
    /// It holds a sign that the code does not have: a control character, for Code 128 anything outside of ASCII.
    case character
    /// Anything else, in the words of the library.
    case library(String)

    /// One sentence.
    public var description: String {
        switch self {
        case .empty: "there is no text to make a bar code of"
        case .tooLong: "the text is too long for a bar code; shorten it"
        case .character: "the text holds a sign that the bar code does not have; Code 128 takes ASCII only"
        case .library(let words): "no bar code can be made of the text: \(words)"
        }
    }
}

/// A symbol of libzint: freed when it goes out of scope.
private struct Symbol: ~Copyable {
    private let symbol: UnsafeMutablePointer<zint_symbol>
    private let kind: BarCode.Kind

    init(_ kind: BarCode.Kind, isASCII: Bool) throws(BarCodeError) {
        guard let symbol = ZBarcode_Create() else { throw .library("out of memory") }
        self.symbol = symbol
        self.kind = kind
        symbol.pointee.symbology = kind == .qr ? BARCODE_QRCODE : BARCODE_CODE128
        symbol.pointee.input_mode = UNICODE_MODE
        symbol.pointee.show_hrt = 0
        symbol.pointee.output_options |= BARCODE_NO_QUIET_ZONES
        guard kind == .qr else { return }
        symbol.pointee.option_1 = 2  // Error correction M.
        if !isASCII { symbol.pointee.eci = 26 }
    }

    deinit { ZBarcode_Delete(symbol) }

    /// The bars, in modules: the vector is in units of which the whole width tells how many a module has.
    func encode(_ text: String) throws(BarCodeError) -> (Int, Int, [BarCode.Bar]) {
        let status = text.utf8CString.withUnsafeBytes { bytes in
            ZBarcode_Encode_and_Buffer_Vector(
                symbol, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), Int32(bytes.count - 1), 0)
        }
        guard status < ZINT_ERROR, let vector = symbol.pointee.vector, symbol.pointee.width > 0 else {
            guard status != ZINT_ERROR_TOO_LONG else { throw .tooLong }
            throw .library(
                withUnsafeBytes(of: &symbol.pointee.errtxt) { words in
                    String(decoding: words.prefix { $0 != 0 }, as: UTF8.self)
                })
        }
        let unit = vector.pointee.width / Float(symbol.pointee.width)
        var bars: [BarCode.Bar] = []
        var next = vector.pointee.rectangles
        while let rectangle = next?.pointee {
            bars.append(bar(rectangle, unit))
            next = rectangle.next
        }
        let isSquare = kind == .qr
        return (Int(symbol.pointee.width), isSquare ? Int(symbol.pointee.rows) : 1, bars)
    }

    private func bar(_ rectangle: zint_vector_rect, _ unit: Float) -> BarCode.Bar {
        func modules(_ length: Float) -> Int { Int((length / unit).rounded()) }
        return BarCode.Bar(
            x: modules(rectangle.x), y: kind == .qr ? modules(rectangle.y) : 0, width: modules(rectangle.width),
            height: kind == .qr ? modules(rectangle.height) : 1)
    }
}
