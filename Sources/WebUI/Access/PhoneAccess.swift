internal import HTTPServer
internal import Pages
internal import PhoneService

extension RequestOrigin.Fault {
    /// What the log is told.
    var accessRefusal: PhoneService.AccessRefusal {
        switch self {
        case .foreignHost: .foreignHost
        case .foreignOrigin: .foreignOrigin
        }
    }
}

extension LoginThrottle.Key {
    /// The key of somebody who wants to be that account of the phone.
    init(peer: Peer, account: String) {
        self.init(peer: peer, accountName: Account(rawValue: account)?.rawValue)
    }

    /// The account; nil for all names that are none.
    var account: Account? { accountName.flatMap(Account.init) }
}
