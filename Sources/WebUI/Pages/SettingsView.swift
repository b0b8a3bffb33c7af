internal import FlatProfile
internal import Pages

/// How much of the Voice tabs an administrator sees; the phone calls them `basic` and `advanced`. The account `user` has no such choice.
enum SettingsView: String, Sendable, Hashable, CaseIterable {
    /// What most installations set, and whatever somebody has changed.
    case basic
    /// Everything, and the tab Att Console.
    case advanced

    /// The query that asks for it: `?view=advanced`.
    static let query = "view"
    /// The cookie that remembers it for a browser, which may show several phones of one host alike.
    static let cookie = "onhook_view"
}

/// Which parameters stand in the basic view. Guides name the two views and keep the list to themselves, so that this is our choice: what gets
/// a phone onto the network, registered, provisioned and usable. `#` stands for a number.
enum BasicSettings {
    /// Whether the parameter stands in the basic view by itself.
    static func holds(_ parameter: Parameter) -> Bool {
        let name = withoutNumbers(parameter.name.text)
        if names.contains(name) { return true }
        return sections.contains(section(of: parameter)) && !exceptions.contains(name)
    }

    /// `Phone/Line Key #`.
    static func section(of parameter: Parameter) -> String {
        let tab = if case .ext = parameter.tab { "Ext" } else { parameter.tab.label }
        return "\(tab)/\(withoutNumbers(parameter.section))"
    }

    /// `Unit_#_Key_#_` of `Unit_1_Key_12_`.
    static func withoutNumbers(_ text: String) -> String {
        var result = ""
        var isInNumber = false
        for byte in text.unicodeScalars {
            let isDigit = ("0"..."9").contains(byte)
            if isDigit && !isInNumber { result += "#" }
            if !isDigit { result.unicodeScalars.append(byte) }
            isInNumber = isDigit
        }
        return result
    }

    /// Sections that stand in it as a whole.
    static let sections: Set<String> = [
        "System/System Configuration", "System/IPv# Settings", "System/#.#X Authentication", "System/VLAN Settings",
        "System/Wi-Fi Settings", "System/Wi-Fi Profile #", "System/Inventory Settings", "System/HTTP Proxy Settings",
        "Provisioning/Configuration Profile", "Provisioning/Upload Configuration Options",
        "Provisioning/Firmware Upgrade", "Provisioning/CA Settings", "Provisioning/Problem Report Tool",
        "Provisioning/General Purpose Parameters",
        "Regional/Time", "Regional/Language",
        "Phone/General", "Phone/Line Key #", "Phone/XML Service", "Phone/Webex", "Phone/Office Hours",
        "Ext/General", "Ext/Share Line Appearance", "Ext/NAT Settings", "Ext/Subscriber Information", "Ext/Dial Plan",
        "User/Call Forward", "User/Speed Dial", "User/Audio Volume", "User/Screen",
    ]

    /// What of those sections does not.
    static let exceptions: Set<String> = [
        "Block_Nonproxy_SIP", "Survivability_Test_Mode", "Broadcast_Echo", "Network_Startup_Delay", "DHCP_VLAN_Option",
        "Log_Request_Msg", "Log_Success_Msg", "Log_Failure_Msg", "Log_Upgrade_Request_Msg", "Log_Upgrade_Success_Msg",
        "Log_Upgrade_Failure_Msg", "Peer_Firmware_Sharing", "Peer_Firmware_Sharing_Log_Server", "Trans_Auth_Type",
        "Trans_Auth_Rule", "Transition_Authorization_Error_Retry_Delay", "PRT_HTTP_Header", "PRT_HTTP_Header_Value",
        "Subscription_Expires_#_", "Reversed_Auth_Realm_#_", "SIP_URI_#_", "Caller_ID_Map_#_", "LCD_Contrast",
    ]

    /// What of the other sections does.
    static let names: Set<String> = [
        "IP_Mode", "Host_Name", "Domain", "Syslog_Server", "Debug_Level", "Primary_NTP_Server", "Secondary_NTP_Server",
        "TLS_Server_Min_Version",
        "SIP_User_Agent_Name", "RTP_Port_Min", "RTP_Port_Max", "RTP_Packet_Size", "STUN_Enable", "STUN_Server",
        "EXT_IP",
        "NAT_Keep_Alive_Intvl", "Handle_VIA_rport", "Insert_VIA_rport",
        "Interdigit_Long_Timer", "Interdigit_Short_Timer",
        "Bluetooth_Mode", "Line_ID_Mapping", "Call_Appearances_Per_Line", "Conference_Serv", "Attn_Transfer_Serv",
        "Blind_Transfer_Serv", "DND_Serv", "Cfwd_All_Serv", "Cfwd_Busy_Serv", "Cfwd_No_Ans_Serv", "LDAP_Dir_Enable",
        "LDAP_Corp_Dir_Name", "LDAP_Server", "LDAP_Search_Base", "LDAP_Username", "LDAP_Password", "LDAP_Auth_Method",
        "SIP_Transport_#_", "SIP_Port_#_", "Message_Waiting_#_", "Mailbox_ID_#_", "Voice_Mail_Server_#_",
        "Default_Ring_#_",
        "Proxy_#_", "Outbound_Proxy_#_", "Alternate_Proxy_#_", "Register_#_", "Register_Expires_#_", "Use_DNS_SRV_#_",
        "Preferred_Codec_#_", "Second_Preferred_Codec_#_", "Third_Preferred_Codec_#_", "Use_Pref_Codec_Only_#_",
        "DTMF_Tx_Method_#_", "Encryption_Method_#_",
        "CW_Setting", "Block_CID_Setting", "DND_Setting", "Auto_Answer_Page", "Preferred_Audio_Device", "Time_Format",
        "Date_Format", "Video",
        "Enable_TR-#", "ACS_URL", "ACS_Username", "ACS_Password", "Periodic_Inform_Enable", "Periodic_Inform_Interval",
    ]
}
