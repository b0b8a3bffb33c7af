extension ParameterType {
    /// The kinds of value; the raw value is the word that the catalogue uses.
    public enum Kind: String, Sendable, CaseIterable {
        /// `Yes` or `No`, compared without case.
        case bool
        /// A whole number, decimal or hexadecimal (`0x18`); stored in decimal.
        case int
        /// A whole number, or nothing, which may be written `Null`.
        case intOrEmpty = "int-or-empty"
        /// 0 to 255, in decimal or hexadecimal.
        case hexByte = "hex-byte"
        /// A number with up to three decimals; further decimals mean nothing.
        case float
        /// Any text.
        case string
        /// A secret text.
        case password
        /// One of a fixed list.
        case choice
        /// Several of a fixed list, joined by `|`.
        case multiChoice = "multi-choice"
        /// Whole numbers separated by commas.
        case intList = "int-list"
        /// Waiting times `a[+r],b[+s],…` in seconds: `IntervalList`.
        case intervalList = "interval-list"
        /// Words separated by commas or semicolons.
        case list

        /// An IPv4 address.
        case ipv4
        /// An IPv6 address.
        case ipv6
        /// An address of either kind.
        case ip
        /// A host name or an address.
        case host
        /// A host name or an address, with or without a port.
        case hostAndPort = "host[:port]"
        /// `host[:port]`, or a URL.
        case hostOrURL = "host-or-url"
        /// SIP servers: `host[:port|:SRV][:A=address,…]`, several joined by `|`.
        case sipProxy = "sip-proxy"
        /// A DNS domain.
        case domain
        /// DNS domains separated by commas, semicolons or blanks.
        case domainList = "domain-list"
        /// A URL, or a path that the phone completes; macros are allowed.
        case url
        /// A SIP address, with or without `sip:`.
        case sipURI = "sip-uri"

        /// A rule of a profile, an upgrade, a licence: checked by the module of rules.
        case urlRule = "url-rule"
        /// A rule of reports: checked by the module of rules.
        case reportRule = "report-rule"
        /// A condition of a rule: checked by the module of rules.
        case condition
        /// A message with macros: checked by the module of rules.
        case logTemplate = "log-template"
        /// A regular expression.
        case regex

        /// Up to seven digits, stars and hashes.
        case starcode
        /// Star codes joined by `|`, each with or without the letter of a tone in back quotes.
        case starcodeList = "starcode-list"
        /// A number, star code or address to dial.
        case phone
        /// A dial plan in parentheses.
        case dialPlan = "dial-plan"
        /// SIP response codes with `?` and `*`, separated by commas.
        case responseCodeList = "rsc-list"

        /// A tone: frequencies and up to two sections.
        case toneScript = "tone-script"
        /// The rhythm of ringing: up to two sections.
        case cadenceScript = "cadence-script"
        /// A ringtone: name, sound, rhythm.
        case ringtoneScript = "ringtone-script"
        /// The light of a key: colour and pattern.
        case ledScript = "led-script"
        /// The function of a key: `fnc=…;…`.
        case functionScript = "function-script"
        /// A programmable softkey: `fnc=…;…`.
        case softkeyScript = "psk-script"
        /// Softkeys with their positions.
        case keyList = "key-list"
        /// Multicast groups of paging.
        case pagingScript = "paging-script"
        /// Where dictionaries are fetched: `serv=…;d0=…;x0=…`.
        case dictionaryScript = "dictionary-script"

        /// A time of day in four digits, 0000 to 2400.
        case timeHHmm = "time-hhmm"
        /// A time of day, `07:00`.
        case clockTime = "time-hh:mm"
        /// A date, `mm/dd[/yyyy]`.
        case date
        /// A time of day, `HH/mm[/ss]`.
        case time
        /// Hours and minutes to add, `[-]HH/mm`.
        case timeOffset = "time-offset"
        /// When daylight saving begins and ends: `DaylightSavingRule`.
        case daylightSavingRule = "dst-rule"

        /// The name of an HTTP header.
        case headerName = "header-name"
        /// The value of an HTTP header.
        case headerValue = "header-value"
        /// A SHA-256 or SHA-1 digest in hexadecimal.
        case fingerprint

        /// Whether the empty text is a value whatever the default is: for texts it means that there is none.
        var isText: Bool {
            switch self {
            case .bool, .int, .hexByte, .float, .choice, .multiChoice, .clockTime: false
            default: true
            }
        }

        /// How many characters a text may have unless the catalogue says otherwise.
        var maximumLength: Int {
            switch self {
            case .starcode: 7
            case .responseCodeList: 39
            case .toneScript, .cadenceScript, .phone: 127
            case .host, .domain: 255
            default: 2047
            }
        }
    }
}
