import Foundation
import TestSupport
import Testing

/// Requests that no page of the phone would send.
struct TrialFaceTests {
    @Test func aBadFormChangesNothingAndIsToldInWords() async throws {
        let phone = try await TrialPhone()
        try await phone.set(["Display_Name_1_": "before"])
        let revision = try await phone.status().revision
        var browser = try await phone.browser()
        let path = "/voice/ext/1"
        let good = [("Display_Name_1_", "changed")]

        let unknown = try await browser.submit(path, good + [("No_Such_Field", "1")])
        #expect(unknown.status == 422)
        #expect(unknown.body.contains("No_Such_Field is no parameter of this model"))
        #expect(unknown.body.contains("value=\"changed\""))

        let faulty = try await browser.submit(path, good + [("SIP_Port_1_", "many")])
        #expect(faulty.status == 422 && faulty.body.contains("SIP Port"), "\(faulty.status)")

        let tokenless = try await browser.post(path, good)
        #expect(tokenless.status == 403 && tokenless.body.contains("nothing was stored"), "\(tokenless.body)")
        let foreign = try await browser.submit(path, good, origin: "http://evil.example")
        #expect(foreign.status == 403, "\(foreign.status)")
        let site = try await HTTPExchange.send(
            "POST", path, to: phone.daemon.port,
            headers: ["Sec-Fetch-Site: cross-site", "Cookie: \(browser.cookieLine)"], body: TrialBrowser.form(good))
        #expect(site.status == 403)
        let host = try await HTTPExchange.send(
            Array("GET /status HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n".utf8), to: phone.daemon.port
        )
        #expect(host.status == 403 || host.status == 421 || host.status == 400, "\(host.status)")

        let token = ("csrf_token", try await browser.get(path).hidden("csrf_token"))
        let large = try await browser.post(path, [token, ("Display_Name_1_", String(repeating: "x", count: 10 << 20))])
        #expect(large.status == 413, "\(large.status)")
        let many = try await browser.post(path, [token] + (0..<6000).map { ("F\($0)", "") })
        #expect(many.status == 413 && many.body.contains("The form has more than 5000 fields."), "\(many.status)")
        for (type, body) in [
            ("text/plain", Array("Display_Name_1_=changed".utf8)), ("application/json", Array("{}".utf8)),
            ("application/x-www-form-urlencoded", Array("csrf_token=\(token.1)&Display_Name_1_=%FF%FE".utf8)),
            ("application/x-www-form-urlencoded", Array("csrf_token=\(token.1)&Display_Name_1_=a%00b".utf8)),
            ("application/x-www-form-urlencoded", Array("csrf_token=\(token.1)&Display_Name_1_=%zz".utf8)),
            ("multipart/form-data", Array("--x\r\n".utf8)), ("multipart/form-data; boundary=x", Array("--x\r\n".utf8)),
        ] {
            let answer = try await browser.send(
                "POST", path, body: body,
                headers: [
                    "Content-Type: \(type)", "X-CSRF-Token: \(token.1)",
                    "Origin: http://127.0.0.1:\(phone.daemon.port)",
                ])
            #expect(
                (400..<500).contains(answer.status),
                "\(type) \(String(decoding: body, as: UTF8.self)): \(answer.status)")
        }
        #expect(try await phone.status().revision == revision)
        #expect(try await phone.value(of: "Display_Name_1_") == "before")

