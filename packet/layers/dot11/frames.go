package dot11

import (
	"github.com/pyops-go/pyops/packet"
)

type (
	// Dot11 is a frame.
	Dot11 struct {
		Subtype any // 0
		Type    any // 0, Management
		Proto   any // 0
		Cfe     any // 0
		FCfield any // unset
		ID      any // 0
		Addr1   any // unset
		Addr2   any // unset
		Addr3   any // unset
		SC      any // 0
		Addr4   any // unset
	}

	// Dot11FCS is a frame with its checksum at the end.
	Dot11FCS struct {
		Subtype any // 0
		Type    any // 0, Management
		Proto   any // 0
		Cfe     any // 0
		FCfield any // unset
		ID      any // 0
		Addr1   any // unset
		Addr2   any // unset
		Addr3   any // unset
		SC      any // 0
		Addr4   any // unset
		FCS     any // unset
	}

	// Dot11QoS is the quality of service that a data frame asks for.
	Dot11QoS struct {
		AMSDUPresent any // 0
		AckPolicy    any // 0
		EOSP         any // 0
		TID          any // 0
		TXOP         any // 0
	}

	// Dot11ATIM announces traffic for a station that saves power.
	Dot11ATIM struct{}

	// Dot11Ack acknowledges a frame.
	Dot11Ack struct{}

	// Dot11AssoReq asks to join a network.
	Dot11AssoReq struct {
		Cap            any // flags, 0
		ListenInterval any // 200
	}

	// Dot11AssoResp answers who asks to join.
	Dot11AssoResp struct {
		Cap    any // flags, 0
		Status any // 0
		AID    any // 0
	}

	// Dot11ReassoReq asks to move to another access point.
	Dot11ReassoReq struct {
		Cap            any // flags, 0
		ListenInterval any // 200
		CurrentAP      any // "00:00:00:00:00:00"
	}

	// Dot11ReassoResp answers who asks to move.
	Dot11ReassoResp struct {
		Cap    any // flags, 0
		Status any // 0
		AID    any // 0
	}

	// Dot11Auth is a step of authentication.
	Dot11Auth struct {
		Algo   any // 0, open
		Seqnum any // 0
		Status any // 0, success
	}

	// Dot11Beacon announces a network.
	Dot11Beacon struct {
		Timestamp      any // 0
		BeaconInterval any // 100
		Cap            any // flags, 0
	}

	// Dot11Deauth ends an authentication.
	Dot11Deauth struct {
		Reason any // 1, unspec
	}

	// Dot11Disas ends an association.
	Dot11Disas struct {
		Reason any // 1, unspec
	}

	// Dot11ProbeReq asks who is there.
	Dot11ProbeReq struct{}

	// Dot11ProbeResp answers who asks.
	Dot11ProbeResp struct {
		Timestamp      any // 0
		BeaconInterval any // 100
		Cap            any // flags, 0
	}

	// Dot11Encrypted is data that is encrypted in a way that cannot be told.
	Dot11Encrypted struct {
		Data any // unset
	}

	// Dot11WEP is data that WEP encrypts.
	Dot11WEP struct {
		IV      any // "\x00\x00\x00"
		Keyid   any // 0
		Wepdata any // unset
		Icv     any // unset
	}

	// Dot11TKIP is data that TKIP encrypts.
	Dot11TKIP struct {
		TSC1    any // 0
		WEPSeed any // 0
		TSC0    any // 0
		KeyId   any // 0
		ExtIv   any // 0
		Res     any // 0
		TSC2    any // 0
		TSC3    any // 0
		TSC4    any // 0
		TSC5    any // 0
		Data    any // unset
	}

	// Dot11CCMP is data that CCMP encrypts.
	Dot11CCMP struct {
		PN0   any // 0
		PN1   any // 0
		Res0  any // 0
		KeyId any // 0
		ExtIv any // 0
		Res1  any // 0
		PN2   any // 0
		PN3   any // 0
		PN4   any // 0
		PN5   any // 0
		Data  any // unset
	}
)

