internal import FlatProfile

/// The desk at which devices are scanned, as a value: what a scan means for a job, decided without doing it.
public struct ScanDesk: Sendable {
    /// One accepted scan.
    struct Step: Hashable, Sendable {
        /// What it did.
        enum Kind: String, Hashable, Sendable {
            /// A device of the list was seen.
            case seen
            /// A device was seen, and its code told its serial number.
            case identified
            /// A device was added.
            case added
            /// The device scanned before got its serial number.
            case paired
        }

        var kind: Kind
        var mac: MACAddress
    }

    private let job: Job
    private var devices: [MACAddress: Device] = [:]
    private var bySerial: [String: MACAddress] = [:]
    private var steps: [Step] = []
    private var positions: [MACAddress: Int] = [:]
    /// The device whose serial number is to follow.
    private var expecting: MACAddress?

    /// The desk of a job with its devices, and what was scanned at it so far.
    public init(_ job: Job, devices: [Device], events: some Sequence<BenchEvent>) {
        self.job = job
        for device in devices { put(device) }
        for event in events {
            guard let mac = event.device else { continue }
            if event.kind == .scanned, let kind = Step.Kind(rawValue: event.subject) {
                push(Step(kind: kind, mac: mac))
            } else if event.kind == .undone, steps.last?.mac == mac {
                pop()
            }
        }
        expecting = nil
    }

    /// How many devices were scanned.
    public var scannedCount: Int { positions.count }
    /// How many devices the job has.
    public var deviceCount: Int { devices.count }

    /// What a scan means. The desk counts on its being done: if that fails, go on with a copy from before.
    public mutating func scan(_ line: String) -> ScanAnswer {
        switch ScanText.read(line) {
        case .failure(let fault): .refused("\(fault)", nil)
        case .success(let reading): scan(reading)
        }
    }

    private mutating func scan(_ reading: ScanReading) -> ScanAnswer {
        switch (reading.mac, reading.serialNumber) {
        case (let mac?, let serial): return scan(mac, serial, reading.model)
        case (nil, let serial?): return scan(serial, reading.model)
        case (nil, nil): return modelAlone(reading.model)
        }
    }

    // MARK: A MAC address

    private mutating func scan(_ mac: MACAddress, _ serial: String?, _ model: Model?) -> ScanAnswer {
        guard let device = devices[mac] else { return unknown(mac, serial, model) }
        if let fault = mismatch(device, serial, model) { return fault }
        guard positions[mac] == nil else { return double(device) }
        guard let serial, device.serialNumber.isEmpty else {
            return accept(device, .seen, isMACAlone: serial == nil)
        }
        var identified = device
        identified.serialNumber = serial
        return accept(identified, .identified)
    }

    private mutating func unknown(_ mac: MACAddress, _ serial: String?, _ model: Model?) -> ScanAnswer {
        guard job.scanning.addsDevices else {
            return .refused("\(mac) is no device of job \(job.name); put it aside, or add it to the list", nil)
        }
        if let serial, let other = device(of: serial) { return taken(serial, by: other) }
        guard let model = model ?? job.defaultModel else {
            return .refused(
                "the model of \(mac) is not known; make the job with --model, or scan a code that names the model too",
                nil
            )
        }
        return accept(
            Device(mac: mac, serialNumber: serial ?? "", model: model, origin: .scan), .added,
            isMACAlone: serial == nil)
    }

    /// What speaks against a code for that device: its label says something else than the list.
    private func mismatch(_ device: Device, _ serial: String?, _ model: Model?) -> ScanAnswer? {
        if let model, model != device.model {
            return .refused(
                "the label says \(model.number) and the job \(device.model.number) for \(name(of: device)); put it aside and compare",
                device)
        }
        guard let serial else { return nil }
        if let other = self.device(of: serial), other.mac != device.mac { return taken(serial, by: other) }
        guard !device.serialNumber.isEmpty, device.serialNumber != serial else { return nil }
        return .refused(
            "the label says serial number \(serial) and the job \(device.serialNumber) for \(name(of: device)); "
                + "two devices may be swapped, put it aside and compare", device)
    }

    // MARK: A serial number

    private mutating func scan(_ serial: String, _ model: Model?) -> ScanAnswer {
        if job.scanning.pairsSerialNumbers, let mac = expecting, let device = devices[mac] {
            return pair(device, serial, model)
        }
        guard let device = device(of: serial) else {
            return .refused(
                "no device of job \(job.name) has the serial number \(serial); scan its MAC address"
                    + (job.scanning.pairsSerialNumbers ? " first" : ""), nil)
        }
        if let fault = mismatch(device, serial, model) { return fault }
        return positions[device.mac] == nil ? accept(device, .seen) : double(device)
    }

    private mutating func pair(_ device: Device, _ serial: String, _ model: Model?) -> ScanAnswer {
        if let fault = mismatch(device, serial, model) { return fault }
        expecting = nil
        guard device.serialNumber.isEmpty else {
            return .confirmed("\(serial) is what the job says for \(name(of: device))", device)
        }
        var paired = device
        paired.serialNumber = serial
        return accept(paired, .paired)
    }

    private func modelAlone(_ model: Model?) -> ScanAnswer {
        .refused(
            "this code names the model only (\(model?.productName ?? "")); scan the code beside MAC or S/N on the label",
            nil)
    }

