import Testing

@testable import ProfileRules

@Suite struct SupposedValuesTests {
    @Test(arguments: [
        ("IP", "192.0.2.1"), ("EXTIP", "192.0.2.2"), ("CCERT", "Installed"), ("CCERT", "Not Installed"),
        ("PRVST", "-1"),
        ("PRVST", "2"), ("UPGST", "2"), ("UPGERR", "http_get failed"), ("PRVTMR", "700"), ("UPGTMR", "0"),
        ("REGTMR1", "5"), ("REGTMR2", "6"), ("ISCUST", "1"), ("ORIGTYPE", "orig_ent"), ("AUTHSTATUS", "wxc"),
        ("EMS", "mobile"), ("MUID", "guest"), ("MCASTADDR", "224.0.0.1"), ("ERR", "x"),
    ])
    func aSupposedMacroHasThatValue(macro: String, value: String) {
        var context = phone()
        let isSupposed = context.values.suppose(value, for: macro)
        #expect(isSupposed)
        #expect(MacroExpander.expand("$\(macro)", in: context) == value)
    }

    @Test(arguments: [
        ("PRVTMR", "-1"), ("PRVTMR", "soon"), ("PRVST", "3"), ("UPGST", "0"), ("CCERT", "yes"), ("ISCUST", "2"),
        ("MA", "000e08aabbcc"), ("A", "x"), ("PATH", "/x"), ("NONSENSE", "x"),
    ])
    func whatCannotBeIsRefusedAndChangesNothing(macro: String, value: String) {
        var values = RuntimeValues()
        let isSupposed = values.suppose(value, for: macro)
        #expect(!isSupposed)
        #expect(values == RuntimeValues())
    }
}
