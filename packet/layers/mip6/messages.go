package mip6

import (
	"github.com/pyops-go/pyops/packet"
)

type (
	// MIP6MHBRR asks a mobile node to refresh its binding.
	MIP6MHBRR struct {
		Nh      any // 59, No Next Header
		Len     any // computed
		Mhtype  any // 0, BRR
		Res     any // unset
		Cksum   any // unset
		Res2    any // unset
		Autopad any // 1
		Options any // []packet.Layer
	}

	// MIP6MHHoTI begins the test of the home address.
	MIP6MHHoTI struct {
		Nh       any // 59, No Next Header
		Len      any // computed
		Mhtype   any // 1, HoTI
		Res      any // unset
		Cksum    any // unset
		Reserved any // "\x00\x00"
		Cookie   any // "\x00\x00\x00\x00\x00\x00\x00\x00"
		Autopad  any // 1
		Options  any // []packet.Layer
	}

	// MIP6MHCoTI begins the test of the care-of address.
	MIP6MHCoTI struct {
		Nh       any // 59, No Next Header
		Len      any // computed
		Mhtype   any // 2, CoTI
		Res      any // unset
		Cksum    any // unset
		Reserved any // "\x00\x00"
		Cookie   any // "\x00\x00\x00\x00\x00\x00\x00\x00"
		Autopad  any // 1
		Options  any // []packet.Layer
	}

	// MIP6MHHoT answers the test of the home address.
	MIP6MHHoT struct {
		Nh      any // 59, No Next Header
		Len     any // computed
		Mhtype  any // 3, HoT
		Res     any // unset
		Cksum   any // unset
		Index   any // unset
		Cookie  any // "\x00\x00\x00\x00\x00\x00\x00\x00"
		Token   any // "\x00\x00\x00\x00\x00\x00\x00\x00"
		Autopad any // 1
		Options any // []packet.Layer
	}

	// MIP6MHCoT answers the test of the care-of address.
	MIP6MHCoT struct {
		Nh      any // 59, No Next Header
		Len     any // computed
		Mhtype  any // 4, CoT
		Res     any // unset
		Cksum   any // unset
		Index   any // unset
		Cookie  any // "\x00\x00\x00\x00\x00\x00\x00\x00"
		Token   any // "\x00\x00\x00\x00\x00\x00\x00\x00"
		Autopad any // 1
		Options any // []packet.Layer
	}

	// MIP6MHBU tells where a mobile node is.
	MIP6MHBU struct {
		Nh       any // 59, No Next Header
		Len      any // computed
		Mhtype   any // 5, BU
		Res      any // unset
		Cksum    any // unset
		Seq      any // unset
		Flags    any // flags, 104
		Reserved any // 0
		Mhtime   any // 3
		Autopad  any // 1
		Options  any // []packet.Layer
	}

	// MIP6MHBA answers a binding update.
	MIP6MHBA struct {
		Nh      any // 59, No Next Header
		Len     any // computed
		Mhtype  any // 6, BA
		Res     any // unset
		Cksum   any // unset
		Status  any // 0, Binding Update accepted
		Flags   any // flags, 4
		Res2    any // unset
		Seq     any // unset
		Mhtime  any // 0
		Autopad any // 1
		Options any // []packet.Layer
	}

	// MIP6MHBE tells of an error.
	MIP6MHBE struct {
		Nh       any // 59, No Next Header
		Len      any // computed
		Mhtype   any // 7, BE
		Res      any // 0
		Cksum    any // unset
		Status   any // 0
		Reserved any // 0
		Ha       any // "::"
		Options  any // []packet.Layer
	}

	// MIP6MHGeneric is a message of a kind that is not known.
	MIP6MHGeneric struct {
		Nh     any // 59, No Next Header
		Len    any // computed
		Mhtype any // unset
		Res    any // unset
		Cksum  any // unset
		Msg    any // unset
	}
)

