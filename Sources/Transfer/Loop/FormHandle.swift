import CCurl

/// A form as libcurl keeps it (curl_mime_init(3)). It must outlive the easy handle that it was made for.
final class FormHandle {
    let mime: OpaquePointer

    init(_ parts: [FormPart], for easy: UnsafeMutableRawPointer) throws(TransferFailure) {
        guard let mime = curl_mime_init(easy) else {
            throw .other(code: Int(CURLE_OUT_OF_MEMORY.rawValue), "out of memory")
        }
        self.mime = mime
        for part in parts { try add(part) }
    }

    deinit { curl_mime_free(mime) }

    private func add(_ part: FormPart) throws(TransferFailure) {
        guard let handle = curl_mime_addpart(mime) else {
            throw .other(code: Int(CURLE_OUT_OF_MEMORY.rawValue), "out of memory")
        }
        switch part.content {
        case .bytes(let bytes):
            // An empty array may have no address, and without one libcurl would take the part for one without content.
            let code = (bytes + [0]).withUnsafeBytes { copy in
                curl_mime_data(handle, copy.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count)
            }
            try check(code)
        case .file(let path):
            // It looks whether the file can be read.
            guard curl_mime_filedata(handle, path) == CURLE_OK else {
                throw .badRequest("the file \(path) cannot be read")
            }
            // The path is nobody's business: without a name of its own the part is no file.
            try check(curl_mime_filename(handle, nil))
        }
        try check(curl_mime_name(handle, part.name))
        if let fileName = part.fileName { try check(curl_mime_filename(handle, fileName)) }
        if let contentType = part.contentType { try check(curl_mime_type(handle, contentType)) }
    }

    private func check(_ code: CURLcode) throws(TransferFailure) {
        guard code == CURLE_OK else {
            throw .other(code: Int(code.rawValue), String(cString: curl_easy_strerror(code)))
        }
    }
}
