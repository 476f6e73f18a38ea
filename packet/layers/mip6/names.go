package mip6

import (
	"github.com/pyops-go/pyops/packet"
)

var (
	headers = packet.NewEnum(map[uint64]string{
		0: "Hop-by-Hop Option Header", 4: "IP", 6: "TCP", 17: "UDP", 41: "IPv6", 43: "Routing Header", 44: "Fragment Header", 47: "GRE",
		50: "ESP Header", 51: "AH Header", 58: "ICMPv6", 59: "No Next Header", 60: "Destination Option Header", 112: "VRRP", 132: "SCTP",
		135: "Mobility Header",
	})
	messageTypes = packet.NewEnum(map[uint64]string{
		0: "BRR", 1: "HoTI", 2: "CoTI", 3: "HoT", 4: "CoT", 5: "BU", 6: "BA", 7: "BE", 8: "Fast BU", 9: "Fast BA", 10: "Fast NA",
	})
	optionTypes = packet.NewEnum(map[uint64]string{
		2: "Binding Refresh Advice", 3: "Alternate Care-of Address", 4: "Nonce Indices", 5: "Binding Authorization Data",
		6: "Mobile Network Prefix (RFC3963)", 7: "Link-Layer Address (RFC4068)", 8: "Mobile Node Identifier (RFC4283)",
		9: "Mobility Message Authentication (RFC4285)", 10: "Replay Protection (RFC4285)", 11: "CGA Parameters Request (RFC4866)",
		12: "CGA Parameters (RFC4866)", 13: "Signature (RFC4866)", 14: "Home Keygen Token (RFC4866)", 15: "Care-of Test Init (RFC4866)",
		16: "Care-of Test (RFC4866)",
	})
	statuses = packet.NewEnum(map[uint64]string{
		0: "Binding Update accepted", 1: "Accepted but prefix discovery necessary", 128: "Reason unspecified",
		129: "Administratively prohibited", 130: "Insufficient resources", 131: "Home registration not supported", 132: "Not home subnet",
		133: "Not home agent for this mobile node", 134: "Duplicate Address Detection failed", 135: "Sequence number out of window",
		136: "Expired home nonce index", 137: "Expired care-of nonce index", 138: "Expired nonces", 139: "Registration type change disallowed",
		140: "Mobile Router Operation not permitted", 141: "Invalid Prefix", 142: "Not Authorized for Prefix",
		143: "Forwarding Setup failed (prefixes missing)", 144: "MIPV6-ID-MISMATCH", 145: "MIPV6-MESG-ID-REQD", 146: "MIPV6-AUTH-FAIL",
		147: "Permanent home keygen token unavailable", 148: "CGA and signature verification failed", 149: "Permanent home keygen token exists",
		150: "Non-null home nonce index expected",
	})
	errorStatuses = packet.NewEnum(map[uint64]string{
		1: "Unknown binding for Home Address destination option", 2: "Unrecognized MH Type value",
	})
	addressCodes = packet.NewEnum(map[uint64]string{
		0: "Wildcard requesting resolution for all nearby AP", 1: "LLA for the new AP", 2: "LLA of the MN", 3: "LLA of the NAR",
		4: "LLA of the src of TrSolPr or PrRtAdv msg", 5: "AP identified by LLA belongs to current iface of router",
		6: "No preifx info available for AP identified by the LLA", 7: "No fast handovers support for AP identified by the LLA",
	})
	identifierTypes = packet.NewEnum(map[uint64]string{
		1: "NAI",
	})
	authenticationTypes = packet.NewEnum(map[uint64]string{
		1: "MN-HA authentication mobility option", 2: "MN-AAA authentication mobility option",
	})
)
