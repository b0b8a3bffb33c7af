/// Why an option that a DHCP server sent names no provisioning server.
public enum PassedOver: Error, Hashable, Sendable {
    /// It holds nothing.
    case empty
    /// It holds that many bytes, more than any address has.
    case tooLong(Int)
    /// There is a zero byte inside of it.
    case zeroByte
    /// There is a control character in it.
    case controlCharacter
    /// It is no text in UTF-8.
    case notText
    /// It holds characters beyond ASCII, which no address has.
    case notASCII
    /// There is a blank inside of it.
    case blank
    /// It has a scheme by which no profile is fetched.
    case scheme(String)
    /// It has a user name or a password in it.
    case userInfo
    /// It begins with a slash: a path without a server.
    case pathOnly
    /// This is no name or address of a server.
    case server(String)
    /// No server can have this address: unspecified, multicast or broadcast.
    case unusableAddress(String)
    /// This is no port.
    case port(String)
    /// This character cannot stand in a path.
    case path(Character)
    /// It is no list of addresses: its length is no multiple of that of an address.
    case addressList(Int)
    /// Its parts are longer than it is.
    case cutOff
    /// It was sent for devices of other makers, by their enterprise numbers.
    case foreignEnterprise([UInt32])
    /// None of its parts is the address of a server.
    case noAddressInside
    /// A class of devices, not the address of a server.
    case vendorClass
    /// It was sent for TR-069, which is another service.
    case managementServer
}
