package sctp

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"strings"

	"github.com/pyops-go/pyops/packet"
)

var (
	sctpSport = packet.NewEnum(map[uint64]string{
		0x1628: "amqp",
	})
	sctpChunkParamHeartbeatInfoType = packet.NewEnum(map[uint64]string{
		1: "heartbeat-info", 5: "IPv4", 6: "IPv6", 7: "state-cookie", 8: "unrecognized-param", 9: "cookie-preservative", 11: "hostname",
		12: "addrtypes", 0x8000: "ecn-capable", 0x8002: "random", 0x8003: "chunk-list", 0x8004: "requested-HMAC-functions",
		0x8008: "supported-extensions", 0xc000: "fwd-tsn-supported", 0xc001: "add-IP", 0xc002: "del-IP", 0xc003: "error-indication",
		0xc004: "set-primary-addr", 0xc005: "success-indication", 0xc006: "adaptation-layer",
	})
	sctpChunkParamChunkListChunk = packet.NewEnum(map[uint64]string{
		0: "data", 1: "init", 2: "init-ack", 3: "sack", 4: "heartbeat-req", 5: "heartbeat-ack", 6: "abort", 7: "shutdown",
		8: "shutdown-ack", 9: "error", 10: "cookie-echo", 11: "cookie-ack", 14: "shutdown-complete", 15: "authentication",
		128: "address-configuration-ack", 193: "address-configuration",
	})
	sctpChunkParamRequestedHMACFunctionsHMACFunction = packet.NewEnum(map[uint64]string{
		0: "Reserved1", 1: "SHA-1", 2: "Reserved2", 3: "SHA-256",
	})
	sctpChunkDataProtoID = packet.NewEnum(map[uint64]string{
		0: "Reserved", 1: "IUA", 2: "M2UA", 3: "M3UA", 4: "SUA", 5: "M2PA", 6: "V5UA", 7: "H.248", 8: "BICC/Q.2150.3", 9: "TALI",
		10: "DUA", 11: "ASAP", 12: "ENRP", 13: "H.323", 14: "Q.IPC/Q.2150.3", 15: "SIMCO", 16: "DDP Segment Chunk",
		17: "DDP Stream Session Control", 18: "S1AP", 19: "RUA", 20: "HNBAP", 21: "ForCES-HP", 22: "ForCES-MP", 23: "ForCES-LP",
		24: "SBc-AP", 25: "NBAP", 26: "Unassigned", 27: "X2AP", 28: "IRCP", 29: "LCS-AP", 30: "MPICH2", 31: "SABP", 32: "FGP", 33: "PPP",
		34: "CALCAPP", 35: "SSP", 36: "NPMP-CONTROL", 37: "NPMP-DATA", 38: "ECHO", 39: "DISCARD", 40: "DAYTIME", 41: "CHARGEN",
		42: "3GPP RNA", 43: "3GPP M2AP", 44: "3GPP M3AP", 45: "SSH/SCTP", 46: "Diameter/SCTP", 47: "Diameter/DTLS/SCTP", 48: "R14P",
		49: "Unassigned", 50: "WebRTC DCEP", 51: "WebRTC String", 52: "WebRTC Binary Partial", 53: "WebRTC Binary",
		54: "WebRTC String Partial", 55: "3GPP PUA", 56: "WebRTC String Empty", 57: "WebRTC Binary Empty",
	})
)

// family is the protocols of this folder.
var family packet.Family

// Protos are the protocols of this folder, for a [packet.Dissector] that shall find
// them.
func Protos() []*packet.Proto { return family.Protos() }

