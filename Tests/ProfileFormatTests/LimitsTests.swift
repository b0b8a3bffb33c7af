import FlatProfile
import ProfileFormat
import Testing

@Suite struct LimitsTests {
    @Test func refusesALargeText() {
        var limits = ProfileLimits()
        limits.size = 100
        #expect(
            refusal(of: profile(String(repeating: " ", count: 200)), limits: limits)
                == ProfileFormatError(.tooLarge(limit: 100)))
        let packed = ProfileWriter.gzip(Array(profile(String(repeating: " ", count: 200)).utf8))
        #expect(refusal(of: packed, limits: limits) == ProfileFormatError(.tooLarge(limit: 100)))
        limits.packedSize = 10
        #expect(refusal(of: packed, limits: limits) == ProfileFormatError(.packedTooLarge(limit: 10)))
    }

    @Test func refusesABombThatUnpacksWithoutEnd() {
        let packed = ProfileWriter.gzip([UInt8](repeating: 0x20, count: 65 << 20))
        #expect(packed.count < 100_000)
        #expect(refusal(of: packed) == ProfileFormatError(.tooLarge(limit: 64 << 20)))
    }

    @Test func refusesDeepNesting() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "<a>", count: depth) + profile("") + String(repeating: "</a>", count: depth)
        }
        #expect(try read(nested(63)).root == "a")
        #expect(refusal(of: nested(64)) == ProfileFormatError(.tooDeep(limit: 64), line: 1, column: 64 * 3 + 1))
        #expect(
            refusal(of: String(repeating: "<a>", count: 1_000_000))
                == ProfileFormatError(.tooDeep(limit: 64), line: 1, column: 64 * 3 + 1))
    }

    @Test func refusesTooManyElements() throws {
        var limits = ProfileLimits()
        limits.elements = 5
        #expect(try read(profile("<a/><b/><c/><d/>"), limits: limits).entries.count == 4)
        #expect(
            refusal(of: profile("<a/><b/><c/><d/>\n<e/>"), limits: limits)
                == ProfileFormatError(.tooManyElements(limit: 5), line: 2, column: 1))
    }

    @Test func refusesALongValue() throws {
        let fitting = String(repeating: "x", count: 65_536)
        #expect(try read(profile("<X>\(fitting)</X>")).entries.first?.value == fitting)
        #expect(
            refusal(of: profile("\n<X>\(fitting)\n</X>"))
                == ProfileFormatError(.valueTooLong("X", limit: 65_536), line: 2))
    }

    @Test func refusesManyAttributes() throws {
        func element(_ count: Int) -> String { "<X \((0..<count).map { "a\($0)=\"\"" }.joined(separator: " "))/>" }
        #expect(try read(profile(element(32))).entries.count == 1)
        #expect(
            refusal(of: profile(element(33))) == ProfileFormatError(.tooManyAttributes(limit: 32), line: 1, column: 15))
        let spaces = (0..<33).map { "xmlns:a\($0)=\"urn:\($0)\"" }.joined(separator: " ")
        #expect(
            refusal(of: "<flat-profile \(spaces)/>")
                == ProfileFormatError(.tooManyAttributes(limit: 32), line: 1, column: 1))
    }

    @Test func refusesALongTagBeforeItsAttributesAreCompared() throws {
        let many = (0..<1_000_000).map { "a\($0)=\">\"" }.joined(separator: " ")
        #expect(
            refusal(of: profile("\n<X \(many)/>")) == ProfileFormatError(.tagTooLong(limit: 16_384), line: 2, column: 1)
        )
        #expect(
            refusal(of: profile("\n<X \(many)")) == ProfileFormatError(.tagTooLong(limit: 16_384), line: 2, column: 1))
        #expect(
            refusal(of: "<flat-profile x=\"\(String(repeating: " ", count: 20_000))\"/>")
                == ProfileFormatError(.tagTooLong(limit: 16_384), line: 1, column: 1))
    }

    @Test func takesNoCommentForALongTag() throws {
        let long = String(repeating: "don't ", count: 10_000)
        #expect(try read(profile("<!-- <a \(long) --><X>1</X>")).entries.count == 1)
        #expect(try read(profile("<X><![CDATA[<a \(long)]]></X>")).entries.count == 1)
    }
}
