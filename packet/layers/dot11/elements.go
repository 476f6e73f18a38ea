package dot11

import (
	"github.com/pyops-go/pyops/packet"
)

type (
	// Dot11Elt is an element: a kind, a length and as many bytes.
	Dot11Elt struct {
		ID   any // 0
		Len  any // "info"
		Info any // unset
	}

	// Dot11EltRates is the rates that are supported, each in units of 500 kbit/s, the highest bit telling
	// that it is a basic one.
	Dot11EltRates struct {
		ID    any // 1
		Len   any // computed
		Rates any // a list
	}

	// Dot11EltDSSSet is the channel.
	Dot11EltDSSSet struct {
		ID      any // 3
		Len     any // 1
		Channel any // 0
	}

	// Dot11EltCountry is the country and what is allowed there.
	Dot11EltCountry struct {
		ID            any // 7
		Len           any // computed
		CountryString any // "\x00\x00\x00"
		Descriptors   any // []packet.Layer
		Pad           any // 0
	}

	// Dot11EltCountryConstraintTriplet is some channels and the power allowed on them.
	Dot11EltCountryConstraintTriplet struct {
		FirstChannelNumber any // 1
		NumChannels        any // 24
		Mtp                any // 0
	}

	// Dot11EltERP is what 802.11g does for older stations.
	Dot11EltERP struct {
		ID                 any // 42
		Len                any // 1
		NonERPPresent      any // 0
		UseProtection      any // 0
		BarkerPreambleMode any // 0
		Res                any // 0
	}

	// Dot11EltHTCapabilities is what a station of 802.11n can do.
	Dot11EltHTCapabilities struct {
		ID                                                any // 45
		Len                                               any // computed
		LSIGTXOPProtection                                any // 0
		FortyMhzIntolerant                                any // 0
		PSMP                                              any // 0
		DSSSCCK                                           any // 0
		MaxAMSDU                                          any // 0, 3839 o
		DelayedBlockAck                                   any // 0
		RxSTBC                                            any // 0
		TxSTBC                                            any // 0
		ShortGI40Mhz                                      any // 0
		ShortGI20Mhz                                      any // 0
		GreenField                                        any // 0
		SMPowerSave                                       any // 0, static SM
		SupportedChannelWidth                             any // 0, 20Mhz
		LDPCCodingCapability                              any // 0
		Res1                                              any // 0
		MinMPDCUStartSpacing                              any // 0
		MaxAMPDULengthExponent                            any // 3
		Res2                                              any // 0
		TXUnequalModulation                               any // 0
		TXMaxSpatialStreams                               any // 0
		TXRXMCSSetNotEqual                                any // 0
		TXMCSSetDefined                                   any // 0
		Res3                                              any // 0
		RXHighestSupportedDataRate                        any // 0
		Res4                                              any // 0
		RXMSCBitmask                                      any // 0
		Res5                                              any // 0
		RDResponder                                       any // 0
		HTCHTSupport                                      any // 0
		MCSFeedback                                       any // 0
		Res6                                              any // 0
		PCOTransitionTime                                 any // 0
		PCO                                               any // 0
		Res7                                              any // 0
		ChannelEstimationCapability                       any // 0
		CSIMaxNRowsBeamformerSupported                    any // 0
		CompressedSteeringNBeamformerAntennasSupported    any // 0
		NoncompressedSteeringNBeamformerAntennasSupported any // 0
		CSINBeamformerAntennasSupported                   any // 0
		MinimalGrouping                                   any // 0
		ExplicitCompressedBeamformingFeedback             any // 0
		ExplicitNoncompressedBeamformingFeedback          any // 0
		ExplicitTransmitBeamformingCSIFeedback            any // 0
		ExplicitCompressedSteering                        any // 0
		ExplicitNoncompressedSteering                     any // 0
		ExplicitCSITransmitBeamforming                    any // 0
		Calibration                                       any // 0
		ImplicitTrasmitBeamforming                        any // 0
		TransmitNDP                                       any // 0
		ReceiveNDP                                        any // 0
		TransmitStaggeredSounding                         any // 0
		ReceiveStaggeredSounding                          any // 0
		ImplicitTransmitBeamformingReceiving              any // 0
		ASEL                                              any // flags, 0
	}

	// Dot11EltRSN is the security of a network, WPA2 and WPA3.
	Dot11EltRSN struct {
		ID                         any // 48
		Len                        any // computed
		Version                    any // 1
		GroupCipherSuite           any // a layer
		NbPairwiseCipherSuites     any // "pairwise_cipher_suites"
		PairwiseCipherSuites       any // []packet.Layer
		NbAkmSuites                any // "akm_suites"
		AkmSuites                  any // []packet.Layer
		MfpCapable                 any // 1
		MfpRequired                any // 1
		GtksaReplayCounter         any // 0
		PtksaReplayCounter         any // 0
		NoPairwise                 any // 0
		PreAuth                    any // 0
		Reserved                   any // 0
		Ocvc                       any // 0
		ExtendedKeyId              any // 0
		Pbac                       any // 0
		SppAMsduRequired           any // 0
		SppAMsduCapable            any // 0
		PeerKeyEnabled             any // 0
		JointMultibandRsna         any // 0
		Pmkids                     any // a layer
		GroupManagementCipherSuite any // a layer
	}

	// Dot11EltVendorSpecific is an element of a maker's own.
	Dot11EltVendorSpecific struct {
		ID   any // 221
		Len  any // computed
		OUI  any // 0
		Info any // unset
	}

	// Dot11EltMicrosoftWPA is the security of a network, WPA.
	Dot11EltMicrosoftWPA struct {
		ID                     any // 221
		Len                    any // computed
		OUI                    any // 20722
		Type                   any // 1
		Version                any // 1
		GroupCipherSuite       any // a layer
		NbPairwiseCipherSuites any // "pairwise_cipher_suites"
		PairwiseCipherSuites   any // []packet.Layer
		NbAkmSuites            any // "akm_suites"
		AkmSuites              any // []packet.Layer
	}

	// RSNCipherSuite is a way to encrypt.
	RSNCipherSuite struct {
		OUI    any // 4012
		Cipher any // 4, CCMP-128
	}

	// AKMSuite is a way to authenticate and to agree on keys.
	AKMSuite struct {
		OUI   any // 4012
		Suite any // 1, 802.1X
	}

	// PMKIDListPacket is names of keys agreed on before.
	PMKIDListPacket struct {
		NbPmkids  any // "pmkid_list"
		PmkidList any // a list
	}
)

