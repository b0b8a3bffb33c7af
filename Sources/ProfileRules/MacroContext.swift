public import FlatProfile

/// What macros expand to: the configuration, the identity, and how the phone is doing.
public struct MacroContext: Sendable {
    /// The configuration: `$A` to `$P`, `$SA` to `$SD`, `$UIDn`.
    public var snapshot: Snapshot
    /// Which phone this is: `$MA`, `$PN`, `$SN`, `$SWVER` and their kin.
    public var identity: DeviceIdentity
    /// How it is doing: timers, states, the URL in progress.
    public var values: RuntimeValues

    /// A context of those parts.
    public init(snapshot: Snapshot, identity: DeviceIdentity, values: RuntimeValues = RuntimeValues()) {
        self.snapshot = snapshot
        self.identity = identity
        self.values = values
    }

    /// `$VERSION`: `Cisco-CP-8841-3PCC/12.0.7`, the head of the User-Agent. A software version in no known format is given as
    /// it is. Source: the default User-Agent `$VERSION ($MA)` of exports, and the guide's `Cisco-CP-8841-3PCC/11.0 (…)`.
    public var productVersion: String {
        let version = try? SoftwareVersion(identity.softwareVersion)
        return "Cisco-\(identity.model.productName)/\(version?.release ?? identity.softwareVersion)"
    }
}

/// What a macro stands for.
enum MacroValue {
    /// A text that anybody may see.
    case plain(String)
    /// A secret, and where it may be used.
    case secret(Secret, MacroSecrecy)
}

/// Where the value of a secret macro may be used. Anywhere else the macro stays as it is written.
enum MacroSecrecy: Hashable, Sendable {
    /// `$SA` to `$SD`: in the values of `--key`, `--uid`, `--pwd` and nowhere else.
    case optionValues
    /// `$MPWD`: there, and in the quoted texts of conditions.
    case optionValuesAndConditions
}

extension MacroContext {
    /// The value of the macro of that name (without `$`); nil if there is none, so that the name stays as it is written.
    func value(of name: Substring) -> MacroValue? {
        if let value = generalPurpose(name.hasPrefix("GPP_") ? name.dropFirst(4) : name) {
            return value
        }
        return (identityValue(name) ?? stateValue(name) ?? handledURLValue(name)).map(MacroValue.plain)
            ?? (name == "MPWD" ? .secret(values.extensionMobility.password, .optionValuesAndConditions) : nil)
    }

    /// `A` to `P` and `SA` to `SD`.
    private func generalPurpose(_ letters: Substring) -> MacroValue? {
        let isPlain = letters.count == 1 && ("A"..."P").contains(letters)
        let isSecret = letters.count == 2 && ("SA"..."SD").contains(letters)
        guard isPlain || isSecret else { return nil }
        let value = snapshot[ParameterName("GPP_\(letters)")]
        return isPlain ? .plain(value) : .secret(Secret(value), .optionValues)
    }

    private func identityValue(_ name: Substring) -> String? {
        switch name {
        case "MA": identity.mac.lowercase
        case "MAU": identity.mac.uppercase
        case "MAC": identity.mac.colonSeparated
        case "PN": identity.model.productName
        case "PSN": identity.model.productSeriesName
        case "SN": identity.serialNumber
        case "SWVER": identity.softwareVersion
        case "HWVER": identity.hardwareVersion
        case "VERSION": productVersion
        case "PDOM": snapshot["EM_User_Domain"]
        default: userID(name)
        }
    }

    /// `UIDn`: `User_ID_n_`, for the lines that the model has.
    private func userID(_ name: Substring) -> String? {
        guard name.hasPrefix("UID") else { return nil }
        let parameter = ParameterName("User_ID_\(name.dropFirst(3))_")
        return snapshot.catalogue[parameter] == nil ? nil : snapshot[parameter]
    }

    private func stateValue(_ name: Substring) -> String? {
        switch name {
        case "CCERT": values.hasClientCertificate ? "Installed" : "Not Installed"
        case "IP": values.localAddress
        // A phone that was not told its address outside knows the one that it is set to write into messages.
        case "EXTIP": values.externalAddress.isEmpty ? snapshot["EXT_IP"] : values.externalAddress
        case "PRVST": String(values.provisioningState.rawValue)
        case "UPGST": String(values.upgradeState.rawValue)
        case "UPGERR": values.upgradeError
        // The guides keep the name and say nothing of its value.
        case "UPGCOND": ""
        case "PRVTMR": String(values.secondsSinceResync)
        case "UPGTMR": String(values.secondsSinceUpgrade)
        case "REGTMR1": String(values.registrationLoss[1] ?? 0)
        case "REGTMR2": String(values.registrationLoss[2] ?? 0)
        case "ISCUST": values.isCustomized ? "1" : "0"
        case "ORIGTYPE": values.originType
        case "AUTHSTATUS": values.authorizationStatus
        case "EMS": values.extensionMobility.status
        case "MUID": values.extensionMobility.user
        case "MCASTADDR": values.multicastAddress
        case "ERR": values.error
        default: nil
        }
    }

    private func handledURLValue(_ name: Substring) -> String? {
        let url = values.handledURL
        return switch name {
        case "SCHEME", "METH": url?.scheme.rawValue ?? ""
        case "SERV": url?.server ?? ""
        case "SERVIP": url?.serverAddress ?? ""
        case "PORT": url.map { String($0.port) } ?? ""
        case "PATH": url?.path ?? ""
        default: nil
        }
    }
}