    // MARK: Answers

    /// - Parameter isMACAlone: Whether the code told nothing but the MAC, so that the serial number may follow.
    private mutating func accept(_ device: Device, _ kind: Step.Kind, isMACAlone: Bool = false) -> ScanAnswer {
        put(device)
        push(Step(kind: kind, mac: device.mac))
        expecting = isMACAlone && job.scanning.pairsSerialNumbers ? device.mac : nil
        let effect: ScanEffect =
            switch kind {
            case .seen: .note(device, subject: kind.rawValue)
            case .added: .add(device, subject: kind.rawValue)
            case .identified, .paired: .update(device, subject: kind.rawValue)
            }
        let what = kind == .paired ? "\(device.serialNumber) belongs to \(name(of: device))" : name(of: device)
        let next = expecting == nil ? "" : "; now its serial number"
        return .accepted("\(what), \(scannedCount) of \(deviceCount) scanned\(next)", device, effect)
    }

    private func double(_ device: Device) -> ScanAnswer {
        .refused(
            "\(name(of: device)) was scanned already, as the \(ordinal(positions[device.mac] ?? 0)) of this job; "
                + "put it to those that are done, or undo", device)
    }

    private func taken(_ serial: String, by device: Device) -> ScanAnswer {
        .refused(
            "the serial number \(serial) belongs to \(name(of: device)); two devices may be swapped, put both aside and compare",
            device)
    }

    /// `00:0e:08:aa:bb:cc (Anna, 8841, line 7)`.
    private func name(of device: Device) -> String {
        let parts = [
            device.name(in: job.columns), device.model.number, device.line.map { "line \($0)" },
        ]
        return "\(device.mac) (\(parts.compactMap(\.self).joined(separator: ", ")))"
    }

    private func ordinal(_ number: Int) -> String {
        let suffix = [1: "st", 2: "nd", 3: "rd"][number % 10] ?? "th"
        return "\(number)\((11...13).contains(number % 100) ? "th" : suffix)"
    }

    // MARK: Undoing

    /// Takes the last accepted scan back.
    public mutating func undo() -> ScanAnswer {
        guard let step = steps.last, let device = devices[step.mac] else {
            return .refused("there is nothing to undo; no scan of this job was accepted yet", nil)
        }
        pop()
        expecting = nil
        var before = device
        switch step.kind {
        case .seen: return .undone("\(name(of: device)) counts as not scanned again", device, .unnote(device))
        case .added:
            devices[device.mac] = nil
            if !device.serialNumber.isEmpty { bySerial[device.serialNumber] = nil }
            return .undone("\(name(of: device)) is no device of the job any more", device, .remove(device))
        case .identified, .paired:
            bySerial[device.serialNumber] = nil
            before.serialNumber = ""
            put(before)
            if step.kind == .paired {
                expecting = device.mac
                return .undone(
                    "\(name(of: device)) has no serial number again; now its serial number", before, .unpair(before))
            }
            return .undone("\(name(of: device)) counts as not scanned again", before, .unpair(before))
        }
    }

    // MARK: State

    private mutating func put(_ device: Device) {
        devices[device.mac] = device
        if !device.serialNumber.isEmpty { bySerial[device.serialNumber.uppercased()] = device.mac }
    }

    private func device(of serial: String) -> Device? { bySerial[serial.uppercased()].flatMap { devices[$0] } }

    private mutating func push(_ step: Step) {
        steps.append(step)
        if step.kind != .paired { positions[step.mac] = positions.count + 1 }
    }

    private mutating func pop() {
        guard let step = steps.popLast(), step.kind != .paired else { return }
        positions[step.mac] = nil
    }
}

/// What a scan came to.
public struct ScanAnswer: Hashable, Sendable {
    /// How it ended.
    public enum Outcome: String, Hashable, Sendable {
        /// It counts.
        case accepted
        /// It says nothing new, and nothing wrong.
        case confirmed
        /// It does not count.
        case refused
        /// The last one that counted does not any more.
        case undone
    }

    /// How it ended.
    public var outcome: Outcome
    /// One sentence, to be shown and spoken.
    public var text: String
    /// The device that it is about, if one is known.
    public var device: Device?
    /// What is to be done in the store; nil for nothing.
    public var effect: ScanEffect?

    static func accepted(_ text: String, _ device: Device, _ effect: ScanEffect) -> Self {
        Self(outcome: .accepted, text: text, device: device, effect: effect)
    }

    static func confirmed(_ text: String, _ device: Device) -> Self {
        Self(outcome: .confirmed, text: text, device: device)
    }

    static func refused(_ text: String, _ device: Device?) -> Self {
        Self(outcome: .refused, text: text, device: device)
    }

    static func undone(_ text: String, _ device: Device, _ effect: ScanEffect) -> Self {
        Self(outcome: .undone, text: text, device: device, effect: effect)
    }
}

/// What an accepted scan does to the store of a bench.
public enum ScanEffect: Hashable, Sendable {
    /// An event about a device.
    case note(Device, subject: String)
    /// A new device.
    case add(Device, subject: String)
    /// A device that got its serial number.
    case update(Device, subject: String)
    /// A scan that does not count any more.
    case unnote(Device)
    /// A device that the job does not have any more.
    case remove(Device)
    /// A device without its serial number again.
    case unpair(Device)
}
