package radius

import (
	"github.com/pyops-go/pyops/packet"
	"github.com/pyops-go/pyops/packet/layers/eap"
)

var (
	radiusAttributeType = packet.NewEnum(map[uint64]string{
		1: "User-Name", 2: "User-Password", 3: "CHAP-Password", 4: "NAS-IP-Address", 5: "NAS-Port", 6: "Service-Type",
		7: "Framed-Protocol", 8: "Framed-IP-Address", 9: "Framed-IP-Netmask", 10: "Framed-Routing", 11: "Filter-Id", 12: "Framed-MTU",
		13: "Framed-Compression", 14: "Login-IP-Host", 15: "Login-Service", 16: "Login-TCP-Port", 17: "Unassigned", 18: "Reply-Message",
		19: "Callback-Number", 20: "Callback-Id", 21: "Unassigned", 22: "Framed-Route", 23: "Framed-IPX-Network", 24: "State", 25: "Class",
		26: "Vendor-Specific", 27: "Session-Timeout", 28: "Idle-Timeout", 29: "Termination-Action", 30: "Called-Station-Id",
		31: "Calling-Station-Id", 32: "NAS-Identifier", 33: "Proxy-State", 34: "Login-LAT-Service", 35: "Login-LAT-Node",
		36: "Login-LAT-Group", 37: "Framed-AppleTalk-Link", 38: "Framed-AppleTalk-Network", 39: "Framed-AppleTalk-Zone",
		40: "Acct-Status-Type", 41: "Acct-Delay-Time", 42: "Acct-Input-Octets", 43: "Acct-Output-Octets", 44: "Acct-Session-Id",
		45: "Acct-Authentic", 46: "Acct-Session-Time", 47: "Acct-Input-Packets", 48: "Acct-Output-Packets", 49: "Acct-Terminate-Cause",
		50: "Acct-Multi-Session-Id", 51: "Acct-Link-Count", 52: "Acct-Input-Gigawords", 53: "Acct-Output-Gigawords", 54: "Unassigned",
		55: "Event-Timestamp", 56: "Egress-VLANID", 57: "Ingress-Filters", 58: "Egress-VLAN-Name", 59: "User-Priority-Table",
		60: "CHAP-Challenge", 61: "NAS-Port-Type", 62: "Port-Limit", 63: "Login-LAT-Port", 64: "Tunnel-Type", 65: "Tunnel-Medium-Type",
		66: "Tunnel-Client-Endpoint", 67: "Tunnel-Server-Endpoint", 68: "Acct-Tunnel-Connection", 69: "Tunnel-Password",
		70: "ARAP-Password", 71: "ARAP-Features", 72: "ARAP-Zone-Access", 73: "ARAP-Security", 74: "ARAP-Security-Data",
		75: "Password-Retry", 76: "Prompt", 77: "Connect-Info", 78: "Configuration-Token", 79: "EAP-Message", 80: "Message-Authenticator",
		81: "Tunnel-Private-Group-ID", 82: "Tunnel-Assignment-ID", 83: "Tunnel-Preference", 84: "ARAP-Challenge-Response",
		85: "Acct-Interim-Interval", 86: "Acct-Tunnel-Packets-Lost", 87: "NAS-Port-Id", 88: "Framed-Pool", 89: "CUI",
		90: "Tunnel-Client-Auth-ID", 91: "Tunnel-Server-Auth-ID", 92: "NAS-Filter-Rule", 93: "Unassigned", 94: "Originating-Line-Info",
		95: "NAS-IPv6-Address", 96: "Framed-Interface-Id", 97: "Framed-IPv6-Prefix", 98: "Login-IPv6-Host", 99: "Framed-IPv6-Route",
		100: "Framed-IPv6-Pool", 101: "Error-Cause", 102: "EAP-Key-Name", 103: "Digest-Response", 104: "Digest-Realm", 105: "Digest-Nonce",
		106: "Digest-Response-Auth", 107: "Digest-Nextnonce", 108: "Digest-Method", 109: "Digest-URI", 110: "Digest-Qop",
		111: "Digest-Algorithm", 112: "Digest-Entity-Body-Hash", 113: "Digest-CNonce", 114: "Digest-Nonce-Count", 115: "Digest-Username",
		116: "Digest-Opaque", 117: "Digest-Auth-Param", 118: "Digest-AKA-Auts", 119: "Digest-Domain", 120: "Digest-Stale",
		121: "Digest-HA1", 122: "SIP-AOR", 123: "Delegated-IPv6-Prefix", 124: "MIP6-Feature-Vector", 125: "MIP6-Home-Link-Prefix",
		126: "Operator-Name", 127: "Location-Information", 128: "Location-Data", 129: "Basic-Location-Policy-Rules",
		130: "Extended-Location-Policy-Rules", 131: "Location-Capable", 132: "Requested-Location-Info", 133: "Framed-Management-Protocol",
		134: "Management-Transport-Protection", 135: "Management-Policy-Id", 136: "Management-Privilege-Level", 137: "PKM-SS-Cert",
		138: "PKM-CA-Cert", 139: "PKM-Config-Settings", 140: "PKM-Cryptosuite-List", 141: "PKM-SAID", 142: "PKM-SA-Descriptor",
		143: "PKM-Auth-Key", 144: "DS-Lite-Tunnel-Name", 145: "Mobile-Node-Identifier", 146: "Service-Selection",
		147: "PMIP6-Home-LMA-IPv6-Address", 148: "PMIP6-Visited-LMA-IPv6-Address", 149: "PMIP6-Home-LMA-IPv4-Address",
		150: "PMIP6-Visited-LMA-IPv4-Address", 151: "PMIP6-Home-HN-Prefix", 152: "PMIP6-Visited-HN-Prefix", 153: "PMIP6-Home-Interface-ID",
		154: "PMIP6-Visited-Interface-ID", 155: "PMIP6-Home-IPv4-HoA", 156: "PMIP6-Visited-IPv4-HoA",
		157: "PMIP6-Home-DHCP4-Server-Address", 158: "PMIP6-Visited-DHCP4-Server-Address", 159: "PMIP6-Home-DHCP6-Server-Address",
		160: "PMIP6-Visited-DHCP6-Server-Address", 161: "PMIP6-Home-IPv4-Gateway", 162: "PMIP6-Visited-IPv4-Gateway",
		163: "EAP-Lower-Layer", 164: "GSS-Acceptor-Service-Name", 165: "GSS-Acceptor-Host-Name", 166: "GSS-Acceptor-Service-Specifics",
		167: "GSS-Acceptor-Realm-Name", 168: "Framed-IPv6-Address", 169: "DNS-Server-IPv6-Address", 170: "Route-IPv6-Information",
		171: "Delegated-IPv6-Prefix-Pool", 172: "Stateful-IPv6-Address-Pool", 173: "IPv6-6rd-Configuration",
		174: "Allowed-Called-Station-Id", 175: "EAP-Peer-Id", 176: "EAP-Server-Id", 177: "Mobility-Domain-Id", 178: "Preauth-Timeout",
		179: "Network-Id-Name", 180: "EAPoL-Announcement", 181: "WLAN-HESSID", 182: "WLAN-Venue-Info", 183: "WLAN-Venue-Language",
		184: "WLAN-Venue-Name", 185: "WLAN-Reason-Code", 186: "WLAN-Pairwise-Cipher", 187: "WLAN-Group-Cipher", 188: "WLAN-AKM-Suite",
		189: "WLAN-Group-Mgmt-Cipher", 190: "WLAN-RF-Band", 191: "Unassigned",
	})
	radiusAttrServiceTypeValues = packet.NewEnum(map[uint64]string{
		1: "Login", 2: "Framed", 3: "Callback Login", 4: "Callback Framed", 5: "Outbound", 6: "Administrative", 7: "NAS Prompt",
		8: "Authenticate Only", 9: "Callback NAS Prompt", 10: "Call Check", 11: "Callback Administrative", 12: "Voice", 13: "Fax",
		14: "Modem Relay", 15: "IAPP-Register", 16: "IAPP-AP-Check", 17: "Authorize Only", 18: "Framed-Management",
		19: "Additional-Authorization",
	})
	radiusAttrFramedProtocolValues = packet.NewEnum(map[uint64]string{
		1: "PPP", 2: "SLIP", 3: "AppleTalk Remote Access Protocol (ARAP)", 4: "Gandalf proprietary SingleLink/MultiLink protocol",
		5: "Xylogics proprietary IPX/SLIP", 6: "X.75 Synchronous", 7: "GPRS PDP Context",
	})
	radiusAttrAcctStatusTypeValues = packet.NewEnum(map[uint64]string{
		1: "Start", 2: "Stop", 3: "Interim-Update", 4: "Unassigned", 5: "Unassigned", 6: "Unassigned", 7: "Accounting-On",
		8: "Accounting-Off", 9: "Tunnel-Start", 10: "Tunnel-Stop", 11: "Tunnel-Reject", 12: "Tunnel-Link-Start", 13: "Tunnel-Link-Stop",
		14: "Tunnel-Link-Reject", 15: "Failed",
	})
	radiusAttrAcctAuthenticValues = packet.NewEnum(map[uint64]string{
		1: "RADIUS", 2: "Local", 3: "Remote", 4: "Diameter",
	})
	radiusAttrAcctTerminateCauseValues = packet.NewEnum(map[uint64]string{
		1: "User Request", 2: "Lost Carrier", 3: "Lost Service", 4: "Idle Timeout", 5: "Session Timeout", 6: "Admin Reset",
		7: "Admin Reboot", 8: "Port Error", 9: "NAS Error", 10: "NAS Request", 11: "NAS Reboot", 12: "Port Unneeded", 13: "Port Preempted",
		14: "Port Suspended", 15: "Service Unavailable", 16: "Callback", 17: "User Error", 18: "Host Request", 19: "Supplicant Restart",
		20: "Reauthentication Failure", 21: "Port Reinitialized", 22: "Port Administratively Disabled", 23: "Lost Power",
	})
	radiusAttrNASPortTypeValues = packet.NewEnum(map[uint64]string{
		0: "Async", 1: "Sync", 2: "ISDN Sync", 3: "ISDN Async V.120", 4: "ISDN Async V.110", 5: "Virtual", 6: "PIAFS",
		7: "HDLC Clear Channel", 8: "X.25", 9: "X.75", 10: "G.3 Fax", 11: "SDSL - Symmetric DSL",
		12: "ADSL-CAP - Asymmetric DSL, Carrierless Amplitude Phase Modulation", 13: "ADSL-DMT - Asymmetric DSL, Discrete Multi-Tone",
		14: "IDSL - ISDN Digital Subscriber Line", 15: "Ethernet", 16: "xDSL - Digital Subscriber Line of unknown type", 17: "Cable",
		18: "Wireles - Other", 19: "Wireless - IEEE 802.11", 20: "Token-Ring", 21: "FDDI", 22: "Wireless - CDMA2000",
		23: "Wireless - UMTS", 24: "Wireless - 1X-EV", 25: "IAPP", 26: "FTTP - Fiber to the Premises", 27: "Wireless - IEEE 802.16",
		28: "Wireless - IEEE 802.20", 29: "Wireless - IEEE 802.22", 30: "PPPoA - PPP over ATM", 31: "PPPoEoA - PPP over Ethernet over ATM",
		32: "PPPoEoE - PPP over Ethernet over Ethernet", 33: "PPPoEoVLAN - PPP over Ethernet over VLAN",
		34: "PPPoEoQinQ - PPP over Ethernet over IEEE 802.1QinQ", 35: "xPON - Passive Optical Network", 36: "Wireless - XGP",
		37: "WiMAX Pre-Release 8 IWK Function", 38: "WIMAX-WIFI-IWK: WiMAX WIFI Interworking",
		39: "WIMAX-SFF: Signaling Forwarding Function for LTE/3GPP2", 40: "WIMAX-HA-LMA: WiMAX HA and or LMA function",
		41: "WIMAX-DHCP: WIMAX DHCP service", 42: "WIMAX-LBS: WiMAX location based service", 43: "WIMAX-WVS: WiMAX voice service",
	})
	radiusCode = packet.NewEnum(map[uint64]string{
		1: "Access-Request", 2: "Access-Accept", 3: "Access-Reject", 4: "Accounting-Request", 5: "Accounting-Response",
		6: "Accounting-Status (now Interim Accounting)", 7: "Password-Request", 8: "Password-Ack", 9: "Password-Reject",
		10: "Accounting-Message", 11: "Access-Challenge", 12: "Status-Server (experimental)", 13: "Status-Client (experimental)",
		21: "Resource-Free-Request", 22: "Resource-Free-Response", 23: "Resource-Query-Request", 24: "Resource-Query-Response",
		25: "Alternate-Resource-Reclaim-Request", 26: "NAS-Reboot-Request", 27: "NAS-Reboot-Response", 28: "Reserved", 29: "Next-Passcode",
		30: "New-Pin", 31: "Terminate-Session", 32: "Password-Expired", 33: "Event-Request", 34: "Event-Response",
		40: "Disconnect-Request", 41: "Disconnect-ACK", 42: "Disconnect-NAK", 43: "CoA-Request", 44: "CoA-ACK", 45: "CoA-NAK",
		50: "IP-Address-Allocate", 51: "IP-Address-Release", 52: "Protocol-Error", 250: "Experimental Use", 251: "Experimental Use",
		252: "Experimental Use", 253: "Experimental Use", 254: "Reserved", 255: "Reserved",
	})
)