var (
	sctpProto = packet.Define[SCTP](packet.Desc{
		Family: &family, Name: "SCTP",
		Fields: []packet.Field{
			packet.ShortEnumField("sport", 0, sctpSport),
			packet.ShortEnumField("dport", 0, sctpSport),
			packet.XIntField("tag", 0),
			packet.XIntField("chksum", nil),
		},
		Next: next, Finish: checksum,
		AnswersIn: func(p, q *packet.Header, _ func() bool) bool {
			return q.Name() == "SCTP" && p.Num("sport") == q.Num("dport") && p.Num("dport") == q.Num("sport")
		},
	})

	sctPerrorProto = packet.Define[SCTPerror](packet.Desc{
		Family: &family, Name: "SCTPerror", Title: "SCTP in ICMP",
		Fields: []packet.Field{
			packet.ShortEnumField("sport", 0, sctpSport),
			packet.ShortEnumField("dport", 0, sctpSport),
			packet.XIntField("tag", 0),
			packet.XIntField("chksum", nil),
		},
		Next: next, Finish: checksum,
	})

	sctpChunkParamHeartbeatInfoProto = packet.Define[SCTPChunkParamHeartbeatInfo](packet.Desc{
		Family: &family, Name: "SCTPChunkParamHeartbeatInfo",
		Fields: []packet.Field{
			packet.ShortEnumField("type", 1, sctpChunkParamHeartbeatInfoType),
			packet.FieldLenField("len", "data", 2).Adjust(plus(4)),
			packet.StrLenField("data", []byte{}, less("len", 4)).Pad(4),
		},
	})

	sctpChunkParamIPv4AddrProto = packet.Define[SCTPChunkParamIPv4Addr](packet.Desc{
		Family: &family, Name: "SCTPChunkParamIPv4Addr",
		Fields: []packet.Field{
			packet.ShortEnumField("type", 5, sctpChunkParamHeartbeatInfoType),
			packet.ShortField("len", 8),
			packet.IPField("addr", "127.0.0.1"),
		},
	})

	sctpChunkParamIPv6AddrProto = packet.Define[SCTPChunkParamIPv6Addr](packet.Desc{
		Family: &family, Name: "SCTPChunkParamIPv6Addr",
		Fields: []packet.Field{
			packet.ShortEnumField("type", 6, sctpChunkParamHeartbeatInfoType),
			packet.ShortField("len", 20),
			packet.IP6Field("addr", "::1"),
		},
	})

	sctpChunkParamStateCookieProto = packet.Define[SCTPChunkParamStateCookie](packet.Desc{
		Family: &family, Name: "SCTPChunkParamStateCookie",
		Fields: []packet.Field{
			packet.ShortEnumField("type", 7, sctpChunkParamHeartbeatInfoType),
			packet.FieldLenField("len", "cookie", 2).Adjust(plus(4)),
			packet.StrLenField("cookie", []byte{}, less("len", 4)).Pad(4),
		},
	})

	sctpChunkParamUnrocognizedParamProto = packet.Define[SCTPChunkParamUnrocognizedParam](packet.Desc{
		Family: &family, Name: "SCTPChunkParamUnrocognizedParam",
		Fields: []packet.Field{
			packet.ShortEnumField("type", 8, sctpChunkParamHeartbeatInfoType),
			packet.FieldLenField("len", "param", 2).Adjust(plus(4)),
			packet.StrLenField("param", []byte{}, less("len", 4)).Pad(4),
		},
	})

	sctpChunkParamCookiePreservativeProto = packet.Define[SCTPChunkParamCookiePreservative](packet.Desc{
		Family: &family, Name: "SCTPChunkParamCookiePreservative",
		Fields: []packet.Field{
			packet.ShortEnumField("type", 9, sctpChunkParamHeartbeatInfoType),
			packet.ShortField("len", 8),
			packet.XIntField("sug_cookie_inc", nil),
		},
	})

	sctpChunkParamHostnameProto = packet.Define[SCTPChunkParamHostname](packet.Desc{
		Family: &family, Name: "SCTPChunkParamHostname",
		Fields: []packet.Field{
			packet.ShortEnumField("type", 11, sctpChunkParamHeartbeatInfoType),
			packet.FieldLenField("len", "hostname", 2).Adjust(plus(4)),
			packet.StrLenField("hostname", []byte{}, less("len", 4)).Pad(4),
		},
	})

	sctpChunkParamSupportedAddrTypesProto = packet.Define[SCTPChunkParamSupportedAddrTypes](packet.Desc{
		Family: &family, Name: "SCTPChunkParamSupportedAddrTypes",
		Fields: []packet.Field{
			packet.ShortEnumField("type", 12, sctpChunkParamHeartbeatInfoType),
			packet.FieldLenField("len", "addr_type_list", 2).Adjust(plus(4)),
			packet.FieldListField("addr_type_list", packet.ShortEnumField("addr_type", 5, sctpChunkParamHeartbeatInfoType), less("len", 4)).WithDefault([]any{5}).Pad(4),
		},
	})

	sctpChunkParamECNCapableProto = packet.Define[SCTPChunkParamECNCapable](packet.Desc{
		Family: &family, Name: "SCTPChunkParamECNCapable",
		Fields: []packet.Field{
			packet.ShortEnumField("type", 0x8000, sctpChunkParamHeartbeatInfoType),
			packet.ShortField("len", 4),
		},
	})

	sctpChunkParamRandomProto = packet.Define[SCTPChunkParamRandom](packet.Desc{
		Family: &family, Name: "SCTPChunkParamRandom",
		Fields: []packet.Field{
			packet.ShortEnumField("type", 0x8002, sctpChunkParamHeartbeatInfoType),
			packet.FieldLenField("len", "random", 2).Adjust(plus(4)),
			packet.StrLenField("random", []byte{}, less("len", 4)).Pad(4),
		},
	})

	sctpChunkParamChunkListProto = packet.Define[SCTPChunkParamChunkList](packet.Desc{
		Family: &family, Name: "SCTPChunkParamChunkList",
		Fields: []packet.Field{
			packet.ShortEnumField("type", 0x8003, sctpChunkParamHeartbeatInfoType),
			packet.FieldLenField("len", "chunk_list", 2).Adjust(plus(4)),
			packet.FieldListField("chunk_list", packet.ByteEnumField("chunk", nil, sctpChunkParamChunkListChunk), less("len", 4)).WithDefault([]any{}).Pad(4),
		},
	})

	sctpChunkParamRequestedHMACFunctionsProto = packet.Define[SCTPChunkParamRequestedHMACFunctions](packet.Desc{
		Family: &family, Name: "SCTPChunkParamRequestedHMACFunctions",
		Fields: []packet.Field{
			packet.ShortEnumField("type", 0x8004, sctpChunkParamHeartbeatInfoType),
			packet.FieldLenField("len", "HMAC_functions_list", 2).Adjust(plus(4)),
			packet.FieldListField("HMAC_functions_list", packet.ShortEnumField("HMAC_function", 1, sctpChunkParamRequestedHMACFunctionsHMACFunction), less("len", 4)).WithDefault([]any{1}).Pad(4),
		},
	})

	sctpChunkParamSupportedExtensionsProto = packet.Define[SCTPChunkParamSupportedExtensions](packet.Desc{
		Family: &family, Name: "SCTPChunkParamSupportedExtensions",
		Fields: []packet.Field{
			packet.ShortEnumField("type", 0x8008, sctpChunkParamHeartbeatInfoType),
			packet.FieldLenField("len", "supported_extensions", 2).Adjust(plus(4)),
			packet.FieldListField("supported_extensions", packet.ByteEnumField("supported_extensions", nil, sctpChunkParamChunkListChunk), less("len", 4)).WithDefault([]any{15, 193, 128}).Pad(4),
		},
	})

	sctpChunkParamFwdTSNProto = packet.Define[SCTPChunkParamFwdTSN](packet.Desc{
		Family: &family, Name: "SCTPChunkParamFwdTSN",
		Fields: []packet.Field{
			packet.ShortEnumField("type", 0xc000, sctpChunkParamHeartbeatInfoType),
			packet.ShortField("len", 4),
		},
	})

	sctpChunkParamAddIPAddrProto = packet.Define[SCTPChunkParamAddIPAddr](packet.Desc{
		Family: &family, Name: "SCTPChunkParamAddIPAddr",
		Fields: []packet.Field{
			packet.ShortEnumField("type", 0xc001, sctpChunkParamHeartbeatInfoType),
			packet.FieldLenField("len", "addr", 2).Adjust(plus(12)),
			packet.XIntField("correlation_id", nil),
			packet.ShortEnumField("addr_type", 5, sctpChunkParamHeartbeatInfoType),
			packet.FieldLenField("addr_len", "addr", 2).Adjust(plus(4)),
			packet.OneOfField(func(h *packet.Header) int { return addressKind(h) },
				packet.IPField("addr", "127.0.0.1"), packet.IP6Field("addr", "::1"),
				packet.StrLenField("addr", []byte{}, less("addr_len", 4))),
		},
	})

	sctpChunkParamDelIPAddrProto = packet.Define[SCTPChunkParamDelIPAddr](packet.Desc{
		Family: &family, Name: "SCTPChunkParamDelIPAddr",
		Fields: []packet.Field{
			packet.ShortEnumField("type", 0xc002, sctpChunkParamHeartbeatInfoType),
			packet.FieldLenField("len", "addr", 2).Adjust(plus(12)),
			packet.XIntField("correlation_id", nil),
			packet.ShortEnumField("addr_type", 5, sctpChunkParamHeartbeatInfoType),
			packet.FieldLenField("addr_len", "addr", 2).Adjust(plus(4)),
			packet.OneOfField(func(h *packet.Header) int { return addressKind(h) },
				packet.IPField("addr", "127.0.0.1"), packet.IP6Field("addr", "::1"),
				packet.StrLenField("addr", []byte{}, less("addr_len", 4))),
		},
	})

	sctpChunkParamErrorIndicationProto = packet.Define[SCTPChunkParamErrorIndication](packet.Desc{
		Family: &family, Name: "SCTPChunkParamErrorIndication",
		Fields: []packet.Field{
			packet.ShortEnumField("type", 0xc003, sctpChunkParamHeartbeatInfoType),
			packet.FieldLenField("len", "error_causes", 2).Adjust(plus(8)),
			packet.XIntField("correlation_id", nil),
			packet.StrLenField("error_causes", []byte{}, less("len", 8)).Pad(4),
		},
	})

	sctpChunkParamSetPrimaryAddrProto = packet.Define[SCTPChunkParamSetPrimaryAddr](packet.Desc{
		Family: &family, Name: "SCTPChunkParamSetPrimaryAddr",
		Fields: []packet.Field{
			packet.ShortEnumField("type", 0xc004, sctpChunkParamHeartbeatInfoType),
			packet.FieldLenField("len", "addr", 2).Adjust(plus(12)),
			packet.XIntField("correlation_id", nil),
			packet.ShortEnumField("addr_type", 5, sctpChunkParamHeartbeatInfoType),
			packet.FieldLenField("addr_len", "addr", 2).Adjust(plus(4)),
			packet.OneOfField(func(h *packet.Header) int { return addressKind(h) },
				packet.IPField("addr", "127.0.0.1"), packet.IP6Field("addr", "::1"),
				packet.StrLenField("addr", []byte{}, less("addr_len", 4))),
		},
	})

	sctpChunkParamSuccessIndicationProto = packet.Define[SCTPChunkParamSuccessIndication](packet.Desc{
		Family: &family, Name: "SCTPChunkParamSuccessIndication",
		Fields: []packet.Field{
			packet.ShortEnumField("type", 0xc005, sctpChunkParamHeartbeatInfoType),
			packet.ShortField("len", 8),
			packet.XIntField("correlation_id", nil),
		},
	})

	sctpChunkParamAdaptationLayerProto = packet.Define[SCTPChunkParamAdaptationLayer](packet.Desc{
		Family: &family, Name: "SCTPChunkParamAdaptationLayer",
		Fields: []packet.Field{
			packet.ShortEnumField("type", 0xc006, sctpChunkParamHeartbeatInfoType),
			packet.ShortField("len", 8),
			packet.XIntField("indication", nil),
		},
	})

	sctpChunkDataProto = packet.Define[SCTPChunkData](packet.Desc{
		Family: &family, Name: "SCTPChunkData",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 0, sctpChunkParamChunkListChunk),
			packet.BitField("reserved", nil, 4),
			packet.BitField("delay_sack", 0, 1),
			packet.BitField("unordered", 0, 1),
			packet.BitField("beginning", 0, 1),
			packet.BitField("ending", 0, 1),
			packet.FieldLenField("len", "data", 2).Adjust(plus(16)),
			packet.XIntField("tsn", nil),
			packet.XShortField("stream_id", nil),
			packet.XShortField("stream_seq", nil),
			packet.IntEnumField("proto_id", nil, sctpChunkDataProtoID),
			packet.StrLenField("data", nil, less("len", 16)).Pad(4),
		},
		Next: next,
	})

	sctpChunkInitProto = packet.Define[SCTPChunkInit](packet.Desc{
		Family: &family, Name: "SCTPChunkInit",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 1, sctpChunkParamChunkListChunk),
			packet.XByteField("flags", nil),
			packet.FieldLenField("len", "params", 2).Adjust(plus(20)),
			packet.XIntField("init_tag", nil),
			packet.IntField("a_rwnd", nil),
			packet.ShortField("n_out_streams", nil),
			packet.ShortField("n_in_streams", nil),
			packet.XIntField("init_tsn", nil),
			packet.LayersField("params", []packet.Layer(nil), packet.LayersOptions{Choose: func(_ *packet.Header, data []byte) *packet.Proto { return param(data) }, Length: less("len", 20)}),
		},
		Next: next,
	})

	sctpChunkInitAckProto = packet.Define[SCTPChunkInitAck](packet.Desc{
		Family: &family, Name: "SCTPChunkInitAck",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 2, sctpChunkParamChunkListChunk),
			packet.XByteField("flags", nil),
			packet.FieldLenField("len", "params", 2).Adjust(plus(20)),
			packet.XIntField("init_tag", nil),
			packet.IntField("a_rwnd", nil),
			packet.ShortField("n_out_streams", nil),
			packet.ShortField("n_in_streams", nil),
			packet.XIntField("init_tsn", nil),
			packet.LayersField("params", []packet.Layer(nil), packet.LayersOptions{Choose: func(_ *packet.Header, data []byte) *packet.Proto { return param(data) }, Length: less("len", 20)}),
		},
		Next: next,
	})

	sctpChunkSACKProto = packet.Define[SCTPChunkSACK](packet.Desc{
		Family: &family, Name: "SCTPChunkSACK",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 3, sctpChunkParamChunkListChunk),
			packet.XByteField("flags", nil),
			packet.ShortField("len", nil),
			packet.XIntField("cumul_tsn_ack", nil),
			packet.IntField("a_rwnd", nil),
			packet.FieldCountField("n_gap_ack", "gap_ack_list", 2),
			packet.FieldCountField("n_dup_tsn", "dup_tsn_list", 2),
			packet.FieldListCountField("gap_ack_list", packet.CustomField("gap_ack", "0:0", gapCodec{}), packet.LengthIn("n_gap_ack")),
			packet.FieldListCountField("dup_tsn_list", packet.XIntField("dup_tsn", nil), packet.LengthIn("n_dup_tsn")),
		},
		Next: next, Finish: sackLength,
	})

	sctpChunkHeartbeatReqProto = packet.Define[SCTPChunkHeartbeatReq](packet.Desc{
		Family: &family, Name: "SCTPChunkHeartbeatReq",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 4, sctpChunkParamChunkListChunk),
			packet.XByteField("flags", nil),
			packet.FieldLenField("len", "params", 2).Adjust(plus(4)),
			packet.LayersField("params", []packet.Layer(nil), packet.LayersOptions{Choose: func(_ *packet.Header, data []byte) *packet.Proto { return param(data) }, Length: less("len", 4)}),
		},
		Next: next,
	})

	sctpChunkHeartbeatAckProto = packet.Define[SCTPChunkHeartbeatAck](packet.Desc{
		Family: &family, Name: "SCTPChunkHeartbeatAck",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 5, sctpChunkParamChunkListChunk),
			packet.XByteField("flags", nil),
			packet.FieldLenField("len", "params", 2).Adjust(plus(4)),
			packet.LayersField("params", []packet.Layer(nil), packet.LayersOptions{Choose: func(_ *packet.Header, data []byte) *packet.Proto { return param(data) }, Length: less("len", 4)}),
		},
		Next: next,
	})

	sctpChunkAbortProto = packet.Define[SCTPChunkAbort](packet.Desc{
		Family: &family, Name: "SCTPChunkAbort",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 6, sctpChunkParamChunkListChunk),
			packet.BitField("reserved", nil, 7),
			packet.BitField("TCB", 0, 1),
			packet.FieldLenField("len", "error_causes", 2).Adjust(plus(4)),
			packet.StrLenField("error_causes", []byte{}, less("len", 4)).Pad(4),
		},
		Next: next,
	})

	sctpChunkShutdownProto = packet.Define[SCTPChunkShutdown](packet.Desc{
		Family: &family, Name: "SCTPChunkShutdown",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 7, sctpChunkParamChunkListChunk),
			packet.XByteField("flags", nil),
			packet.ShortField("len", 8),
			packet.XIntField("cumul_tsn_ack", nil),
		},
		Next: next,
	})

	sctpChunkShutdownAckProto = packet.Define[SCTPChunkShutdownAck](packet.Desc{
		Family: &family, Name: "SCTPChunkShutdownAck",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 8, sctpChunkParamChunkListChunk),
			packet.XByteField("flags", nil),
			packet.ShortField("len", 4),
		},
		Next: next,
	})

	sctpChunkErrorProto = packet.Define[SCTPChunkError](packet.Desc{
		Family: &family, Name: "SCTPChunkError",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 9, sctpChunkParamChunkListChunk),
			packet.XByteField("flags", nil),
			packet.FieldLenField("len", "error_causes", 2).Adjust(plus(4)),
			packet.StrLenField("error_causes", []byte{}, less("len", 4)).Pad(4),
		},
		Next: next,
	})

	sctpChunkCookieEchoProto = packet.Define[SCTPChunkCookieEcho](packet.Desc{
		Family: &family, Name: "SCTPChunkCookieEcho",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 10, sctpChunkParamChunkListChunk),
			packet.XByteField("flags", nil),
			packet.FieldLenField("len", "cookie", 2).Adjust(plus(4)),
			packet.StrLenField("cookie", []byte{}, less("len", 4)).Pad(4),
		},
		Next: next,
	})

	sctpChunkCookieAckProto = packet.Define[SCTPChunkCookieAck](packet.Desc{
		Family: &family, Name: "SCTPChunkCookieAck",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 11, sctpChunkParamChunkListChunk),
			packet.XByteField("flags", nil),
			packet.ShortField("len", 4),
		},
		Next: next,
	})

	sctpChunkShutdownCompleteProto = packet.Define[SCTPChunkShutdownComplete](packet.Desc{
		Family: &family, Name: "SCTPChunkShutdownComplete",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 14, sctpChunkParamChunkListChunk),
			packet.BitField("reserved", nil, 7),
			packet.BitField("TCB", 0, 1),
			packet.ShortField("len", 4),
		},
		Next: next,
	})

	sctpChunkAuthenticationProto = packet.Define[SCTPChunkAuthentication](packet.Desc{
		Family: &family, Name: "SCTPChunkAuthentication",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 15, sctpChunkParamChunkListChunk),
			packet.XByteField("flags", nil),
			packet.FieldLenField("len", "HMAC", 2).Adjust(plus(8)),
			packet.ShortField("shared_key_id", nil),
			packet.ShortField("HMAC_function", nil),
			packet.StrLenField("HMAC", []byte{}, less("len", 8)).Pad(4),
		},
		Next: next,
	})

	sctpChunkAddressConfProto = packet.Define[SCTPChunkAddressConf](packet.Desc{
		Family: &family, Name: "SCTPChunkAddressConf",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 193, sctpChunkParamChunkListChunk),
			packet.XByteField("flags", nil),
			packet.FieldLenField("len", "params", 2).Adjust(plus(8)),
			packet.IntField("seq", 0),
			packet.LayersField("params", []packet.Layer(nil), packet.LayersOptions{Choose: func(_ *packet.Header, data []byte) *packet.Proto { return param(data) }, Length: less("len", 8)}),
		},
		Next: next,
	})

	sctpChunkAddressConfAckProto = packet.Define[SCTPChunkAddressConfAck](packet.Desc{
		Family: &family, Name: "SCTPChunkAddressConfAck",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 128, sctpChunkParamChunkListChunk),
			packet.XByteField("flags", nil),
			packet.FieldLenField("len", "params", 2).Adjust(plus(8)),
			packet.IntField("seq", 0),
			packet.LayersField("params", []packet.Layer(nil), packet.LayersOptions{Choose: func(_ *packet.Header, data []byte) *packet.Proto { return param(data) }, Length: less("len", 8)}),
		},
		Next: next,
	})
)

