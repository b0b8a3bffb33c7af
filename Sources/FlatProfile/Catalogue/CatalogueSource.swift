private import CCatalogue

/// One entry of `Catalogue/parameters.json`: a parameter, or a family of them that is repeated by line, unit and key.
struct CatalogueEntry: Equatable, Decodable, Sendable {
    var name = ""
    var label = ""
    var tab = ""
    var section = ""
    var type = ""
    var choices: [String]?
    var choices_by_series: [String: [String]]?
    var choices_limit: String?
    var any_case: Bool?
    var `default` = ""
    var default_by_series: [String: String]?
    var empty: Bool?
    var min: Double?
    var max: Double?
    var ranges: [[Int]]?
    var step: Double?
    var unit: String?
    var max_length: Int?
    var ua = ""
    var models: [String]?
    var index: [Int]?
    var index_m: [Int]?
    var index_limit: String?
    var secret: Bool?
    var hidden: Bool?
    var reboots: Bool?
    var aliases: [String]?
    var desc = ""

    /// All entries, in their order. The file travels inside the program, so a fault in it is a fault of the program.
    static let all: [CatalogueEntry] = {
        var reader = CatalogueReader(bytes)
        var entries: [CatalogueEntry] = []
        entries.reserveCapacity(900)
        reader.array { entries.append(CatalogueEntry(from: &$0)) }
        return entries
    }()

    /// The file.
    static var bytes: [UInt8] {
        unsafe Array(UnsafeBufferPointer(start: ccatalogue_start(), count: ccatalogue_size))
    }

    private init(from reader: inout CatalogueReader) {
        reader.object { key, reader in
            switch key {
            case "name": name = reader.string()
            case "label": label = reader.string()
            case "tab": tab = reader.string()
            case "section": section = reader.string()
            case "type": type = reader.string()
            case "choices": choices = reader.strings()
            case "choices_by_series": choices_by_series = reader.dictionary { $0.strings() }
            case "choices_limit": choices_limit = reader.string()
            case "any_case": any_case = reader.bool()
            case "default": self.default = reader.string()
            case "default_by_series": default_by_series = reader.dictionary { $0.string() }
            case "empty": empty = reader.bool()
            case "min": min = reader.number()
            case "max": max = reader.number()
            case "ranges": ranges = reader.list { $0.integers() }
            case "step": step = reader.number()
            case "unit": unit = reader.string()
            case "max_length": max_length = Int(reader.number())
            case "ua": ua = reader.string()
            case "models": models = reader.strings()
            case "index": index = reader.integers()
            case "index_m": index_m = reader.integers()
            case "index_limit": index_limit = reader.string()
            case "secret": secret = reader.bool()
            case "hidden": hidden = reader.bool()
            case "reboots": reboots = reader.bool()
            case "aliases": aliases = reader.strings()
            case "desc": desc = reader.string()
            // Notes and sources for the reader of the file.
            default: reader.skip()
            }
        }
    }
}
