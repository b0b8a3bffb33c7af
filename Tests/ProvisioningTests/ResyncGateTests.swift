import FlatProfile
import ProfileRules
import Testing

@testable import Provisioning

@Suite struct ResyncGateTests {
    private static func gate(_ first: String, _ second: String = "", _ more: [ParameterName: String] = [:])
        -> ResyncGate
    {
        let triggers: [ParameterName: String] = ["Resync_Trigger_1": first, "Resync_Trigger_2": second]
        var values = RuntimeValues()
        values.secondsSinceResync = 700
        values.secondsSinceUpgrade = 20
        return ResyncGate(
            in: MacroContext(
                snapshot: PlainStore(triggers.merging(more) { $1 }).snapshot, identity: LivePhone.identity,
                values: values))
    }

    @Test(arguments: [
        // Nothing is set, or only a comment.
        ("", "", true), ("# $PRVTMR lt 0", "", true), ("  ", "#", true),
        // One is set.
        ("$PRVTMR ge 600", "", true), ("$PRVTMR lt 600", "", false), ("", "$UPGTMR gt 300", false),
        ("$UPGTMR gt 300 and $PRVTMR ge 600", "", false), ("$UPGTMR gt 10 and $PRVTMR ge 600", "", true),
        // Both are: one is enough.
        ("$PRVTMR lt 600", "$UPGTMR lt 300", true), ("$PRVTMR ge 600", "$UPGTMR gt 300", true),
        ("$PRVTMR lt 600", "$UPGTMR gt 300", false), ("$PRVTMR lt 600", "# $UPGTMR lt 300", false),
        // What cannot be read counts as true, beside a false one too.
        ("($PRVTMR ge 600)?", "", true), ("$PRVTMR", "", true), ("$NONSENSE ge 600", "", true),
        ("$PRVTMR lt 600 or $UPGTMR gt 300", "$PRVTMR lt 600", true), ("$PRVTMR lt 600", "\"a\" lt \"b\"", true),
        // The value of a macro makes it unreadable.
        ("$A ge 3", "", true),
    ])
    func isOpenIfNothingIsSetOrOneTriggerIsNotFalse(first: String, second: String, isOpen: Bool) {
        #expect(Self.gate(first, second).isOpen == isOpen)
    }

    @Test func explainsBothTriggersWithTheTruthOfEachComparison() {
        let gate = Self.gate("$UPGTMR le 20 and $PRVTMR lt 600", "$UPGTMR gt 300")
        #expect(gate.triggers.map(\.parameter) == ["Resync_Trigger_1", "Resync_Trigger_2"])
        #expect(gate.triggers.map(\.reading) == [.decided(false), .decided(false)])
        let comparisons = gate.triggers.map { $0.explanation.alternatives.flatMap(\.comparisons) }
        #expect(comparisons.map { $0.map(\.text) } == [["20 le 20", "700 lt 600"], ["20 gt 300"]])
        #expect(comparisons.map { $0.map(\.truth) } == [[true, false], [false]])
        #expect(
            gate.description
                == "no resync: Resync_Trigger_1 is false (700 lt 600), Resync_Trigger_2 is false (20 gt 300)")
    }

    @Test func saysWhyItIsOpen() {
        #expect(
            Self.gate("").description == "a resync may begin: Resync_Trigger_1 is empty, Resync_Trigger_2 is empty")
        #expect(
            Self.gate("$PRVTMR ge 600 and $UPGTMR le 20").description
                == "a resync may begin: Resync_Trigger_1 is true (700 ge 600 and 20 le 20), Resync_Trigger_2 is empty")
        let unreadable = Self.gate("$PRVTMR ge", "$PRVTMR lt 600")
        guard case .unreadable(let error) = unreadable.triggers[0].reading else {
            Issue.record("\(unreadable)")
            return
        }
        #expect(
            unreadable.description
                == "a resync may begin: Resync_Trigger_1 cannot be read, which counts as true (\(error)), "
                + "Resync_Trigger_2 is false (700 lt 600)")
    }

    @Test func tellsNoSecret() {
        for trigger in ["\"$SA\" eq \"x\"", "$SA ge 3", "\"$MPWD\" ne \"\""] {
            let gate = Self.gate(trigger, "", ["GPP_SA": "topsecret"])
            #expect(!"\(gate) \(gate.triggers)".contains("topsecret"), "\(trigger)")
        }
        // A secret of the configuration is no text to compare with: its macro stays as it is written.
        #expect(!Self.gate("\"$SA\" eq \"topsecret\"", "", ["GPP_SA": "topsecret"]).isOpen)
    }

    @Test(arguments: [
        (ResyncTrigger.powerUp, true), (.periodic, true), (.daily, true), (.upgradeAttempt, true),
        (.errorRetry(failures: 2), true),
        (.request(by: "admin"), false),
    ])
    func asksOnlyAboutResyncsThatComeByThemselves(trigger: ResyncTrigger, isGuarded: Bool) {
        #expect(ResyncGate.guards(trigger) == isGuarded)
    }
}