// plus is a length with so much more.
func plus(more int) func(n int) int { return func(n int) int { return n + more } }

func init() {
	family.Bind(SCTP{},
		packet.Binding{Under: packet.IP{Proto: 132}},
		packet.Binding{Under: packet.IPv6{NH: 132}},
	)
	family.Bind(SCTPerror{},
		packet.Binding{Under: packet.IP{Proto: 132}, NoDissect: true},
	)
}

// less is a length that a field before tells, without so many bytes.
func less(field string, n int) func(h *packet.Header) int {
	return func(h *packet.Header) int { return h.Num(field) - n }
}

var chunks, params map[int]*packet.Proto

func init() {
	chunks, params = map[int]*packet.Proto{}, map[int]*packet.Proto{}
	for _, p := range Protos() {
		h, err := packet.NewLayer(p, nil)
		switch {
		case err != nil:
		case strings.HasPrefix(p.Name(), "SCTPChunkParam"):
			params[h.Num("type")] = p
		case strings.HasPrefix(p.Name(), "SCTPChunk"):
			chunks[h.Num("type")] = p
		}
	}
}

// next is the chunk that follows.
func next(_ *packet.Header, payload []byte) *packet.Proto {
	if len(payload) < 4 {
		return nil
	}
	return chunks[int(payload[0])]
}