var (
	dot11Type = packet.NewEnum(map[uint64]string{
		0: "Management", 1: "Control", 2: "Data", 3: "Extension",
	})
	dot11Cfe = packet.NewEnum(map[uint64]string{
		2: "Poll", 3: "SPR", 4: "Grant", 5: "DMG CTS", 6: "DMG DTS", 7: "Grant Ack", 8: "SSW", 9: "SSW-Feedback", 10: "SSW-Ack",
	})
	dot11AuthAlgo = packet.NewEnum(map[uint64]string{
		0: "open", 1: "sharedkey",
	})
	dot11AuthStatus = packet.NewEnum(map[uint64]string{
		0: "success", 1: "failure", 10: "cannot-support-all-cap", 11: "inexist-asso", 12: "asso-denied", 13: "algo-unsupported",
		14: "bad-seq-num", 15: "challenge-failure", 16: "timeout", 17: "AP-full", 18: "rate-unsupported",
	})
	dot11DeauthReason = packet.NewEnum(map[uint64]string{
		0: "reserved", 1: "unspec", 2: "auth-expired", 3: "deauth-ST-leaving", 4: "inactivity", 5: "AP-full", 6: "class2-from-nonauth",
		7: "class3-from-nonass", 8: "disas-ST-leaving", 9: "ST-not-auth",
	})
)