var (
	elementIDs = packet.NewEnum(map[uint64]string{
		0: "SSID", 1: "Supported Rates", 2: "FHset", 3: "DSSS Set", 4: "CF Set", 5: "TIM", 6: "IBSS Set", 7: "Country", 10: "Request",
		11: "BSS Load", 12: "EDCA Set", 13: "TSPEC", 14: "TCLAS", 15: "Schedule", 16: "Challenge text", 32: "Power Constraint",
		33: "Power Capability", 36: "Supported Channels", 42: "ERP", 45: "HT Capabilities", 46: "QoS Capability", 48: "RSN",
		50: "Extended Supported Rates", 52: "Neighbor Report", 61: "HT Operation", 107: "Interworking", 127: "Extendend Capabilities",
		191: "VHT Capabilities", 221: "Vendor Specific",
	})
	dot11EltHTCapabilitiesMaxAMSDU = packet.NewEnum(map[uint64]string{
		0: "3839 o", 1: "7935 o",
	})
	dot11EltHTCapabilitiesSMPowerSave = packet.NewEnum(map[uint64]string{
		0: "static SM", 1: "dynamic SM", 3: "disabled",
	})
	dot11EltHTCapabilitiesSupportedChannelWidth = packet.NewEnum(map[uint64]string{
		0: "20Mhz", 1: "20Mhz+40Mhz",
	})
	rsnCipherSuiteCipher = packet.NewEnum(map[uint64]string{
		0: "Use group cipher suite", 1: "WEP-40", 2: "TKIP", 3: "OCB", 4: "CCMP-128", 5: "WEP-104", 6: "BIP-CMAC-128",
		7: "Group addressed traffic not allowed", 8: "GCMP-128", 9: "GCMP-256", 10: "CCMP-256", 11: "BIP-GMAC-128", 12: "BIP-GMAC-256",
		13: "BIP-CMAC-256",
	})
	akmSuiteSuite = packet.NewEnum(map[uint64]string{
		0: "Reserved", 1: "802.1X", 2: "PSK", 3: "FT-802.1X", 4: "FT-PSK", 5: "WPA-SHA256", 6: "PSK-SHA256", 7: "TDLS", 8: "SAE", 9: "FT-SAE",
		10: "AP-PEER-KEY", 11: "WPA-SHA256-SUITE-B", 12: "WPA-SHA384-SUITE-B", 13: "FT-802.1X-SHA384", 14: "FILS-SHA256", 15: "FILS-SHA384",
		16: "FT-FILS-SHA256", 17: "FT-FILS-SHA384", 18: "OWE",
	})
)

