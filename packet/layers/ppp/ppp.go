package ppp

import (
	"slices"
	"strings"

	"github.com/pyops-go/pyops/packet"
	"github.com/pyops-go/pyops/packet/layers/eap"
)

var (
	protocols = packet.NewEnum(map[uint64]string{
		1: "Padding Protocol", 3: "ROHC small-CID [RFC3095]", 5: "ROHC large-CID [RFC3095]", 33: "Internet Protocol version 4",
		35: "OSI Network Layer", 37: "Xerox NS IDP", 39: "DECnet Phase IV", 41: "Appletalk", 43: "Novell IPX",
		45: "Van Jacobson Compressed TCP/IP", 47: "Van Jacobson Uncompressed TCP/IP", 49: "Bridging PDU", 51: "Stream Protocol (ST-II)",
		53: "Banyan Vines", 55: "reserved (until 1993) [Typo in RFC1172]", 57: "AppleTalk EDDP", 59: "AppleTalk SmartBuffered",
		61: "Multi-Link [RFC1717]", 63: "NETBIOS Framing", 65: "Cisco Systems", 67: "Ascom Timeplex",
		69: "Fujitsu Link Backup and Load Balancing (LBLB)", 71: "DCA Remote Lan", 73: "Serial Data Transport Protocol (PPP-SDTP)",
		75: "SNA over 802.2", 77: "SNA", 79: "IPv6 Header Compression", 81: "KNX Bridging Data [ianp]", 83: "Encryption [Meyer]",
		85: "Individual Link Encryption [Meyer]", 87: "Internet Protocol version 6 [Hinden]", 89: "PPP Muxing [RFC3153]",
		91: "Vendor-Specific Network Protocol (VSNP) [RFC3772]", 97: "RTP IPHC Full Header [RFC3544]",
		99: "RTP IPHC Compressed TCP [RFC3544]", 101: "RTP IPHC Compressed Non TCP [RFC3544]", 103: "RTP IPHC Compressed UDP 8 [RFC3544]",
		105: "RTP IPHC Compressed RTP 8 [RFC3544]", 111: "Stampede Bridging", 113: "Reserved [Fox]", 115: "MP+ Protocol [Smith]",
		125: "reserved (Control Escape) [RFC1661]", 127: "reserved (compression inefficient [RFC1662]",
		129: "Reserved Until 20-Oct-2000 [IANA]", 131: "Reserved Until 20-Oct-2000 [IANA]", 193: "NTCITS IPI [Ungar]",
		207: "reserved (PPP NLID)", 251: "single link compression in multilink [RFC1962]", 253: "compressed datagram [RFC1962]",
		255: "reserved (compression inefficient)", 513: "802.1d Hello Packets", 515: "IBM Source Routing BPDU",
		517: "DEC LANBridge100 Spanning Tree", 519: "Cisco Discovery Protocol [Sastry]", 521: "Netcs Twin Routing [Korfmacher]",
		523: "STP - Scheduled Transfer Protocol [Segal]", 525: "EDP - Extreme Discovery Protocol [Grosser]",
		529: "Optical Supervisory Channel Protocol (OSCP)[Prasad]", 531: "Optical Supervisory Channel Protocol (OSCP)[Prasad]",
		561: "Luxcom", 563: "Sigma Network Systems", 565: "Apple Client Server Protocol [Ridenour]", 641: "MPLS Unicast [RFC3032]  ",
		643: "MPLS Multicast [RFC3032]", 645: "IEEE p1284.4 standard - data packets [Batchelder]",
		647: "ETSI TETRA Network Protocol Type 1 [Nieminen]", 649: "Multichannel Flow Treatment Protocol [McCann]",
		0x2063: "RTP IPHC Compressed TCP No Delta [RFC3544]", 0x2065: "RTP IPHC Context State [RFC3544]",
		0x2067: "RTP IPHC Compressed UDP 16 [RFC3544]", 0x2069: "RTP IPHC Compressed RTP 16 [RFC3544]",
		0x4001: "Cray Communications Control Protocol [Stage]", 0x4003: "CDPD Mobile Network Registration Protocol [Quick]",
		0x4005: "Expand accelerator protocol [Rachmani]", 0x4007: "ODSICP NCP [Arvind]", 0x4009: "DOCSIS DLL [Gaedtke]",
		0x400b: "Cetacean Network Detection Protocol [Siller]", 0x4021: "Stacker LZS [Simpson]", 0x4023: "RefTek Protocol [Banfill]",
		0x4025: "Fibre Channel [Rajagopal]", 0x4027: "EMIT Protocols [Eastham]", 0x405b: "Vendor-Specific Protocol (VSP) [RFC3772]",
		0x8021: "Internet Protocol Control Protocol", 0x8023: "OSI Network Layer Control Protocol",
		0x8025: "Xerox NS IDP Control Protocol", 0x8027: "DECnet Phase IV Control Protocol", 0x8029: "Appletalk Control Protocol",
		0x802b: "Novell IPX Control Protocol", 0x802d: "reserved", 0x802f: "reserved", 0x8031: "Bridging NCP",
		0x8033: "Stream Protocol Control Protocol", 0x8035: "Banyan Vines Control Protocol", 0x8037: "reserved (until 1993)",
		0x8039: "reserved", 0x803b: "reserved", 0x803d: "Multi-Link Control Protocol", 0x803f: "NETBIOS Framing Control Protocol",
		0x8041: "Cisco Systems Control Protocol", 0x8043: "Ascom Timeplex", 0x8045: "Fujitsu LBLB Control Protocol",
		0x8047: "DCA Remote Lan Network Control Protocol (RLNCP)", 0x8049: "Serial Data Control Protocol (PPP-SDCP)",
		0x804b: "SNA over 802.2 Control Protocol", 0x804d: "SNA Control Protocol", 0x804f: "IP6 Header Compression Control Protocol",
		0x8051: "KNX Bridging Control Protocol [ianp]", 0x8053: "Encryption Control Protocol [Meyer]",
		0x8055: "Individual Link Encryption Control Protocol [Meyer]", 0x8057: "IPv6 Control Protovol [Hinden]",
		0x8059: "PPP Muxing Control Protocol [RFC3153]", 0x805b: "Vendor-Specific Network Control Protocol (VSNCP) [RFC3772]",
		0x806f: "Stampede Bridging Control Protocol", 0x8071: "Reserved [Fox]", 0x8073: "MP+ Control Protocol [Smith]",
		0x807d: "Not Used - reserved [RFC1661]", 0x8081: "Reserved Until 20-Oct-2000 [IANA]", 0x8083: "Reserved Until 20-Oct-2000 [IANA]",
		0x80c1: "NTCITS IPI Control Protocol [Ungar]", 0x80cf: "Not Used - reserved [RFC1661]",
		0x80fb: "single link compression in multilink control [RFC1962]", 0x80fd: "Compression Control Protocol [RFC1962]",
		0x80ff: "Not Used - reserved [RFC1661]", 0x8207: "Cisco Discovery Protocol Control [Sastry]",
		0x8209: "Netcs Twin Routing [Korfmacher]", 0x820b: "STP - Control Protocol [Segal]",
		0x820d: "EDPCP - Extreme Discovery Protocol Ctrl Prtcl [Grosser]", 0x8235: "Apple Client Server Protocol Control [Ridenour]",
		0x8281: "MPLSCP [RFC3032]", 0x8285: "IEEE p1284.4 standard - Protocol Control [Batchelder]",
		0x8287: "ETSI TETRA TNP1 Control Protocol [Nieminen]", 0x8289: "Multichannel Flow Treatment Protocol [McCann]",
		0xc021: "Link Control Protocol", 0xc023: "Password Authentication Protocol", 0xc025: "Link Quality Report",
		0xc027: "Shiva Password Authentication Protocol", 0xc029: "CallBack Control Protocol (CBCP)",
		0xc02b: "BACP Bandwidth Allocation Control Protocol [RFC2125]", 0xc02d: "BAP [RFC2125]",
		0xc05b: "Vendor-Specific Authentication Protocol (VSAP) [RFC3772]", 0xc081: "Container Control Protocol [KEN]",
		0xc223: "Challenge Handshake Authentication Protocol", 0xc225: "RSA Authentication Protocol [Narayana]",
		0xc227: "Extensible Authentication Protocol [RFC2284]", 0xc229: "Mitsubishi Security Info Exch Ptcl (SIEP) [Seno]",
		0xc26f: "Stampede Bridging Authorization Protocol", 0xc281: "Proprietary Authentication Protocol [KEN]",
		0xc283: "Proprietary Authentication Protocol [Tackabury]", 0xc481: "Proprietary Node ID Authentication Protocol [KEN]",
	})
	pppoeCode = packet.NewEnum(map[uint64]string{
		0: "Session",
	})
	pppoeDCode = packet.NewEnum(map[uint64]string{
		0: "PPP Session Stage", 7: "PPPoE Active Discovery Offer (PADO)", 9: "PPPoE Active Discovery Initiation (PADI)",
		10: "PPPoE Active Discovery Session-Grant (PADG)", 11: "PPPoE Active Discovery Session-Credit Response (PADC)",
		12: "PPPoE Active Discovery Quality (PADQ)", 25: "PPPoE Active Discovery Request (PADR)",
		101: "PPPoE Active Discovery Session-confirmation (PADS)", 167: "PPPoE Active Discovery Terminate (PADT)",
	})
	pppoeTagTagType = packet.NewEnum(map[uint64]string{
		0: "End-Of-List", 257: "Service-Name", 258: "AC-Name", 259: "Host-Uniq", 260: "AC-Cookie", 261: "Vendor-Specific", 262: "Credits",
		263: "Metrics", 264: "Sequence Number", 265: "Credit Scale Factor", 272: "Relay-Session-Id", 288: "PPP-Max-Payload",
		513: "Service-Name-Error", 514: "AC-System-Error", 515: "Generic-Error",
	})
	dirpppDirection = packet.NewEnum(map[uint64]string{
		0: "received", 1: "sent",
	})
	pppipcpOptionType = packet.NewEnum(map[uint64]string{
		1: "IP-Addresses (Deprecated)", 2: "IP-Compression-Protocol", 3: "IP-Address", 4: "Mobile-IPv4", 129: "Primary-DNS-Address",
		130: "Primary-NBNS-Address", 131: "Secondary-DNS-Address", 132: "Secondary-NBNS-Address",
	})
	pppipcpCode = packet.NewEnum(map[uint64]string{
		1: "Configure-Request", 2: "Configure-Ack", 3: "Configure-Nak", 4: "Configure-Reject", 5: "Terminate-Request", 6: "Terminate-Ack",
		7: "Code-Reject", 8: "Protocol-Reject", 9: "Echo-Request", 10: "Echo-Reply", 11: "Discard-Request", 14: "Reset-Request",
		15: "Reset-Ack",
	})
	pppecpOptionType = packet.NewEnum(map[uint64]string{
		0: "OUI", 1: "DESE",
	})
	ppplcpCode = packet.NewEnum(map[uint64]string{
		1: "Configure-Request", 2: "Configure-Ack", 3: "Configure-Nak", 4: "Configure-Reject", 5: "Terminate-Request", 6: "Terminate-Ack",
		7: "Code-Reject", 8: "Protocol-Reject", 9: "Echo-Request", 10: "Echo-Reply", 11: "Discard-Request",
	})
	ppplcpOptionType = packet.NewEnum(map[uint64]string{
		1: "Maximum-Receive-Unit", 2: "Async-Control-Character-Map", 3: "Authentication-protocol", 4: "Quality-protocol",
		5: "Magic-number", 7: "Protocol-Field-Compression", 8: "Address-and-Control-Field-Compression", 13: "Callback",
	})
	ppplcpAuthProtocolOptionAuthProtocol = packet.NewEnum(map[uint64]string{
		0xc023: "Password authentication protocol", 0xc223: "Challenge-response authentication protocol",
		0xc227: "PPP Extensible authentication protocol",
	})
	ppplcpAuthProtocolOptionAlgorithm = packet.NewEnum(map[uint64]string{
		5: "MD5", 6: "SHA1", 128: "MS-CHAP", 129: "MS-CHAP-v2",
	})
	ppplcpQualityProtocolOptionQualityProtocol = packet.NewEnum(map[uint64]string{
		0xc025: "Link Quality Report",
	})
	ppplcpCallbackOptionOperation = packet.NewEnum(map[uint64]string{
		0: "Location determined by user authentication", 1: "Dialing string", 2: "Location identifier", 3: "E.164 number",
		4: "Distinguished name",
	})
	ppppapCode = packet.NewEnum(map[uint64]string{
		1: "Authenticate-Request", 2: "Authenticate-Ack", 3: "Authenticate-Nak",
	})
	pppchapCode = packet.NewEnum(map[uint64]string{
		1: "Challenge", 2: "Response", 3: "Success", 4: "Failure",
	})
)

