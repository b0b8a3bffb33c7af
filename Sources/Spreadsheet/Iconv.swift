private import Glibc

/// The converter of the C library, iconv(3).
enum Iconv {
    /// The bytes in UTF-8; throws `unknownEncoding` and `notInEncoding`.
    static func utf8(of bytes: [UInt8], from encoding: String) throws(TableError) -> [UInt8] {
        // Behind a slash the library takes wishes such as //TRANSLIT, which change what is read.
        guard !encoding.isEmpty, encoding.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "/") }),
            let converter = iconv_open("UTF-8", encoding), converter != iconv_t(bitPattern: -1)
        else { throw .unknownEncoding(encoding) }
        defer { iconv_close(converter) }
        var input = bytes
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count + bytes.count / 4)
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        let isWhole = input.withUnsafeMutableBytes { input in
            var next = input.bindMemory(to: CChar.self).baseAddress
            var left = input.count
            while left > 0 {
                let (code, count) = chunk.withUnsafeMutableBytes { chunk in
                    var room = chunk.count
                    var place = chunk.bindMemory(to: CChar.self).baseAddress
                    let result = iconv(converter, &next, &left, &place, &room)
                    return (result == -1 ? errno : 0, chunk.count - room)
                }
                output += chunk[..<count]
                // E2BIG only says that the chunk is full.
                guard code == 0 || code == E2BIG else { return false }
            }
            return true
        }
        guard isWhole else { throw .notInEncoding(encoding, TextPlace(of: output.count, in: output)) }
        return output
    }
}
