private import Glibc

/// The logins of this machine.
public enum MachineLogin {
    /// The name of the login with that number (getpwuid_r(3)); nil if there is none.
    public static func name(ofUser number: UInt32) -> String? {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 4096)
        guard getpwuid_r(number, &entry, &buffer, buffer.count, &found) == 0, found != nil, let name = entry.pw_name
        else {
            return nil
        }
        return String(cString: name)
    }
}

/// The processes of this machine.
public enum MachineProcess {
    /// The session to which a process belongs (getsid(2)); nil if there is no such process.
    public static func session(of process: Int32) -> Int32? {
        let session = getsid(process)
        return session > 0 ? session : nil
    }
}