// family is the protocols of this folder.
var family packet.Family

// Protos are the protocols of this folder, for a [packet.Dissector] that shall find
// them.
func Protos() []*packet.Proto { return family.Protos() }

var (
	pppoeProto = packet.Define[PPPoE](packet.Desc{
		Family: &family, Name: "PPPoE", Title: "PPP over Ethernet",
		Fields: []packet.Field{
			packet.BitField("version", 1, 4),
			packet.BitField("type", 1, 4),
			packet.ByteEnumField("code", 0, pppoeCode),
			packet.XShortField("sessionid", 0),
			packet.ShortField("len", nil),
		},
		Finish: length(4),
	})

	pppoeDProto = packet.Define[PPPoED](packet.Desc{
		Family: &family, Name: "PPPoED", Title: "PPP over Ethernet Discovery",
		Fields: []packet.Field{
			packet.BitField("version", 1, 4),
			packet.BitField("type", 1, 4),
			packet.ByteEnumField("code", 9, pppoeDCode),
			packet.XShortField("sessionid", 0),
			packet.ShortField("len", nil),
		},
		Finish:  length(4),
		Payload: func(h *packet.Header, _ []byte) int { return h.Num("len") },
		Summary: func(h *packet.Header) string { s, _ := h.Text("code"); return s },
	})

	pppoeTagProto = packet.Define[PPPoETag](packet.Desc{
		Family: &family, Name: "PPPoETag", Title: "PPPoE Tag",
		Fields: []packet.Field{
			packet.ShortEnumField("tag_type", nil, pppoeTagTagType),
			packet.FieldLenField("tag_len", "tag_value", 2),
			packet.StrLenField("tag_value", []byte{}, packet.LengthIn("tag_len")),
		},
	})

	pppoeDTagsProto = packet.Define[PPPoEDTags](packet.Desc{
		Family: &family, Name: "PPPoED_Tags", Title: "PPPoE Tag List",
		Fields: []packet.Field{
			packet.LayersField("tag_list", []packet.Layer(nil), packet.LayersOptions{Choose: func(*packet.Header, []byte) *packet.Proto { return tag }}),
		},
		SummaryIn: func(p *packet.Packet, i int) (string, []packet.Layer) {
			v, _ := p.Layers()[i].Get("tag_list")
			list, _ := v.([]packet.Layer)
			names := make([]string, len(list))
			for k, l := range list {
				names[k], _ = packet.Stack(l).Text("tag_type")
			}
			return "PPPoE Tags" + strings.Join(names, ", "), []packet.Layer{PPPoED{}}
		},
	})

	hdlcProto = packet.Define[HDLC](packet.Desc{
		Family: &family, Name: "HDLC",
		Fields: []packet.Field{
			packet.XByteField("address", 255),
			packet.XByteField("control", 3),
		},
	})

	dirpppProto = packet.Define[DIRPPP](packet.Desc{
		Family: &family, Name: "DIR_PPP",
		Fields: []packet.Field{
			packet.ByteEnumField("direction", 0, dirpppDirection),
		},
	})

	pppProto = packet.Define[PPP](packet.Desc{
		Family: &family, Name: "PPP", Title: "PPP Link Layer",
		Fields: []packet.Field{
			packet.CustomField("proto", 0x21, protoCodec{}),
		},
		Pick: func(data []byte) *packet.Proto {
			if len(data) > 0 && data[0] == 0xff {
				return hdlc
			}
			return nil
		},
		Next: above,
	})

	pppipcpOptionProto = packet.Define[PPPIPCPOption](packet.Desc{
		Family: &family, Name: "PPP_IPCP_Option", Title: "PPP IPCP Option",
		Fields: []packet.Field{
			packet.ByteEnumField("type", nil, pppipcpOptionType),
			packet.FieldLenField("len", "data", 1).Adjust(plus(2)),
			packet.StrLenField("data", []byte{}, less("len", 2)),
		},
		Pick: pickIPCP,
	})

	pppipcpOptionIPAddressProto = packet.Define[PPPIPCPOptionIPAddress](packet.Desc{
		Family: &family, Name: "PPP_IPCP_Option_IPAddress", Title: "PPP IPCP Option: IP Address",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 3, pppipcpOptionType),
			packet.FieldLenField("len", "data", 1).Adjust(plus(2)),
			packet.IPField("data", "0.0.0.0"),
			packet.StrLenField("garbage", []byte{}, less("len", 6)),
		},
		Pick: pickIPCP,
	})

	pppipcpOptionDNS1Proto = packet.Define[PPPIPCPOptionDNS1](packet.Desc{
		Family: &family, Name: "PPP_IPCP_Option_DNS1", Title: "PPP IPCP Option: DNS1 Address",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 129, pppipcpOptionType),
			packet.FieldLenField("len", "data", 1).Adjust(plus(2)),
			packet.IPField("data", "0.0.0.0"),
			packet.StrLenField("garbage", []byte{}, less("len", 6)),
		},
		Pick: pickIPCP,
	})

	pppipcpOptionDNS2Proto = packet.Define[PPPIPCPOptionDNS2](packet.Desc{
		Family: &family, Name: "PPP_IPCP_Option_DNS2", Title: "PPP IPCP Option: DNS2 Address",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 131, pppipcpOptionType),
			packet.FieldLenField("len", "data", 1).Adjust(plus(2)),
			packet.IPField("data", "0.0.0.0"),
			packet.StrLenField("garbage", []byte{}, less("len", 6)),
		},
		Pick: pickIPCP,
	})

	pppipcpOptionNBNS1Proto = packet.Define[PPPIPCPOptionNBNS1](packet.Desc{
		Family: &family, Name: "PPP_IPCP_Option_NBNS1", Title: "PPP IPCP Option: NBNS1 Address",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 130, pppipcpOptionType),
			packet.FieldLenField("len", "data", 1).Adjust(plus(2)),
			packet.IPField("data", "0.0.0.0"),
			packet.StrLenField("garbage", []byte{}, less("len", 6)),
		},
		Pick: pickIPCP,
	})

	pppipcpOptionNBNS2Proto = packet.Define[PPPIPCPOptionNBNS2](packet.Desc{
		Family: &family, Name: "PPP_IPCP_Option_NBNS2", Title: "PPP IPCP Option: NBNS2 Address",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 132, pppipcpOptionType),
			packet.FieldLenField("len", "data", 1).Adjust(plus(2)),
			packet.IPField("data", "0.0.0.0"),
			packet.StrLenField("garbage", []byte{}, less("len", 6)),
		},
		Pick: pickIPCP,
	})

	pppipcpProto = packet.Define[PPPIPCP](packet.Desc{
		Family: &family, Name: "PPP_IPCP",
		Fields: []packet.Field{
			packet.ByteEnumField("code", 1, pppipcpCode),
			packet.XByteField("id", 0),
			packet.FieldLenField("len", "options", 2).Adjust(plus(4)),
			packet.LayersField("options", []packet.Layer(nil), packet.LayersOptions{Choose: func(_ *packet.Header, data []byte) *packet.Proto { return pickIPCP(data) }, Length: less("len", 4)}),
		},
	})

	pppecpOptionProto = packet.Define[PPPECPOption](packet.Desc{
		Family: &family, Name: "PPP_ECP_Option", Title: "PPP ECP Option",
		Fields: []packet.Field{
			packet.ByteEnumField("type", nil, pppecpOptionType),
			packet.FieldLenField("len", "data", 1).Adjust(plus(2)),
			packet.StrLenField("data", []byte{}, less("len", 2)),
		},
		Pick: pickECP,
	})

	pppecpOptionOUIProto = packet.Define[PPPECPOptionOUI](packet.Desc{
		Family: &family, Name: "PPP_ECP_Option_OUI", Title: "PPP ECP Option",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 0, pppecpOptionType),
			packet.FieldLenField("len", "data", 1).Adjust(plus(6)),
			packet.CustomField("oui", 0, ouiCodec{}),
			packet.ByteField("subtype", 0),
			packet.StrLenField("data", []byte{}, less("len", 6)),
		},
	})

	pppecpProto = packet.Define[PPPECP](packet.Desc{
		Family: &family, Name: "PPP_ECP",
		Fields: []packet.Field{
			packet.ByteEnumField("code", 1, pppipcpCode),
			packet.XByteField("id", 0),
			packet.FieldLenField("len", "options", 2).Adjust(plus(4)),
			packet.LayersField("options", []packet.Layer(nil), packet.LayersOptions{Choose: func(_ *packet.Header, data []byte) *packet.Proto { return pickECP(data) }, Length: less("len", 4)}),
		},
	})

	ppplcpProto = packet.Define[PPPLCP](packet.Desc{
		Family: &family, Name: "PPP_LCP", Title: "PPP Link Control Protocol",
		Fields: []packet.Field{
			packet.ByteEnumField("code", 5, ppplcpCode),
			packet.XByteField("id", 0),
			packet.FieldLenField("len", "data", 2).Adjust(plus(4)),
			packet.StrLenField("data", []byte{}, less("len", 4)),
		},
		Pick: pickLCP, Payload: none, Summary: lcp,
	})

	ppplcpOptionProto = packet.Define[PPPLCPOption](packet.Desc{
		Family: &family, Name: "PPP_LCP_Option", Title: "PPP LCP Option",
		Fields: []packet.Field{
			packet.ByteEnumField("type", nil, ppplcpOptionType),
			packet.FieldLenField("len", "data", 1).Adjust(plus(2)),
			packet.StrLenField("data", nil, less("len", 2)),
		},
		Pick: pickLCPOption,
	})

	ppplcpmruOptionProto = packet.Define[PPPLCPMRUOption](packet.Desc{
		Family: &family, Name: "PPP_LCP_MRU_Option", Title: "PPP LCP Option",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 1, ppplcpOptionType),
			packet.ByteField("len", 4),
			packet.ShortField("max_recv_unit", 0x5dc),
		},
		Pick: pickLCPOption,
	})

	ppplcpaccmOptionProto = packet.Define[PPPLCPACCMOption](packet.Desc{
		Family: &family, Name: "PPP_LCP_ACCM_Option", Title: "PPP LCP Option",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 2, ppplcpOptionType),
			packet.ByteField("len", 6),
			packet.BitField("accm", 0, 32),
		},
		Pick: pickLCPOption,
	})

	ppplcpAuthProtocolOptionProto = packet.Define[PPPLCPAuthProtocolOption](packet.Desc{
		Family: &family, Name: "PPP_LCP_Auth_Protocol_Option", Title: "PPP LCP Option",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 3, ppplcpOptionType),
			packet.FieldLenField("len", "data", 1).AdjustIn(func(h *packet.Header, n int) int {
				if h.Num("auth_protocol") == 0xc223 {
					return 5
				}
				return n + 4
			}),
			packet.ShortEnumField("auth_protocol", 0xc023, ppplcpAuthProtocolOptionAuthProtocol),
			packet.StrLenField("data", []byte{}, less("len", 4)).If(func(h *packet.Header) bool { return h.Num("auth_protocol") != 0xc223 }),
			packet.ByteEnumField("algorithm", 5, ppplcpAuthProtocolOptionAlgorithm).If(when("auth_protocol", 0xc223)),
		},
	})

	ppplcpQualityProtocolOptionProto = packet.Define[PPPLCPQualityProtocolOption](packet.Desc{
		Family: &family, Name: "PPP_LCP_Quality_Protocol_Option", Title: "PPP LCP Option",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 4, ppplcpOptionType),
			packet.FieldLenField("len", "data", 1).Adjust(plus(4)),
			packet.ShortEnumField("quality_protocol", 0xc025, ppplcpQualityProtocolOptionQualityProtocol),
			packet.StrLenField("data", []byte{}, less("len", 4)),
		},
	})

	ppplcpMagicNumberOptionProto = packet.Define[PPPLCPMagicNumberOption](packet.Desc{
		Family: &family, Name: "PPP_LCP_Magic_Number_Option", Title: "PPP LCP Option",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 5, ppplcpOptionType),
			packet.ByteField("len", 6),
			packet.IntField("magic_number", nil),
		},
		Pick: pickLCPOption,
	})

	ppplcpCallbackOptionProto = packet.Define[PPPLCPCallbackOption](packet.Desc{
		Family: &family, Name: "PPP_LCP_Callback_Option", Title: "PPP LCP Option",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 13, ppplcpOptionType),
			packet.FieldLenField("len", "message", 1).Adjust(plus(3)),
			packet.ByteEnumField("operation", 0, ppplcpCallbackOptionOperation),
			packet.StrLenField("message", []byte{}, less("len", 3)),
		},
	})

	ppplcpConfigureProto = packet.Define[PPPLCPConfigure](packet.Desc{
		Family: &family, Name: "PPP_LCP_Configure", Title: "PPP Link Control Protocol",
		Fields: []packet.Field{
			packet.ByteEnumField("code", 1, ppplcpCode),
			packet.XByteField("id", 0),
			packet.FieldLenField("len", "options", 2).Adjust(plus(4)),
			packet.LayersField("options", []packet.Layer(nil), packet.LayersOptions{Choose: func(_ *packet.Header, data []byte) *packet.Proto { return pickLCPOption(data) }, Length: less("len", 4)}),
		},
		Pick: pickLCP, Payload: none, Summary: lcp,
		AnswersIn: answers(func(code, asked int) bool { return asked == 1 && code >= 2 && code <= 4 }),
	})

	ppplcpTerminateProto = packet.Define[PPPLCPTerminate](packet.Desc{
		Family: &family, Name: "PPP_LCP_Terminate", Title: "PPP Link Control Protocol",
		Fields: []packet.Field{
			packet.ByteEnumField("code", 5, ppplcpCode),
			packet.XByteField("id", 0),
			packet.FieldLenField("len", "data", 2).Adjust(plus(4)),
			packet.StrLenField("data", []byte{}, less("len", 4)),
		},
		Pick: pickLCP, Payload: none, Summary: lcp,
		AnswersIn: answers(func(code, asked int) bool { return asked == 5 && code == 6 }),
	})

	ppplcpCodeRejectProto = packet.Define[PPPLCPCodeReject](packet.Desc{
		Family: &family, Name: "PPP_LCP_Code_Reject", Title: "PPP Link Control Protocol",
		Fields: []packet.Field{
			packet.ByteEnumField("code", 7, ppplcpCode),
			packet.XByteField("id", 0),
			packet.FieldLenField("len", "rejected_packet", 2).Adjust(plus(4)),
			packet.LayerField("rejected_packet", nil, func(*packet.Header, []byte) *packet.Proto { return lcpProto }, less("len", 4)),
		},
		Pick: pickLCP, Payload: none, Summary: lcp,
	})

	ppplcpProtocolRejectProto = packet.Define[PPPLCPProtocolReject](packet.Desc{
		Family: &family, Name: "PPP_LCP_Protocol_Reject", Title: "PPP Link Control Protocol",
		Fields: []packet.Field{
			packet.ByteEnumField("code", 8, ppplcpCode),
			packet.XByteField("id", 0),
			packet.FieldLenField("len", "rejected_information", 2).Adjust(plus(6)),
			packet.ShortEnumField("rejected_protocol", nil, protocols),
			packet.LayerField("rejected_information", nil, nil, less("len", 6)),
		},
		Pick: pickLCP, Payload: none, Summary: lcp,
	})

	ppplcpDiscardRequestProto = packet.Define[PPPLCPDiscardRequest](packet.Desc{
		Family: &family, Name: "PPP_LCP_Discard_Request", Title: "PPP Link Control Protocol",
		Fields: []packet.Field{
			packet.ByteEnumField("code", 11, ppplcpCode),
			packet.XByteField("id", 0),
			packet.FieldLenField("len", "data", 2).Adjust(plus(8)),
			packet.IntField("magic_number", nil),
			packet.StrLenField("data", []byte{}, less("len", 8)),
		},
		Pick: pickLCP, Payload: none, Summary: lcp,
	})

	ppplcpEchoProto = packet.Define[PPPLCPEcho](packet.Desc{
		Family: &family, Name: "PPP_LCP_Echo", Title: "PPP Link Control Protocol",
		Fields: []packet.Field{
			packet.ByteEnumField("code", 9, ppplcpCode),
			packet.XByteField("id", 0),
			packet.FieldLenField("len", "data", 2).Adjust(plus(8)),
			packet.IntField("magic_number", nil),
			packet.StrLenField("data", []byte{}, less("len", 8)),
		},
		Pick: pickLCP, Payload: none, Summary: lcp,
		AnswersIn: answers(func(code, asked int) bool { return asked == 9 && code == 10 }),
	})

	ppppapProto = packet.Define[PPPPAP](packet.Desc{
		Family: &family, Name: "PPP_PAP", Title: "PPP Password Authentication Protocol",
		Fields: []packet.Field{
			packet.ByteEnumField("code", 1, ppppapCode),
			packet.XByteField("id", 0),
			packet.FieldLenField("len", "data", 2).Adjust(plus(4)),
			packet.StrLenField("data", []byte{}, less("len", 4)),
		},
		Pick: pickPAP, Payload: none,
	})

	ppppapRequestProto = packet.Define[PPPPAPRequest](packet.Desc{
		Family: &family, Name: "PPP_PAP_Request", Title: "PPP Password Authentication Protocol",
		Fields: []packet.Field{
			packet.ByteEnumField("code", 1, ppppapCode),
			packet.XByteField("id", 0),
			packet.FieldLenField("len", "username", 2).AdjustIn(func(h *packet.Header, n int) int {
				v, _ := h.Get("password")
				b, _ := packet.Bytes(v)
				return n + 6 + len(b)
			}),
			packet.FieldLenField("username_len", "username", 1),
			packet.StrLenField("username", nil, packet.LengthIn("username_len")),
			packet.FieldLenField("passwd_len", "password", 1),
			packet.StrLenField("password", nil, packet.LengthIn("passwd_len")),
		},
		Pick: pickPAP, Payload: none, Summary: func(h *packet.Header) string {
			user, _ := h.Text("username")
			password, _ := h.Text("password")
			return "PAP-Request username=" + user + " password=" + password
		},
	})

	ppppapResponseProto = packet.Define[PPPPAPResponse](packet.Desc{
		Family: &family, Name: "PPP_PAP_Response", Title: "PPP Password Authentication Protocol",
		Fields: []packet.Field{
			packet.ByteEnumField("code", 2, ppppapCode),
			packet.XByteField("id", 0),
			packet.FieldLenField("len", "message", 2).Adjust(plus(5)),
			packet.FieldLenField("msg_len", "message", 1),
			packet.StrLenField("message", []byte{}, packet.LengthIn("msg_len")),
		},
		Pick: pickPAP, Payload: none,
		AnswersIn: func(p, q *packet.Header, _ func() bool) bool {
			return q.Name() == "PPP_PAP_Request" && p.Num("id") == q.Num("id")
		},
		Summary: func(h *packet.Header) string {
			code, _ := h.Text("code")
			message, _ := h.Text("message")
			if h.Num("msg_len") > 0 {
				return "PAP-" + strings.TrimPrefix(code, "Authenticate-") + " msg=" + message
			}
			return "PAP-" + strings.TrimPrefix(code, "Authenticate-")
		},
	})

	pppchapProto = packet.Define[PPPCHAP](packet.Desc{
		Family: &family, Name: "PPP_CHAP", Title: "PPP Challenge Handshake Authentication Protocol",
		Fields: []packet.Field{
			packet.ByteEnumField("code", 1, pppchapCode),
			packet.XByteField("id", 0),
			packet.FieldLenField("len", "data", 2).Adjust(plus(4)),
			packet.StrLenField("data", []byte{}, less("len", 4)),
		},
		Pick: pickCHAP, Payload: none, Summary: func(h *packet.Header) string {
			code, _ := h.Text("code")
			data, _ := h.Text("data")
			return "CHAP " + code + " message=" + data
		},
		AnswersIn: chapAnswers,
	})

	pppchapChallengeResponseProto = packet.Define[PPPCHAPChallengeResponse](packet.Desc{
		Family: &family, Name: "PPP_CHAP_ChallengeResponse", Title: "PPP Challenge Handshake Authentication Protocol",
		Fields: []packet.Field{
			packet.ByteEnumField("code", 1, pppchapCode),
			packet.XByteField("id", 0),
			packet.FieldLenField("len", "optional_name", 2).AdjustIn(func(h *packet.Header, n int) int {
				v, _ := h.Get("value")
				b, _ := packet.Bytes(v)
				return n + 5 + len(b)
			}),
			packet.FieldLenField("value_size", "value", 1),
			packet.StrLenField("value", []byte("\x00\x00\x00\x00\x00\x00\x00\x00"), packet.LengthIn("value_size")).Hex(),
			packet.StrLenField("optional_name", []byte{}, func(h *packet.Header) int { return h.Num("len") - h.Num("value_size") - 5 }),
		},
		Pick: pickCHAP, Payload: none, Summary: func(h *packet.Header) string {
			value, _ := h.Text("value")
			name, _ := h.Text("optional_name")
			switch h.Num("code") {
			case 1:
				return "CHAP challenge=0x" + value + " optional_name=" + name
			case 2:
				return "CHAP response=0x" + value + " optional_name=" + name
			}
			return h.Name()
		},
		AnswersIn: chapAnswers,
	})
)

