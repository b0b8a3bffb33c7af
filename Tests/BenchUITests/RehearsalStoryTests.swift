import Testing

@testable import BenchUI

@Suite struct RehearsalStoryTests {
    @Test func theStoryOfARehearsalIsReadable() {
        let detail = """
            {"mac":"000e08aabb01","good":false,"text":"x","stages":[{"place":"bench","good":true,"text":null,"story":[{"at":12.25,
            "deed":"resync at the start","outcome":"changed 2 parameters","good":true,"rule":"/$PSN.xml","url":"http://10.0.0.2/8841-3PCC.xml",
            "status":200,"bytes":9,"requests":[]}]},{"place":"customer","good":false,"text":"the server refused it","story":[]}],
            "software_version":"12-0-7","values":{"Station_Name":"Anna"},"values_left_out":3}
            """
        #expect(
            RehearsalStory.text(of: detail) == """
                ✓ bench
                    12.2 s  resync at the start: changed 2 parameters
                           /$PSN.xml
                           http://10.0.0.2/8841-3PCC.xml → 200
                ✕ customer: the server refused it
                = 12-0-7
                = Station_Name: Anna
                = … (3)
                """)
    }

    @Test(arguments: ["", "{}", "no JSON", "{\"stages\":[]}", "{\"stages\":[{\"place\":1}]}"])
    func whatIsOfAnotherKindStaysAsItIs(detail: String) {
        #expect(RehearsalStory.text(of: detail) == detail)
    }
}