var (
	miP6MHBRRProto = packet.Define[MIP6MHBRR](packet.Desc{
		Family: &family, Name: "MIP6MH_BRR", Title: "IPv6 Mobility Header - Binding Refresh Request",
		Fields: []packet.Field{
			packet.ByteEnumField("nh", 59, headers),
			packet.ByteField("len", nil),
			packet.ByteEnumField("mhtype", 0, messageTypes),
			packet.ByteField("res", nil),
			packet.XShortField("cksum", nil),
			packet.ShortField("res2", nil),
			packet.CustomField("autopad", 1, autopad{}),
			options(8),
		},
		Finish:    messageLength,
		PseudoSum: &packet.PseudoSum{Field: "cksum", Offset: 4, Proto: number},
		Hashret:   binding,
	})

	miP6MHHoTIProto = packet.Define[MIP6MHHoTI](packet.Desc{
		Family: &family, Name: "MIP6MH_HoTI", Title: "IPv6 Mobility Header - Home Test Init",
		Fields: []packet.Field{
			packet.ByteEnumField("nh", 59, headers),
			packet.ByteField("len", nil),
			packet.ByteEnumField("mhtype", 1, messageTypes),
			packet.ByteField("res", nil),
			packet.XShortField("cksum", nil),
			packet.StrFixedLenField("reserved", []byte("\x00\x00"), 2),
			packet.StrFixedLenField("cookie", []byte("\x00\x00\x00\x00\x00\x00\x00\x00"), 8),
			packet.CustomField("autopad", 1, autopad{}),
			options(16),
		},
		Finish:    messageLength,
		PseudoSum: &packet.PseudoSum{Field: "cksum", Offset: 4, Proto: number},
		Hashret:   cookie,
	})

	miP6MHCoTIProto = packet.Define[MIP6MHCoTI](packet.Desc{
		Family: &family, Name: "MIP6MH_CoTI", Title: "IPv6 Mobility Header - Care-of Test Init",
		Fields: []packet.Field{
			packet.ByteEnumField("nh", 59, headers),
			packet.ByteField("len", nil),
			packet.ByteEnumField("mhtype", 2, messageTypes),
			packet.ByteField("res", nil),
			packet.XShortField("cksum", nil),
			packet.StrFixedLenField("reserved", []byte("\x00\x00"), 2),
			packet.StrFixedLenField("cookie", []byte("\x00\x00\x00\x00\x00\x00\x00\x00"), 8),
			packet.CustomField("autopad", 1, autopad{}),
			options(16),
		},
		Finish:    messageLength,
		PseudoSum: &packet.PseudoSum{Field: "cksum", Offset: 4, Proto: number},
		Hashret:   cookie,
	})

	miP6MHHoTProto = packet.Define[MIP6MHHoT](packet.Desc{
		Family: &family, Name: "MIP6MH_HoT", Title: "IPv6 Mobility Header - Home Test",
		Fields: []packet.Field{
			packet.ByteEnumField("nh", 59, headers),
			packet.ByteField("len", nil),
			packet.ByteEnumField("mhtype", 3, messageTypes),
			packet.ByteField("res", nil),
			packet.XShortField("cksum", nil),
			packet.ShortField("index", nil),
			packet.StrFixedLenField("cookie", []byte("\x00\x00\x00\x00\x00\x00\x00\x00"), 8),
			packet.StrFixedLenField("token", []byte("\x00\x00\x00\x00\x00\x00\x00\x00"), 8),
			packet.CustomField("autopad", 1, autopad{}),
			options(24),
		},
		Finish:    messageLength,
		PseudoSum: &packet.PseudoSum{Field: "cksum", Offset: 4, Proto: number},
		AnswersIn: answersTest,
		Hashret:   cookie,
	})

	miP6MHCoTProto = packet.Define[MIP6MHCoT](packet.Desc{
		Family: &family, Name: "MIP6MH_CoT", Title: "IPv6 Mobility Header - Care-of Test",
		Fields: []packet.Field{
			packet.ByteEnumField("nh", 59, headers),
			packet.ByteField("len", nil),
			packet.ByteEnumField("mhtype", 4, messageTypes),
			packet.ByteField("res", nil),
			packet.XShortField("cksum", nil),
			packet.ShortField("index", nil),
			packet.StrFixedLenField("cookie", []byte("\x00\x00\x00\x00\x00\x00\x00\x00"), 8),
			packet.StrFixedLenField("token", []byte("\x00\x00\x00\x00\x00\x00\x00\x00"), 8),
			packet.CustomField("autopad", 1, autopad{}),
			options(24),
		},
		Finish:    messageLength,
		PseudoSum: &packet.PseudoSum{Field: "cksum", Offset: 4, Proto: number},
		AnswersIn: answersTest,
		Hashret:   cookie,
	})

	miP6MHBUProto = packet.Define[MIP6MHBU](packet.Desc{
		Family: &family, Name: "MIP6MH_BU", Title: "IPv6 Mobility Header - Binding Update",
		Fields: []packet.Field{
			packet.ByteEnumField("nh", 59, headers),
			packet.ByteField("len", nil),
			packet.ByteEnumField("mhtype", 5, messageTypes),
			packet.ByteField("res", nil),
			packet.XShortField("cksum", nil),
			packet.XShortField("seq", nil),
			packet.FlagsField("flags", 104, 7, "P", "R", "M", "K", "L", "H", "A"),
			packet.BitField("reserved", 0, 9).Hex(),
			packet.CustomField("mhtime", 3, lifetime{}),
			packet.CustomField("autopad", 1, autopad{}),
			options(12),
		},
		Finish:    messageLength,
		PseudoSum: &packet.PseudoSum{Field: "cksum", Offset: 4, Proto: number},
		AnswersIn: answersRefresh,
		Hashret:   binding,
	})

	miP6MHBAProto = packet.Define[MIP6MHBA](packet.Desc{
		Family: &family, Name: "MIP6MH_BA", Title: "IPv6 Mobility Header - Binding ACK",
		Fields: []packet.Field{
			packet.ByteEnumField("nh", 59, headers),
			packet.ByteField("len", nil),
			packet.ByteEnumField("mhtype", 6, messageTypes),
			packet.ByteField("res", nil),
			packet.XShortField("cksum", nil),
			packet.ByteEnumField("status", 0, statuses),
			packet.FlagsField("flags", 4, 3, "P", "R", "K"),
			packet.BitField("res2", nil, 5).Hex(),
			packet.XShortField("seq", nil),
			packet.XShortField("mhtime", 0),
			packet.CustomField("autopad", 1, autopad{}),
			options(12),
		},
		Finish:    messageLength,
		PseudoSum: &packet.PseudoSum{Field: "cksum", Offset: 4, Proto: number},
		AnswersIn: answersUpdate,
		Hashret:   binding,
	})

	miP6MHBEProto = packet.Define[MIP6MHBE](packet.Desc{
		Family: &family, Name: "MIP6MH_BE", Title: "IPv6 Mobility Header - Binding Error",
		Fields: []packet.Field{
			packet.ByteEnumField("nh", 59, headers),
			packet.ByteField("len", nil),
			packet.ByteEnumField("mhtype", 7, messageTypes),
			packet.ByteField("res", 0),
			packet.XShortField("cksum", nil),
			packet.ByteEnumField("status", 0, errorStatuses),
			packet.ByteField("reserved", 0),
			packet.IP6Field("ha", "::"),
			options(24),
		},
		Finish:    messageLength,
		PseudoSum: &packet.PseudoSum{Field: "cksum", Offset: 4, Proto: number},
	})

	miP6MHGenericProto = packet.Define[MIP6MHGeneric](packet.Desc{
		Family: &family, Name: "MIP6MH_Generic", Title: "IPv6 Mobility Header - Generic Message",
		Fields: []packet.Field{
			packet.ByteEnumField("nh", 59, headers),
			packet.ByteField("len", nil),
			packet.ByteEnumField("mhtype", nil, messageTypes),
			packet.ByteField("res", nil),
			packet.XShortField("cksum", nil),
			packet.StrLenField("msg", []byte{0, 0}, func(h *packet.Header) int { return 8*h.Num("len") + 2 }),
		},
		Pick:      message,
		Finish:    messageLength,
		PseudoSum: &packet.PseudoSum{Field: "cksum", Offset: 4, Proto: number},
	})
)

// Describe returns the description and the values.
func (l MIP6MHBRR) Describe() (*packet.Proto, []any) { return miP6MHBRRProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l MIP6MHHoTI) Describe() (*packet.Proto, []any) { return miP6MHHoTIProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l MIP6MHCoTI) Describe() (*packet.Proto, []any) { return miP6MHCoTIProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l MIP6MHHoT) Describe() (*packet.Proto, []any) { return miP6MHHoTProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l MIP6MHCoT) Describe() (*packet.Proto, []any) { return miP6MHCoTProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l MIP6MHBU) Describe() (*packet.Proto, []any) { return miP6MHBUProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l MIP6MHBA) Describe() (*packet.Proto, []any) { return miP6MHBAProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l MIP6MHBE) Describe() (*packet.Proto, []any) { return miP6MHBEProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l MIP6MHGeneric) Describe() (*packet.Proto, []any) {
	return miP6MHGenericProto, packet.ValuesOf(l)
}
