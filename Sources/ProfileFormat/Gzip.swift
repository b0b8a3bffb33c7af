private import CZlib

/// Unpacks and packs gzip (RFC 1952), and unpacks deflate as HTTP means it (RFC 9110, section 8.4.1.2).
enum Gzip {
    /// Whether the bytes begin as every gzip file does; names and headers are not asked (Provisioning Formats, "Compression").
    static func begins(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.count >= 2 && bytes[0] == 0x1f && bytes[1] == 0x8b
    }

    /// What all members of the file unpack to. With an error, what was unpacked before it.
    static func unpack(_ packed: UnsafeRawBufferPointer, limit: Int) -> (
        bytes: [UInt8], fault: ProfileFormatError.Reason?
    ) {
        var unpacker = Unpacker(packed, limit: limit)
        let fault = unpacker.run()
        return (unpacker.output, fault)
    }

    /// What the content coding `deflate` unpacks to: a zlib stream as the standard has it, or the bare one that some servers send.
    static func unpackDeflate(_ packed: UnsafeRawBufferPointer, limit: Int) -> (
        bytes: [UInt8], fault: ProfileFormatError.Reason?
    ) {
        // A bare stream never begins so: that would be a stored block with bits set in its padding (RFC 1950, 2.2; RFC 1951, 3.2.4).
        let isZlib = packed.first.map { $0 & 0x0f == 8 } ?? false
        var unpacker = Unpacker(packed, limit: limit, windowBits: isZlib ? 15 : -15)
        let fault = unpacker.runOnce()
        return (unpacker.output, fault)
    }

    /// One gzip file of these bytes; the same bytes always give the same file, because it holds no time.
    static func pack(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        var stream = z_stream()
        guard czlib_deflate_init(&stream, Z_DEFAULT_COMPRESSION, 15 + 16) == Z_OK else { outOfMemory() }
        defer { deflateEnd(&stream) }
        let capacity = Int(deflateBound(&stream, UInt(bytes.count)))
        // Next_in is not const in zlib's header, but deflate only reads it (zlib.h, "z_const").
        stream.next_in = UnsafeMutablePointer(mutating: bytes.bindMemory(to: UInt8.self).baseAddress)
        stream.avail_in = UInt32(bytes.count)
        return [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            stream.next_out = buffer.baseAddress
            stream.avail_out = UInt32(capacity)
            // With room for deflateBound bytes, one call finishes (zlib.h, "deflateBound").
            precondition(deflate(&stream, Z_FINISH) == Z_STREAM_END, "zlib: deflate did not finish")
            count = capacity - Int(stream.avail_out)
        }
    }

    private static func outOfMemory() -> Never { preconditionFailure("zlib: out of memory") }

    /// Unpacks member after member into one array.
    private struct Unpacker {
        private let packed: UnsafeBufferPointer<UInt8>
        private let limit: Int
        private let windowBits: Int32
        private var position = 0
        private(set) var output: [UInt8] = []

        /// - Parameter windowBits: What zlib is told of the format; that of gzip unless said otherwise.
        init(_ packed: UnsafeRawBufferPointer, limit: Int, windowBits: Int32 = 15 + 16) {
            self.packed = packed.bindMemory(to: UInt8.self)
            self.limit = limit
            self.windowBits = windowBits
            output.reserveCapacity(min(limit, packed.count * 8))
        }

        mutating func run() -> ProfileFormatError.Reason? {
            repeat {
                if let fault = member() { return fault }
                let rest = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(packed)[position...])
                if !rest.isEmpty, !Gzip.begins(rest) { return .gzipTrailingGarbage }
            } while position < packed.count
            return nil
        }

        /// Unpacks the one stream of the coding `deflate`.
        mutating func runOnce() -> ProfileFormatError.Reason? {
            switch member() {
            case nil: position == packed.count ? nil : .codingDamaged("deflate")
            case .gzipTruncated: .codingTruncated("deflate")
            case .gzipDamaged: .codingDamaged("deflate")
            case let other?: other
            }
        }

        private mutating func member() -> ProfileFormatError.Reason? {
            var stream = z_stream()
            guard czlib_inflate_init(&stream, windowBits) == Z_OK else { outOfMemory() }
            defer { inflateEnd(&stream) }
            stream.next_in = UnsafeMutablePointer(mutating: packed.baseAddress?.advanced(by: position))
            stream.avail_in = UInt32(packed.count - position)
            defer { position = packed.count - Int(stream.avail_in) }
            while true {
                let code = step(&stream)
                if output.count > limit { return .tooLarge(limit: limit) }
                switch code {
                case Z_STREAM_END: return nil
                case Z_OK where stream.avail_in > 0 || stream.avail_out == 0: continue
                case Z_OK, Z_BUF_ERROR: return .gzipTruncated
                default: return .gzipDamaged
                }
            }
        }

        /// Unpacks up to 64 KiB more.
        private mutating func step(_ stream: inout z_stream) -> Int32 {
            withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 1 << 16) { chunk in
                stream.next_out = chunk.baseAddress
                stream.avail_out = UInt32(chunk.count)
                let code = inflate(&stream, Z_NO_FLUSH)
                output.append(
                    contentsOf: UnsafeBufferPointer(rebasing: chunk[..<(chunk.count - Int(stream.avail_out))]))
                return code
            }
        }
    }
}
