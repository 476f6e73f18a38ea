package dot11

import (
	"github.com/pyops-go/pyops/packet"
)

type (
	// RadioTap is what a receiver tells of a frame: only the fields that Present names are there.
	RadioTap struct {
		Version               any // 0
		Pad                   any // 0
		Len                   any // computed
		Present               any // unset
		Ext                   any // []packet.Layer
		MacTimestamp          any // 0
		Flags                 any // unset
		Rate                  any // unset
		ChannelFrequency      any // 0
		ChannelFlags          any // unset
		FHSS                  any // two bytes: the hop set and the pattern
		DBmAntSignal          any // unset
		DBmAntNoise           any // unset
		LockQuality           any // 0
		TXAttenuation         any // 0
		DBTXAttenuation       any // 0, dB
		DBmTXPower            any // 0, dBm
		Antenna               any // 0
		DBAntSignal           any // 0, dB
		DBAntNoise            any // 0, dB
		RXFlags               any // unset
		TXFlags               any // unset
		ChannelPlusFlags      any // unset
		ChannelPlusFrequency  any // 0
		ChannelPlusNumber     any // 0
		KnownMCS              any // unset
		NessLSB               any // 0
		STBCStreams           any // 0
		FECType               any // 0, BCC
		HTFormat              any // 0, mixed
		GuardInterval         any // 0, Long_GI
		MCSBandwidth          any // 0, 20MHz
		MCSIndex              any // 0
		AMPDURef              any // 0
		AMPDUFlags            any // unset
		KnownVHT              any // unset
		PresentVHT            any // unset
		VHTBandwidth          any // 0, 20MHz
		McsNss                any // unset
		GroupID               any // 0
		PartialAID            any // 0
		Timestamp             any // 0
		TsAccuracy            any // 0
		TsUnit                any // 0, milliseconds
		TsPosition            any // 0
		TsFlags               any // unset
		HeData1               any // 0
		HeData2               any // 0
		HeData3               any // 0
		HeData4               any // 0
		HeData5               any // 0
		HeData6               any // 0
		HemuFlags1            any // 0
		HemuFlags2            any // 0
		RUChannel1            any // a list
		RUChannel2            any // a list
		HemuouPerUser1        any // 32767
		HemuouPerUser2        any // 63
		HemuouPerUserPosition any // 0
		HemuouPerUserKnown    any // flags, 0
		LsigData1             any // flags, 0
		LsigLength            any // 0
		LsigRate              any // 0
		Tlvs                  any // []packet.Layer
		Notdecoded            any // bytes
	}

	// RadioTapExtendedPresenceMask is more bits of what is there.
	RadioTapExtendedPresenceMask struct {
		Present any // unset
	}

	// RadioTapTLV is an item with a kind and a length.
	RadioTapTLV struct {
		Type         any // 0, TSFT
		Length       any // computed
		OUI          any // 0
		Subtype      any // 0
		PresenceType any // 0
		Reserved     any // 0
		Data         any // unset
		Pad          any // unset
	}

	// PrismHeader is what receivers with a Prism chip tell of a frame.
	PrismHeader struct {
		Msgcode        any // 68
		Len            any // 144
		Dev            any // unset
		HosttimeDid    any // 0
		HosttimeStatus any // 0
		HosttimeLen    any // 0
		Hosttime       any // 0
		MactimeDid     any // 0
		MactimeStatus  any // 0
		MactimeLen     any // 0
		Mactime        any // 0
		ChannelDid     any // 0
		ChannelStatus  any // 0
		ChannelLen     any // 0
		Channel        any // 0
		RssiDid        any // 0
		RssiStatus     any // 0
		RssiLen        any // 0
		Rssi           any // 0
		SqDid          any // 0
		SqStatus       any // 0
		SqLen          any // 0
		Sq             any // 0
		SignalDid      any // 0
		SignalStatus   any // 0
		SignalLen      any // 0
		Signal         any // 0
		NoiseDid       any // 0
		NoiseStatus    any // 0
		NoiseLen       any // 0
		Noise          any // 0
		RateDid        any // 0
		RateStatus     any // 0
		RateLen        any // 0
		Rate           any // 0
		IstxDid        any // 0
		IstxStatus     any // 0
		IstxLen        any // 0
		Istx           any // 0
		FrmlenDid      any // 0
		FrmlenStatus   any // 0
		FrmlenLen      any // 0
		Frmlen         any // 0
	}
)

