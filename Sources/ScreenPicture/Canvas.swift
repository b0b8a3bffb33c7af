private import CScreenCanvas

/// What is drawn on. One a process: it stays until the process ends.
struct Canvas {
    typealias Box = (x: Double, y: Double, width: Double, height: Double)

    enum Alignment {
        case left, centre, right
    }

    /// Why there is none.
    struct Fault: Error {
        var sentence: String
    }

    let width: Int
    let height: Int
    private let canvas: OpaquePointer

    init(width: Int, height: Int) throws(Fault) {
        var fault: UnsafePointer<CChar>?
        guard let canvas = cscreencanvas_make(Int32(width), Int32(height), &fault) else {
            throw Fault(sentence: fault.map { String(cString: $0) } ?? "out of memory")
        }
        (self.canvas, self.width, self.height) = (canvas, width, height)
    }

    func fill(_ box: Box, radius: Double = 0, _ colour: UInt32) {
        cscreencanvas_fill(canvas, Self.plain(box), radius, colour)
    }

    func circle(_ x: Double, _ y: Double, radius: Double, thickness: Double, _ colour: UInt32) {
        cscreencanvas_circle(canvas, x, y, radius, thickness, colour)
    }

    /// Writes into the box, from its top; how high it became.
    @discardableResult
    func write(
        _ text: String, in box: Box, size: Double, isBold: Bool = false, alignment: Alignment = .left,
        _ colour: UInt32
    ) -> Double {
        let alignment =
            switch alignment {
            case .left: cscreencanvas_left
            case .centre: cscreencanvas_centre
            case .right: cscreencanvas_right
            }
        let style = cscreencanvas_style(size: size, is_bold: isBold ? 1 : 0, alignment: alignment, colour: colour)
        let bytes = text.utf8.map { CChar(bitPattern: $0) }
        return cscreencanvas_write(canvas, Self.plain(box), style, bytes, bytes.count)
    }

    private static func plain(_ box: Box) -> cscreencanvas_box {
        cscreencanvas_box(x: box.x, y: box.y, width: box.width, height: box.height)
    }

    /// The picture as a Windows bitmap of 24 bits a pixel: BITMAPFILEHEADER, BITMAPINFOHEADER, rows from the bottom up, each padded to four bytes.
    var bitmap: [UInt8] {
        let row = (width * 3 + 3) & ~3
        let (header, size) = (54, row * height)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(header + size)
        func add(_ number: Int, bytes count: Int) {
            for index in 0..<count { bytes.append(UInt8(truncatingIfNeeded: number >> (8 * index))) }
        }
        bytes += Array("BM".utf8)
        for (number, count) in [
            (header + size, 4), (0, 4), (header, 4),
            // 72 dots an inch are 2835 a metre.
            (40, 4), (width, 4), (height, 4), (1, 2), (24, 2), (0, 4), (size, 4), (2835, 4), (2835, 4), (0, 4), (0, 4),
        ] { add(number, bytes: count) }
        guard let pixels = cscreencanvas_pixels(canvas) else { return [] }
        for y in (0..<height).reversed() {
            for x in 0..<width { add(Int(pixels[y * width + x]), bytes: 3) }
            for _ in width * 3..<row { bytes.append(0) }
        }
        return bytes
    }
}
