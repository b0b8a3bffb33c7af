import Testing

@testable import FlatProfile

@Suite struct ProfileApplicationTests {
    private let catalogue = Catalogue.of(.standard)
    private let time = Timestamp(unixSeconds: 1_700_000_000)

    private func setting(
        _ value: String?, access: UserAccess? = nil, isUserPreference: Bool = false, isUserModified: Bool = false
    ) -> Setting {
        Setting(
            value: value, access: access, isUserPreference: isUserPreference, isUserModified: isUserModified,
            provenance: Provenance(origin: .web(account: "user"), time: time, revision: 1))
    }

    private func apply(
        _ entries: [ProfileEntry], to settings: [ParameterName: Setting] = [:],
        emptyElements policy: EmptyElementPolicy = .setsEmpty
    ) -> ProfileApplication {
        ProfileApplication(
            of: ProfileDocument(entries: entries), to: Snapshot(catalogue: catalogue, settings: settings),
            emptyElements: policy)
    }

    /// What is different afterwards.
    private func outcome(
        _ entries: [ProfileEntry], on settings: [ParameterName: Setting] = [:],
        emptyElements policy: EmptyElementPolicy = .setsEmpty
    ) -> [RevisionChange] {
        let snapshot = Snapshot(catalogue: catalogue, settings: settings)
        let changes = apply(entries, to: settings, emptyElements: policy).changes
        return snapshot.applying(ChangeSet(changes, origin: .profile(url: "x")), at: time)?.changes ?? []
    }

