internal import Confinement
private import Glibc
private import Threading

/// The parent's side: has a picture drawn by a process of its own, which ends with it. The libraries that draw, their fonts and their faults
/// never come into this one.
public struct ScreenPictureChild: Sendable {
    /// Draws; what the web utility is given.
    public typealias Drawing = @Sendable (ScreenPicture) async -> Result<[UInt8], ScreenPictureFailure>

    /// The program and the arguments that come first.
    public var command: [String]
    /// How long it may take, the start of the process included.
    public var limit: Duration

    /// This program itself, with the hidden command, unless told otherwise.
    public init(
        command: [String] = ["/proc/self/exe", ScreenPictureProgram.word], limit: Duration = .seconds(20)
    ) {
        self.command = command
        self.limit = limit
    }

    /// What draws.
    public var drawing: Drawing { { picture in await draw(picture) } }

    /// The picture as a Windows bitmap, drawn on a thread of its own.
    public func draw(_ picture: ScreenPicture) async -> Result<[UInt8], ScreenPictureFailure> {
        await withCheckedContinuation { continuation in
            do throws(ThreadError) {
                try BlockingThread.start(named: "screen picture") { continuation.resume(returning: run(picture)) }
            } catch {
                continuation.resume(returning: .failure(.init(reason: String(cString: strerror(error.number)))))
            }
        }
    }

    private func run(_ picture: ScreenPicture) -> Result<[UInt8], ScreenPictureFailure> {
        let deadline = MonotonicTime.now + limit
        let child: ConfinedChild
        do throws(ConfinementError) {
            child = try ConfinedChild(command)
        } catch {
            return .failure(.init(reason: error.sentence))
        }
        let isSent = child.send(picture.encoded, until: deadline)
        let output = isSent ? child.readToTheEnd(atMost: 8 << 20, until: deadline) : nil
        let status = child.end(by: output == nil ? nil : deadline)
        if ConfinedChild.exitStatus(in: status) == ScreenPictureProgram.Status.drawn.rawValue, let output {
            return .success(output)
        }
        if let signal = ConfinedChild.signal(in: status) {
            return .failure(.init(reason: "what draws it was ended by signal \(signal)"))
        }
        let words = String(decoding: (output ?? []).prefix(300), as: UTF8.self)
        return .failure(.init(reason: words.isEmpty ? "nothing was drawn" : words))
    }
}

/// Why there is no picture.
public struct ScreenPictureFailure: Error, Equatable, Sendable, CustomStringConvertible {
    /// In the words of the system or of the library.
    public var reason: String

    /// A failure for that reason.
    public init(reason: String) {
        self.reason = reason
    }

    /// A sentence, with what helps if a library is missing.
    public var description: String {
        "The screen could not be drawn: \(reason)."
            + (reason.contains(".so") ? " Debian's package libpangocairo-1.0-0 draws it, with any font." : "")
    }
}
