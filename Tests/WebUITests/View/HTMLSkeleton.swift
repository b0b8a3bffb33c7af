/// The tags of a document with the names of their attributes, read as a browser does as long as every value is quoted:
/// what must not depend on the values that a page was filled with.
struct HTMLSkeleton {
    /// One tag: its name (with a slash if it closes) and its attributes.
    struct Tag: Equatable {
        var name: String
        var attributes: [String]
    }

    private(set) var tags: [Tag] = []
    /// The values of attributes that a browser follows or sends to.
    private(set) var links: [String] = []
    private var rest: Substring

    init(_ html: String) {
        rest = html[...]
        while let start = rest.firstIndex(of: "<") {
            rest = rest[rest.index(after: start)...]
            readTag()
        }
    }

    private mutating func readTag() {
        var tag = Tag(name: String(take { !$0.isWhitespace && $0 != ">" }), attributes: [])
        while true {
            _ = take(\.isWhitespace)
            guard let next = rest.first else { break }
            if next == ">" {
                rest = rest.dropFirst()
                break
            }
            let name = String(take { !$0.isWhitespace && $0 != "=" && $0 != ">" })
            tag.attributes.append(name)
            guard rest.first == "=" else { continue }
            rest = rest.dropFirst()
            let value = readValue()
            if ["href", "src", "action"].contains(name) { links.append(value) }
        }
        tags.append(tag)
    }

    private mutating func readValue() -> String {
        guard let quote = rest.first, quote == "\"" || quote == "'" else {
            return String(take { !$0.isWhitespace && $0 != ">" })
        }
        rest = rest.dropFirst()
        let value = take { $0 != quote }
        rest = rest.dropFirst()
        return String(value)
    }

    private mutating func take(_ belongs: (Character) -> Bool) -> Substring {
        let taken = rest.prefix(while: belongs)
        rest = rest[taken.endIndex...]
        return taken
    }
}
