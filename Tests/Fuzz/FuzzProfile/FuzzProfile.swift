import FlatProfile
import FuzzSupport
import ProfileFormat

/// Profiles, plain and compressed, read, salvaged and applied. The first byte chooses an alias map.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneProfile(_ data: UnsafePointer<UInt8>?, _ size: Int) -> Int32 {
    let input = Array(UnsafeBufferPointer(start: data, count: size))
    let file = Array(input.dropFirst())
    let aliases = input.first.map { $0 % 2 == 1 } ?? false ? map : .none
    var limits = ProfileLimits.standard
    limits.size = 1 << 20
    do {
        let document = try ProfileReader.read(file, aliases: aliases, limits: limits)
        for entry in document.entries {
            require(entry.value.utf8.count <= limits.valueLength, "a value keeps the limit")
            require(entry.line >= 1, "an entry has a line")
        }
        apply(document)
    } catch {
        require(!"\(error)".isEmpty, "an error has a sentence")
    }
    let (salvaged, fault) = ProfileReader.salvage(file, limits: limits)
    if aliases == .none {
        require(
            (try? ProfileReader.read(file, limits: limits)) == (fault == nil ? salvaged : nil),
            "salvage knows what is broken")
    }
    return 0
}

/// What a profile changes is what the types allow, and changes nothing the second time.
private func apply(_ document: ProfileDocument) {
    let application = ProfileApplication(of: document, to: FuzzPhone.snapshot)
    _ = (document.warnings + application.warnings).map(\.description)
    let set = ChangeSet(application.changes, origin: .importedFile(name: "fuzz"))
    guard let (after, changes) = FuzzPhone.snapshot.applying(set, at: Timestamp(unixSeconds: 1)) else { return }
    for change in changes {
        guard let parameter = after.catalogue[change.name] else { fatalError("broken promise: the model has it") }
        if case .failure(let fault) = parameter.accept(after[change.name]) {
            fatalError("broken promise: a value that was taken is one of its type: \(change.name), \(fault)")
        }
    }
    let again = ProfileApplication(of: document, to: after)
    let secondSet = ChangeSet(again.changes, origin: .importedFile(name: "fuzz"))
    let second = after.applying(secondSet, at: Timestamp(unixSeconds: 2))
    require(second == nil, "a profile changes nothing the second time: \(second?.changes.map(\.name) ?? [])")
}

private let map: AliasMap = {
    do {
        return try AliasMap(
            "/a/b = /flat-profile/GPP_F ; /c = /flat-profile/GPP_G ; /device/flat-profile/Old = /flat-profile/GPP_H")
    } catch {
        fatalError("\(error)")
    }
}()

/// Writes the first inputs.
@_cdecl("LLVMFuzzerInitialize")
public func initializeProfiles(_: UnsafeMutableRawPointer, _: UnsafeMutableRawPointer) -> Int32 {
    let export = Array(ProfileWriter.configuration(of: FuzzPhone.snapshot).utf8)
    let small = Array(
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <device xmlns:p="urn:x"><!-- System -->
        <flat-profile><Enable_Web_Server ua="rw" user-pref='y'>Y&#101;s &amp; n&lt;o</Enable_Web_Server>
        stray <![CDATA[a]]><p:GPP_A/><c>1<b preserve-value="y">2</b></c><Old>3</Old><?php x ?>
        <Resync_Periodic>60+3,120</Resync_Periodic><Dial_Plan_1_>(9,:1xx|*xx.)</Dial_Plan_1_></flat-profile>
        </device>
        """.utf8)
    let account = Array("<a><b>1</b><c>2</c></a>".utf8)
    FuzzSeeds.write(
        [small, account, ProfileWriter.gzip(small), Array(export.prefix(4000)), ProfileWriter.gzip(export)]
            .flatMap { [[0] + $0, [1] + $0] })
    return 0
}
