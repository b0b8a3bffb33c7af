internal import Notation

/// A chart over time as inline SVG: stacked areas, or lines. Its colours come from the page's style sheet, so that it is light and dark.
struct Chart {
    /// One series.
    struct Series {
        var name: String
        /// The class of the style sheet that colours it.
        var style: String
        var values: [Double]
    }

    enum Kind {
        case stacked, lines, steps
    }

    var title: String
    var kind: Kind
    var series: [Series]
    /// What a step to the right is, in seconds.
    var step: Double
    /// How a value is written at the axis.
    var label: (Double) -> String

    private static let width = 720.0
    private static let height = 240.0
    private static let left = 78.0
    private static let right = 12.0
    private static let top = 12.0
    private static let bottom = 28.0

    private var count: Int { series.map(\.values.count).max() ?? 0 }

    private var largest: Double {
        let sums = (0..<count).map { index -> Double in
            let values = series.map { index < $0.values.count ? $0.values[index] : 0 }
            return kind == .stacked ? values.reduce(0, +) : values.max() ?? 0
        }
        return sums.max() ?? 0
    }

    /// The chart with its title and its legend.
    func render(into page: inout Markup) {
        let top = Self.ceiling(largest)
        page.element("figure", [("class", "chart")]) { figure in
            figure.element("figcaption") { caption in
                caption.element("strong", text: title)
                if series.count > 1 { legend(&caption) }
            }
            figure.element(
                "svg",
                [
                    ("viewBox", "0 0 \(Int(Self.width)) \(Int(Self.height))"), ("role", "img"),
                    ("aria-label", "\(title). \(description)"),
                ]
            ) { svg in
                grid(&svg, top)
                switch kind {
                case .stacked: areas(&svg, top)
                case .lines, .steps: lines(&svg, top)
                }
            }
        }
    }

    private var description: String {
        series.map { one in "\(one.name): largest \(label(one.values.max() ?? 0))" }.joined(separator: ", ")
    }

    private func legend(_ page: inout Markup) {
        page.element("span", [("class", "legend")]) { legend in
            for one in series {
                legend.element("span") { item in
                    item.element("i", [("class", one.style)])
                    item.write(one.name)
                }
            }
        }
    }

    private func grid(_ svg: inout Markup, _ top: Double) {
        for index in 0...4 {
            let value = top * Double(index) / 4
            let height = y(value, top)
            svg.element(
                "line",
                [
                    ("class", index == 0 ? "axis" : "grid"), ("x1", Self.number(Self.left)),
                    ("x2", Self.number(Self.width - Self.right)), ("y1", height), ("y2", height),
                ])
            svg.element(
                "text",
                [("x", Self.number(Self.left - 8)), ("y", height), ("dy", "0.32em"), ("text-anchor", "end")],
                text: label(value))
        }
        let total = Double(max(1, count)) * step
        for index in 0...4 {
            let time = total * Double(index) / 4
            let place = Self.left + (Self.width - Self.left - Self.right) * Double(index) / 4
            svg.element(
                "text",
                [
                    ("x", Self.number(place)), ("y", Self.number(Self.height - 8)),
                    ("text-anchor", index == 0 ? "start" : index == 4 ? "end" : "middle"),
                ], text: Self.time(time, of: total))
        }
    }

    private func areas(_ svg: inout Markup, _ top: Double) {
        var below = [Double](repeating: 0, count: count)
        for one in series {
            let above = below.indices.map { below[$0] + ($0 < one.values.count ? one.values[$0] : 0) }
            var path = ""
            for index in above.indices {
                path +=
                    "\(path.isEmpty ? "M" : "L")\(x(index)) \(y(above[index], top)) L\(x(index + 1)) \(y(above[index], top)) "
            }
            for index in below.indices.reversed() {
                path += "L\(x(index + 1)) \(y(below[index], top)) L\(x(index)) \(y(below[index], top)) "
            }
            svg.element("path", [("class", one.style), ("d", path + "Z")]) { $0.element("title", text: one.name) }
            below = above
        }
    }

    private func lines(_ svg: inout Markup, _ top: Double) {
        for one in series where !one.values.isEmpty {
            var path = ""
            for (index, value) in one.values.enumerated() {
                let start = "\(path.isEmpty ? "M" : "L")\(x(index)) \(y(value, top)) "
                path += kind == .steps ? start + "L\(x(index + 1)) \(y(value, top)) " : start
            }
            // A line of one point could not be seen.
            if one.values.count == 1, kind == .lines { path += "L\(x(1)) \(y(one.values[0], top))" }
            svg.element("path", [("class", "line \(one.style)"), ("d", path)]) { $0.element("title", text: one.name) }
        }
    }

    private func x(_ index: Int) -> String {
        Self.number(Self.left + (Self.width - Self.left - Self.right) * Double(index) / Double(max(1, count)))
    }

    private func y(_ value: Double, _ top: Double) -> String {
        Self.number(
            Self.height - Self.bottom - (Self.height - Self.top - Self.bottom) * (top > 0 ? min(1, value / top) : 0))
    }

    /// A round number that is at least as large: 1, 2, 4 or 8 times a power of ten, so that its quarters are round as well.
    static func ceiling(_ value: Double) -> Double {
        guard value > 0 else { return 4 }
        var power = 1e-6
        while power * 10 <= value { power *= 10 }
        return [1.0, 2, 4, 8, 10].map { $0 * power }.first { $0 >= value } ?? value
    }

    static func number(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(abs(tenths % 10))"
    }

    private static func time(_ seconds: Double, of total: Double) -> String {
        if total <= 120 { return "\(Amounts.decimal(seconds)) s" }
        if total <= 7200 { return "\(Amounts.decimal(seconds / 60)) min" }
        return "\(Amounts.decimal(seconds / 3600)) h"
    }
}
