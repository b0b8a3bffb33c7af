/// What a person supposes of the running phone, to see what a rule would do then.
extension RuntimeValues {
    /// Supposes the value of a macro, named without `$`. Answers whether the macro is one of the running phone and can have that value;
    /// those that follow from parameters, from the identity or from a URL in progress are none.
    public mutating func suppose(_ text: String, for macro: String) -> Bool {
        switch macro {
        case "IP": localAddress = text
        case "EXTIP": externalAddress = text
        case "CCERT": return take(["Not Installed": false, "Installed": true][text], into: \.hasClientCertificate)
        case "PRVST": return take(Int(text).flatMap(ProvisioningState.init), into: \.provisioningState)
        case "UPGST": return take(Int(text).flatMap(UpgradeState.init), into: \.upgradeState)
        case "UPGERR": upgradeError = text
        case "PRVTMR": return take(Self.seconds(text), into: \.secondsSinceResync)
        case "UPGTMR": return take(Self.seconds(text), into: \.secondsSinceUpgrade)
        case "REGTMR1": return take(Self.seconds(text), into: \.registrationLoss[1])
        case "REGTMR2": return take(Self.seconds(text), into: \.registrationLoss[2])
        case "ISCUST": return take(["0": false, "1": true][text], into: \.isCustomized)
        case "ORIGTYPE": originType = text
        case "AUTHSTATUS": authorizationStatus = text
        case "EMS": extensionMobility.status = text
        case "MUID": extensionMobility.user = text
        case "MPWD": extensionMobility.password = Secret(text)
        case "MCASTADDR": multicastAddress = text
        case "ERR": error = text
        default: return false
        }
        return true
    }

    private mutating func take<Value>(_ value: Value?, into part: WritableKeyPath<Self, Value>) -> Bool {
        guard let value else { return false }
        self[keyPath: part] = value
        return true
    }

    private static func seconds(_ text: String) -> Int? { Int(text).flatMap { $0 >= 0 ? $0 : nil } }
}
