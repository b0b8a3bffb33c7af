import BenchDatabase
import Bench
import Testing

@Suite struct DatabaseAddressTests {
    @Test(arguments: [
        ("postgresql://anna@db.example:5433/bench?sslmode=verify-full", "anna@db.example:5433/bench", false),
        ("postgres://anna:p%40ss%2Fword@db.example/bench", "anna@db.example/bench", true),
        ("postgresql://db.example/bench?user=anna&password=secret", "anna@db.example/bench", true),
        ("postgresql:///bench?host=/run/postgresql", "/run/postgresql/bench", false),
        ("postgresql://", "here", false),
        ("postgresql://?service=floor", "service floor", false),
        ("postgresql://a:1,b:2/bench?target_session_attrs=read-write", "a,b:1,2/bench", false),
    ])
    func tellsWhereItLeadsWithoutItsPassword(text: String, description: String, hasPassword: Bool) throws {
        let address = try DatabaseAddress(text)
        #expect(address.description == description)
        #expect(address.hasPassword == hasPassword)
        #expect(!String(reflecting: address).contains("secret") && !"\(address)".contains("secret"))
    }

    @Test(arguments: [
        ("mysql://h/d", "it does not begin with postgresql://"),
        ("postgresql://h/d\nx", "it is longer than 4096 bytes, or has blanks or control characters in it"),
        (
            "postgresql://h/" + String(repeating: "x", count: 5000),
            "it is longer than 4096 bytes, or has blanks or control characters in it"
        ),
        ("postgresql://u:secr@et@h/d", "a user or password with @ or / in it is written with %40 or %2F instead"),
        ("postgresql://u:secr/et@h/d", "a user or password with @ or / in it is written with %40 or %2F instead"),
        ("postgresql://u:12/secret@h/d", "a user or password with @ or / in it is written with %40 or %2F instead"),
        ("postgresql://h:port/d", "its port is no number up to 65535"),
        ("postgresql://h:70000/d", "its port is no number up to 65535"),
        ("postgresql://u:secret%zz@h/d", "a part of it is missing, or is not written with %XX where it has to be"),
        ("postgresql://u:secret%00@h/d", "a part of it is missing, or is not written with %XX where it has to be"),
        ("postgresql://h/d?sslmod=require", "PostgreSQL has no parameter \"sslmod\""),
        ("postgresql://[::1/d", "a part of it is missing, or is not written with %XX where it has to be"),
    ])
    func refusesWithoutTellingThePassword(text: String, fault: String) {
        #expect(throws: DatabaseServerFault.address(fault)) { try DatabaseAddress(text) }
        #expect(!"\(BenchStoreError.server(.address(fault)))".contains("secr"))
    }
}
