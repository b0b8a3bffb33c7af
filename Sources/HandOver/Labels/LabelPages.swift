public import BarCodes
internal import Notation

/// Labels as files: a page to print, or a picture of each.
public enum LabelPages {
    /// A picture of one label (SVG), as large as a label of the sheet.
    public static func svg(_ label: Label, on sheet: LabelSheet) throws(BarCodeError) -> String {
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + (try LabelDrawing(label, size: sheet.label).markup().text)
            + "\n"
    }

    /// A page that needs nothing else and runs nothing; printed at its full size, each label lies where the sheet has one.
    ///
    /// - Parameter used: How many labels of the first sheet are gone already.
    public static func html(
        _ labels: [Label], on sheet: LabelSheet, job: String, used: Int = 0
    ) throws(BarCodeError) -> String {
        var pictures: [Markup] = []
        for label in labels { pictures.append(try LabelDrawing(label, size: sheet.label).markup()) }
        let skipped = sheet.count > 1 ? used % sheet.count : 0
        var page = Markup()
        page.literal("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
        page.literal("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
        page.literal(
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">")
        page.element("title", text: "\(job): labels")
        page.element("style") { $0.write(style(sheet)) }
        page.literal("</head><body>")
        page.element("p", [("class", "hint")]) { hint in
            hint.element("b", text: "\(labels.count == 1 ? "1 label" : "\(labels.count) labels") of \(job).")
            hint.write(
                " Sheet \(sheet.name): \(sheet.note). Print at 100 %, without margins and without “fit to page”; "
                    + "“save as PDF” in the print dialogue makes a PDF of the same size.")
        }
        var places = Array(repeating: Markup?.none, count: skipped) + pictures
        while !places.isEmpty {
            let part = places.prefix(sheet.count)
            places.removeFirst(part.count)
            page.element("section", [("class", "sheet")]) { section in
                for picture in part {
                    section.element("div") { if let picture { $0.add(picture) } }
                }
            }
        }
        page.literal("</body></html>\n")
        return page.text
    }

    private static func style(_ sheet: LabelSheet) -> String {
        func mm(_ length: Double) -> String { "\(Millimetres.text(length))mm" }
        let (paper, label) = (sheet.paper, sheet.label)
        return """
            @page{size:\(mm(paper.width)) \(mm(paper.height));margin:0}
            *{box-sizing:border-box}
            body{margin:0;background:#e9ebee;color:#18212f;font:16px/1.5 system-ui,sans-serif}
            .hint{max-width:70ch;margin:16px auto;padding:0 16px}
            .sheet{display:grid;grid-template-columns:repeat(\(sheet.columns),\(mm(label.width)));\
            grid-auto-rows:\(mm(label.height));column-gap:\(mm(sheet.columnGap));row-gap:\(mm(sheet.rowGap));\
            width:\(mm(paper.width));height:\(mm(paper.height));padding:\(mm(sheet.top)) 0 0 \(mm(sheet.left));\
            margin:0 auto 16px;background:#fff;overflow:hidden}
            .sheet svg{display:block}
            @media screen{.sheet{box-shadow:0 1px 6px #0003}.sheet div{outline:1px dashed #c9ced6}}
            @media print{body{background:#fff}.hint{display:none}.sheet{margin:0;break-after:page}\
            .sheet:last-child{break-after:auto}}
            """
    }
}
