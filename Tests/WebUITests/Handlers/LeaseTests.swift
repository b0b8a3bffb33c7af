import HTTPServer
import PhoneService
import Testing

@testable import WebUI

extension WebApplicationTests {
    @Suite struct LeaseTests {
        private static let machine: Peer = .process(user: 0, group: 0, id: 1)
        private static let lease = #"{"event":"obtained","interface":"eth0","options":{"66":"31302E302e302e31"}}"#

        @Test func theMachineTellsItsLeaseOverTheControlSocket() async throws {
            let utility = try Utility()
            let response = try await utility.send(.post, "/api/v1/dhcp-lease", body: Self.lease, from: Self.machine)
            #expect(response.status == .ok)
            let record = try RecordCoding.decode(DHCPRecord.self, from: response.body.bytes)
            #expect(record.server?.places == ["tftp://10.0.0.1"])
            #expect(utility.service.dhcp == record)
        }

        /// A password lets nobody lead the phone to another server unseen: that is the profile rule's business, which has a history.
        @Test func nobodyElseTellsALease() async throws {
            let utility = try Utility()
            let cookie = try await utility.session()
            let browser = try await utility.send(
                .post, "/api/v1/dhcp-lease", ["Cookie": cookie, "X-CSRF-Token": "x"], body: Self.lease)
            #expect(browser.status == .forbidden)
            let script = try await utility.send(
                .post, "/api/v1/dhcp-lease", ["Authorization": "Basic YWRtaW46QWRtaW4tUGFzc3dvcmQtMQ=="],
                body: Self.lease)
            #expect(script.status == .forbidden)
            #expect(
                String(decoding: script.body.bytes, as: UTF8.self)
                    == #"{"error":"leases are told by the machine itself, over its control socket"}"#)
            #expect(utility.service.dhcp.leases.isEmpty)
        }

        @Test(arguments: [
            ("", 400), ("{", 400), (#"{"event":"obtained"}"#, 400),
            (#"{"event":"bound","interface":"eth0"}"#, 422), (#"{"event":"obtained","interface":""}"#, 422),
            (#"{"event":"obtained","interface":"eth0","family":"ipx"}"#, 422),
            (#"{"event":"obtained","interface":"eth0","options":{"0":""}}"#, 422),
            (#"{"event":"obtained","interface":"eth0","options":{"255":""}}"#, 422),
            (#"{"event":"obtained","interface":"eth0","options":{"66":"0"}}"#, 422),
            (#"{"event":"obtained","interface":"eth0","options":{"66":"zz"}}"#, 422),
        ]) func aWordThatMakesNoSenseChangesNothing(body: String, status: Int) async throws {
            let utility = try Utility()
            let response = try await utility.send(.post, "/api/v1/dhcp-lease", body: body, from: Self.machine)
            #expect(response.status.code == status)
            #expect(utility.service.dhcp.leases.isEmpty)
        }

        @Test func statusShowsEachOptionWithItsFate() async throws {
            let utility = try Utility()
            let cookie = try await utility.session()
            let options = #"{"66":"612062","150":"0a000001"}"#
            let body = #"{"event":"obtained","interface":"eth0","client":"udhcpc","options":\#(options)}"#
            _ = try await utility.send(.post, "/api/v1/dhcp-lease", body: body, from: Self.machine)
            let page = try await utility.send(.get, "/status", ["Cookie": cookie, "Accept": "text/html"])
            let text = String(decoding: page.body.bytes, as: UTF8.self)
            for part in [
                "DHCP Information", "DHCP Lease of eth0", "tftp://10.0.0.1", "Option 66 (TFTP server name)",
                "a b (passed over: there is a blank in it)", "hex:0a000001 (used)",
            ] as [String] { #expect(text.contains(part), "\(part)") }
        }
    }
}
