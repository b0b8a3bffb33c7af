internal import Bench
internal import BenchUI
internal import HTTPServer
internal import Host
internal import Identity
internal import WebUI

/// The pages of a bench at an address of their own: `onhook bench pages` serves nothing else, `onhook bench serve` serves them beside the
/// devices.
struct BenchPages: Sendable {
    /// Where they are.
    let address: String
    /// Where the first password is set from another machine; nil once one is set.
    let setupAddress: String?
    private let server: HTTPServer

    /// Starts to serve the pages of the bench in that store. The directory is the bench's own, where the password of the pages is.
    static func start(
        _ store: any BenchStore, directory: String, listen: String, names: Set<String> = [], person: String
    ) throws(CommandFailure) -> BenchPages {
        let (host, port) = try ListenerOptions.place(listen)
        let account = BenchAccount(directory: directory)
        let setupToken = try token(.bits128)
        let configuration = BenchConfiguration(
            instance: instance(of: directory), hostNames: names, setupToken: setupToken, person: person,
            now: BenchCommand.now
        ) {
            do throws(IdentityError) {
                return try RandomToken(.bits256).base64URL
            } catch {
                // Without random numbers nobody may log in.
                preconditionFailure("\(error)")
            }
        }
        let application = BenchApplication(store: store, account: account, configuration: configuration)
        do throws(ServerStartError) {
            let server = try HTTPServer(
                listeners: [.tcp(address: host, port: port ?? 0)], handler: application)
            let shown = host.contains(":") ? "[\(host)]" : host
            let address = "http://\(shown):\(server.boundPort ?? 0)"
            return BenchPages(
                address: address, setupAddress: account.isSet ? nil : "\(address)/setup?token=\(setupToken)",
                server: server)
        } catch {
            throw .failed("the bench's pages: \(error)")
        }
    }

    /// Says on the console where they are.
    func announce(_ console: Console) {
        console.line("onhook: the bench's pages are at \(address)")
        guard let setupAddress else { return }
        console.complain(
            "onhook: no password is set yet: open \(address)/setup on this machine, or \(setupAddress) from another\n")
    }

    /// Answers what is under way, and ends.
    func stop() async { await server.stop() }

    private static func token(_ strength: RandomToken.Strength) throws(CommandFailure) -> String {
        do throws(IdentityError) {
            return try RandomToken(strength).hexadecimal
        } catch {
            throw .failed("\(error)")
        }
    }

    /// Distinguishes cookies of several benches on one machine: browsers do not tell ports apart.
    private static func instance(of directory: String) -> String {
        guard let checksum = try? FileChecksum(of: Array(directory.utf8)) else { return "0" }
        return String(checksum.hexadecimal.prefix(12))
    }
}
