/// Why a proxy script gave no usable answer.
public indirect enum ProxyScriptFailure: Error, Sendable, Hashable {
    /// Discovery is on, and the network names neither a script nor a domain.
    case nowhereToLook
    /// The script could not be fetched from any of the places; the last one, and why.
    case notFetched(TransferURL, TransferFailure)
    /// The script is longer than so many bytes.
    case tooLong(limit: Int)
    /// The script holds a zero byte: no text does.
    case notText
    /// The script was still running after this time.
    case timedOut(after: Duration)
    /// The script wanted more memory than this many bytes.
    case outOfMemory(limit: Int)
    /// The script engine refused it, or the script threw; the engine's words.
    case failed(String)
    /// The process that ran the script was ended by this signal.
    case crashed(signal: Int32)
    /// The process that runs scripts could not be started.
    case couldNotRun(String)
    /// The script's answer has no known form.
    case nonsense(String)
    /// The script's answer names no kind of proxy that can be used here.
    case nothingUsable(String)
}

extension ProxyScriptFailure: CustomStringConvertible {
    /// One English sentence, without its end.
    public var description: String {
        switch self {
        case .nowhereToLook:
            "there is no place to look for a proxy script: the lease has neither option 252 nor a domain; set PAC_URL"
        case .notFetched(let url, let failure): "the proxy script \(url) could not be fetched: \(failure)"
        case .tooLong(let limit): "the proxy script is longer than \(limit) bytes"
        case .notText: "the proxy script is no text"
        case .timedOut(let limit): "the proxy script was still running after \(limit.english) and was stopped"
        case .outOfMemory(let limit): "the proxy script wanted more than \(limit >> 20) MiB of memory and was stopped"
        case .failed(let words): "the proxy script failed: \(words)"
        case .crashed(let signal): "the proxy script brought down the process that ran it (signal \(signal))"
        case .couldNotRun(let reason): "the proxy script could not be run: \(reason)"
        case .nonsense(let answer): "the proxy script answered \"\(answer)\", which makes no sense"
        case .nothingUsable(let answer):
            "the proxy script answered \"\(answer)\"; of proxies only HTTP ones (PROXY) are supported here"
        }
    }
}
