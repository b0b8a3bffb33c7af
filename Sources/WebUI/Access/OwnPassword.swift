internal import FlatProfile
internal import PhoneService

/// The password of one's own account is changed on the page Change Password alone, which asks for the old one: a session that somebody
/// stole must not become the account.
extension Desk {
    /// Refuses to set one's own password by what a browser sends besides. Scripts show the old one with each request.
    func refuseOwnPassword(among names: [String], _ visit: Visit) throws(SubmissionRefusal) {
        let account = visit.principal.account
        guard visit.session != nil, service.hasPassword(account),
            let name = names.first(where: { service.isPassword($0, of: account) })
        else { return }
        let label = service.snapshot.catalogue[ParameterName(name)]?.label ?? name
        throw .faults([
            FieldFault(
                name: name, sentence: "\(label) is changed on the page Change Password, which asks for the old one")
        ])
    }
}
