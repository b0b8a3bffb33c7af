private import Glibc

/// Asks the kernel's routing department and reads its answers (netlink(7), rtnetlink(7)). It answers at once and from memory, so that
/// nothing waits here.
enum Netlink {
    /// `RTM_GETADDR`, with the whole table asked for.
    static let getAddresses: UInt16 = 22
    /// `RTM_NEWADDR`.
    static let newAddress: UInt16 = 20
    /// `RTM_GETROUTE`.
    static let getRoutes: UInt16 = 26
    /// `RTM_NEWROUTE`.
    static let newRoute: UInt16 = 24

    /// The attributes that are read: `IFA_…` and `RTA_…`.
    enum Attribute {
        static let address: UInt16 = 1
        static let local: UInt16 = 2
        static let flags: UInt16 = 8
        static let `protocol`: UInt16 = 11
        static let outgoingInterface: UInt16 = 4
        static let gateway: UInt16 = 5
        static let priority: UInt16 = 6
    }

    /// One message of an answer.
    struct Message {
        var type: UInt16
        var body: ArraySlice<UInt8>
    }

    /// The most that is read: a table of a hundred thousand routes.
    private static let limit = 16 << 20

    /// The kernel's whole answer to a request for a table; nil if it gives none.
    static func dump(_ request: UInt16) -> [UInt8]? {
        let kind = Int32(SOCK_RAW.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        guard let file = FileDescriptor(adopting: socket(AF_NETLINK, kind, 0)) else { return nil }
        // The header (16 bytes) with NLM_F_REQUEST | NLM_F_DUMP, then a body of zeros: any family, any interface.
        var message = little(28, 4) + little(UInt32(request), 2) + little(0x301, 2) + little(1, 4) + little(0, 4)
        message += [UInt8](repeating: 0, count: 12)
        guard send(file.number, message, message.count, Int32(MSG_NOSIGNAL)) == message.count else { return nil }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while answer.count < limit {
            let count = recv(file.number, &buffer, buffer.count, 0)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return nil }
            answer += buffer[..<count]
            if messages(Array(buffer[..<count])).contains(where: { $0.type == Self.done || $0.type == Self.fault }) {
                return answer
            }
        }
        return nil
    }

    private static let fault: UInt16 = 2
    private static let done: UInt16 = 3

    /// The messages in those bytes; reading ends at the first one whose length cannot be.
    static func messages(_ bytes: [UInt8]) -> [Message] {
        var messages: [Message] = []
        var rest = bytes[...]
        while let length = number(rest.prefix(4)).map(Int.init), length >= 16, length <= rest.count {
            let type = UInt16(rest[rest.startIndex + 4]) | UInt16(rest[rest.startIndex + 5]) << 8
            messages.append(Message(type: type, body: rest.dropFirst(16).prefix(length - 16)))
            rest = rest.dropFirst(length + 3 & ~3)
        }
        return messages
    }

    /// The attributes in those bytes by their type; of several of one type the last.
    static func attributes(_ bytes: ArraySlice<UInt8>) -> [UInt16: ArraySlice<UInt8>] {
        var attributes: [UInt16: ArraySlice<UInt8>] = [:]
        var rest = bytes
        while rest.count >= 4 {
            let start = rest.startIndex
            let length = Int(rest[start]) | Int(rest[start + 1]) << 8
            guard length >= 4, length <= rest.count else { break }
            let type = (UInt16(rest[start + 2]) | UInt16(rest[start + 3]) << 8) & 0x3fff
            attributes[type] = rest.dropFirst(4).prefix(length - 4)
            rest = rest.dropFirst(length + 3 & ~3)
        }
        return attributes
    }

    /// A number of four bytes in the machine's order, which is little-endian wherever Onhook is built; nil for any other number of bytes.
    static func number(_ bytes: ArraySlice<UInt8>) -> UInt32? {
        guard bytes.count == 4 else { return nil }
        return bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }

    private static func little(_ value: UInt32, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt32($0 * 8)) }
    }
}

/// Which program made a default route: the number of `proto` in `ip route` (`rtnetlink(7)`, `RTPROT_…`).
public enum RouteAuthor {
    /// The protocol of the best default route of a family through that interface; nil if there is none.
    public static func ofDefaultRoute(_ family: IPAddress.Family, interfaceIndex: UInt32) -> UInt8? {
        Netlink.dump(Netlink.getRoutes).flatMap { table($0, family, interfaceIndex) }
    }

    /// `struct rtmsg`: family, lengths of destination and source, tos, table, protocol, scope, type, flags; then the attributes.
    static func table(_ answer: [UInt8], _ family: IPAddress.Family, _ interfaceIndex: UInt32) -> UInt8? {
        let wanted = UInt8(family == .v4 ? AF_INET : AF_INET6)
        let routes = Netlink.messages(answer).compactMap { message -> (metric: UInt32, author: UInt8)? in
            let body = Array(message.body)
            // A unicast route to anywhere in the main table.
            guard message.type == Netlink.newRoute, body.count >= 12, body[0] == wanted, body[1] == 0, body[4] == 254,
                body[7] == 1
            else { return nil }
            let attributes = Netlink.attributes(message.body.dropFirst(12))
            guard attributes[Netlink.Attribute.outgoingInterface].flatMap(Netlink.number) == interfaceIndex else {
                return nil
            }
            return (attributes[Netlink.Attribute.priority].flatMap(Netlink.number) ?? 0, body[5])
        }
        return routes.min { $0.metric < $1.metric }?.author
    }
}
