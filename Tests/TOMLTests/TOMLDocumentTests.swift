import TOML
import Testing

@Suite struct TOMLDocumentTests {
    @Test func everyKindOfValueIsReadWithItsPlace() throws {
        let entries = try TOMLDocument.read(
            """
            name = "Strom \\u00e4us"
            phones = 10_000
            [arrival]
              share = 0.5
              on = true
              at = 07:30:00
            [[faults]]
            kind = ["a", "b"]
            """)
        #expect(entries.map(\.key) == ["name", "phones", "arrival", "faults"])
        #expect(entries[0].value.content == .string("Strom äus"))
        #expect(entries[1].value.content == .integer(10_000))
        #expect(entries[1].position == TOMLPosition(line: 2, column: 1))
        #expect(entries[1].value.position == TOMLPosition(line: 2, column: 10))
        guard case .table(let arrival) = entries[2].value.content else { throw NoTable() }
        #expect(arrival.map(\.value.content) == [.float(0.5), .boolean(true), .time("07:30:00")])
        #expect(arrival[0].position == TOMLPosition(line: 4, column: 3))
        guard case .array(let faults) = entries[3].value.content, case .table(let fault) = faults[0].content else {
            throw NoTable()
        }
        #expect(fault.map(\.key) == ["kind"])
        #expect(fault[0].value.kind == "a list")
    }

    @Test(arguments: [("phones = ", 1), ("a = 1\na = 2\n", 2), ("[x\n", 1), ("a = \"\u{1}\"\n", 1)])
    func whatIsNoDocumentIsRefusedWithItsLine(text: String, line: Int) throws {
        let fault = try #require(throws: TOMLFault.self) { try TOMLDocument.read(text) }
        #expect(fault.position.line == line)
        #expect(!fault.reason.isEmpty)
    }

    @Test func bytesThatNobodyMeantNeverHarm() {
        var generator = SystemRandomNumberGenerator()
        let letters = Array("a=[]{}\"'\n.,#0123456789 tfe-+:\\")
        for _ in 0..<500 {
            let text = String(
                (0..<Int.random(in: 0...80, using: &generator)).map { _ in letters.randomElement() ?? "a" })
            _ = try? TOMLDocument.read(text)
        }
    }

    @Test func anEmptyDocumentHasNoEntries() throws {
        #expect(try TOMLDocument.read("").isEmpty)
    }

    private struct NoTable: Error {}
}