var (
	dot11Proto = packet.Define[Dot11](packet.Desc{
		Family: &family, Name: "Dot11", Title: "802.11",
		Fields: []packet.Field{
			packet.BitField("subtype", 0, 4).EnumBy(subtypes),
			packet.BitEnumField("type", 0, 2, dot11Type),
			packet.BitField("proto", 0, 2),
			packet.BitEnumField("cfe", 0, 4, dot11Cfe).If(isExtension),
			frameControl(),
			packet.ShortField("ID", 0),
			address(1),
			address(2).If(hasAddr2),
			address(3).If(hasAddr3),
			packet.ShortField("SC", 0).LittleEndian().If(hasSequence),
			address(4).If(hasAddr4),
		},
		Next:      nextOfFrame,
		SummaryIn: summaryOfFrame,
		AnswersIn: answersFrame,
	})

	dot11FCSProto = packet.Define[Dot11FCS](packet.Desc{
		Family: &family, Name: "Dot11FCS", Title: "802.11-FCS",
		Fields: []packet.Field{
			packet.BitField("subtype", 0, 4).EnumBy(subtypes),
			packet.BitEnumField("type", 0, 2, dot11Type),
			packet.BitField("proto", 0, 2),
			packet.BitEnumField("cfe", 0, 4, dot11Cfe).If(isExtension),
			frameControl(),
			packet.ShortField("ID", 0),
			address(1),
			address(2).If(hasAddr2),
			address(3).If(hasAddr3),
			packet.ShortField("SC", 0).LittleEndian().If(hasSequence),
			address(4).If(hasAddr4),
			packet.FCSField("fcs", nil).LittleEndian(),
		},
		Next:      nextOfFrame,
		SummaryIn: summaryOfFrame,
		AnswersIn: answersFrame,
		Finish:    appendFCS,
	})

	dot11QoSProto = packet.Define[Dot11QoS](packet.Desc{
		Family: &family, Name: "Dot11QoS", Title: "802.11 QoS",
		Fields: []packet.Field{
			packet.BitField("A_MSDU_Present", 0, 1),
			packet.BitField("Ack_Policy", 0, 2),
			packet.BitField("EOSP", 0, 1),
			packet.BitField("TID", 0, 4),
			packet.ByteField("TXOP", 0),
		},
		NextIn: nextOfQoS,
	})

	dot11ATIMProto = packet.Define[Dot11ATIM](packet.Desc{
		Family: &family, Name: "Dot11ATIM", Title: "802.11 ATIM",
	})

	dot11AckProto = packet.Define[Dot11Ack](packet.Desc{
		Family: &family, Name: "Dot11Ack", Title: "802.11 Ack packet",
	})

	dot11AssoReqProto = packet.Define[Dot11AssoReq](packet.Desc{
		Family: &family, Name: "Dot11AssoReq", Title: "802.11 Association Request",
		Fields: []packet.Field{
			packet.FlagsField("cap", 0, 16, "res8", "res9", "short-slot", "res11", "res12", "DSSS-OFDM", "res14", "res15", "ESS", "IBSS", "CFP",
				"CFP-req", "privacy", "short-preamble", "PBCC", "agility"),
			packet.ShortField("listen_interval", 200).LittleEndian(),
		},
	})

	dot11AssoRespProto = packet.Define[Dot11AssoResp](packet.Desc{
		Family: &family, Name: "Dot11AssoResp", Title: "802.11 Association Response",
		Fields: []packet.Field{
			packet.FlagsField("cap", 0, 16, "res8", "res9", "short-slot", "res11", "res12", "DSSS-OFDM", "res14", "res15", "ESS", "IBSS", "CFP",
				"CFP-req", "privacy", "short-preamble", "PBCC", "agility"),
			packet.ShortField("status", 0).LittleEndian(),
			packet.ShortField("AID", 0).LittleEndian(),
		},
	})

	dot11ReassoReqProto = packet.Define[Dot11ReassoReq](packet.Desc{
		Family: &family, Name: "Dot11ReassoReq", Title: "802.11 Reassociation Request",
		Fields: []packet.Field{
			packet.FlagsField("cap", 0, 16, "res8", "res9", "short-slot", "res11", "res12", "DSSS-OFDM", "res14", "res15", "ESS", "IBSS", "CFP",
				"CFP-req", "privacy", "short-preamble", "PBCC", "agility"),
			packet.ShortField("listen_interval", 200).LittleEndian(),
			packet.MACField("current_AP", "00:00:00:00:00:00"),
		},
	})

	dot11ReassoRespProto = packet.Define[Dot11ReassoResp](packet.Desc{
		Family: &family, Name: "Dot11ReassoResp", Title: "802.11 Reassociation Response",
		Fields: []packet.Field{
			packet.FlagsField("cap", 0, 16, "res8", "res9", "short-slot", "res11", "res12", "DSSS-OFDM", "res14", "res15", "ESS", "IBSS", "CFP",
				"CFP-req", "privacy", "short-preamble", "PBCC", "agility"),
			packet.ShortField("status", 0).LittleEndian(),
			packet.ShortField("AID", 0).LittleEndian(),
		},
	})

	dot11AuthProto = packet.Define[Dot11Auth](packet.Desc{
		Family: &family, Name: "Dot11Auth", Title: "802.11 Authentication",
		Fields: []packet.Field{
			packet.ShortEnumField("algo", 0, dot11AuthAlgo).LittleEndian(),
			packet.ShortField("seqnum", 0).LittleEndian(),
			packet.ShortEnumField("status", 0, dot11AuthStatus).LittleEndian(),
		},
		AnswersIn: answersAuth,
	})

	dot11BeaconProto = packet.Define[Dot11Beacon](packet.Desc{
		Family: &family, Name: "Dot11Beacon", Title: "802.11 Beacon",
		Fields: []packet.Field{
			packet.LongField("timestamp", 0).LittleEndian(),
			packet.ShortField("beacon_interval", 100).LittleEndian(),
			packet.FlagsField("cap", 0, 16, "res8", "res9", "short-slot", "res11", "res12", "DSSS-OFDM", "res14", "res15", "ESS", "IBSS", "CFP",
				"CFP-req", "privacy", "short-preamble", "PBCC", "agility"),
		},
	})

	dot11DeauthProto = packet.Define[Dot11Deauth](packet.Desc{
		Family: &family, Name: "Dot11Deauth", Title: "802.11 Deauthentication",
		Fields: []packet.Field{
			packet.ShortEnumField("reason", 1, dot11DeauthReason).LittleEndian(),
		},
	})

	dot11DisasProto = packet.Define[Dot11Disas](packet.Desc{
		Family: &family, Name: "Dot11Disas", Title: "802.11 Disassociation",
		Fields: []packet.Field{
			packet.ShortEnumField("reason", 1, dot11DeauthReason).LittleEndian(),
		},
	})

	dot11ProbeReqProto = packet.Define[Dot11ProbeReq](packet.Desc{
		Family: &family, Name: "Dot11ProbeReq", Title: "802.11 Probe Request",
	})

	dot11ProbeRespProto = packet.Define[Dot11ProbeResp](packet.Desc{
		Family: &family, Name: "Dot11ProbeResp", Title: "802.11 Probe Response",
		Fields: []packet.Field{
			packet.LongField("timestamp", 0).LittleEndian(),
			packet.ShortField("beacon_interval", 100).LittleEndian(),
			packet.FlagsField("cap", 0, 16, "res8", "res9", "short-slot", "res11", "res12", "DSSS-OFDM", "res14", "res15", "ESS", "IBSS", "CFP",
				"CFP-req", "privacy", "short-preamble", "PBCC", "agility"),
		},
	})

	dot11EncryptedProto = packet.Define[Dot11Encrypted](packet.Desc{
		Family: &family, Name: "Dot11Encrypted", Title: "802.11 Encrypted (unknown algorithm)",
		Fields: []packet.Field{
			packet.StrField("data", nil),
		},
		Pick: cipherOf,
	})

	dot11WEPProto = packet.Define[Dot11WEP](packet.Desc{
		Family: &family, Name: "Dot11WEP", Title: "802.11 WEP packet",
		Fields: []packet.Field{
			packet.StrFixedLenField("iv", []byte("\x00\x00\x00"), 3),
			packet.ByteField("keyid", 0),
			packet.StrUntilField("wepdata", nil, func(*packet.Header) int { return -4 }),
			packet.IntField("icv", nil),
		},
	})

	dot11TKIPProto = packet.Define[Dot11TKIP](packet.Desc{
		Family: &family, Name: "Dot11TKIP", Title: "802.11 TKIP packet",
		Fields: []packet.Field{
			packet.ByteField("TSC1", 0),
			packet.ByteField("WEPSeed", 0),
			packet.ByteField("TSC0", 0),
			packet.BitField("key_id", 0, 2),
			packet.BitField("ext_iv", 0, 1),
			packet.BitField("res", 0, 5),
			packet.ByteField("TSC2", 0).If(extendedIV),
			packet.ByteField("TSC3", 0).If(extendedIV),
			packet.ByteField("TSC4", 0).If(extendedIV),
			packet.ByteField("TSC5", 0).If(extendedIV),
			packet.StrField("data", nil),
		},
	})

	dot11CCMPProto = packet.Define[Dot11CCMP](packet.Desc{
		Family: &family, Name: "Dot11CCMP", Title: "802.11 CCMP packet",
		Fields: []packet.Field{
			packet.ByteField("PN0", 0),
			packet.ByteField("PN1", 0),
			packet.ByteField("res0", 0),
			packet.BitField("key_id", 0, 2),
			packet.BitField("ext_iv", 0, 1),
			packet.BitField("res1", 0, 5),
			packet.ByteField("PN2", 0),
			packet.ByteField("PN3", 0),
			packet.ByteField("PN4", 0),
			packet.ByteField("PN5", 0),
			packet.StrField("data", nil),
		},
	})
)

