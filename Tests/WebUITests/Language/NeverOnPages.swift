@testable import Pages

/// Sentences in the sources that no page says: for scripts and the log, words of protocols, names, and parts that other literals make whole.
/// One a line; `7` stands for what is interpolated.
enum NeverOnPages {
    static let sentences = Set(list.split(separator: "\n").map(String.init))

    private static let list = """
        &amp; for &
        --listen 7:7
        1 change is
        1; url=
        7 changes are
        7 has no 7
        7 has no counterpart
        7 is 7
        7 is 7: 7
        7 is being asked
        7 is not 7
        7 is not one of its keys
        7 must be a number77
        7 must be some of 7, joined by |7
        7 stored as revision 7.
        7, 7 of 7 scanned7
        7, 7 parameters changed
        7, 7, is posted
        7, seen 7 7 UTC
        <CiscoIPPhoneError Number="1">7</CiscoIPPhoneError>
        A factory reset erases everything: send a POST request to 7 to do it.
        a value that JSON cannot hold: 7
        Accept-Language, Cookie
        Applications alone may do this.
        asked for
        Basic Http Authentication
        CiscoIPPhoneExecute as the outermost element
        ExecuteItem with the attribute URL
        Log in with Digest (RFC 7616), with qop=auth: --script-login is digest.
        Log in with Digest (RFC 7616) as 7.
        Log in with a browser, or use the control socket.
        Log in with user name and password.
        Mac OS X
        No password is set yet: send a POST request to /setup first.
        Passwords are taken over HTTPS or on the phone itself only.
        Passwords in addresses (&xuser=, &xpassword=) are switched off: start onhook serve with --address-logins, or log in otherwise.
        Revision 7. The last resync 7: 7
        Samsung Internet
        Scripts do not log in here (--script-login none): use the control socket.
        SuccessData="7" Status="7"/>
        The form could not be read, so nothing was changed. 7
        The form could not be read, so nothing was changed.7
        The nonce is too old or was used already: take the new one.
        the password was changed
        The request cannot be read: expected was 7.
        there is no such session; it may have ended already
        This address takes no name and password.
        Too many attempts. Wait 7 second7, then try again.
        Too many attempts: wait 7 seconds.
        Upgrade Rule
        Voice > 7
        Voice > 7 > 7
        Voice > Provisioning
        a blank or the end of a tag
        a cookie of our own that is none: 7
        a factory reset erases everything: the body must be {"yes": true}
        a whole number7
        alternatives ("|")
        an ExecuteItem with a URL
        an element
        application/xml; charset=utf-8
        at most 7 bytes
        attachment; filename=
        attachment; filename="7"
        attachment; filename="certificate.pem"
        attachment; filename="log.tar"
        attachment; filename="messages.txt"
        attempts reboot history product version
        each attribute once
        ethernet frames packets ports lldp cdp
        expected a number, a version or a text in quotes7
        firmware upgrade custom ca report
        had nothing to do
        https tls pem pkcs#12 scep key
        it is not
        Last event
        line 7
        log messages problem report prt reboot factory reset
        menu keypad profile rule activation code
        no < in a value
        no scheme
        not found: 7
        not looked at
        nothing behind the outermost element
        onhook bench rehearse 7
        options in brackets
        q has at most 7 characters
        revisions changes restore savepoints
        rule 7
        scope is one of 7
        SHA-256 of the profile
        text/csv; charset=utf-8
        text/xml; charset=utf-8
        the 7 asks for a login, and gets it 7 by 7
        the 7 asks for a login, and gets none
        the TFTP server has no such file7
        the body must be {"pass_phrase": "…"}
        the body must be {"pass_phrase": "…", "file": "…"}, the file in base 64
        the body must be {"restore": "…", "identity": "keep" or "take"}
        the body must be {"name": "…", "whole": true} or empty
        the body must be {"url": "…"}
        the body must be {"url": "…"} or empty: 7
        the certificate of 7 expired7: renew it, or set the phone's clock
        the certificate of 7 is not valid7: set the phone's clock
        the control socket is for root and the owner of the state directory
        the end of ExecuteItem
        the end of a value
        the form field XML is missing
        the query cannot be read
        the value
        there is no such resource
        there is no upgrade of that number, or it is no longer kept
        this phone takes Resync: only
        this resource does not take that method
        upload profile export backup restore cfg.xml
        inline; filename="screendump.bmp"
        Ext 7
        """
}