    @Test func setsWhatTheEntriesSay() {
        let application = apply([
            ProfileEntry(name: "GPP_A", value: "x", line: 3),
            ProfileEntry(name: "GPP_B", value: "y", access: .readOnly, line: 4),
            ProfileEntry(name: "GPP_C", value: "z", isUserPreference: true, line: 5),
        ])
        #expect(
            application.changes == [
                ParameterChange("GPP_A", .set("x"), isUserPreference: false, line: 3),
                ParameterChange("GPP_B", .set("y"), access: .readOnly, isUserPreference: false, line: 4),
                ParameterChange("GPP_C", .set("z"), isUserPreference: true, line: 5),
            ])
        #expect(application.warnings == [])
    }

    @Test func lastOfRepeatedNamesAloneCounts() {
        let application = apply([
            ProfileEntry(name: "GPP_A", value: "first", access: .readWrite, line: 1),
            ProfileEntry(name: "GPP_B", value: "b", line: 2), ProfileEntry(name: "GPP_A", value: "last", line: 3),
        ])
        #expect(
            application.changes == [
                ParameterChange("GPP_B", .set("b"), isUserPreference: false, line: 2),
                ParameterChange("GPP_A", .set("last"), isUserPreference: false, line: 3),
            ])
    }

    @Test func warnsOnceOfANameThatNobodyKnows() {
        let application = apply([
            ProfileEntry(name: "Qwxyz_Nonsense", value: "1", line: 2),
            ProfileEntry(name: "Qwxyz_Nonsense", value: "2", line: 3),
        ])
        #expect(application.changes == [])
        #expect(
            application.warnings == [
                ProfileWarning(.unknownParameter(suggestion: nil), name: "Qwxyz_Nonsense", line: 2)
            ])
    }

    /// A file of strange names costs no more than to say so.
    @Test(arguments: [(199, "Station_Name"), (200, nil)] as [(Int, ParameterName?)])
    func looksForWhatIsMeantByTheFirstUnknownNamesOnly(before: Int, suggestion: ParameterName?) {
        let strange = (0..<before).map { ProfileEntry(name: ParameterName("Qwxyz_\($0)"), value: "", line: $0 + 1) }
        let application = apply(strange + [ProfileEntry(name: "Station_Nam", value: "x", line: 999)])
        #expect(application.warnings.count == before + 1)
        #expect(
            application.warnings.last
                == ProfileWarning(.unknownParameter(suggestion: suggestion), name: "Station_Nam", line: 999))
    }

    @Test func warnsOfANameThatOtherModelsKnow() throws {
        let own = Set(catalogue.parameters.map(\.name))
        let others = Catalogue.of(try #require(Model(named: "6871"))).parameters.map(\.name)
        let name = try #require(others.first { !own.contains($0) && !catalogue.otherSeries(knowing: $0).isEmpty })
        #expect(
            apply([ProfileEntry(name: name, value: "1", line: 7)]).warnings
                == [ProfileWarning(.otherModelsOnly(catalogue.otherSeries(knowing: name)), name: name, line: 7)])
    }

    @Test(arguments: ["Ftp", "http", "Https"])
    func takesOnlyWhatTheTypeAccepts(value: String) throws {
        let type = try #require(catalogue["Enable_Protocol"]).type
        let application = apply([ProfileEntry(name: "Enable_Protocol", value: value, access: .readOnly, line: 4)])
        switch type.accept(value) {
        case .success(let accepted):
            #expect(application.changes.map(\.value) == [.set(accepted)])
            #expect(application.warnings == [])
        case .failure(let fault):
            #expect(application.changes == [ParameterChange("Enable_Protocol", .keep, access: .readOnly, line: 4)])
            #expect(application.warnings == [ProfileWarning(.badValue(fault), name: "Enable_Protocol", line: 4)])
        }
    }

    // MARK: - Attributes

    @Test func accessStaysWithoutItsAttribute() {
        #expect(
            outcome(
                [ProfileEntry(name: "GPP_A", value: "new", line: 1)],
                on: ["GPP_A": setting("old", access: .readWrite)]
            ).map(\.after?.access) == [.readWrite])
        #expect(
            outcome(
                [ProfileEntry(name: "GPP_A", value: "old", access: .hidden, line: 1)],
                on: ["GPP_A": setting("old", access: .readWrite)]
            ).map(\.after?.access) == [.hidden])
    }

    @Test func preservedValuesStayButTheirAccessChanges() {
        #expect(
            apply([ProfileEntry(name: "GPP_A", value: "x", access: .readOnly, preservesValue: true, line: 1)]).changes
                == [ParameterChange("GPP_A", .keep, access: .readOnly, line: 1)])
        #expect(apply([ProfileEntry(name: "GPP_A", value: "x", preservesValue: true, line: 1)]).changes == [])
    }

    @Test(
        arguments: [
            (true, true, "user's"), (true, false, "profile's"), (false, true, "profile's"), (nil, true, "profile's"),
        ] as [(Bool?, Bool, String)])
    func userPreferencesKeepWhatTheUserChanged(attribute: Bool?, isUserModified: Bool, value: String) {
        let present = setting("user's", isUserPreference: true, isUserModified: isUserModified)
        let entry = ProfileEntry(name: "GPP_A", value: "profile's", isUserPreference: attribute, line: 1)
        let changes = outcome([entry], on: ["GPP_A": present])
        #expect((changes.first?.after ?? present).value == value)
        let isStillModified = (changes.first?.after ?? present).isUserModified
        #expect(isStillModified == (value == "user's"))
    }

    // MARK: - Empty elements

    @Test(
        arguments: [
            (.element, nil, .setsEmpty, ""), (.selfClosed, nil, .setsEmpty, ""),
            (.selfClosed, .readWrite, .setsEmpty, ""),
            (.element, .readWrite, .keepsValueWithAccess, ""), (.selfClosed, nil, .keepsValueWithAccess, ""),
            (.selfClosed, .readWrite, .keepsValueWithAccess, "old"),
            (.element, nil, .resetsToDefault, "$PN $MAC -- Requesting resync $SCHEME://$SERVIP:$PORT$PATH"),
            (.selfClosed, .readWrite, .resetsToDefault, "$PN $MAC -- Requesting resync $SCHEME://$SERVIP:$PORT$PATH"),
        ] as [(ProfileEntry.Form, UserAccess?, EmptyElementPolicy, String)])
    func emptyElementsMeanWhatThePolicySays(
        form: ProfileEntry.Form, access: UserAccess?, policy: EmptyElementPolicy, value: String
    ) throws {
        let name: ParameterName = "Log_Request_Msg"
        let defaultValue = try #require(catalogue[name]).defaultValue
        let present = setting("old", access: .readOnly)
        let entry = ProfileEntry(name: name, value: "", form: form, access: access, line: 1)
        let changes = outcome([entry], on: [name: present], emptyElements: policy)
        let after = changes.first?.after ?? present
        #expect(after.value == (policy == .resetsToDefault ? defaultValue : value))
        #expect(after.access == access ?? .readOnly)
    }

    @Test(arguments: EmptyElementPolicy.allCases)
    func twoQuotesAlwaysSetTheEmptyValue(policy: EmptyElementPolicy) {
        #expect(
            apply([ProfileEntry(name: "GPP_A", value: "\"\"", line: 1)], emptyElements: policy).changes
                == [ParameterChange("GPP_A", .set(""), isUserPreference: false, line: 1)])
    }

    @Test func aResetForgetsTheSettingWhereNothingElseWasSet() {
        #expect(
            apply(
                [ProfileEntry(name: "GPP_A", value: "", line: 1)], to: ["GPP_A": setting("x")],
                emptyElements: .resetsToDefault
            ).changes == [ParameterChange("GPP_A", .reset, isUserPreference: false, line: 1)])
    }

    @Test func anElementOfElementsLeavesTheValue() {
        #expect(
            outcome(
                [ProfileEntry(name: "Time_Zone", value: "", nestedElements: 3, line: 1)],
                on: ["Time_Zone": setting("GMT+01:00")]) == [])
    }

    @Test func anEmptyElementEmptiesAPassword() {
        #expect(
            outcome(
                [ProfileEntry(name: "Password_1_", value: "", line: 1)], on: ["Password_1_": setting("secret")]
            ).map(\.after?.value) == [""])
    }
}