// Describe returns the description and the values.
func (l Dot11) Describe() (*packet.Proto, []any) { return dot11Proto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l Dot11FCS) Describe() (*packet.Proto, []any) { return dot11FCSProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l Dot11QoS) Describe() (*packet.Proto, []any) { return dot11QoSProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l Dot11ATIM) Describe() (*packet.Proto, []any) { return dot11ATIMProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l Dot11Ack) Describe() (*packet.Proto, []any) { return dot11AckProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l Dot11AssoReq) Describe() (*packet.Proto, []any) { return dot11AssoReqProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l Dot11AssoResp) Describe() (*packet.Proto, []any) {
	return dot11AssoRespProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l Dot11ReassoReq) Describe() (*packet.Proto, []any) {
	return dot11ReassoReqProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l Dot11ReassoResp) Describe() (*packet.Proto, []any) {
	return dot11ReassoRespProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l Dot11Auth) Describe() (*packet.Proto, []any) { return dot11AuthProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l Dot11Beacon) Describe() (*packet.Proto, []any) { return dot11BeaconProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l Dot11Deauth) Describe() (*packet.Proto, []any) { return dot11DeauthProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l Dot11Disas) Describe() (*packet.Proto, []any) { return dot11DisasProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l Dot11ProbeReq) Describe() (*packet.Proto, []any) {
	return dot11ProbeReqProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l Dot11ProbeResp) Describe() (*packet.Proto, []any) {
	return dot11ProbeRespProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l Dot11Encrypted) Describe() (*packet.Proto, []any) {
	return dot11EncryptedProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l Dot11WEP) Describe() (*packet.Proto, []any) { return dot11WEPProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l Dot11TKIP) Describe() (*packet.Proto, []any) { return dot11TKIPProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l Dot11CCMP) Describe() (*packet.Proto, []any) { return dot11CCMPProto, packet.ValuesOf(l) }
