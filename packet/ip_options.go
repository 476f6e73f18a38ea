package packet

// The options of [IP]. Those that have no type of their own are an IPOption.
type (
	// IPOption is any option of IPv4.
	IPOption struct {
		CopyFlag any // 0; set, fragments have the option as well
		OptClass any // 0, control
		Option   any // 0, end_of_list
		Length   any // computed
		Value    any // bytes
	}

	// IPOptionEOL ends the list of options.
	IPOptionEOL struct{ CopyFlag, OptClass, Option any }

	// IPOptionNOP is a byte between options.
	IPOptionNOP struct{ CopyFlag, OptClass, Option any }

	// IPOptionSecurity is RFC 1108's security option.
	IPOptionSecurity struct {
		CopyFlag, OptClass, Option any
		Length                     any // 11
		Security                   any // 0
		Compartment                any // 0
		HandlingRestrictions       any // 0
		TransmissionControlCode    any // "xxx"
	}

	// IPOptionRR has routers record their addresses.
	IPOptionRR struct {
		CopyFlag, OptClass, Option any
		Length                     any // computed
		Pointer                    any // 4: where the next address goes
		Routers                    any // addresses
	}

	// IPOptionLSRR is a loose source route.
	IPOptionLSRR struct{ CopyFlag, OptClass, Option, Length, Pointer, Routers any }

	// IPOptionSSRR is a strict source route.
	IPOptionSSRR struct{ CopyFlag, OptClass, Option, Length, Pointer, Routers any }

	// IPOptionStreamID is the option of the Stream Protocol.
	IPOptionStreamID struct {
		CopyFlag, OptClass, Option any
		Length                     any // 4
		Security                   any // 0
	}

	// IPOptionMTUProbe asks for the smallest MTU, RFC 1063.
	IPOptionMTUProbe struct {
		CopyFlag, OptClass, Option any
		Length                     any // 4
		MTU                        any // 0
	}

	// IPOptionMTUReply answers an MTU probe.
	IPOptionMTUReply struct{ CopyFlag, OptClass, Option, Length, MTU any }

	// IPOptionTraceroute is RFC 1393's option.
	IPOptionTraceroute struct {
		CopyFlag, OptClass, Option any
		Length                     any // 12
		ID                         any // 0
		OutboundHops               any // 0
		ReturnHops                 any // 0
		OriginatorIP               any // 0.0.0.0
	}

	// IPOptionTimestamp has routers record the time.
	IPOptionTimestamp struct {
		CopyFlag, OptClass, Option any
		Length                     any // computed
		Pointer                    any // 9
		Oflw                       any // 0: hosts that had no room
		Flg                        any // 1, timestamp_and_ip_addr
		InternetAddress            any // 0.0.0.0; unless Flg is 0
		Timestamp                  any // 0, milliseconds since midnight UTC
	}

	// IPOptionAddressExtension is RFC 1475's option.
	IPOptionAddressExtension struct {
		CopyFlag, OptClass, Option any
		Length                     any // 10
		SrcExt                     any // 0.0.0.0
		DstExt                     any // 0.0.0.0
	}

	// IPOptionRouterAlert has routers look at the packet, RFC 2113.
	IPOptionRouterAlert struct {
		CopyFlag, OptClass, Option any
		Length                     any // 4
		Alert                      any // 0
	}

	// IPOptionSDBM is RFC 1770's directed broadcast.
	IPOptionSDBM struct {
		CopyFlag, OptClass, Option any
		Length                     any // computed
		Addresses                  any // addresses
	}
)

var ipOptionClasses = NewEnum(map[uint64]string{0: "control", 2: "debug"})

var ipOptionNames = NewEnum(map[uint64]string{
	0: "end_of_list", 1: "nop", 2: "security", 3: "loose_source_route", 4: "timestamp", 5: "extended_security", 6: "commercial_security",
	7: "record_route", 8: "stream_id", 9: "strict_source_route", 10: "experimental_measurement", 11: "mtu_probe", 12: "mtu_reply",
	13: "flow_control", 14: "access_control", 15: "encode", 16: "imi_traffic_descriptor", 17: "extended_IP", 18: "traceroute",
	19: "address_extension", 20: "router_alert", 21: "selective_directed_broadcast_mode", 23: "dynamic_packet_state",
	24: "upstream_multicast_packet", 25: "quick_start", 30: "rfc4727_experiment",
})

// ipOptionFields are the fields that all options begin with, and others.
func ipOptionFields(copied, class, option int, more ...Field) []Field {
	return append([]Field{
		BitField("copy_flag", copied, 1), BitEnumField("optclass", class, 2, ipOptionClasses), BitEnumField("option", option, 5, ipOptionNames),
	}, more...)
}

