import Foundation

/// PyPI's http-ece, in the Python environment of the package.
package struct HTTPECE {
    private let python: String

    package init() throws {
        // Tests/TestSupport/SealingPrograms.swift stands three levels below the package.
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        python = package.appendingPathComponent(".venv/bin/python").path
        guard access(python, X_OK) == 0 else {
            throw TestSupportError("\(python) is missing: make it with `make .venv/complete`")
        }
    }

    package func encrypt(_ contents: [[UInt8]], key: String, recordSize: Int, identifier: String = "") throws
        -> [[UInt8]]
    {
        try run(
            "encrypt(content, key=key, rs=int(words[0]), keyid=words[1])", contents, key,
            [
                "\(recordSize)", identifier,
            ])
    }

    package func decrypt(_ messages: [[UInt8]], key: String) throws -> [[UInt8]] {
        try run("decrypt(content, key=key)", messages, key, [])
    }

    /// All of them by one process, because Python takes its time to start.
    private func run(_ call: String, _ inputs: [[UInt8]], _ key: String, _ words: [String]) throws -> [[UInt8]] {
        let files = try TemporaryDirectory()
        let script = """
            import sys, http_ece
            directory, count, key, *words = sys.argv[1:]
            key = key.encode()
            for number in range(int(count)):
                content = open(f"{directory}/{number}.in", "rb").read()
                open(f"{directory}/{number}.out", "wb").write(http_ece.\(call))
            """
        for (number, input) in inputs.enumerated() { try files.write(input, to: "\(number).in") }
        try ChildProcess.run([python, "-c", script, files.path, "\(inputs.count)", key] + words)
        return try inputs.indices.map { try files.read("\($0).out") }
    }
}

/// The program `openssl enc`.
package enum OpenSSLProgram {
    package static func enc(_ options: [String], _ input: [UInt8]) throws -> [UInt8] {
        let files = try TemporaryDirectory()
        let source = try files.write(input, to: "input")
        try ChildProcess.run(
            ["openssl", "enc", "-aes-256-cbc", "-in", source, "-out", files.path(of: "output")] + options)
        return try files.read("output")
    }
}
