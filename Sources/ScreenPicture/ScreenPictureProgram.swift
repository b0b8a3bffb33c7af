internal import Confinement
private import Glibc

/// The child's side: reads the description of one screen, draws it, writes the picture and ends.
public enum ScreenPictureProgram {
    /// The word that makes the program do this instead of its usual work. It is not for people and stands in no help.
    public static let word = "draw-screen"

    /// How it ends.
    enum Status: Int32 {
        case drawn = 0
        /// What went wrong stands on standard output.
        case failed = 1
    }

    /// Fonts and their lists are mapped, a Chinese one is large; Pango reads them on a thread.
    static let confinement = Confinement(
        memory: 512 << 20, seconds: (processor: 10, any: 60), files: 64, mayHaveThreads: true)

    /// Does it and ends the process.
    public static func run() -> Never {
        guard let description = Confinement.readInput(atMost: ScreenPicture.longest),
            let picture = ScreenPicture(description)
        else { end(.failed, Array("the description of the screen makes no sense".utf8)) }
        if let fault = confinement.enter() { end(.failed, Array(fault.utf8)) }
        do throws(Canvas.Fault) {
            let canvas = try Canvas(width: ScreenPicture.size.width, height: ScreenPicture.size.height)
            picture.draw(on: canvas)
            end(.drawn, canvas.bitmap)
        } catch {
            end(.failed, Array(error.sentence.utf8))
        }
    }

    private static func end(_ status: Status, _ bytes: [UInt8]) -> Never {
        Confinement.writeOutput(bytes)
        _exit(status.rawValue)
    }
}
