internal import HTTPServer
internal import Pages

/// What the API asks of every query before anybody acts on a part of it.
extension Desk {
    /// The answer to a query that cannot be read, or that says one thing twice; nil if it can be taken at its word.
    func refusalOfQuery(_ request: Request) -> Response? {
        guard request.isForAPI else { return nil }
        do throws(FormError) {
            var names: Set<String> = []
            for item in try request.query().items where !names.insert(item.name).inserted {
                return .failure("the query names \(item.name.prefix(100)) twice", .badRequest)
            }
            return nil
        } catch {
            return .failure("the query cannot be read: \(error)", .badRequest)
        }
    }
}

extension Visit {
    /// Whether `?changed=` asks for what differs from the factory state alone; nil if it is no word for yes or no.
    var wantsChangedOnly: Bool? {
        switch item("changed") {
        case nil, "0", "false", "no": false
        case "1", "true", "yes": true
        default: nil
        }
    }
}

extension Response {
    static var noYesOrNo: Response { .failure("changed is 1 or 0", .badRequest) }
}