var (
	radioTapFECType = packet.NewEnum(map[uint64]string{
		0: "BCC", 1: "LDPC",
	})
	radioTapHTFormat = packet.NewEnum(map[uint64]string{
		0: "mixed", 1: "greenfield",
	})
	radioTapGuardInterval = packet.NewEnum(map[uint64]string{
		0: "Long_GI", 1: "Short_GI",
	})
	radioTapMCSBandwidth = packet.NewEnum(map[uint64]string{
		0: "20MHz", 1: "40MHz", 2: "ht40Mhz-", 3: "ht40MHz+",
	})
	radioTapVHTBandwidth = packet.NewEnum(map[uint64]string{
		0: "20MHz", 1: "40MHz", 2: "40MHz", 3: "40MHz", 4: "80MHz", 5: "80MHz", 6: "80MHz", 7: "80MHz", 8: "80MHz", 9: "80MHz", 10: "80MHz",
		11: "160MHz", 12: "160MHz", 13: "160MHz", 14: "160MHz", 15: "160MHz", 16: "160MHz", 17: "160MHz", 18: "160MHz", 19: "160MHz",
		20: "160MHz", 21: "160MHz", 22: "160MHz", 23: "160MHz", 24: "160MHz", 25: "160MHz",
	})
	radioTapTsUnit = packet.NewEnum(map[uint64]string{
		0: "milliseconds", 1: "microseconds", 2: "nanoseconds",
	})
	radioTapTLVType = packet.NewEnum(map[uint64]string{
		0: "TSFT", 1: "Flags", 2: "Rate", 3: "Channel", 4: "FHSS", 5: "dBm_AntSignal", 6: "dBm_AntNoise", 7: "Lock_Quality", 8: "TX_Attenuation",
		9: "dB_TX_Attenuation", 10: "dBm_TX_Power", 11: "Antenna", 12: "dB_AntSignal", 13: "dB_AntNoise", 14: "RXFlags", 15: "TXFlags",
		16: "b17", 17: "b18", 18: "ChannelPlus", 19: "MCS", 20: "A_MPDU", 21: "VHT", 22: "timestamp", 23: "HE", 24: "HE_MU",
		25: "HE_MU_other_user", 26: "zero_length_psdu", 27: "L_SIG", 28: "TLV", 29: "RadiotapNS", 30: "VendorNS", 31: "Ext",
	})
)

