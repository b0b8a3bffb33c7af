private import CSpawn
private import Glibc

/// What it takes to start a program.
struct ProgramSpawn {
    private let run: ProgramRun

    init(_ run: ProgramRun) {
        self.run = run
    }

    /// Starts the program with those ends of its pipes, and returns its number.
    func start(_ ends: borrowing ProgramPipes.Ends) throws(SystemError) -> Int32 {
        // An interpreter opens the script by descriptor 3 again (fexecve(3), "BUGS"), so that it cannot be closed on exec.
        let descriptors = [ends.input.number, ends.output.number, ends.complaints.number, run.program.number]
        let limits = limits
        let result = Self.withTexts([run.program.path] + run.arguments) { arguments in
            Self.withTexts(run.environment.map { "\($0.key)=\($0.value)" }.sorted()) { environment in
                spawn_program(
                    executable, arguments, environment, run.directory, descriptors, Int32(descriptors.count), limits,
                    limits.count)
            }
        }
        guard result > 0 else { throw SystemError(number: -result) }
        return result
    }

    private var limits: [spawn_limit] {
        var limits = [spawn_limit(resource: Int32(RLIMIT_CORE.rawValue), value: 0)]
        if let seconds = run.limits.processorSeconds {
            limits.append(spawn_limit(resource: Int32(RLIMIT_CPU.rawValue), value: seconds))
        }
        if let memory = run.limits.memory {
            limits.append(spawn_limit(resource: Int32(RLIMIT_AS.rawValue), value: memory))
        }
        if let size = run.limits.fileSize {
            limits.append(spawn_limit(resource: Int32(RLIMIT_FSIZE.rawValue), value: size))
        }
        return limits
    }

    /// By descriptor, so that nobody can put another file in its place between the check and the start; by its path where `/proc` is missing.
    private var executable: String {
        access(TrustedFile.name(ofDescriptor: run.program.number), F_OK) == 0
            ? TrustedFile.name(ofDescriptor: 3) : run.program.path
    }

    /// The texts as C wants them: a list of pointers with nil at its end. A text with a zero byte would lose its rest: EINVAL.
    private static func withTexts(
        _ texts: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Int32
    ) -> Int32 {
        guard !texts.contains(where: { $0.utf8.contains(0) }) else { return -EINVAL }
        let copies = texts.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        return body(copies + [nil])
    }
}
