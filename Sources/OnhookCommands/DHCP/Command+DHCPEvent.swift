internal import PhoneService
internal import Store

extension Command {
    static let dhcpEvent = Command(
        path: ["dhcp-event"], summary: "tell the phone what the machine's DHCP client has obtained; for its hooks",
        details: """
            With --client the options are read from the environment of that client's hook, and --event is the word with which the hook
            was called. Without it the options are named: --option 66=tftp.example.com, --option 150=ip:10.0.0.1,
            --option 43=hex:4208…. What is told replaces what was known of that interface. Where no daemon serves the directory, it
            is kept for the next start.
            """,
        options: [
            .taking("NAME", "client", "udhcpc, dhclient, networkmanager or networkd: whose hook this is"),
            .taking("WORD", "event", "what has happened: obtained (default) or released; with --client its own word"),
            .taking("IF", "interface", "the interface, eth0 (default: the one that the client's hook names)"),
            .taking("FAMILY", "family", "ipv4 (default) or ipv6"),
            .taking("N=VALUE", "option", "an option: text, text:…, ip:…, hex:…; may be repeated"),
            .taking("FILE", "lease-file", "for networkd: /run/systemd/netif/leases/N"), .json,
        ] + PhoneClient.options
    ) { (invocation) throws(CommandFailure) in
        _ = try invocation.operands(0...0, "no operand")
        let words = try DHCPEvent.words(invocation)
        // Most of what a client calls its hook for is no news of a lease.
        guard !words.isEmpty else { return .done }
        let client = invocation.arguments["client"]
        return try await PhoneClient.with(invocation, for: .readWrite) { (phone) throws(CommandFailure) in
            var answer: [UInt8] = []
            for word in words {
                let body = RecordCoding.encode(word.wish(client: client))
                answer = try await phone.send("POST", "/api/v1/dhcp-lease", body: body)
            }
            return try invocation.print(answer, as: DHCPRecord.self, Report.dhcp)
        }
    }
}

/// What a command line says of a lease.
private enum DHCPEvent {
    static func words(_ invocation: Invocation) throws(CommandFailure) -> [DHCPWord] {
        let arguments = invocation.arguments
        let named = try options(arguments.all("option"))
        guard let name = arguments["client"] else { return [try word(arguments, named)] }
        guard let client = DHCPClient(rawValue: name) else {
            let known = DHCPClient.allCases.map(\.rawValue).joined(separator: ", ")
            throw .usage("\"\(name.prefix(40))\" is no client; there are \(known)")
        }
        let words = try client.words(
            arguments["event"], on: arguments["interface"], invocation.environment, leaseFile: arguments["lease-file"])
        return words.map { word in
            var word = word
            if word.event == .obtained { word.options.merge(named) { $1 } }
            return word
        }
    }

    private static func word(_ arguments: Arguments, _ options: [UInt16: [UInt8]]) throws(CommandFailure) -> DHCPWord {
        guard let interface = arguments["interface"] else { throw .usage("--interface is missing") }
        guard let event = DHCPWord.Event(rawValue: arguments["event"] ?? "obtained") else {
            throw .usage("--event takes obtained or released, not \"\(arguments["event"]?.prefix(40) ?? "")\"")
        }
        var family: DHCPWord.Family?
        if let word = arguments["family"] {
            family = DHCPWord.Family(rawValue: word)
            guard family != nil else { throw .usage("--family takes ipv4 or ipv6, not \"\(word.prefix(40))\"") }
        }
        return DHCPWord(event: event, interface: interface, family: family, options: options)
    }

    private static func options(_ texts: [String]) throws(CommandFailure) -> [UInt16: [UInt8]] {
        var options: [UInt16: [UInt8]] = [:]
        for text in texts {
            guard let equals = text.firstIndex(of: "="), let code = UInt16(text[..<equals]), code > 0 else {
                throw .usage("--option takes N=VALUE, such as 66=tftp.example.com, not \"\(text.prefix(40))\"")
            }
            guard let bytes = OptionNotation.written(String(text[text.index(after: equals)...])) else {
                throw .usage("--option \(code) is not written as hex: or ip: says")
            }
            options[code] = bytes
        }
        return options
    }
}

extension Report {
    /// What DHCP has told.
    static func dhcp(_ record: DHCPRecord) -> String {
        let server = record.server.map { "\($0.label) names \($0.places.joined(separator: ", "))" }
        let lines = [server ?? "no provisioning server is named"] + others(record)
        return lines.joined(separator: "\n") + "\n"
    }

    /// The options that are not used, and why.
    static func others(_ record: DHCPRecord) -> [String] {
        record.options.filter { !$0.used }.map { option in
            let number = (option.family == "ipv4" ? "option " : "DHCPv6 option ") + String(option.option)
            return "\(number) of \(option.interface): \(option.text) (\(option.result))"
        }
    }
}
