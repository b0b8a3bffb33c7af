import FlatProfile
import Foundation
import FoundationXML
import Store
import TestSupport
import Testing
import Threading

@testable import PhoneService

struct HealthTests {
    @Test func whoHangsIsNotWell() async {
        let (forever, silent) = AsyncStream.makeStream(of: Bool.self)
        let isWell = await HealthCheck.within(.milliseconds(20)) {
            for await each in forever { return each }
            return true
        }
        #expect(!isWell)
        silent.finish()
        #expect(await HealthCheck.within(.seconds(60)) { true })
        #expect(await HealthCheck.within(.seconds(60)) { false } == false)
    }

    @Test func manyWhoAskCostOneLook() async {
        let check = HealthCheck()
        let looks = Locked(0)
        await withTaskGroup { group in
            for _ in 0..<100 {
                group.addTask {
                    _ = await check.verdict {
                        looks.withLock { $0 += 1 }
                        return true
                    }
                }
            }
        }
        #expect(looks.withLock { $0 } == 1)
    }

    @Test func aStoreThatTakesNothingIsNotWell() async throws {
        let bench = try await PhoneBench()
        #expect(await bench.service.isAnswering())
        bench.store.fail([.setState])
        #expect(await bench.service.isHealthy() == false)
        #expect(bench.log.withLock { $0.contains { $0.contains("a test pulled the plug") } })
        #expect(await bench.service.isAnswering())
    }

    @Test func aLoginIsToldWithoutWhatWasTyped() async throws {
        let phone = try await TrialPhone()
        func row(_ label: String) -> String? {
            phone.service.machineSections(customization: "Open").flatMap(\.rows).first { $0.label == label }?.value
        }
        #expect(row("Last Failed Login") == "")
        await phone.service.remember(
            loginOf: "Geheim!7-typed-in-the-wrong-field", succeeded: false, from: "192.0.2.7\u{1b}[2J", isLasting: true)
        await phone.service.remember(loginOf: "admin", succeeded: true, from: "192.0.2.8", isLasting: true)
        #expect(try #require(row("Last Failed Login")).hasSuffix(", unknown account from 192.0.2.7?[2J"))
        #expect(try #require(row("Last Successful Login")).hasSuffix(", admin from 192.0.2.8"))
        let kept = try #require(try await phone.store.state("logins"))
        #expect(!String(decoding: kept, as: UTF8.self).contains("Geheim"))
        try await phone.service.load()
        #expect(try #require(row("Last Successful Login")).hasSuffix(", admin from 192.0.2.8"))
        await phone.stop()
    }

    @Test func statusXMLStaysWellFormedWhateverIsInIt() async throws {
        let phone = try await TrialPhone()
        await phone.service.remember(
            loginOf: "admin", succeeded: true, from: "]]><x y=\"\u{0}\u{b}&'", isLasting: false)
        let document = phone.service.statusDocument()
        let parser = XMLParser(data: Data(document))
        #expect(parser.parse(), "\(String(decoding: document, as: UTF8.self))")
        let text = String(decoding: document, as: UTF8.self)
        for name in [
            "Ext_1_Status", "TR-069_Status", "Downloaded_Locale_Package", "Ethernet_Information", "Provisioning_Status",
        ] {
            #expect(text.contains("<\(name)>"))
        }
        await phone.stop()
    }
}