var (
	dot11EltProto = packet.Define[Dot11Elt](packet.Desc{
		Family: &family, Name: "Dot11Elt", Title: "802.11 Information Element",
		Fields: []packet.Field{
			packet.ByteEnumField("ID", 0, elementIDs),
			packet.FieldLenField("len", "info", 1),
			packet.StrLenField("info", []byte{}, packet.LengthIn("len")),
		},
		Flat:      true,
		Pick:      elementOf,
		SummaryIn: summaryOfElement,
		Finish:    elementLength,
	})

	dot11EltRatesProto = packet.Define[Dot11EltRates](packet.Desc{
		Family: &family, Name: "Dot11EltRates", Title: "802.11 Rates",
		Fields: []packet.Field{
			packet.ByteEnumField("ID", 1, elementIDs),
			packet.ByteField("len", nil),
			packet.FieldListField("rates", packet.CustomField("", 0, rate{}), packet.LengthIn("len")).WithDefault([]any{130}),
		},
		Flat:   true,
		Finish: elementLength,
	})

	dot11EltDSSSetProto = packet.Define[Dot11EltDSSSet](packet.Desc{
		Family: &family, Name: "Dot11EltDSSSet", Title: "802.11 DSSS Parameter Set",
		Fields: []packet.Field{
			packet.ByteEnumField("ID", 3, elementIDs),
			packet.ByteField("len", 1),
			packet.ByteField("channel", 0),
		},
		Flat:   true,
		Finish: elementLength,
	})

	dot11EltCountryProto = packet.Define[Dot11EltCountry](packet.Desc{
		Family: &family, Name: "Dot11EltCountry", Title: "802.11 Country",
		Fields: []packet.Field{
			packet.ByteEnumField("ID", 7, elementIDs),
			packet.ByteField("len", nil),
			packet.StrFixedLenField("country_string", []byte("\x00\x00\x00"), 3),
			packet.PacketListField("descriptors", []packet.Layer{}, func([]byte) *packet.Proto { return protoOf(Dot11EltCountryConstraintTriplet{}) }, triplets),
			packet.ByteField("pad", 0).If(countryPadded),
		},
		Flat:   true,
		Finish: elementLength,
	})

	dot11EltCountryConstraintTripletProto = packet.Define[Dot11EltCountryConstraintTriplet](packet.Desc{
		Family: &family, Name: "Dot11EltCountryConstraintTriplet", Title: "802.11 Country Constraint Triplet",
		Fields: []packet.Field{
			packet.ByteField("first_channel_number", 1),
			packet.ByteField("num_channels", 24),
			packet.ByteField("mtp", 0),
		},
	})

	dot11EltERPProto = packet.Define[Dot11EltERP](packet.Desc{
		Family: &family, Name: "Dot11EltERP", Title: "802.11 ERP",
		Fields: []packet.Field{
			packet.ByteEnumField("ID", 42, elementIDs),
			packet.ByteField("len", 1),
			packet.BitField("NonERP_Present", 0, 1),
			packet.BitField("Use_Protection", 0, 1),
			packet.BitField("Barker_Preamble_Mode", 0, 1),
			packet.BitField("res", 0, 5),
		},
		Flat:   true,
		Finish: elementLength,
	})

	dot11EltHTCapabilitiesProto = packet.Define[Dot11EltHTCapabilities](packet.Desc{
		Family: &family, Name: "Dot11EltHTCapabilities", Title: "802.11 HT Capabilities",
		Fields: []packet.Field{
			packet.ByteEnumField("ID", 45, elementIDs),
			packet.ByteField("len", nil),
			packet.BitField("L_SIG_TXOP_Protection", 0, 1).Reversed(2),
			packet.BitField("Forty_Mhz_Intolerant", 0, 1),
			packet.BitField("PSMP", 0, 1),
			packet.BitField("DSSS_CCK", 0, 1),
			packet.BitEnumField("Max_A_MSDU", 0, 1, dot11EltHTCapabilitiesMaxAMSDU),
			packet.BitField("Delayed_BlockAck", 0, 1),
			packet.BitField("Rx_STBC", 0, 2),
			packet.BitField("Tx_STBC", 0, 1),
			packet.BitField("Short_GI_40Mhz", 0, 1),
			packet.BitField("Short_GI_20Mhz", 0, 1),
			packet.BitField("Green_Field", 0, 1),
			packet.BitEnumField("SM_Power_Save", 0, 2, dot11EltHTCapabilitiesSMPowerSave),
			packet.BitEnumField("Supported_Channel_Width", 0, 1, dot11EltHTCapabilitiesSupportedChannelWidth),
			packet.BitField("LDPC_Coding_Capability", 0, 1),
			packet.BitField("res1", 0, 3).Reversed(1),
			packet.BitField("Min_MPDCU_Start_Spacing", 0, 3),
			packet.BitField("Max_A_MPDU_Length_Exponent", 3, 2),
			packet.BitField("res2", 0, 27).Reversed(16),
			packet.BitField("TX_Unequal_Modulation", 0, 1),
			packet.BitField("TX_Max_Spatial_Streams", 0, 2),
			packet.BitField("TX_RX_MCS_Set_Not_Equal", 0, 1),
			packet.BitField("TX_MCS_Set_Defined", 0, 1),
			packet.BitField("res3", 0, 6),
			packet.BitField("RX_Highest_Supported_Data_Rate", 0, 10),
			packet.BitField("res4", 0, 3),
			packet.BitField("RX_MSC_Bitmask", 0, 77),
			packet.BitField("res5", 0, 4).Reversed(2),
			packet.BitField("RD_Responder", 0, 1),
			packet.BitField("HTC_HT_Support", 0, 1),
			packet.BitField("MCS_Feedback", 0, 2),
			packet.BitField("res6", 0, 5),
			packet.BitField("PCO_Transition_Time", 0, 2),
			packet.BitField("PCO", 0, 1),
			packet.BitField("res7", 0, 3).Reversed(4),
			packet.BitField("Channel_Estimation_Capability", 0, 2),
			packet.BitField("CSI_max_n_Rows_Beamformer_Supported", 0, 2),
			packet.BitField("Compressed_Steering_n_Beamformer_Antennas_Supported", 0, 2),
			packet.BitField("Noncompressed_Steering_n_Beamformer_Antennas_Supported", 0, 2),
			packet.BitField("CSI_n_Beamformer_Antennas_Supported", 0, 2),
			packet.BitField("Minimal_Grouping", 0, 2),
			packet.BitField("Explicit_Compressed_Beamforming_Feedback", 0, 2),
			packet.BitField("Explicit_Noncompressed_Beamforming_Feedback", 0, 2),
			packet.BitField("Explicit_Transmit_Beamforming_CSI_Feedback", 0, 2),
			packet.BitField("Explicit_Compressed_Steering", 0, 1),
			packet.BitField("Explicit_Noncompressed_Steering", 0, 1),
			packet.BitField("Explicit_CSI_Transmit_Beamforming", 0, 1),
			packet.BitField("Calibration", 0, 2),
			packet.BitField("Implicit_Trasmit_Beamforming", 0, 1),
			packet.BitField("Transmit_NDP", 0, 1),
			packet.BitField("Receive_NDP", 0, 1),
			packet.BitField("Transmit_Staggered_Sounding", 0, 1),
			packet.BitField("Receive_Staggered_Sounding", 0, 1),
			packet.BitField("Implicit_Transmit_Beamforming_Receiving", 0, 1),
			packet.FlagsField("ASEL", 0, 8, "res", "Transmit_Sounding_PPDUs", "Receive_ASEL", "Antenna_Indices_Feedback",
				"Explicit_CSI_Feedback", "Explicit_CSI_Feedback_Based_Transmit_ASEL", "Antenna_Selection"),
		},
		Flat:   true,
		Finish: elementLength,
	})

	dot11EltRSNProto = packet.Define[Dot11EltRSN](packet.Desc{
		Family: &family, Name: "Dot11EltRSN", Title: "802.11 RSN information",
		Fields: []packet.Field{
			packet.ByteEnumField("ID", 48, elementIDs),
			packet.ByteField("len", nil),
			packet.ShortField("version", 1).LittleEndian(),
			suite("group_cipher_suite", RSNCipherSuite{}),
			packet.FieldCountField("nb_pairwise_cipher_suites", "pairwise_cipher_suites", 2).LittleEndian(),
			suites("pairwise_cipher_suites", "nb_pairwise_cipher_suites", RSNCipherSuite{}),
			packet.FieldCountField("nb_akm_suites", "akm_suites", 2).LittleEndian(),
			suites("akm_suites", "nb_akm_suites", AKMSuite{}),
			packet.BitField("mfp_capable", 1, 1),
			packet.BitField("mfp_required", 1, 1),
			packet.BitField("gtksa_replay_counter", 0, 2),
			packet.BitField("ptksa_replay_counter", 0, 2),
			packet.BitField("no_pairwise", 0, 1),
			packet.BitField("pre_auth", 0, 1),
			packet.BitField("reserved", 0, 1),
			packet.BitField("ocvc", 0, 1),
			packet.BitField("extended_key_id", 0, 1),
			packet.BitField("pbac", 0, 1),
			packet.BitField("spp_a_msdu_required", 0, 1),
			packet.BitField("spp_a_msdu_capable", 0, 1),
			packet.BitField("peer_key_enabled", 0, 1),
			packet.BitField("joint_multiband_rsna", 0, 1),
			pmkids().If(hasPMKIDs),
			suite("group_management_cipher_suite", RSNCipherSuite{Cipher: 6}).If(hasManagementSuite),
		},
		Flat:   true,
		Finish: elementLength,
	})

	dot11EltVendorSpecificProto = packet.Define[Dot11EltVendorSpecific](packet.Desc{
		Family: &family, Name: "Dot11EltVendorSpecific", Title: "802.11 Vendor Specific",
		Fields: []packet.Field{
			packet.ByteEnumField("ID", 221, elementIDs),
			packet.ByteField("len", nil),
			packet.OUIField("oui", 0),
			packet.StrLenField("info", []byte{}, func(h *packet.Header) int { return h.Num("len") - 3 }),
		},
		Flat:   true,
		Finish: elementLength,
	})

	dot11EltMicrosoftWPAProto = packet.Define[Dot11EltMicrosoftWPA](packet.Desc{
		Family: &family, Name: "Dot11EltMicrosoftWPA", Title: "802.11 Microsoft WPA",
		Fields: []packet.Field{
			packet.ByteEnumField("ID", 221, elementIDs),
			packet.ByteField("len", nil),
			packet.OUIField("oui", 20722),
			packet.XByteField("type", 1),
			packet.ShortField("version", 1).LittleEndian(),
			suite("group_cipher_suite", RSNCipherSuite{}),
			packet.FieldCountField("nb_pairwise_cipher_suites", "pairwise_cipher_suites", 2).LittleEndian(),
			suites("pairwise_cipher_suites", "nb_pairwise_cipher_suites", RSNCipherSuite{}),
			packet.FieldCountField("nb_akm_suites", "akm_suites", 2).LittleEndian(),
			suites("akm_suites", "nb_akm_suites", AKMSuite{}),
		},
		Flat:   true,
		Finish: elementLength,
	})

	rsnCipherSuiteProto = packet.Define[RSNCipherSuite](packet.Desc{
		Family: &family, Name: "RSNCipherSuite", Title: "Cipher suite",
		Fields: []packet.Field{
			packet.OUIField("oui", 4012),
			packet.ByteEnumField("cipher", 4, rsnCipherSuiteCipher),
		},
	})

	akmSuiteProto = packet.Define[AKMSuite](packet.Desc{
		Family: &family, Name: "AKMSuite", Title: "AKM suite",
		Fields: []packet.Field{
			packet.OUIField("oui", 4012),
			packet.ByteEnumField("suite", 1, akmSuiteSuite),
		},
	})

	pmkidListPacketProto = packet.Define[PMKIDListPacket](packet.Desc{
		Family: &family, Name: "PMKIDListPacket", Title: "PMKIDs",
		Fields: []packet.Field{
			packet.FieldCountField("nb_pmkids", "pmkid_list", 2).LittleEndian(),
			packet.FieldListCountField("pmkid_list", packet.StrFixedLenField("", "", 16).Hex(), packet.LengthIn("nb_pmkids")),
		},
	})
)

