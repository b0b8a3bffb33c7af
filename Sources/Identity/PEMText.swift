private import COpenSSL

/// PEM (RFC 7468): texts with blocks between `-----BEGIN …-----` and `-----END …-----`.
enum PEMText {
    /// One block.
    struct Block {
        /// `CERTIFICATE`, `PRIVATE KEY`.
        var label: String
        /// Whether it needs a pass phrase (RFC 1421 headers, or an encrypted key by its label).
        var isEncrypted: Bool
        /// What it holds, in DER unless encrypted.
        var bytes: [UInt8]

        var isCertificate: Bool { label == "CERTIFICATE" || label == "X509 CERTIFICATE" }
        var isPrivateKey: Bool { label.hasSuffix("PRIVATE KEY") }
    }

    /// What is between two lines of dashes cannot be read; counted from 1.
    struct DamagedBlock: Error {
        var number: Int
    }

    /// The blocks of a text, in their order; what stands outside of them is passed over. OpenSSL never asks for a pass phrase here, as it
    /// does on the terminal for a block that it is to decode.
    static func blocks(in text: [UInt8]) throws(DamagedBlock) -> [Block] {
        defer { ERR_clear_error() }
        // Editors of Windows put a mark in front, and then the first line would be none.
        let text = text.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(text.dropFirst(3)) : text
        guard !text.isEmpty, let source = BIO_new_mem_buf(text, Int32(text.count)) else { return [] }
        defer { BIO_free(source) }
        var blocks: [Block] = []
        while true {
            var label: UnsafeMutablePointer<CChar>?
            var header: UnsafeMutablePointer<CChar>?
            var data: UnsafeMutablePointer<UInt8>?
            var count = 0
            guard PEM_read_bio(source, &label, &header, &data, &count) == 1 else {
                // The end of the text is an error as well (PEM_read(3)).
                let error = ERR_peek_last_error()
                guard ERR_GET_REASON(error) == PEM_R_NO_START_LINE else { throw DamagedBlock(number: blocks.count + 1) }
                return blocks
            }
            defer {
                CRYPTO_free(label, #file, #line)
                CRYPTO_free(header, #file, #line)
                CRYPTO_free(data, #file, #line)
            }
            let name = label.map { String(cString: $0) } ?? ""
            blocks.append(
                Block(
                    label: name, isEncrypted: header?.pointee != 0 || name.hasPrefix("ENCRYPTED"),
                    bytes: Array(UnsafeBufferPointer(start: data, count: count))))
        }
    }

    /// One block, as text.
    static func encode(_ bytes: [UInt8], label: String) -> [UInt8] {
        guard let sink = BIO_new(BIO_s_mem()) else { return [] }
        defer { BIO_free(sink) }
        guard PEM_write_bio(sink, label, "", bytes, bytes.count) > 0 else { return [] }
        return sink.contents
    }
}

extension OpaquePointer {
    /// Takes what was written into a memory BIO.
    var contents: [UInt8] {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        while case let count = BIO_read(self, &piece, Int32(piece.count)), count > 0 {
            bytes += piece[..<Int(count)]
        }
        return bytes
    }
}