// plus is a length with so much more.
func plus(more int) func(n int) int { return func(n int) int { return n + more } }

func init() {
	family.Bind(PPPoE{},
		packet.Binding{Under: packet.Ether{Type: 34916}},
		packet.Binding{Under: packet.CookedLinux{Proto: 34916}},
	)
	family.Bind(PPPoED{},
		packet.Binding{Under: packet.Ether{Type: 34915}},
		packet.Binding{Under: packet.CookedLinux{Proto: 34915}},
	)
	family.Bind(PPPoEDTags{},
		packet.Binding{Under: PPPoED{Type: 1}},
	)
	family.Bind(PPP{},
		packet.Binding{Under: PPPoE{Code: 0}},
		packet.Binding{Under: HDLC{}},
		packet.Binding{Under: DIRPPP{}}, packet.Binding{Under: packet.GREPPTP{Proto: 0x880b}},
	)
	family.Bind(packet.IP{}, packet.Binding{Under: PPP{Proto: 0x21}, NoDissect: true})
	family.Bind(packet.IPv6{}, packet.Binding{Under: PPP{Proto: 0x57}, NoDissect: true})
	for _, l := range []packet.Layer{eap.EAP{}, eap.EAPMD5{}, eap.EAPTLS{}, eap.EAPTTLS{}, eap.EAPPEAP{}, eap.EAPFAST{}, eap.LEAP{}} {
		family.Bind(l, packet.Binding{Under: PPP{Proto: 0xc227}, NoDissect: true})
	}
	family.Bind(PPPIPCP{},
		packet.Binding{Under: PPP{Proto: 32801}},
		packet.Binding{Under: packet.Ether{Type: 32801}},
	)
	family.Bind(PPPECP{},
		packet.Binding{Under: PPP{Proto: 32851}},
		packet.Binding{Under: packet.Ether{Type: 32851}},
	)
	family.Bind(PPPLCP{},
		packet.Binding{Under: PPP{Proto: 49185}},
	)
	family.Bind(PPPLCPConfigure{},
		packet.Binding{Under: PPP{Proto: 49185}, NoDissect: true},
	)
	family.Bind(PPPLCPTerminate{},
		packet.Binding{Under: PPP{Proto: 49185}, NoDissect: true},
	)
	family.Bind(PPPLCPCodeReject{},
		packet.Binding{Under: PPP{Proto: 49185}, NoDissect: true},
	)
	family.Bind(PPPLCPProtocolReject{},
		packet.Binding{Under: PPP{Proto: 49185}, NoDissect: true},
	)
	family.Bind(PPPLCPDiscardRequest{},
		packet.Binding{Under: PPP{Proto: 49185}, NoDissect: true},
	)
	family.Bind(PPPLCPEcho{},
		packet.Binding{Under: PPP{Proto: 49185}, NoDissect: true},
	)
	family.Bind(PPPPAP{},
		packet.Binding{Under: PPP{Proto: 49187}},
	)
	family.Bind(PPPPAPRequest{},
		packet.Binding{Under: PPP{Proto: 49187}, NoDissect: true},
	)
	family.Bind(PPPPAPResponse{},
		packet.Binding{Under: PPP{Proto: 49187}, NoDissect: true},
	)
	family.Bind(PPPCHAP{},
		packet.Binding{Under: PPP{Proto: 49699}},
	)
	family.Bind(PPPCHAPChallengeResponse{},
		packet.Binding{Under: PPP{Proto: 49699}, NoDissect: true},
	)
}

// when is a condition: the field before has one of the values.
func when(field string, values ...int) func(h *packet.Header) bool {
	return func(h *packet.Header) bool { return slices.Contains(values, h.Num(field)) }
}

// less is a length that a field before tells, without so many bytes.
func less(field string, n int) func(h *packet.Header) int {
	return func(h *packet.Header) int { return h.Num(field) - n }
}
