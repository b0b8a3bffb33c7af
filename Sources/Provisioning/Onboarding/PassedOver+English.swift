extension PassedOver: CustomStringConvertible {
    /// The reason as the end of "passed over because …".
    public var description: String {
        switch self {
        case .empty: "it is empty"
        case .tooLong(let count): "it has \(count) bytes; an address has at most \(OptionText.limit)"
        case .zeroByte: "there is a zero byte in the middle of it"
        case .controlCharacter: "there is a control character in it"
        case .notText: "it is neither text nor a list of addresses"
        case .notASCII: "it holds characters that an address cannot have"
        case .blank: "there is a blank in it"
        case .scheme(let scheme): "profiles are fetched by tftp, http or https, not by \(scheme)"
        case .userInfo:
            "it has a user name in it, which everybody in the network can read; write it into the profile rule"
        case .pathOnly: "it is a path without a server"
        case .server(let text): "\"\(text)\" is no name or address of a server"
        case .unusableAddress(let address): "no server has the address \(address)"
        case .port(let text): "\"\(text)\" is no port"
        case .path(let character): "a path cannot have \(character) in it"
        case .addressList(let count): "\(count) bytes are no whole number of addresses"
        case .cutOff: "it is cut off: one of its parts is longer than the rest of it"
        case .foreignEnterprise(let numbers):
            "it is meant for devices of other makers (enterprise \(numbers.map(String.init).joined(separator: ", ")); "
                + "\(VendorOptions.enterprise) is this one's)"
        case .noAddressInside: "none of its sub-options is the address of a server"
        case .vendorClass: "it is a class of devices, not the address of a server"
        case .managementServer: "it names a management server for TR-069"
        }
    }
}