// family is the protocols of this folder.
var family packet.Family

// Protos are the protocols of this folder, for a [packet.Dissector] that shall find
// them.
func Protos() []*packet.Proto { return family.Protos() }

var (
	radiusAttributeProto = packet.Define[RadiusAttribute](packet.Desc{
		Family: &family, Name: "RadiusAttribute", Title: "Radius Attribute",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 1, radiusAttributeType),
			packet.FieldLenField("len", "value", 1).Adjust(plus(2)),
			packet.StrLenField("value", []byte{}, less("len", 2)),
		},
		Pick: pick,
	})

	radiusAttrUserNameProto = packet.Define[RadiusAttrUserName](packet.Desc{
		Family: &family, Name: "RadiusAttr_User_Name", Title: "User-Name",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 1, radiusAttributeType),
			packet.FieldLenField("len", "value", 1).Adjust(plus(2)),
			packet.StrLenField("value", []byte{}, less("len", 2)),
		},
	})

	radiusAttrNASPortProto = packet.Define[RadiusAttrNASPort](packet.Desc{
		Family: &family, Name: "RadiusAttr_NAS_Port", Title: "NAS-Port",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 5, radiusAttributeType),
			packet.ByteField("len", 6),
			packet.IntField("value", 0),
		},
	})

	radiusAttrFramedMTUProto = packet.Define[RadiusAttrFramedMTU](packet.Desc{
		Family: &family, Name: "RadiusAttr_Framed_MTU", Title: "Framed-MTU",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 12, radiusAttributeType),
			packet.ByteField("len", 6),
			packet.IntField("value", 0),
		},
	})

	radiusAttrLoginTCPPortProto = packet.Define[RadiusAttrLoginTCPPort](packet.Desc{
		Family: &family, Name: "RadiusAttr_Login_TCP_Port", Title: "Login-TCP-Port",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 16, radiusAttributeType),
			packet.ByteField("len", 6),
			packet.IntField("value", 0),
		},
	})

	radiusAttrSessionTimeoutProto = packet.Define[RadiusAttrSessionTimeout](packet.Desc{
		Family: &family, Name: "RadiusAttr_Session_Timeout", Title: "Session-Timeout",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 27, radiusAttributeType),
			packet.ByteField("len", 6),
			packet.IntField("value", 0),
		},
	})

	radiusAttrIdleTimeoutProto = packet.Define[RadiusAttrIdleTimeout](packet.Desc{
		Family: &family, Name: "RadiusAttr_Idle_Timeout", Title: "Idle-Timeout",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 28, radiusAttributeType),
			packet.ByteField("len", 6),
			packet.IntField("value", 0),
		},
	})

	radiusAttrFramedAppleTalkLinkProto = packet.Define[RadiusAttrFramedAppleTalkLink](packet.Desc{
		Family: &family, Name: "RadiusAttr_Framed_AppleTalk_Link", Title: "Framed-AppleTalk-Link",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 37, radiusAttributeType),
			packet.ByteField("len", 6),
			packet.IntField("value", 0),
		},
	})

	radiusAttrFramedAppleTalkNetworkProto = packet.Define[RadiusAttrFramedAppleTalkNetwork](packet.Desc{
		Family: &family, Name: "RadiusAttr_Framed_AppleTalk_Network", Title: "Framed-AppleTalk-Network",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 38, radiusAttributeType),
			packet.ByteField("len", 6),
			packet.IntField("value", 0),
		},
	})

	radiusAttrAcctDelayTimeProto = packet.Define[RadiusAttrAcctDelayTime](packet.Desc{
		Family: &family, Name: "RadiusAttr_Acct_Delay_Time", Title: "Acct-Delay-Time",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 41, radiusAttributeType),
			packet.ByteField("len", 6),
			packet.IntField("value", 0),
		},
	})

	radiusAttrAcctInputOctetsProto = packet.Define[RadiusAttrAcctInputOctets](packet.Desc{
		Family: &family, Name: "RadiusAttr_Acct_Input_Octets", Title: "Acct-Input-Octets",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 42, radiusAttributeType),
			packet.ByteField("len", 6),
			packet.IntField("value", 0),
		},
	})

	radiusAttrAcctOutputOctetsProto = packet.Define[RadiusAttrAcctOutputOctets](packet.Desc{
		Family: &family, Name: "RadiusAttr_Acct_Output_Octets", Title: "Acct-Output-Octets",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 43, radiusAttributeType),
			packet.ByteField("len", 6),
			packet.IntField("value", 0),
		},
	})

	radiusAttrAcctSessionTimeProto = packet.Define[RadiusAttrAcctSessionTime](packet.Desc{
		Family: &family, Name: "RadiusAttr_Acct_Session_Time", Title: "Acct-Session-Time",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 46, radiusAttributeType),
			packet.ByteField("len", 6),
			packet.IntField("value", 0),
		},
	})

	radiusAttrAcctInputPacketsProto = packet.Define[RadiusAttrAcctInputPackets](packet.Desc{
		Family: &family, Name: "RadiusAttr_Acct_Input_Packets", Title: "Acct-Input-Packets",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 47, radiusAttributeType),
			packet.ByteField("len", 6),
			packet.IntField("value", 0),
		},
	})

	radiusAttrAcctOutputPacketsProto = packet.Define[RadiusAttrAcctOutputPackets](packet.Desc{
		Family: &family, Name: "RadiusAttr_Acct_Output_Packets", Title: "Acct-Output-Packets",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 48, radiusAttributeType),
			packet.ByteField("len", 6),
			packet.IntField("value", 0),
		},
	})

	radiusAttrAcctLinkCountProto = packet.Define[RadiusAttrAcctLinkCount](packet.Desc{
		Family: &family, Name: "RadiusAttr_Acct_Link_Count", Title: "Acct-Link-Count",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 51, radiusAttributeType),
			packet.ByteField("len", 6),
			packet.IntField("value", 0),
		},
	})

	radiusAttrAcctInputGigawordsProto = packet.Define[RadiusAttrAcctInputGigawords](packet.Desc{
		Family: &family, Name: "RadiusAttr_Acct_Input_Gigawords", Title: "Acct-Input-Gigawords",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 52, radiusAttributeType),
			packet.ByteField("len", 6),
			packet.IntField("value", 0),
		},
	})

	radiusAttrAcctOutputGigawordsProto = packet.Define[RadiusAttrAcctOutputGigawords](packet.Desc{
		Family: &family, Name: "RadiusAttr_Acct_Output_Gigawords", Title: "Acct-Output-Gigawords",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 53, radiusAttributeType),
			packet.ByteField("len", 6),
			packet.IntField("value", 0),
		},
	})

	radiusAttrEgressVLANIDProto = packet.Define[RadiusAttrEgressVLANID](packet.Desc{
		Family: &family, Name: "RadiusAttr_Egress_VLANID", Title: "Egress-VLANID",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 56, radiusAttributeType),
			packet.ByteField("len", 6),
			packet.IntField("value", 0),
		},
	})

	radiusAttrPortLimitProto = packet.Define[RadiusAttrPortLimit](packet.Desc{
		Family: &family, Name: "RadiusAttr_Port_Limit", Title: "Port-Limit",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 62, radiusAttributeType),
			packet.ByteField("len", 6),
			packet.IntField("value", 0),
		},
	})

	radiusAttrARAPSecurityProto = packet.Define[RadiusAttrARAPSecurity](packet.Desc{
		Family: &family, Name: "RadiusAttr_ARAP_Security", Title: "ARAP-Security",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 73, radiusAttributeType),
			packet.ByteField("len", 6),
			packet.IntField("value", 0),
		},
	})

	radiusAttrPasswordRetryProto = packet.Define[RadiusAttrPasswordRetry](packet.Desc{
		Family: &family, Name: "RadiusAttr_Password_Retry", Title: "Password-Retry",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 75, radiusAttributeType),
			packet.ByteField("len", 6),
			packet.IntField("value", 0),
		},
	})

	radiusAttrTunnelPreferenceProto = packet.Define[RadiusAttrTunnelPreference](packet.Desc{
		Family: &family, Name: "RadiusAttr_Tunnel_Preference", Title: "Tunnel-Preference",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 83, radiusAttributeType),
			packet.ByteField("len", 6),
			packet.IntField("value", 0),
		},
	})

	radiusAttrAcctInterimIntervalProto = packet.Define[RadiusAttrAcctInterimInterval](packet.Desc{
		Family: &family, Name: "RadiusAttr_Acct_Interim_Interval", Title: "Acct-Interim-Interval",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 85, radiusAttributeType),
			packet.ByteField("len", 6),
			packet.IntField("value", 0),
		},
	})

	radiusAttrAcctTunnelPacketsLostProto = packet.Define[RadiusAttrAcctTunnelPacketsLost](packet.Desc{
		Family: &family, Name: "RadiusAttr_Acct_Tunnel_Packets_Lost", Title: "Acct-Tunnel-Packets-Lost",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 86, radiusAttributeType),
			packet.ByteField("len", 6),
			packet.IntField("value", 0),
		},
	})

	radiusAttrManagementPrivilegeLevelProto = packet.Define[RadiusAttrManagementPrivilegeLevel](packet.Desc{
		Family: &family, Name: "RadiusAttr_Management_Privilege_Level", Title: "Management-Privilege-Level",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 136, radiusAttributeType),
			packet.ByteField("len", 6),
			packet.IntField("value", 0),
		},
	})

	radiusAttrMobilityDomainIdProto = packet.Define[RadiusAttrMobilityDomainId](packet.Desc{
		Family: &family, Name: "RadiusAttr_Mobility_Domain_Id", Title: "Mobility-Domain-Id",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 177, radiusAttributeType),
			packet.ByteField("len", 6),
			packet.IntField("value", 0),
		},
	})

	radiusAttrPreauthTimeoutProto = packet.Define[RadiusAttrPreauthTimeout](packet.Desc{
		Family: &family, Name: "RadiusAttr_Preauth_Timeout", Title: "Preauth-Timeout",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 178, radiusAttributeType),
			packet.ByteField("len", 6),
			packet.IntField("value", 0),
		},
	})

	radiusAttrWLANVenueInfoProto = packet.Define[RadiusAttrWLANVenueInfo](packet.Desc{
		Family: &family, Name: "RadiusAttr_WLAN_Venue_Info", Title: "WLAN-Venue-Info",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 182, radiusAttributeType),
			packet.ByteField("len", 6),
			packet.IntField("value", 0),
		},
	})

	radiusAttrWLANReasonCodeProto = packet.Define[RadiusAttrWLANReasonCode](packet.Desc{
		Family: &family, Name: "RadiusAttr_WLAN_Reason_Code", Title: "WLAN-Reason-Code",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 185, radiusAttributeType),
			packet.ByteField("len", 6),
			packet.IntField("value", 0),
		},
	})

	radiusAttrWLANPairwiseCipherProto = packet.Define[RadiusAttrWLANPairwiseCipher](packet.Desc{
		Family: &family, Name: "RadiusAttr_WLAN_Pairwise_Cipher", Title: "WLAN-Pairwise-Cipher",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 186, radiusAttributeType),
			packet.ByteField("len", 6),
			packet.IntField("value", 0),
		},
	})

	radiusAttrWLANGroupCipherProto = packet.Define[RadiusAttrWLANGroupCipher](packet.Desc{
		Family: &family, Name: "RadiusAttr_WLAN_Group_Cipher", Title: "WLAN-Group-Cipher",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 187, radiusAttributeType),
			packet.ByteField("len", 6),
			packet.IntField("value", 0),
		},
	})

	radiusAttrWLANAKMSuiteProto = packet.Define[RadiusAttrWLANAKMSuite](packet.Desc{
		Family: &family, Name: "RadiusAttr_WLAN_AKM_Suite", Title: "WLAN-AKM-Suite",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 188, radiusAttributeType),
			packet.ByteField("len", 6),
			packet.IntField("value", 0),
		},
	})

	radiusAttrWLANGroupMgmtCipherProto = packet.Define[RadiusAttrWLANGroupMgmtCipher](packet.Desc{
		Family: &family, Name: "RadiusAttr_WLAN_Group_Mgmt_Cipher", Title: "WLAN-Group-Mgmt-Cipher",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 189, radiusAttributeType),
			packet.ByteField("len", 6),
			packet.IntField("value", 0),
		},
	})

	radiusAttrWLANRFBandProto = packet.Define[RadiusAttrWLANRFBand](packet.Desc{
		Family: &family, Name: "RadiusAttr_WLAN_RF_Band", Title: "WLAN-RF-Band",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 190, radiusAttributeType),
			packet.ByteField("len", 6),
			packet.IntField("value", 0),
		},
	})

	radiusAttrUserPasswordProto = packet.Define[RadiusAttrUserPassword](packet.Desc{
		Family: &family, Name: "RadiusAttr_User_Password", Title: "User-Password",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 2, radiusAttributeType),
			packet.FieldLenField("len", "value", 1).Adjust(plus(2)),
			packet.StrLenField("value", []byte{}, less("len", 2)).Hex(),
		},
	})

	radiusAttrStateProto = packet.Define[RadiusAttrState](packet.Desc{
		Family: &family, Name: "RadiusAttr_State", Title: "State",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 24, radiusAttributeType),
			packet.FieldLenField("len", "value", 1).Adjust(plus(2)),
			packet.StrLenField("value", []byte{}, less("len", 2)).Hex(),
		},
	})

	radiusAttrMessageAuthenticatorProto = packet.Define[RadiusAttrMessageAuthenticator](packet.Desc{
		Family: &family, Name: "RadiusAttr_Message_Authenticator", Title: "Message-Authenticator",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 80, radiusAttributeType),
			packet.ByteField("len", 18),
			packet.StrFixedLenField("value", make([]byte, 16), 16).Hex(),
		},
	})

	radiusAttrNASIPAddressProto = packet.Define[RadiusAttrNASIPAddress](packet.Desc{
		Family: &family, Name: "RadiusAttr_NAS_IP_Address", Title: "NAS-IP-Address",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 4, radiusAttributeType),
			packet.ByteField("len", 6),
			packet.IPField("value", "0.0.0.0"),
		},
	})

	radiusAttrFramedIPAddressProto = packet.Define[RadiusAttrFramedIPAddress](packet.Desc{
		Family: &family, Name: "RadiusAttr_Framed_IP_Address", Title: "Framed-IP-Address",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 8, radiusAttributeType),
			packet.ByteField("len", 6),
			packet.IPField("value", "0.0.0.0"),
		},
	})

	radiusAttrFramedIPNetmaskProto = packet.Define[RadiusAttrFramedIPNetmask](packet.Desc{
		Family: &family, Name: "RadiusAttr_Framed_IP_Netmask", Title: "Framed-IP-Netmask",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 9, radiusAttributeType),
			packet.ByteField("len", 6),
			packet.IPField("value", "0.0.0.0"),
		},
	})

	radiusAttrLoginIPHostProto = packet.Define[RadiusAttrLoginIPHost](packet.Desc{
		Family: &family, Name: "RadiusAttr_Login_IP_Host", Title: "Login-IP-Host",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 14, radiusAttributeType),
			packet.ByteField("len", 6),
			packet.IPField("value", "0.0.0.0"),
		},
	})

	radiusAttrFramedIPXNetworkProto = packet.Define[RadiusAttrFramedIPXNetwork](packet.Desc{
		Family: &family, Name: "RadiusAttr_Framed_IPX_Network", Title: "Framed-IPX-Network",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 23, radiusAttributeType),
			packet.ByteField("len", 6),
			packet.IPField("value", "0.0.0.0"),
		},
	})

	radiusAttrPMIP6HomeLMAIPv4AddressProto = packet.Define[RadiusAttrPMIP6HomeLMAIPv4Address](packet.Desc{
		Family: &family, Name: "RadiusAttr_PMIP6_Home_LMA_IPv4_Address", Title: "PMIP6-Home-LMA-IPv4-Address",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 149, radiusAttributeType),
			packet.ByteField("len", 6),
			packet.IPField("value", "0.0.0.0"),
		},
	})

	radiusAttrPMIP6VisitedLMAIPv4AddressProto = packet.Define[RadiusAttrPMIP6VisitedLMAIPv4Address](packet.Desc{
		Family: &family, Name: "RadiusAttr_PMIP6_Visited_LMA_IPv4_Address", Title: "PMIP6-Visited-LMA-IPv4-Address",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 150, radiusAttributeType),
			packet.ByteField("len", 6),
			packet.IPField("value", "0.0.0.0"),
		},
	})

	radiusAttrPMIP6HomeDHCP4ServerAddressProto = packet.Define[RadiusAttrPMIP6HomeDHCP4ServerAddress](packet.Desc{
		Family: &family, Name: "RadiusAttr_PMIP6_Home_DHCP4_Server_Address", Title: "PMIP6-Home-DHCP4-Server-Address",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 157, radiusAttributeType),
			packet.ByteField("len", 6),
			packet.IPField("value", "0.0.0.0"),
		},
	})

	radiusAttrPMIP6VisitedDHCP4ServerAddressProto = packet.Define[RadiusAttrPMIP6VisitedDHCP4ServerAddress](packet.Desc{
		Family: &family, Name: "RadiusAttr_PMIP6_Visited_DHCP4_Server_Address", Title: "PMIP6-Visited-DHCP4-Server-Address",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 158, radiusAttributeType),
			packet.ByteField("len", 6),
			packet.IPField("value", "0.0.0.0"),
		},
	})

	radiusAttrPMIP6HomeIPv4GatewayProto = packet.Define[RadiusAttrPMIP6HomeIPv4Gateway](packet.Desc{
		Family: &family, Name: "RadiusAttr_PMIP6_Home_IPv4_Gateway", Title: "PMIP6-Home-IPv4-Gateway",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 161, radiusAttributeType),
			packet.ByteField("len", 6),
			packet.IPField("value", "0.0.0.0"),
		},
	})

	radiusAttrPMIP6VisitedIPv4GatewayProto = packet.Define[RadiusAttrPMIP6VisitedIPv4Gateway](packet.Desc{
		Family: &family, Name: "RadiusAttr_PMIP6_Visited_IPv4_Gateway", Title: "PMIP6-Visited-IPv4-Gateway",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 162, radiusAttributeType),
			packet.ByteField("len", 6),
			packet.IPField("value", "0.0.0.0"),
		},
	})

	radiusAttrServiceTypeProto = packet.Define[RadiusAttrServiceType](packet.Desc{
		Family: &family, Name: "RadiusAttr_Service_Type", Title: "Service-Type",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 6, radiusAttributeType),
			packet.ByteField("len", 6),
			packet.IntEnumField("value", 0, radiusAttrServiceTypeValues),
		},
	})

	radiusAttrFramedProtocolProto = packet.Define[RadiusAttrFramedProtocol](packet.Desc{
		Family: &family, Name: "RadiusAttr_Framed_Protocol", Title: "Framed-Protocol",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 7, radiusAttributeType),
			packet.ByteField("len", 6),
			packet.IntEnumField("value", 0, radiusAttrFramedProtocolValues),
		},
	})

	radiusAttrAcctStatusTypeProto = packet.Define[RadiusAttrAcctStatusType](packet.Desc{
		Family: &family, Name: "RadiusAttr_Acct_Status_Type", Title: "Acct-Status-Type",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 40, radiusAttributeType),
			packet.ByteField("len", 6),
			packet.IntEnumField("value", 0, radiusAttrAcctStatusTypeValues),
		},
	})

	radiusAttrAcctAuthenticProto = packet.Define[RadiusAttrAcctAuthentic](packet.Desc{
		Family: &family, Name: "RadiusAttr_Acct_Authentic", Title: "Acct-Authentic",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 45, radiusAttributeType),
			packet.ByteField("len", 6),
			packet.IntEnumField("value", 0, radiusAttrAcctAuthenticValues),
		},
	})

	radiusAttrAcctTerminateCauseProto = packet.Define[RadiusAttrAcctTerminateCause](packet.Desc{
		Family: &family, Name: "RadiusAttr_Acct_Terminate_Cause", Title: "Acct-Terminate-Cause",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 49, radiusAttributeType),
			packet.ByteField("len", 6),
			packet.IntEnumField("value", 0, radiusAttrAcctTerminateCauseValues),
		},
	})

	radiusAttrNASPortTypeProto = packet.Define[RadiusAttrNASPortType](packet.Desc{
		Family: &family, Name: "RadiusAttr_NAS_Port_Type", Title: "NAS-Port-Type",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 61, radiusAttributeType),
			packet.ByteField("len", 6),
			packet.IntEnumField("value", 0, radiusAttrNASPortTypeValues),
		},
	})

	radiusAttrEAPMessageProto = packet.Define[RadiusAttrEAPMessage](packet.Desc{
		Family: &family, Name: "RadiusAttr_EAP_Message", Title: "EAP-Message",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 79, radiusAttributeType),
			packet.FieldLenField("len", "value", 1).Adjust(plus(2)),
			packet.LayerField("value", "", func(*packet.Header, []byte) *packet.Proto { return eap.Message() }, less("len", 2)),
		},
	})

	radiusAttrVendorSpecificProto = packet.Define[RadiusAttrVendorSpecific](packet.Desc{
		Family: &family, Name: "RadiusAttr_Vendor_Specific", Title: "Vendor-Specific",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 26, radiusAttributeType),
			packet.FieldLenField("len", "value", 1).Adjust(plus(8)),
			packet.IntField("vendor_id", 0),
			packet.ByteField("vendor_type", 0),
			packet.FieldLenField("vendor_len", "value", 1).Adjust(plus(2)),
			packet.StrLenField("value", []byte{}, less("vendor_len", 2)),
		},
	})

	radiusProto = packet.Define[Radius](packet.Desc{
		Family: &family, Name: "Radius", Title: "RADIUS",
		Fields: []packet.Field{
			packet.ByteEnumField("code", 1, radiusCode),
			packet.ByteField("id", 0),
			packet.FieldLenField("len", "attributes", 2).Adjust(plus(20)),
			packet.StrFixedLenField("authenticator", []byte{}, 16).Hex(),
			packet.LayersField("attributes", []packet.Layer(nil), packet.LayersOptions{Choose: func(_ *packet.Header, data []byte) *packet.Proto { return pick(data) }, Length: less("len", 20)}),
		},
	})
)

