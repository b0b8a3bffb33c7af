internal import FlatProfile
internal import ProfileRules
internal import Transfer

/// The download of a load, and of what stands beside it.
extension UpgradeRunner {
    /// Fetches a load and what proves it, and stages it.
    func download(
        _ load: FirmwareLoad, by rule: RuleRequest, _ attempt: inout UpgradeAttempt, _ context: inout MacroContext
    ) async throws(AttemptFailure) -> StagedFirmware {
        // First the signature, which is small: without it the load would be fetched for nothing.
        let signature = firmware.wantsSignature ? try await signature(beside: rule, &attempt, context) : nil
        let receiver: any FirmwareReceiver
        do throws(FirmwareFault) {
            receiver = try await firmware.receive(load, keepsIt: !isRehearsal)
        } catch {
            throw AttemptFailure(error)
        }
        let course = DownloadCourse(room: receiver.room) { [observer] in
            await observer.observe(.upgrade(.received($0)))
        }
        do throws(AttemptFailure) {
            let response = try await body(of: rule, into: receiver, course, &attempt, &context)
            let checksum = try await checksum(beside: rule, &attempt, context)
            return try await stage(receiver, course.progress, checksum, signature, from: response.url)
        } catch {
            await receiver.discard()
            throw error
        }
    }

    private func stage(
        _ receiver: any FirmwareReceiver, _ download: DownloadProgress, _ checksum: [UInt8]?, _ signature: [UInt8]?,
        from url: TransferURL
    ) async throws(AttemptFailure) -> StagedFirmware {
        do throws(FirmwareFault) {
            var staged = try await receiver.stage(download, checksum: checksum, signature: signature)
            staged.url = url.description
            return staged
        } catch {
            throw AttemptFailure(error)
        }
    }

    private func body(
        of rule: RuleRequest, into receiver: any FirmwareReceiver, _ course: DownloadCourse,
        _ attempt: inout UpgradeAttempt, _ context: inout MacroContext
    ) async throws(AttemptFailure) -> TransferResponse {
        var manner = RuleTransfer.Manner(messages: .upgrade)
        manner.limits.bodyBytes = firmware.sizeLimit
        manner.limits.total = Self.longestDownload
        manner.file = BodyFile(descriptor: receiver.descriptor) { course.moved($0, of: $1) }
        let source = attempt.source
        let before = (context: context, story: attempt.transfer)
        // In a task of its own, which is given up when the load turns out to be larger than there is room for.
        let task = Task { [manner, transfer, observer] in
            var (context, story) = before
            var result: Result<Result<TransferResponse, TransferFailure>, AttemptFailure>
            do throws(AttemptFailure) {
                let answer = try await transfer.perform(rule, as: manner, &context, &story) { url in
                    await observer.observe(.upgrade(.fetching(rule: source, url: url)))
                }
                result = .success(answer)
            } catch {
                result = .failure(error)
            }
            return (result, context, story)
        }
        course.begin { task.cancel() }
        let result: Result<Result<TransferResponse, TransferFailure>, AttemptFailure>
        (result, context, attempt.transfer) = await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
        await course.end()
        if let fault = course.fault { throw AttemptFailure(fault) }
        switch try result.get() {
        case .success(let response): return response
        case .failure(.tooLarge(let limit)): throw AttemptFailure(.tooLarge(limit: limit))
        case .failure(.storageFull): throw AttemptFailure(.diskFull)
        case .failure(.cannotStore(let reason)): throw AttemptFailure(.cannotStage(reason))
        case .failure(let failure):
            throw AttemptFailure(outcome: OutcomeClass(failure), sentence: "Download failed: \(failure)")
        }
    }

    private func signature(
        beside rule: RuleRequest, _ attempt: inout UpgradeAttempt, _ context: MacroContext
    ) async throws(AttemptFailure) -> [UInt8] {
        let result = await transfer.fetch(
            rule, beside: ".sig", limit: Self.largestCompanion, context, &attempt.transfer)
        switch result {
        case .success(let response): return response.body
        case .failure(let failure) where failure.isAnswer: throw AttemptFailure(.noSignature("\(failure)"))
        case .failure(let failure):
            throw AttemptFailure(outcome: OutcomeClass(failure), sentence: "Download failed: \(failure)")
        }
    }

    /// A server that answers anything but the file offers none. One that could not be reached at all just now may offer one.
    private func checksum(
        beside rule: RuleRequest, _ attempt: inout UpgradeAttempt, _ context: MacroContext
    ) async throws(AttemptFailure) -> [UInt8]? {
        let result = await transfer.fetch(
            rule, beside: ".sha256", limit: Self.largestCompanion, context, &attempt.transfer)
        switch result {
        case .success(let response): return response.body
        case .failure(let failure) where failure.isAnswer: return nil
        case .failure(let failure):
            throw AttemptFailure(outcome: OutcomeClass(failure), sentence: "Download failed: \(failure)")
        }
    }

    /// A list of the checksums of all loads of all models is smaller, and so is any signature.
    private static var largestCompanion: Int { 256 << 10 }
    /// 512 MiB at 75 kB/s. A server that sends nothing is given up much earlier.
    private static var longestDownload: Duration { .seconds(7200) }
}

extension TransferFailure {
    /// Whether the server answered, and had no such file for us.
    fileprivate var isAnswer: Bool {
        switch self {
        case .status, .tftp, .tooLarge: true
        default: false
        }
    }
}

extension AttemptFailure {
    /// A load that was not taken. A file that is not what it should be counts as a corrupt one.
    init(_ fault: FirmwareFault) {
        self.init(outcome: .otherFailure, sentence: "\(fault)")
        switch fault {
        case .wrongChecksum, .wrongSignature, .noSignature, .wrongModel: outcome = .fileNotFound
        case .notInstalled(_, let lines): output = lines
        case .noLoad, .tooLarge, .noSpace, .diskFull, .cannotStage: break
        }
    }
}
