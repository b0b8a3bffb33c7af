internal import Glibc
internal import Host

extension SystemError {
    /// Somebody else has the port.
    var isAddressInUse: Bool { number == EADDRINUSE }
    /// The kernel does not allow it.
    var isNoRight: Bool { number == EACCES || number == EPERM }
}
