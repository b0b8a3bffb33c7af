internal import FlatProfile
internal import ProfileFormat

/// Whether phones would take all that a template makes of a job's devices.
///
/// Each profile is read as a phone reads it, and strictly: what a phone would ignore is a fault. The whole profile is read once a model; of the
/// others only the elements with places, which are all that differs.
public struct TemplateCheck: Sendable {
    private let template: Template
    private let columns: [Column]
    private let allowsOtherModels: Bool
    private var found = TemplateFaults([])
    private var seen: Set<Model> = []

    /// A check of devices with those columns.
    public init(_ template: Template, columns: [Column], allowsOtherModels: Bool = false) {
        self.template = template
        self.columns = columns
        self.allowsOtherModels = allowsOtherModels
        let names = Set(columns.map(\.name))
        for place in template.places where IdentityColumn(place.column) == nil && !names.contains(place.column) {
            found.add(template.unknownColumn(place, columns))
        }
    }

    /// What was found so far; nil if nothing is wrong.
    public var faults: TemplateFaults? { found.count == 0 ? nil : found }

    /// Checks the profile of one more device.
    public mutating func check(_ device: Device) {
        // Without a column no device has a profile; that is told already.
        guard !found.faults.contains(where: \.isAboutAllDevices) else { return }
        do throws(TemplateFault) {
            let isFirst = seen.insert(device.model).inserted
            guard !isFirst, let parts = template.parts else { return try checkWhole(device) }
            if !parts.isEmpty { try check(parts, of: device) }
        } catch {
            found.add(error)
        }
    }

    private mutating func checkWhole(_ device: Device) throws(TemplateFault) {
        for warning in try warnings(of: try template.profile(of: device, columns: columns), device) {
            let element = template.elements.first { $0.line == warning.line && $0.name == warning.name }
            report(warning, element, device)
        }
    }

    private mutating func check(_ parts: [Template.Part], of device: Device) throws(TemplateFault) {
        var profile = Array("<flat-profile>".utf8)
        var line = 1
        var starts: [(line: Int, element: Template.Element)] = []
        for part in parts {
            profile.append(0x0a)
            line += 1
            starts.append((line, template.elements[part.element]))
            let begin = profile.count
            try template.append(part.pieces, of: device, columns, to: &profile)
            line += Self.lineEnds(profile[begin...])
        }
        profile += Array("</flat-profile>".utf8)
        for warning in try warnings(of: profile, device) {
            report(warning, starts.last { $0.line <= warning.line ?? 0 }?.element, device)
        }
    }

    private static func lineEnds(_ bytes: ArraySlice<UInt8>) -> Int {
        var count = 0
        for index in bytes.indices {
            let next = index + 1 < bytes.endIndex ? bytes[index + 1] : 0
            if bytes[index] == 0x0a || bytes[index] == 0x0d && next != 0x0a { count += 1 }
        }
        return count
    }

    private func warnings(of profile: [UInt8], _ device: Device) throws(TemplateFault) -> [ProfileWarning] {
        do throws(ProfileFormatError) {
            let document = try ProfileReader.read(profile)
            let application = ProfileApplication(
                of: document, to: Snapshot(catalogue: Catalogue.of(device.model)))
            return document.warnings + application.warnings
        } catch {
            throw TemplateFault(.format(error), line: error.line, column: error.column, device: .init(device))
        }
    }

    private mutating func report(_ warning: ProfileWarning, _ element: Template.Element?, _ device: Device) {
        let places = element?.places.map { template.places[$0] } ?? []
        guard let (kind, isOfDevice) = fault(of: warning.kind, places) else { return }
        let context: Template.Context = if case .badAttribute = kind { .attribute } else { .text }
        let place = isOfDevice ? places.first { $0.context == context } ?? places.first : nil
        let fault = TemplateFault(
            .ignored(kind, warning.name, device.model), line: place?.line ?? element?.line ?? warning.line,
            column: place?.textColumn ?? element?.column, device: isOfDevice ? .init(device) : nil)
        // What the template itself does is the same for each device of the model.
        if !isOfDevice, found.faults.contains(where: { $0.saysTheSame(as: fault) }) { return }
        found.add(fault)
    }

    /// What of a warning is a fault, and whether it depends on the device; nil for what phones read all the same.
    private func fault(
        of kind: ProfileWarning.Kind, _ places: [Template.Place]
    ) -> (ProfileWarning.Kind, isOfDevice: Bool)? {
        let secrets = Set(columns.filter(\.isSecret).map(\.name))
        let isSecret = places.contains { secrets.contains($0.column) }
        switch kind {
        case .unknownParameter: return (kind, false)
        case .otherModelsOnly: return allowsOtherModels ? nil : (kind, false)
        case .badValue: return (isSecret ? .badSecret : kind, !places.isEmpty)
        case .badSecret: return (kind, !places.isEmpty)
        case .badAttribute(let name, _):
            return (isSecret ? .badAttribute(name: name, value: "********") : kind, !places.isEmpty)
        case .repeated, .strayText, .nestedElements, .secondFlatProfile, .unmatchedAlias: return nil
        }
    }
}

extension TemplateFault {
    /// Whether both are the same; what no model has is the same for each of them.
    fileprivate func saysTheSame(as other: TemplateFault) -> Bool {
        guard case .ignored(.unknownParameter, let name, _) = reason,
            case .ignored(.unknownParameter, let otherName, _) = other.reason
        else { return self == other }
        return name == otherName && line == other.line && column == other.column
    }

    /// Whether no device has a profile because of it.
    fileprivate var isAboutAllDevices: Bool {
        if case .unknownColumn = reason { true } else { false }
    }
}
