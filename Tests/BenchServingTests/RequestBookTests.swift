import Bench
import FlatProfile
import Testing

@testable import BenchServing

@Suite struct RequestBookTests {
    private func judge(
        _ book: RequestBook, _ path: String, from address: String = "10.77.0.60", userAgent: String? = nil
    ) -> Judgement {
        book.judge(FileRequest(.http, address: address, path: path, userAgent: userAgent))
    }

    @Test(arguments: [
        ("/000e08aabb01.cfg", [1]), ("Cisco/000E08AABB02.cfg", [2]), ("00-0e-08-aa-bb-03/x.xml", [3]),
        ("CP-8851-3PCC 00:0e:08:aa:bb:01 -- Requesting resync", [1]), ("SEP000E08AABB02", [2]), ("000e.08aa.bb03", [3]),
        ("/8841-3PCC.xml", []), ("00-0e:08-aa-bb-01", []), ("000e08aabb011", []), ("00:0e:08:aa:bb", []), ("", []),
        ("000e08aabb01 00:0e:08:aa:bb:02", [1, 2]),
    ])
    func findsHardwareAddressesInTexts(text: String, numbers: [UInt64]) {
        #expect(MACScan.addresses(in: text) == numbers.map { mac($0) })
    }

    @Test(arguments: [
        "Cisco-CP-8841-3PCC/11.0 (000e08aabb01)", "Cisco-CP-8865-3PCC/12.0.2 (000E08AABB01)",
        "Cisco/SPA504G-7.4.9c(00:0e:08:aa:bb:01)",
    ])
    func knowsADeviceByTheMACInItsUserAgent(userAgent: String) throws {
        let judgement = judge(try book(job()), "/8841-3PCC.xml", userAgent: userAgent)
        #expect(judgement.verdict == .served(mac(1), file: mac(1), before: 0))
        #expect(judgement.evidence == .userAgent)
    }

    @Test func knowsADeviceByTheSerialNumberInItsUserAgent() throws {
        let judgement = judge(
            try book(job()), "/8841-3PCC.xml", userAgent: "Cisco-CP-8841-3PCC/11.0 (fch2305dmh2)")
        #expect(judgement.verdict == .served(mac(2), file: mac(2), before: 0))
        #expect(judgement.evidence == .serialNumber)
    }

    @Test func knowsADeviceByItsLeaseAndByWhatItSaidBefore() throws {
        var book = try book(job())
        book.leased("10.77.0.60", to: mac(3))
        #expect(judge(book, "/8841-3PCC.xml").evidence == .lease)
        #expect(judge(book, "/8841-3PCC.xml").device == mac(3))
        book.released("10.77.0.60")
        #expect(judge(book, "/8841-3PCC.xml").verdict == .refused(.nobody(devices: 3)))
        let request = FileRequest(
            .http, address: "10.77.0.60", path: "/8841-3PCC.xml", userAgent: "Cisco-CP-8841-3PCC/11.0 (000e08aabb02)")
        book.record(book.judge(request), of: request)
        #expect(judge(book, "/8841-3PCC.xml").evidence == .address)
        #expect(judge(book, "/8841-3PCC.xml").device == mac(2))
        // Several devices behind one address: it says nothing any more.
        book.heard(mac(1), from: "10.77.0.60", by: .userAgent)
        book.heard(mac(2), from: "10.77.0.60", by: .userAgent)
        #expect(judge(book, "/8841-3PCC.xml").verdict == .refused(.nobody(devices: 3)))
    }

    @Test func countsHowOftenADeviceHadItsFile() throws {
        var book = try book(job())
        let request = FileRequest(.http, address: "10.77.0.60", path: "/00-0e-08-aa-bb-01/8841-3PCC.xml")
        for before in 0..<3 {
            let judgement = book.judge(request)
            #expect(judgement.verdict == .served(mac(1), file: mac(1), before: before))
            #expect(judgement.evidence == .path)
            book.record(judgement, of: request)
        }
    }