// plus is a length with so much more.
func plus(more int) func(n int) int { return func(n int) int { return n + more } }

func init() {
	family.Bind(Radius{},
		packet.Binding{Under: packet.UDP{SPort: 1812}, NoBuild: true},
		packet.Binding{Under: packet.UDP{DPort: 1812}, NoBuild: true},
		packet.Binding{Under: packet.UDP{SPort: 1813}, NoBuild: true},
		packet.Binding{Under: packet.UDP{DPort: 1813}, NoBuild: true},
		packet.Binding{Under: packet.UDP{SPort: 3799}, NoBuild: true},
		packet.Binding{Under: packet.UDP{DPort: 3799}, NoBuild: true},
		packet.Binding{Under: packet.UDP{SPort: 1812, DPort: 1812}},
	)
}

// attributes are the protocols of the attributes, by their types; set once they are
// described.
var attributes = map[byte]*packet.Proto{}

var attribute *packet.Proto

func init() {
	attribute = radiusAttributeProto
	for _, p := range Protos() {
		h, err := packet.NewLayer(p, nil)
		if err != nil || p == radiusProto || p == attribute {
			continue
		}
		attributes[byte(h.Num("type"))] = p
	}
}

// pick is the protocol of an attribute.
func pick(data []byte) *packet.Proto {
	if len(data) > 0 && attributes[data[0]] != nil {
		return attributes[data[0]]
	}
	return attribute
}

// less is a length that a field before tells, without so many bytes.
func less(field string, n int) func(h *packet.Header) int {
	return func(h *packet.Header) int { return h.Num(field) - n }
}
