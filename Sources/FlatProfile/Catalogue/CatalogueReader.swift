import Notation

/// Reads the JSON of the catalogue file, and of nothing else: a fault in it is a fault of the program.
///
/// Decoding the file with FoundationEssentials took 6 ms of the 8 to the first catalogue, and a user waits for the start; this takes less
/// than half of that and leaves the domain without Foundation. A test compares both, entry by entry.
struct CatalogueReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Reads an array; `element` reads each of its elements.
    mutating func array(_ element: (inout CatalogueReader) -> Void) {
        expect("[")
        if take("]") { return }
        repeat { element(&self) } while take(",")
        expect("]")
    }

    /// Reads an object; `member` gets each key and reads its value.
    mutating func object(_ member: (String, inout CatalogueReader) -> Void) {
        expect("{")
        if take("}") { return }
        repeat {
            let key = string()
            expect(":")
            member(key, &self)
        } while take(",")
        expect("}")
    }

    mutating func list<Element>(_ element: (inout CatalogueReader) -> Element) -> [Element] {
        var list: [Element] = []
        array { list.append(element(&$0)) }
        return list
    }

    mutating func dictionary<Value>(_ value: (inout CatalogueReader) -> Value) -> [String: Value] {
        var dictionary: [String: Value] = [:]
        object { key, reader in dictionary[key] = value(&reader) }
        return dictionary
    }

    mutating func strings() -> [String] { list { $0.string() } }

    mutating func integers() -> [Int] { list { Int($0.number()) } }

    mutating func string() -> String {
        expect("\"")
        let end = endOfString()
        let text = bytes[position..<end.index]
        position = end.index + 1
        return end.hasEscapes ? unescaped(text) : String(decoding: text, as: UTF8.self)
    }

    mutating func number() -> Double {
        skipBlanks()
        let digits = bytes[position...].prefix { $0.isDigit || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
        position += digits.count
        guard let number = Double(String(decoding: digits, as: UTF8.self)) else { fail("a number") }
        return number
    }

    mutating func bool() -> Bool {
        skipBlanks()
        let isTrue = bytes[position...].starts(with: "true".utf8)
        guard isTrue || bytes[position...].starts(with: "false".utf8) else { fail("true or false") }
        position += isTrue ? 4 : 5
        return isTrue
    }

    /// Passes over a value of any kind.
    mutating func skip() {
        skipBlanks()
        switch bytes[position] {
        case UInt8(ascii: "\""):
            position += 1
            position = endOfString().index + 1
        case UInt8(ascii: "["): array { $0.skip() }
        case UInt8(ascii: "{"): object { _, reader in reader.skip() }
        case UInt8(ascii: "t"), UInt8(ascii: "f"): _ = bool()
        default: _ = number()
        }
    }

    private func endOfString() -> (index: Int, hasEscapes: Bool) {
        var index = position
        var hasEscapes = false
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""): return (index, hasEscapes)
            case UInt8(ascii: "\\"):
                hasEscapes = true
                index += 2
            default: index += 1
            }
        }
        fail("the end of a string")
    }

    private func unescaped(_ text: ArraySlice<UInt8>) -> String {
        var plain: [UInt8] = []
        var rest = text
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\") else {
                plain.append(byte)
                continue
            }
            switch rest.popFirst() {
            case UInt8(ascii: "n"): plain.append(UInt8(ascii: "\n"))
            case UInt8(ascii: "t"): plain.append(UInt8(ascii: "\t"))
            case let mark? where [UInt8]("\"\\/".utf8).contains(mark): plain.append(mark)
            default: fail("an escape that this file uses")
            }
        }
        return String(decoding: plain, as: UTF8.self)
    }

    private mutating func expect(_ mark: Unicode.Scalar) {
        guard take(mark) else { fail("\(mark)") }
    }

    private mutating func take(_ mark: Unicode.Scalar) -> Bool {
        skipBlanks()
        guard position < bytes.count, bytes[position] == UInt8(ascii: mark) else { return false }
        position += 1
        return true
    }

    private mutating func skipBlanks() {
        while position < bytes.count, bytes[position] <= 0x20 { position += 1 }
    }

    private func fail(_ expected: String) -> Never {
        let line = bytes[..<min(position, bytes.count)].count { $0 == UInt8(ascii: "\n") } + 1
        preconditionFailure("Catalogue/parameters.json, line \(line): expected \(expected)")
    }
}