// routeFields are the fields of options that hold a route.
func routeFields(copied, option int) []Field {
	return ipOptionFields(copied, 0, option, optionLength("routers", 3), ByteField("pointer", 4),
		FieldListField("routers", IPField("", "0.0.0.0"), optionRest(3)))
}

func optionLength(of string, more int) Field {
	return FieldLenField("length", of, 1).Adjust(func(n int) int { return n + more })
}

// optionRest is how many bytes an option has beyond its first so many.
func optionRest(head int) func(h *Header) int {
	return func(h *Header) int { return max(int(h.num(3))-head, 0) }
}

var (
	ipOptionProto = define[IPOption]("IPOption", "IP Option",
		ipOptionFields(0, 0, 0, optionLength("value", 2), StrLenField("value", []byte{}, optionRest(2)))...)
	ipOptionEOLProto      = define[IPOptionEOL]("IPOption_EOL", "IP Option End of Options List", ipOptionFields(0, 0, 0)...)
	ipOptionNOPProto      = define[IPOptionNOP]("IPOption_NOP", "IP Option No Operation", ipOptionFields(0, 0, 1)...)
	ipOptionSecurityProto = define[IPOptionSecurity]("IPOption_Security", "IP Option Security",
		ipOptionFields(1, 0, 2, ByteField("length", 11), ShortField("security", 0), ShortField("compartment", 0),
			ShortField("handling_restrictions", 0), StrFixedLenField("transmission_control_code", "xxx", 3))...)
	ipOptionRRProto       = define[IPOptionRR]("IPOption_RR", "IP Option Record Route", routeFields(0, 7)...)
	ipOptionLSRRProto     = define[IPOptionLSRR]("IPOption_LSRR", "IP Option Loose Source and Record Route", routeFields(1, 3)...)
	ipOptionSSRRProto     = define[IPOptionSSRR]("IPOption_SSRR", "IP Option Strict Source and Record Route", routeFields(1, 9)...)
	ipOptionStreamIDProto = define[IPOptionStreamID]("IPOption_Stream_Id", "IP Option Stream ID",
		ipOptionFields(1, 0, 8, ByteField("length", 4), ShortField("security", 0))...)
	ipOptionMTUProbeProto = define[IPOptionMTUProbe]("IPOption_MTU_Probe", "IP Option MTU Probe",
		ipOptionFields(0, 0, 11, ByteField("length", 4), ShortField("mtu", 0))...)
	ipOptionMTUReplyProto = define[IPOptionMTUReply]("IPOption_MTU_Reply", "IP Option MTU Reply",
		ipOptionFields(0, 0, 12, ByteField("length", 4), ShortField("mtu", 0))...)
	ipOptionTracerouteProto = define[IPOptionTraceroute]("IPOption_Traceroute", "IP Option Traceroute",
		ipOptionFields(0, 0, 18, ByteField("length", 12), ShortField("id", 0), ShortField("outbound_hops", 0), ShortField("return_hops", 0),
			IPField("originator_ip", "0.0.0.0"))...)
	ipOptionTimestampProto = define[IPOptionTimestamp]("IPOption_Timestamp", "IP Option Timestamp",
		ipOptionFields(0, 2, 4, ByteField("length", nil), ByteField("pointer", 9), BitField("oflw", 0, 4), BitEnumField("flg", 1, 4, timestampFlags),
			IPField("internet_address", "0.0.0.0").If(func(h *Header) bool { return h.num(6) != 0 }), IntField("timestamp", 0))...)
	ipOptionAddressExtensionProto = define[IPOptionAddressExtension]("IPOption_Address_Extension", "IP Option Address Extension",
		ipOptionFields(1, 0, 19, ByteField("length", 10), IPField("src_ext", "0.0.0.0"), IPField("dst_ext", "0.0.0.0"))...)
	ipOptionRouterAlertProto = define[IPOptionRouterAlert]("IPOption_Router_Alert", "IP Option Router Alert",
		ipOptionFields(1, 0, 20, ByteField("length", 4), ShortEnumField("alert", 0, NewEnum(map[uint64]string{0: "router_shall_examine_packet"})))...)
	ipOptionSDBMProto = define[IPOptionSDBM]("IPOption_SDBM", "IP Option Selective Directed Broadcast Mode",
		ipOptionFields(1, 0, 21, optionLength("addresses", 2), FieldListField("addresses", IPField("", "0.0.0.0"), optionRest(2)))...)
)

var timestampFlags = NewEnum(map[uint64]string{0: "timestamp_only", 1: "timestamp_and_ip_addr", 3: "prespecified_ip_addr"})

