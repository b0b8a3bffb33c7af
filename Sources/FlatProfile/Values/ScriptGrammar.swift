import Notation

/// A script of `key=value` fields separated by semicolons.
struct KeyedScript {
    /// The fields in their order.
    let fields: [(key: Substring, value: Substring)]

    /// Reads the fields; one semicolon at the end is usual.
    init(_ text: String) throws(ValueFault.Flaw) {
        var fields: [(Substring, Substring)] = []
        for part in text.parts(separatedBy: ";").dropLast(if: \.isEmpty) {
            guard let equals = part.firstIndex(of: "="), equals > part.startIndex else {
                throw .part(String(part), is: .keyAndValue)
            }
            let key = part[..<equals].trimmed
            guard !key.isEmpty, key.utf8.allSatisfy(\.isHeaderNameByte) else {
                throw .part(String(part), is: .keyAndValue)
            }
            fields.append((key, part[part.index(after: equals)...].trimmed))
        }
        self.fields = fields
    }

    /// The value of the first field of that key; empty if there is none.
    subscript(key: String) -> Substring { fields.first { $0.key == key }?.value ?? "" }

    /// Checks that there are no other keys than `known`, none twice, and all of `needed`.
    func requireKeys(in known: Set<String>, needed: [String] = []) throws(ValueFault.Flaw) {
        var seen: Set<Substring> = []
        for field in fields {
            guard known.contains(String(field.key)) else { throw .unknownKey(String(field.key)) }
            guard seen.insert(field.key).inserted else { throw .repeatedKey(String(field.key)) }
        }
        for key in needed where self[key].isEmpty { throw .missingKey(key) }
    }
}

/// Scripts of keys, lights, ringtones and pages. Source: administration guide, "Phone Features and Setup", and exported profiles.
enum ScriptGrammar {
    /// `n=name;w=sound;c=rhythm`.
    static func checkRingtone(_ text: String) throws(ValueFault.Flaw) {
        let script = try KeyedScript(text)
        try script.requireKeys(in: ["n", "w", "c"], needed: ["n", "w"])
        let cadence = script["c"]
        guard cadence.isEmpty || Int(digits: cadence).map({ $0 <= 9 }) ?? false else {
            throw .part(String(cadence), is: .number(0...9))
        }
    }

    /// `c=g|r|a|o`, with or without `;p=b|n`. Profiles in the wild write the pattern as `nb`, `sb` or `fb` too, and a comma before it.
    static func checkLight(_ text: String) throws(ValueFault.Flaw) {
        let script = try KeyedScript(String(text.map { $0 == "," ? ";" : $0 }))
        try script.requireKeys(in: ["c", "p"], needed: ["c"])
        guard ["g", "r", "a", "o"].contains(script["c"]) else { throw .part(String(script["c"]), is: .colour) }
        guard ["", "b", "n", "s", "f", "d", "nb", "sb", "fb"].contains(script["p"]) else {
            throw .part(String(script["p"]), is: .pattern)
        }
    }

    /// `fnc=…` and whatever that function needs.
    static func checkFunction(_ text: String) throws(ValueFault.Flaw) {
        guard try !KeyedScript(text)["fnc"].isEmpty else { throw .missingKey("fnc") }
    }

    /// `name[|position];…`. An empty position is the phone's to choose.
    static func checkKeys(_ text: String) throws(ValueFault.Flaw) {
        for key in text.parts(separatedBy: ";") where !key.isEmpty {
            let parts = key.parts(separatedBy: "|")
            guard 1...2 ~= parts.count, !parts[0].isEmpty, parts[0].utf8.allSatisfy(\.isHeaderNameByte),
                parts.count == 1 || parts[1].isEmpty || Int(digits: parts[1]).map({ $0 <= 99 }) ?? false
            else { throw .part(String(key), is: .softkey) }
        }
    }

    /// Groups of `pggrp=address:port;name=…;num=…;listen=yes;pri=…;codec=…;`, each begun by `pggrp`.
    static func checkPaging(_ text: String) throws(ValueFault.Flaw) {
        let script = try KeyedScript(text)
        guard script.fields.first?.key == "pggrp" else { throw .missingKey("pggrp") }
        for (key, value) in script.fields {
            switch key {
            case "pggrp":
                guard HostGrammar.isHostAndPort(value), value.contains(":") else {
                    throw .part(String(value), is: .addressAndPort)
                }
            case "listen":
                guard ["yes", "no"].contains(value.lowercased()) else { throw .part(String(value), is: .yesOrNo) }
            case "pri":
                guard let priority = Int(digits: value), priority <= 9 else {
                    throw .part(String(value), is: .number(0...9))
                }
            case "name", "num", "codec": continue
            default: throw .unknownKey(String(key))
            }
        }
    }

    /// `serv=URL;d0=language;x0=file;…`, with fonts and locale packages as further numbered keys.
    static func checkDictionaries(_ text: String) throws(ValueFault.Flaw) {
        let script = try KeyedScript(text)
        guard !script["serv"].isEmpty else { throw .missingKey("serv") }
    }
}
