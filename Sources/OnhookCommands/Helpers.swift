public import ScreenPicture
public import Transfer

/// What the program does in processes of its own, because the libraries that do it are not to be trusted, or are large. Without them it does
/// the rest all the same.
public struct Helpers: Sendable {
    /// What runs scripts that choose proxies.
    public var proxyScripts: ProxyFinder.Evaluator?
    /// What draws pictures of the phone's screen.
    public var screenPictures: ScreenPictureChild.Drawing?

    /// Those, or none.
    public init(
        proxyScripts: ProxyFinder.Evaluator? = nil, screenPictures: ScreenPictureChild.Drawing? = nil
    ) {
        self.proxyScripts = proxyScripts
        self.screenPictures = screenPictures
    }
}