// param is the protocol of a parameter.
func param(data []byte) *packet.Proto {
	if len(data) < 4 {
		return nil
	}
	return params[int(binary.BigEndian.Uint16(data))]
}

// addressKind is which kind of address a parameter has: IPv4, IPv6 or neither.
func addressKind(h *packet.Header) int {
	switch h.Num("addr_type") {
	case 5:
		return 0
	case 6:
		return 1
	}
	return 2
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// checksum fills in the CRC over header and chunks, which goes lowest byte first.
func checksum(h *packet.Header, header, payload []byte) ([]byte, []byte, error) {
	if v, _ := h.Get("chksum"); v == nil && len(header) >= 12 {
		clear(header[8:12])
		binary.LittleEndian.PutUint32(header[8:], crc32.Update(crc32.Checksum(header, castagnoli), castagnoli, payload))
	}
	return header, payload, nil
}

func sackLength(h *packet.Header, header, payload []byte) ([]byte, []byte, error) {
	if v, _ := h.Get("len"); v == nil && len(header) >= 4 {
		binary.BigEndian.PutUint16(header[2:], uint16(len(header)))
	}
	return header, payload, nil
}

// gapCodec is a block of acknowledged chunks, as text: "1:5" from the first to the
// last, counted from the cumulative number.
type gapCodec struct{}

func (gapCodec) Read(_ *packet.Header, data []byte) (any, int, error) {
	if len(data) < 4 {
		return nil, 0, &packet.Error{Kind: packet.ErrTooShort, Reason: "a block of four bytes was expected"}
	}
	return fmt.Sprintf("%d:%d", binary.BigEndian.Uint16(data), binary.BigEndian.Uint16(data[2:])), 4, nil
}

func (gapCodec) Append(dst []byte, _ *packet.Header, v any) ([]byte, error) {
	var from, to uint16
	if _, err := fmt.Sscanf(fmt.Sprint(v), "%d:%d", &from, &to); err != nil {
		return dst, &packet.Error{Kind: packet.ErrValue, Input: fmt.Sprint(v), Reason: "a block such as 1:5 was expected"}
	}
	return binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint16(dst, from), to), nil
}

func (gapCodec) Text(_ *packet.Header, v any) string { return "'" + fmt.Sprint(v) + "'" }
