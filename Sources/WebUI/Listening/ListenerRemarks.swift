internal import FlatProfile

/// What stands beside the fields of the web server: who decides instead of them, and what could not be done.
extension ListenerBoard.State {
    var remarks: [ParameterName: String] {
        var remarks: [ParameterName: String] = [:]
        if let decidedBy {
            for name in ["Web_Server_Port", "Enable_Protocol"] as [ParameterName] {
                remarks[name] = "The phone was started with \(decidedBy), which decides instead."
            }
            if !isTLS {
                remarks["TLS_Server_Min_Version"] = "The web server speaks HTTP, without TLS, as \(decidedBy) says."
            }
        }
        if let fault {
            let meanwhile = utility.map { " It is at \($0) meanwhile." } ?? ""
            remarks["Web_Server_Port"] = "This could not be done. \(fault)\(meanwhile)"
        }
        if let redirectFault, isTLS {
            remarks["Enable_Protocol"] = "Browsers that come without TLS are not redirected. \(redirectFault)"
        }
        return remarks
    }
}