        #expect(try await browser.submit(path, good).status == 303)
        #expect(try await browser.submit(path, good).status == 303)
        #expect(try await browser.get(path).body.contains("Nothing was different, so nothing was stored."))
        #expect(try await phone.status().revision == revision + 1)
        try await phone.stop()
    }

    @Test func badJSONChangesNothingAndIsToldInWords() async throws {
        let phone = try await TrialPhone()
        let revision = try await phone.status().revision
        let json = ["Content-Type: application/json"]
        for (body, status, sentence) in [
            ("", 400, "the body must be an object"), ("{", 400, "it is not JSON"), ("[]", 400, "another form"),
            ("{\"GPP_A\": 1}", 400, "GPP_A has another form"), ("{\"GPP_A\": [\"x\"]}", 400, "GPP_A has another form"),
            ("{\"GPP_A\": \"x\", \"Gpp_Z\": \"y\"}", 422, "Gpp_Z is no parameter"),
            ("{\"GPP_A\": \"x\", \"Resync_Periodic\": \"-1\"}", 422, "Resync Periodic"),
            ("{\"GPP_A\": \"x\", \"Profile_Rule\": \"[--key] /x\"}", 422, "Profile Rule, column"),
            ("{\"GPP_A\": \"x\\u0000y\"}", 422, "GPP A"),
        ] {
            let answer = try await phone.basic("PATCH", "/api/v1/parameters", headers: json, body: Array(body.utf8))
            #expect(
                answer.status == status && answer.body.contains(sentence), "\(body): \(answer.status) \(answer.body)")
        }
        let large = try await phone.basic(
            "PATCH", "/api/v1/parameters", headers: json, body: [UInt8](repeating: 0x20, count: 10 << 20))
        #expect(large.status == 413)
        let deep = try await phone.basic(
            "PATCH", "/api/v1/parameters", headers: json, body: [UInt8](repeating: UInt8(ascii: "["), count: 1 << 20))
        #expect(deep.status == 400, "\(deep.status)")
        for (path, status) in [
            ("/api/v1/parameters/No_Such", 404), ("/api/v1/attempts/x", 404), ("/api/v1/attempts/99999", 404),
            ("/api/v1/revisions/99999999999999999999", 404), ("/api/v1/difference?from=1", 400), ("/no/such/page", 404),
            ("/voice/nothing", 404), ("/voice/ext/99", 404), ("/history/0x1", 404),
        ] {
            let answer = try await phone.basic("GET", path)
            #expect(answer.status == status, "\(path): \(answer.status)")
        }
        let rule = try await phone.basic("POST", "/api/v1/resync", headers: json, body: Array("{\"rule\":\"(\"}".utf8))
        #expect(rule.status == 422 && rule.body.contains("the rule cannot be read"), "\(rule.body)")
        #expect(try await phone.status().revision == revision)
        #expect(try await phone.value(of: "GPP_A") == "")
        try await phone.stop()
    }

    @Test func guessingIsSlowedDownBeforeAnythingIsHashed() async throws {
        let phone = try await TrialPhone()
        // All at once, so that the wait is long whatever the machine has to do besides.
        let statuses = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<12 {
                group.addTask {
                    (try? await phone.basic("GET", "/api/v1/status", password: "wrong").status) ?? -1
                }
            }
            return await group.reduce(into: Set<Int>()) { $0.insert($1) }
        }
        #expect(statuses.isSubset(of: [401, 429]) && statuses.contains(401), "\(statuses)")
        var status = 401
        while status == 401 { status = try await phone.basic("GET", "/api/v1/status", password: "wrong").status }
        #expect(status == 429)
        // Even the right password is not looked at now.
        let answer = try await phone.basic("GET", "/api/v1/status")
        #expect(answer.status == 429 && answer.header("Retry-After") != nil, "\(answer.status)")
        // The machine's own login and those who are elsewhere are not hindered.
        #expect(try await phone.ask("GET", "/api/v1/status").status == 200)
        try await phone.stop()
    }

    @Test func manySlowAndManyQuickClientsAreServedAndTheEndIsOrderly() async throws {
        let phone = try await TrialPhone()
        let browser = try await phone.browser()
        let port = phone.daemon.port
        // Heads and bodies that never end.
        let slow = try (0..<60).map { number in
            let connection = try RawConnection(port: port, from: "127.0.0.2")
            connection.send(
                number % 2 == 0
                    ? Array("GET /status HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ".utf8)
                    : Array("POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 500\r\n\r\nusername=".utf8))
            return connection
        }
        let statuses = await withTaskGroup(of: Int.self) { group in
            for number in 0..<200 {
                group.addTask {
                    var own = browser
                    own.source = "127.0.0.\(3 + number % 4)"
                    let path = ["/status", "/voice/provisioning", "/healthz", "/api/v1/parameters"][number % 4]
                    return (try? await own.get(path).status) ?? -1
                }
            }
            return await group.reduce(into: [Int: Int]()) { $0[$1, default: 0] += 1 }
        }
        #expect(statuses == [200: 200], "\(statuses)")
        // It is told to end while it answers.
        let last = Task { () -> [Int] in
            await withTaskGroup(of: Int.self) { group in
                for _ in 0..<50 {
                    group.addTask {
                        var own = browser
                        return (try? await own.get("/voice/provisioning").status) ?? -1
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
        }
        let end = try await phone.daemon.end(by: SIGTERM, within: 30)
        #expect(end == 0, "\(phone.daemon.printed.suffix(500))")
        let answered = await last.value
        #expect(answered.allSatisfy { [200, 0, -1, 503].contains($0) }, "\(answered)")
        #expect(slow.count == 60)
    }
}