// Describe returns the description and the values.
func (l Dot11Elt) Describe() (*packet.Proto, []any) { return dot11EltProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l Dot11EltRates) Describe() (*packet.Proto, []any) {
	return dot11EltRatesProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l Dot11EltDSSSet) Describe() (*packet.Proto, []any) {
	return dot11EltDSSSetProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l Dot11EltCountry) Describe() (*packet.Proto, []any) {
	return dot11EltCountryProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l Dot11EltCountryConstraintTriplet) Describe() (*packet.Proto, []any) {
	return dot11EltCountryConstraintTripletProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l Dot11EltERP) Describe() (*packet.Proto, []any) { return dot11EltERPProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l Dot11EltHTCapabilities) Describe() (*packet.Proto, []any) {
	return dot11EltHTCapabilitiesProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l Dot11EltRSN) Describe() (*packet.Proto, []any) { return dot11EltRSNProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l Dot11EltVendorSpecific) Describe() (*packet.Proto, []any) {
	return dot11EltVendorSpecificProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l Dot11EltMicrosoftWPA) Describe() (*packet.Proto, []any) {
	return dot11EltMicrosoftWPAProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l RSNCipherSuite) Describe() (*packet.Proto, []any) {
	return rsnCipherSuiteProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l AKMSuite) Describe() (*packet.Proto, []any) { return akmSuiteProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l PMKIDListPacket) Describe() (*packet.Proto, []any) {
	return pmkidListPacketProto, packet.ValuesOf(l)
}
