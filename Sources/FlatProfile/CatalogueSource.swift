private import CCatalogue
private import FoundationEssentials

/// One entry of `Catalogue/parameters.json`: a parameter, or a family of them that is repeated by line, unit and key.
struct CatalogueEntry: Decodable {
    var name: String
    var label: String
    var tab: String
    var section: String
    var type: String
    var choices: [String]?
    var `default`: String
    var default_by_series: [String: String]?
    var min: Double?
    var max: Double?
    var unit: String?
    var max_length: Int?
    var ua: String
    var models: [String]?
    var index: [Int]?
    var index_m: [Int]?
    var index_limit: String?
    var secret: Bool?
    var hidden: Bool?
    var desc: String?

    /// All entries, in their order. The file travels inside the program, so a fault in it is a fault of the program.
    static let all: [CatalogueEntry] = {
        let data = unsafe Data(
            bytesNoCopy: UnsafeMutableRawPointer(mutating: ccatalogue_start()), count: ccatalogue_size,
            deallocator: .none)
        do {
            return try JSONDecoder().decode([CatalogueEntry].self, from: data)
        } catch {
            preconditionFailure("Catalogue/parameters.json: \(error)")
        }
    }()
}
