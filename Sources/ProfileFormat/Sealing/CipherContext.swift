private import COpenSSL

/// OpenSSL's state of one encryption or decryption, with the key in it; wiped and freed when it goes out of scope (EVP_EncryptInit(3)).
///
/// Every call answers whether OpenSSL did it. Its queue of errors is emptied, because it belongs to the thread and not to us.
struct CipherContext: ~Copyable {
    enum Direction: Int32 {
        case decrypting = 0
        case encrypting = 1
    }

    private let context: OpaquePointer

    init?() {
        guard let context = EVP_CIPHER_CTX_new() else { return nil }
        self.context = context
    }

    deinit {
        EVP_CIPHER_CTX_free(context)
        ERR_clear_error()
    }

    /// Takes the cipher and its key; nil leaves what was set before.
    func begin(
        _ cipher: OpaquePointer?, _ direction: Direction, key: UnsafePointer<UInt8>? = nil,
        nonce: UnsafePointer<UInt8>?
    ) -> Bool {
        EVP_CipherInit_ex(context, cipher, nil, key, nonce, direction.rawValue) == 1
    }

    /// Reads some bytes and writes what they give; the count of that, or nil.
    func update(_ input: UnsafeBufferPointer<UInt8>, into output: UnsafeMutablePointer<UInt8>) -> Int? {
        var count: Int32 = 0
        guard EVP_CipherUpdate(context, output, &count, input.baseAddress, Int32(input.count)) == 1 else { return nil }
        return Int(count)
    }

    /// Writes what is left; the count of that, or nil if padding or authentication tag is wrong.
    func finish(into output: UnsafeMutablePointer<UInt8>) -> Int? {
        var count: Int32 = 0
        guard EVP_CipherFinal_ex(context, output, &count) == 1 else { return nil }
        return Int(count)
    }

    /// Tells which tag the message must have, before `finish`.
    func expect(tag: UnsafeBufferPointer<UInt8>) -> Bool {
        // The call only reads the tag when it sets one (EVP_EncryptInit(3), "AEAD Interface").
        let bytes = UnsafeMutablePointer(mutating: tag.baseAddress)
        return EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(tag.count), bytes) == 1
    }

    /// Writes the tag of the message, after `finish`.
    func tag(count: Int, into output: UnsafeMutablePointer<UInt8>) -> Bool {
        EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(count), output) == 1
    }
}

/// Lends memory for keys, which is wiped at the end of the call.
func withWipedMemory<Result>(count: Int, _ body: (UnsafeMutablePointer<UInt8>) -> Result?) -> Result? {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: count) { memory in
        guard let start = memory.baseAddress else { return nil }
        defer { OPENSSL_cleanse(start, count) }
        return body(start)
    }
}

extension [UInt8] {
    /// What `body` writes, at most `capacity` bytes; it answers how many there are. With nil all that it wrote is wiped.
    init?(capacity: Int, writing body: (UnsafeMutablePointer<UInt8>) -> Int?) {
        var isComplete = false
        self.init(unsafeUninitializedCapacity: capacity) { buffer, count in
            guard let start = buffer.baseAddress else { return }
            let written = body(start)
            isComplete = written != nil
            count = written ?? 0
            if !isComplete { OPENSSL_cleanse(start, buffer.count) }
        }
        guard isComplete else { return nil }
    }

    /// Random bytes of the operating system's quality (RAND_bytes(3)); nil if there are none.
    init?(randomCount count: Int) {
        self.init(repeating: 0, count: count)
        guard RAND_bytes(&self, Int32(count)) == 1 else { return nil }
    }
}
