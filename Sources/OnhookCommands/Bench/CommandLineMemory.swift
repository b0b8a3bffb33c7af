internal import Glibc

/// The words with which this process was started, where ps(1) reads them.
enum CommandLineMemory {
    /// Writes `x` over a text in them, so that who looks sees it no more.
    static func hide(_ text: String) {
        // Swift has copies of the words; where the kernel keeps them is told by fields 48 and 49 of proc(5), "/proc/pid/stat".
        guard let fields = statistics(), fields.count > 46, let start = UInt(fields[45]), let end = UInt(fields[46]),
            start < end, let memory = UnsafeMutableRawPointer(bitPattern: start), !text.isEmpty
        else { return }
        let words = UnsafeMutableRawBufferPointer(start: memory, count: Int(end - start))
        let wanted = Array(text.utf8)
        var place = 0
        while place + wanted.count <= words.count {
            let window = words[place..<place + wanted.count]
            guard window.elementsEqual(wanted) else {
                place += 1
                continue
            }
            for index in window.indices { words[index] = UInt8(ascii: "x") }
            place += wanted.count
        }
    }

    /// The fields behind the program's name, which may hold anything.
    private static func statistics() -> [Substring]? {
        let file = open("/proc/self/stat", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = read(file, &buffer, buffer.count)
        guard count > 0 else { return nil }
        let text = String(decoding: buffer[..<count], as: UTF8.self)
        return text.split(separator: ")").last?.split(separator: " ")
    }
}