    @Test func tellsTwoSwappedDevicesByWhatBothAskFor() throws {
        var book = try book(job(layout: .shared, fileNames: ["$MA.cfg"]))
        let first = FileRequest(
            .http, address: "10.77.0.60", path: "/000e08aabb02.cfg", userAgent: "Cisco-CP-8841-3PCC/11.0 (000e08aabb01)"
        )
        let stray = book.judge(first)
        #expect(stray.verdict == .wrongFile(asker: mac(1), owner: mac(2), isSwapped: false))
        #expect(stray.status == 403)
        book.record(stray, of: first)
        let second = FileRequest(
            .http, address: "10.77.0.61", path: "/000e08aabb01.cfg", userAgent: "Cisco-CP-8841-3PCC/11.0 (000e08aabb02)"
        )
        let swapped = book.judge(second)
        #expect(swapped.verdict == .wrongFile(asker: mac(2), owner: mac(1), isSwapped: true))
        let events = swapped.events(of: second, at: noon, status: 403, bytes: 0)
        #expect(events.map(\.device) == [mac(2), mac(1)])
        #expect(events.allSatisfy { $0.kind == .wrongFile && $0.text.contains("swapped") && !$0.isGood })
        #expect(events[0].text.contains("\(mac(1))") && events[1].text.contains("\(mac(2))"))
        // Killed and started again it knows the same.
        var again = try self.bookKnowing(events + stray.events(of: first, at: noon, status: 403, bytes: 0))
        #expect(again.judge(second).verdict == .wrongFile(asker: mac(2), owner: mac(1), isSwapped: true))
        again.happened(BenchEvent(.fetched, at: noon, device: mac(1)))
        #expect(again.judge(second).verdict == .wrongFile(asker: mac(2), owner: mac(1), isSwapped: false))
    }

    private func bookKnowing(_ events: [BenchEvent]) throws -> RequestBook {
        var book = try BenchServingTests.book(job(layout: .shared, fileNames: ["$MA.cfg"]))
        for event in events { book.happened(event) }
        return book
    }

    @Test func refusesWhatNobodyKnowsAndSaysWho() throws {
        let book = try book(job(layout: .shared, fileNames: ["$MA.cfg"]))
        let stranger = judge(book, "/000e08aabbff.cfg")
        #expect(stranger.verdict == .refused(.unknownDevice(mac(0xff))))
        #expect(stranger.device == nil && stranger.evidence == .path)
        let named = judge(book, "/000e08aabb01.cfg", userAgent: "Cisco-CP-8841-3PCC/11.0 (000e08aabbff)")
        #expect(named.verdict == .refused(.unknownDevice(mac(0xff))))
        let wrong = judge(book, "/Cisco/000e08aabb01.cfg")
        #expect(wrong.verdict == .refused(.unknownFile(own: ["000e08aabb01.cfg"])) && wrong.device == mac(1))
        let nothing = judge(book, "/favicon.ico")
        #expect(nothing.verdict == .refused(.unknownFile(own: [])) && nothing.device == nil)
        #expect(nothing.status == 404)
        for judgement in [stranger, named, wrong, nothing] {
            let request = FileRequest(.http, address: "10.77.0.60", path: "/x")
            let event = judgement.events(of: request, at: noon, status: judgement.status, bytes: 0)[0]
            #expect(event.kind == .refused && !event.isGood && !event.text.hasSuffix("."))
        }
    }

    @Test func aSharedFileIsServedToWhoeverAsks() throws {
        let book = try book(job(layout: .shared, fileNames: ["$PSN.xml"]))
        #expect(judge(book, "/8841-3PCC.xml").verdict == .served(nil, file: mac(1), before: 0))
    }

    @Test func saysWhenTheLeaseOfTheAddressIsAnotherDevices() throws {
        var book = try book(job())
        book.leased("10.77.0.60", to: mac(2))
        let judgement = judge(book, "/8841-3PCC.xml", userAgent: "Cisco-CP-8841-3PCC/11.0 (000e08aabb01)")
        #expect(judgement.device == mac(1) && judgement.otherLease == mac(2))
        let event = judgement.events(
            of: FileRequest(.http, address: "10.77.0.60", path: "/8841-3PCC.xml"), at: noon, status: 200, bytes: 9)[0]
        #expect(event.text.contains("the address was given to \(mac(2)), compare their labels"))
    }

    @Test func aHostileTextIsOneHarmlessLineOfTheEvent() throws {
        let book = try book(job())
        let request = FileRequest(
            .http, address: "10.77.0.60", path: "/a\u{202e}b\u{7}" + String(repeating: "x", count: 5000),
            userAgent: "evil\r\n\u{1b}[2J" + String(repeating: "y", count: 5000))
        let event = book.judge(request).events(of: request, at: noon, status: 404, bytes: 0)[0]
        #expect(event.text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x202e })
        #expect(event.text.utf8.count < 1000 && event.detail.utf8.count < 2000 && event.subject.utf8.count < 400)
        #expect(EventDetail(json: event.detail)?.user_agent?.hasPrefix("evil???[2J") == true)
    }

    @Test func devicesComeAndGo() throws {
        var book = try book(job(layout: .shared, fileNames: ["$MA.cfg"]))
        book.register.remove(mac(1))
        #expect(judge(book, "/000e08aabb01.cfg").verdict == .refused(.unknownDevice(mac(1))))
        book.register.set(device(9, serial: "FCH2305DMH9"))
        #expect(judge(book, "/000e08aabb09.cfg").verdict == .served(mac(9), file: mac(9), before: 0))
        #expect(book.register.count == 3)
    }
}