var (
	radioTapProto = packet.Define[RadioTap](packet.Desc{
		Family: &family, Name: "RadioTap",
		Fields: []packet.Field{
			packet.ByteField("version", 0),
			packet.ByteField("pad", 0),
			packet.ShortField("len", nil).LittleEndian(),
			packet.FlagsField("present", nil, 32, "TSFT", "Flags", "Rate", "Channel", "FHSS", "dBm_AntSignal", "dBm_AntNoise", "Lock_Quality",
				"TX_Attenuation", "dB_TX_Attenuation", "dBm_TX_Power", "Antenna", "dB_AntSignal", "dB_AntNoise",
				"RXFlags", "TXFlags", "b17", "b18", "ChannelPlus", "MCS", "A_MPDU", "VHT", "timestamp", "HE",
				"HE_MU", "HE_MU_other_user", "zero_length_psdu", "L_SIG", "TLV", "RadiotapNS", "VendorNS", "Ext").LittleEndian(),
			packet.LayersField("Ext", []packet.Layer{}, packet.LayersOptions{Choose: mask, More: another}).If(present(31)),
			packet.LongField("mac_timestamp", 0).LittleEndian().AlignTo(8).If(present(0)),
			packet.FlagsField("Flags", nil, 8, "CFP", "ShortPreamble", "wep", "fragment", "FCS", "pad", "badFCS", "ShortGI").LittleEndian().If(present(1)),
			scaled("Rate", 0.5, " Mbps").If(present(2)),
			packet.ShortField("ChannelFrequency", 0).LittleEndian().AlignTo(2).If(present(3)),
			packet.FlagsField("ChannelFlags", nil, 16, "res1", "res2", "res3", "res4", "Turbo", "CCK", "OFDM", "2GHz", "5GHz", "Passive",
				"Dynamic_CCK_OFDM", "GFSK", "GSM", "StaticTurbo", "10MHz", "5MHz").LittleEndian().If(present(3)),
			packet.StrFixedLenField("FHSS", "", 2).If(present(4)),
			decibels("dBm_AntSignal").If(present(5)),
			decibels("dBm_AntNoise").If(present(6)),
			packet.ShortField("Lock_Quality", 0).LittleEndian().AlignTo(2).If(present(7)),
			packet.ShortField("TX_Attenuation", 0).LittleEndian().AlignTo(2).If(present(8)),
			packet.ShortField("dB_TX_Attenuation", 0).LittleEndian().AlignTo(2).If(present(9)),
			decibels("dBm_TX_Power").If(present(10)),
			packet.ByteField("Antenna", 0).If(present(11)),
			packet.ByteField("dB_AntSignal", 0).If(present(12)),
			packet.ByteField("dB_AntNoise", 0).If(present(13)),
			packet.FlagsField("RXFlags", nil, 16, "res1", "BAD_PLCP", "res2").LittleEndian().AlignTo(2).If(present(14)),
			packet.FlagsField("TXFlags", nil, 16, "TX_FAIL", "CTS", "RTS", "NOACK", "NOSEQ", "ORDER").LittleEndian().AlignTo(2).If(present(15)),
			packet.FlagsField("ChannelPlusFlags", nil, 32, "res1", "res2", "res3", "res4", "Turbo", "CCK", "OFDM", "2GHz", "5GHz", "Passive",
				"Dynamic_CCK_OFDM", "GFSK", "GSM", "StaticTurbo", "10MHz", "5MHz", "20MHz",
				"40MHz_ext_channel_above", "40MHz_ext_channel_below", "res5", "res6", "res7", "res8", "res9").LittleEndian().AlignTo(4).If(present(18)),
			packet.ShortField("ChannelPlusFrequency", 0).LittleEndian().If(present(18)),
			packet.ByteField("ChannelPlusNumber", 0).If(present(18)),
			packet.FlagsField("knownMCS", nil, 8, "MCS_bandwidth", "MCS_index", "guard_interval", "HT_format", "FEC_type", "STBC_streams", "Ness",
				"Ness_MSB").LittleEndian().AlignTo(2).If(present(19)),
			packet.BitField("Ness_LSB", 0, 1).If(present(19)),
			packet.BitField("STBC_streams", 0, 2).If(present(19)),
			packet.BitEnumField("FEC_type", 0, 1, radioTapFECType).If(present(19)),
			packet.BitEnumField("HT_format", 0, 1, radioTapHTFormat).If(present(19)),
			packet.BitEnumField("guard_interval", 0, 1, radioTapGuardInterval).If(present(19)),
			packet.BitEnumField("MCS_bandwidth", 0, 2, radioTapMCSBandwidth).If(present(19)),
			packet.ByteField("MCS_index", 0).If(present(19)),
			packet.IntField("A_MPDU_ref", 0).LittleEndian().AlignTo(4).If(present(20)),
			packet.FlagsField("A_MPDU_flags", nil, 32, "Report0Subframe", "Is0Subframe", "KnownLastSubframe", "LastSubframe", "CRCerror", "EOFsubframe",
				"KnownEOF", "res1", "res2", "res3", "res4", "res5", "res6", "res7", "res8").LittleEndian().If(present(20)),
			packet.FlagsField("KnownVHT", nil, 16, "STBC", "TXOP_PS_NOT_ALLOWED", "GuardInterval", "SGINsysmDis", "LDPCextraOFDM", "Beamformed",
				"Bandwidth", "GroupID", "PartialAID", "res1", "res2", "res3", "res4", "res5", "res6", "res7").LittleEndian().AlignTo(2).If(present(21)),
			packet.FlagsField("PresentVHT", nil, 8, "STBC", "TXOP_PS_NOT_ALLOWED", "GuardInterval", "SGINsysmDis", "LDPCextraOFDM", "Beamformed", "res1",
				"res2").LittleEndian().If(present(21)),
			packet.ByteEnumField("VHT_bandwidth", 0, radioTapVHTBandwidth).If(present(21)),
			packet.StrFixedLenField("mcs_nss", nil, 5).If(present(21)),
			packet.ByteField("GroupID", 0).If(present(21)),
			packet.ShortField("PartialAID", 0).If(present(21)),
			packet.LongField("timestamp", 0).LittleEndian().AlignTo(8).If(present(22)),
			packet.ShortField("ts_accuracy", 0).LittleEndian().If(present(22)),
			packet.BitEnumField("ts_unit", 0, 4, radioTapTsUnit).If(present(22)),
			packet.BitField("ts_position", 0, 4).If(present(22)),
			packet.FlagsField("ts_flags", nil, 8, "32-bit_counter", "Accuracy", "res1", "res2", "res3", "res4", "res5", "res6").If(present(22)),
			packet.ShortField("he_data1", 0).LittleEndian().AlignTo(2).If(present(23)),
			packet.ShortField("he_data2", 0).LittleEndian().If(present(23)),
			packet.ShortField("he_data3", 0).LittleEndian().If(present(23)),
			packet.ShortField("he_data4", 0).LittleEndian().If(present(23)),
			packet.ShortField("he_data5", 0).LittleEndian().If(present(23)),
			packet.ShortField("he_data6", 0).LittleEndian().If(present(23)),
			packet.ShortField("hemu_flags1", 0).LittleEndian().AlignTo(2).If(present(24)),
			packet.ShortField("hemu_flags2", 0).LittleEndian().If(present(24)),
			packet.FieldListCountField("RU_channel1", packet.ByteField("", 0), four).If(present(24)),
			packet.FieldListCountField("RU_channel2", packet.ByteField("", 0), four).If(present(24)),
			packet.ShortField("hemuou_per_user_1", 32767).LittleEndian().AlignTo(2).If(present(25)),
			packet.ShortField("hemuou_per_user_2", 63).LittleEndian().If(present(25)),
			packet.ByteField("hemuou_per_user_position", 0).If(present(25)),
			packet.FlagsField("hemuou_per_user_known", 0, 16, "user field position", "STA-ID", "NSTS", "Tx Beamforming", "Spatial Configuration",
				"MCS", "DCM", "Coding").LittleEndian().If(present(25)),
			packet.FlagsField("lsig_data1", 0, 16, "rate", "length").LittleEndian().AlignTo(2).If(present(27)),
			packet.BitField("lsig_length", 0, 12).Reversed(2).If(present(27)),
			packet.BitField("lsig_rate", 0, 4).If(present(27)),
			packet.LayersField("tlvs", []packet.Layer{}, packet.LayersOptions{Choose: tlv, Until: packet.LengthIn("len")}).AlignTo(4).If(present(28)),
			packet.StrUntilField("notdecoded", []byte{}, packet.LengthIn("len")).AtEnd(),
		},
		Next:   nextOfRadioTap,
		Finish: radioTapLength,
	})

	radioTapExtendedPresenceMaskProto = packet.Define[RadioTapExtendedPresenceMask](packet.Desc{
		Family: &family, Name: "RadioTapExtendedPresenceMask", Title: "RadioTap Extended presence mask",
		Fields: []packet.Field{
			extendedMask(),
		},
	})

	radioTapTLVProto = packet.Define[RadioTapTLV](packet.Desc{
		Family: &family, Name: "RadioTapTLV",
		Fields: []packet.Field{
			packet.ShortEnumField("type", 0, radioTapTLVType).LittleEndian(),
			packet.ShortField("length", nil).LittleEndian(),
			packet.OUIField("oui", 0).If(isVendorTLV),
			packet.ByteField("subtype", 0).If(isVendorTLV),
			packet.ShortField("presence_type", 0).LittleEndian().If(isVendorTLV),
			packet.ShortField("reserved", 0).LittleEndian().If(isVendorTLV),
			packet.StrLenField("data", []byte{}, tlvData),
			packet.StrLenField("pad", nil, tlvPad),
		},
		Finish: tlvLength,
	})

	prismHeaderProto = packet.Define[PrismHeader](packet.Desc{
		Family: &family, Name: "PrismHeader", Title: "Prism header",
		Fields: []packet.Field{
			packet.IntField("msgcode", 68).LittleEndian(),
			packet.IntField("len", 144).LittleEndian(),
			packet.StrFixedLenField("dev", []byte{}, 16),
			packet.IntField("hosttime_did", 0).LittleEndian(),
			packet.ShortField("hosttime_status", 0).LittleEndian(),
			packet.ShortField("hosttime_len", 0).LittleEndian(),
			packet.IntField("hosttime", 0).LittleEndian(),
			packet.IntField("mactime_did", 0).LittleEndian(),
			packet.ShortField("mactime_status", 0).LittleEndian(),
			packet.ShortField("mactime_len", 0).LittleEndian(),
			packet.IntField("mactime", 0).LittleEndian(),
			packet.IntField("channel_did", 0).LittleEndian(),
			packet.ShortField("channel_status", 0).LittleEndian(),
			packet.ShortField("channel_len", 0).LittleEndian(),
			packet.IntField("channel", 0).LittleEndian(),
			packet.IntField("rssi_did", 0).LittleEndian(),
			packet.ShortField("rssi_status", 0).LittleEndian(),
			packet.ShortField("rssi_len", 0).LittleEndian(),
			packet.IntField("rssi", 0).LittleEndian(),
			packet.IntField("sq_did", 0).LittleEndian(),
			packet.ShortField("sq_status", 0).LittleEndian(),
			packet.ShortField("sq_len", 0).LittleEndian(),
			packet.IntField("sq", 0).LittleEndian(),
			packet.IntField("signal_did", 0).LittleEndian(),
			packet.ShortField("signal_status", 0).LittleEndian(),
			packet.ShortField("signal_len", 0).LittleEndian(),
			packet.IntField("signal", 0).LittleEndian().Signed(),
			packet.IntField("noise_did", 0).LittleEndian(),
			packet.ShortField("noise_status", 0).LittleEndian(),
			packet.ShortField("noise_len", 0).LittleEndian(),
			packet.IntField("noise", 0).LittleEndian(),
			packet.IntField("rate_did", 0).LittleEndian(),
			packet.ShortField("rate_status", 0).LittleEndian(),
			packet.ShortField("rate_len", 0).LittleEndian(),
			packet.IntField("rate", 0).LittleEndian(),
			packet.IntField("istx_did", 0).LittleEndian(),
			packet.ShortField("istx_status", 0).LittleEndian(),
			packet.ShortField("istx_len", 0).LittleEndian(),
			packet.IntField("istx", 0).LittleEndian(),
			packet.IntField("frmlen_did", 0).LittleEndian(),
			packet.ShortField("frmlen_status", 0).LittleEndian(),
			packet.ShortField("frmlen_len", 0).LittleEndian(),
			packet.IntField("frmlen", 0).LittleEndian(),
		},
		AnswersIn: func(_, _ *packet.Header, above func() bool) bool { return above() },
	})
)

// Describe returns the description and the values.
func (l RadioTap) Describe() (*packet.Proto, []any) { return radioTapProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l RadioTapExtendedPresenceMask) Describe() (*packet.Proto, []any) {
	return radioTapExtendedPresenceMaskProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l RadioTapTLV) Describe() (*packet.Proto, []any) { return radioTapTLVProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l PrismHeader) Describe() (*packet.Proto, []any) { return prismHeaderProto, packet.ValuesOf(l) }
