internal import FlatProfile

extension ChangeEffect {
    /// The word of a record: `reboots`.
    public var word: String {
        switch self {
        case .locksOut: "locks-out"
        case .reboots: "reboots"
        case .restartsWebServer: "restarts-web-server"
        case .triggersUpgrade: "triggers-upgrade"
        case .triggersCustomCA: "triggers-custom-ca"
        case .triggersResync: "triggers-resync"
        case .triggersReport: "triggers-report"
        case .appliesNow: "applies-now"
        }
    }

    /// Two or three words for a person: `Reboots`.
    public var label: String {
        switch self {
        case .locksOut: "May lock you out"
        case .reboots: "Reboots"
        case .restartsWebServer: "Restarts the web server"
        case .triggersUpgrade: "Triggers an upgrade"
        case .triggersCustomCA: "Fetches the custom CA"
        case .triggersResync: "Moves the next resync"
        case .triggersReport: "Triggers a report"
        case .appliesNow: "Applies now"
        }
    }
}

extension ChangeEffect: CustomStringConvertible {
    /// The sentence for a person. Holds no secret.
    public var description: String {
        switch self {
        case .locksOut(let reason): reason.description
        case .reboots: "The phone reboots as soon as no line is in use."
        case .restartsWebServer: "The web server listens anew; open connections end."
        case .triggersUpgrade: "The upgrade rule is followed at once; new firmware reboots the phone."
        case .triggersCustomCA: "The custom CA rule is followed at once."
        case .triggersResync: "The next resync moves; if its time is over already, it begins at once."
        case .triggersReport(let seconds): "The server gets a report \(seconds) seconds later."
        case .appliesNow: "In force as soon as it is stored; nothing is interrupted."
        }
    }
}

extension ChangeEffect.LockOut: CustomStringConvertible {
    /// What happens, and how to come back.
    public var description: String {
        switch self {
        case .webServerOff:
            "No web page answers any more. On the phone itself `onhook param set Enable_Web_Server=Yes` brings them back; so does a profile or a factory reset."
        case .port(let port): "The web pages move to port \(port)."
        case .protocol(let name): "The web pages are served over \(name.uppercased()) only."
        case .tlsVersion(let version): "Browsers that do not know \(version) are refused."
        case .adminAccessOff:
            "The administrator's pages are closed to every browser. On the phone itself `onhook param set Enable_Web_Admin_Access=Yes` opens them again; so does a profile or a factory reset."
        case .password(let account): "The password of \(account.rawValue) is another one, and its sessions end."
        case .noPassword(.admin): "The phone is without a password, and the first one is set on the page Set Password."
        case .noPassword(.user): "The account user has no password any more and cannot log in."
        case .shortSession(let seconds): "A login lasts \(seconds) seconds only."
        case .firewall: "The machine may drop what comes to the web pages."
        case .network: "The machine may get another address, or lose its network."
        }
    }
}