@Suite struct ProfileWarningTests {
    @Test(
        arguments: [
            (
                .unknownParameter(suggestion: "Profile_Rule"), "Profil_Rule",
                "line 7, Profil_Rule: no model has a parameter of this name, it is ignored; did you mean Profile_Rule?"
            ),
            (
                .unknownParameter(suggestion: nil), "x",
                "line 7, x: no model has a parameter of this name, it is ignored; names are case sensitive"
            ),
            (
                .otherModelsOnly([.series6800, .series7800]), "x",
                "line 7, x: this model has no such parameter, models of the series 6800, 7800 have; it is ignored"
            ),
            (
                .badSecret, "Password_1_",
                "line 7, Password_1_: it cannot have this value (which is secret and not shown); the present value stays"
            ),
            (
                .repeated(firstLine: 3), "x",
                "line 7, x: the name stands on line 3 too; the last one wins, remove the other"
            ),
            (
                .strayText("[System]"), nil,
                "line 7: the text “[System]” stands between the elements and is ignored; make it a comment or remove it"
            ),
            (
                .badAttribute(name: "ua", value: "x"), "y",
                "line 7, y: the attribute ua=\"x\" is ignored; write na, ro or rw"
            ),
            (
                .badAttribute(name: "colour", value: "red"), "y",
                "line 7, y: the attribute colour=\"red\" is ignored; the phone knows ua, preserve-value and user-pref"
            ),
            (
                .nestedElements(count: 1), "x",
                "line 7, x: one element inside it is ignored; only children of flat-profile are parameters"
            ),
            (
                .nestedElements(count: 12), "x",
                "line 7, x: 12 elements inside it are ignored; only children of flat-profile are parameters"
            ),
            (
                .secondFlatProfile, nil,
                "line 7: this is a second flat-profile, it is ignored; move its parameters into the first one"
            ),
        ] as [(ProfileWarning.Kind, ParameterName?, String)])
    func saysWhatIsOddAndWhatToDo(kind: ProfileWarning.Kind, name: ParameterName?, sentence: String) {
        #expect(ProfileWarning(kind, name: name, line: 7).description == sentence)
    }

    @Test func whatIsAboutNoLineComesLast() {
        let unmatched = ProfileWarning(.unmatchedAlias(path: "/a/b"), name: "User_ID_1_", line: nil)
        let odd = ProfileWarning(.secondFlatProfile, line: 900)
        #expect(ProfileWarning.inOrder([unmatched, odd]) == [odd, unmatched])
        #expect(
            "\(unmatched)" == "User_ID_1_: the alias /a/b matches no element of the file; names are case sensitive")
    }
}