// Describe returns the description and the values.
func (l IPOption) Describe() (*Proto, []any) { return ipOptionProto, valuesOf(&l) }

// Describe returns the description and the values.
func (l IPOptionEOL) Describe() (*Proto, []any) { return ipOptionEOLProto, valuesOf(&l) }

// Describe returns the description and the values.
func (l IPOptionNOP) Describe() (*Proto, []any) { return ipOptionNOPProto, valuesOf(&l) }

// Describe returns the description and the values.
func (l IPOptionSecurity) Describe() (*Proto, []any) { return ipOptionSecurityProto, valuesOf(&l) }

// Describe returns the description and the values.
func (l IPOptionRR) Describe() (*Proto, []any) { return ipOptionRRProto, valuesOf(&l) }

// Describe returns the description and the values.
func (l IPOptionLSRR) Describe() (*Proto, []any) { return ipOptionLSRRProto, valuesOf(&l) }

// Describe returns the description and the values.
func (l IPOptionSSRR) Describe() (*Proto, []any) { return ipOptionSSRRProto, valuesOf(&l) }

// Describe returns the description and the values.
func (l IPOptionStreamID) Describe() (*Proto, []any) { return ipOptionStreamIDProto, valuesOf(&l) }

// Describe returns the description and the values.
func (l IPOptionMTUProbe) Describe() (*Proto, []any) { return ipOptionMTUProbeProto, valuesOf(&l) }

// Describe returns the description and the values.
func (l IPOptionMTUReply) Describe() (*Proto, []any) { return ipOptionMTUReplyProto, valuesOf(&l) }

// Describe returns the description and the values.
func (l IPOptionTraceroute) Describe() (*Proto, []any) { return ipOptionTracerouteProto, valuesOf(&l) }

// Describe returns the description and the values.
func (l IPOptionTimestamp) Describe() (*Proto, []any) { return ipOptionTimestampProto, valuesOf(&l) }

// Describe returns the description and the values.
func (l IPOptionAddressExtension) Describe() (*Proto, []any) {
	return ipOptionAddressExtensionProto, valuesOf(&l)
}

// Describe returns the description and the values.
func (l IPOptionRouterAlert) Describe() (*Proto, []any) {
	return ipOptionRouterAlertProto, valuesOf(&l)
}

// Describe returns the description and the values.
func (l IPOptionSDBM) Describe() (*Proto, []any) { return ipOptionSDBMProto, valuesOf(&l) }

func init() {
	ipOptionProto.pick = byFirst(ipOption)
	for _, p := range []*Proto{
		ipOptionProto, ipOptionEOLProto, ipOptionNOPProto, ipOptionSecurityProto, ipOptionRRProto, ipOptionLSRRProto, ipOptionSSRRProto, ipOptionStreamIDProto,
		ipOptionMTUProbeProto, ipOptionMTUReplyProto, ipOptionTracerouteProto, ipOptionTimestampProto, ipOptionAddressExtensionProto, ipOptionRouterAlertProto, ipOptionSDBMProto,
	} {
		p.payload = nothingAbove
	}
	ipOptionTimestampProto.finish = func(b *builder, i int) error {
		if h := b.p.layers[i]; h.value(3) == nil {
			b.header(i)[1] = byte(len(b.header(i)))
		}
		return nil
	}
}

// ipOption chooses the protocol of an IP option by its first byte.
func ipOption(data []byte) *Proto {
	switch data[0] & 0x1f {
	case 0:
		return ipOptionEOLProto
	case 1:
		return ipOptionNOPProto
	case 2:
		return ipOptionSecurityProto
	case 3:
		return ipOptionLSRRProto
	case 4:
		return ipOptionTimestampProto
	case 7:
		return ipOptionRRProto
	case 8:
		return ipOptionStreamIDProto
	case 9:
		return ipOptionSSRRProto
	case 11:
		return ipOptionMTUProbeProto
	case 12:
		return ipOptionMTUReplyProto
	case 18:
		return ipOptionTracerouteProto
	case 19:
		return ipOptionAddressExtensionProto
	case 20:
		return ipOptionRouterAlertProto
	case 21:
		return ipOptionSDBMProto
	}
	return ipOptionProto
}

// finalHop is the last address of a source route among IP options, nil without one.
func finalHop(options []byte) []byte {
	for len(options) >= 2 {
		kind, n := options[0]&0x1f, int(options[1])
		switch {
		case kind == 0:
			return nil
		case kind == 1:
			options = options[1:]
			continue
		case n < 2 || n > len(options):
			return nil
		case (kind == 3 || kind == 9) && n >= 7:
			return options[n-4 : n]
		}
		options = options[n:]
	}
	return nil
}
