/// How the screen looks: a bar with name, cloud and clock, below it the idle screen with its line keys or what somebody is doing, and the
/// soft keys at the bottom.
extension ScreenPicture {
    private enum Colour {
        static let ground: UInt32 = 0x10202f
        static let bar: UInt32 = 0x0a1621
        static let key: UInt32 = 0x1c3246
        static let chosen: UInt32 = 0x0b5cad
        static let text: UInt32 = 0xf2f5f8
        static let muted: UInt32 = 0xa9b8c6
        static let field: UInt32 = 0xffffff
    }

    private static let (width, height) = (Double(size.width), Double(size.height))
    private static let bar = 48.0
    private static let softkey = 52.0
    /// Between the bars.
    private static let body = (top: bar, height: height - bar - softkey)

    func draw(on canvas: Canvas) {
        canvas.fill((0, 0, Self.width, Self.height), Colour.ground)
        drawBar(canvas)
        if heading.isEmpty { drawIdle(canvas) } else { drawScreen(canvas) }
        drawSoftkeys(canvas)
    }

    private func drawBar(_ canvas: Canvas) {
        canvas.fill((0, 0, Self.width, Self.bar), Colour.bar)
        canvas.write(name, in: (16, 10, 520, 28), size: 21, isBold: true, Colour.text)
        let cloudColour: UInt32 =
            switch cloud {
            case .off: 0x6d7f90
            case .pending: 0xf0c067
            case .on: 0x7fd6a2
            case .failed: 0xff9d94
            }
        // Three circles on a bar: a cloud that no font has to have.
        canvas.fill((620, 22, 34, 13), radius: 6, cloudColour)
        canvas.fill((626, 14, 16, 16), radius: 8, cloudColour)
        canvas.fill((637, 17, 13, 13), radius: 6.5, cloudColour)
        let isIdle = heading.isEmpty
        canvas.write(isIdle ? date : clock, in: (664, 12, 120, 26), size: 19, alignment: .right, Colour.text)
    }

    // MARK: Idle

    private func drawIdle(_ canvas: Canvas) {
        let keys = lineKeys.prefix(10)
        let rows = 5
        let rowHeight = Self.body.height / Double(rows)
        let keyWidth = 232.0
        for (index, label) in keys.enumerated() where !label.isEmpty {
            let isLeft = index < rows
            let (x, y) = (
                isLeft ? 0 : Self.width - keyWidth, Self.body.top + Double(index % rows) * rowHeight
            )
            canvas.fill((x + (isLeft ? 0 : 6), y + 3, keyWidth - 6, rowHeight - 6), radius: 6, Colour.key)
            canvas.circle(isLeft ? x + 22 : x + keyWidth - 22, y + rowHeight / 2, radius: 7, thickness: 2, Colour.muted)
            canvas.write(
                label, in: (isLeft ? x + 42 : x + 18, y + rowHeight / 2 - 13, keyWidth - 66, 30), size: 20,
                alignment: isLeft ? .left : .right, Colour.text)
        }
        let middle: Canvas.Box = (keyWidth + 12, Self.body.top + 110, Self.width - 2 * keyWidth - 24, 70)
        canvas.write(clock, in: middle, size: 52, isBold: true, alignment: .centre, Colour.text)
        canvas.write(
            text, in: (middle.x, middle.y + 84, middle.width, 110), size: 18, alignment: .centre, Colour.muted)
    }

    // MARK: Menus, forms, progress

    private func drawScreen(_ canvas: Canvas) {
        var y = Self.body.top + 14
        let bottom = Self.body.top + Self.body.height - 8
        y += canvas.write(heading, in: (24, y, Self.width - 48, 34), size: 25, isBold: true, Colour.text) + 12
        if !text.isEmpty {
            y += canvas.write(text, in: (24, y, Self.width - 48, min(150, bottom - y)), size: 20, Colour.text) + 14
        }
        for (index, item) in items.enumerated() where y + 44 <= bottom {
            canvas.fill((16, y, Self.width - 32, 42), radius: 6, index == 0 ? Colour.chosen : Colour.key)
            canvas.write("\(index + 1)", in: (30, y + 8, 40, 28), size: 20, isBold: true, Colour.muted)
            canvas.write(item, in: (72, y + 8, Self.width - 110, 28), size: 20, Colour.text)
            y += 46
        }
        for line in lines where y + 30 <= bottom {
            canvas.write(line.label, in: (24, y, 230, 26), size: 19, Colour.muted)
            canvas.write(line.value, in: (264, y, Self.width - 288, 26), size: 19, Colour.text)
            y += 34
        }
        guard !field.isEmpty, y + 74 <= bottom else { return }
        canvas.write(field, in: (24, y, Self.width - 48, 28), size: 19, Colour.muted)
        canvas.fill((24, y + 30, Self.width - 48, 44), radius: 6, Colour.field)
        canvas.fill((34, y + 38, 2, 28), Colour.chosen)
    }

    private func drawSoftkeys(_ canvas: Canvas) {
        let top = Self.height - Self.softkey
        canvas.fill((0, top, Self.width, Self.softkey), Colour.bar)
        for (index, key) in softkeys.prefix(4).enumerated() {
            let x = Double(index) * Self.width / 4
            canvas.fill((x + 8, top + 7, Self.width / 4 - 16, Self.softkey - 14), radius: 8, Colour.key)
            canvas.write(
                key, in: (x + 16, top + 13, Self.width / 4 - 32, 28), size: 19, alignment: .centre, Colour.text)
        }
    }
}
