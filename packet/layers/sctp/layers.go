package sctp

import "github.com/pyops-go/pyops/packet"

type (
	// SCTP is the header of SCTP.
	SCTP struct {
		Sport  any // 0
		Dport  any // 0
		Tag    any // 0
		Chksum any // unset
	}

	// SCTPerror is a header that an ICMP error quotes.
	SCTPerror struct {
		Sport  any // 0
		Dport  any // 0
		Tag    any // 0
		Chksum any // unset
	}

	// SCTPChunkParamHeartbeatInfo is a parameter of a chunk.
	SCTPChunkParamHeartbeatInfo struct {
		Type any // 1, heartbeat-info
		Len  any // computed
		Data any // bytes
	}

	// SCTPChunkParamIPv4Addr is a parameter of a chunk.
	SCTPChunkParamIPv4Addr struct {
		Type any // 5, IPv4
		Len  any // 8
		Addr any // "127.0.0.1"
	}

	// SCTPChunkParamIPv6Addr is a parameter of a chunk.
	SCTPChunkParamIPv6Addr struct {
		Type any // 6, IPv6
		Len  any // 20
		Addr any // "::1"
	}

	// SCTPChunkParamStateCookie is a parameter of a chunk.
	SCTPChunkParamStateCookie struct {
		Type   any // 7, state-cookie
		Len    any // computed
		Cookie any // bytes
	}

	// SCTPChunkParamUnrocognizedParam is a parameter of a chunk.
	SCTPChunkParamUnrocognizedParam struct {
		Type  any // 8, unrecognized-param
		Len   any // computed
		Param any // bytes
	}

	// SCTPChunkParamCookiePreservative is a parameter of a chunk.
	SCTPChunkParamCookiePreservative struct {
		Type         any // 9, cookie-preservative
		Len          any // 8
		SugCookieInc any // unset
	}

	// SCTPChunkParamHostname is a parameter of a chunk.
	SCTPChunkParamHostname struct {
		Type     any // 11, hostname
		Len      any // computed
		Hostname any // bytes
	}

	// SCTPChunkParamSupportedAddrTypes is a parameter of a chunk.
	SCTPChunkParamSupportedAddrTypes struct {
		Type         any // 12, addrtypes
		Len          any // computed
		AddrTypeList any // a list
	}

	// SCTPChunkParamECNCapable is a parameter of a chunk.
	SCTPChunkParamECNCapable struct {
		Type any // 32768, ecn-capable
		Len  any // 4
	}

	// SCTPChunkParamRandom is a parameter of a chunk.
	SCTPChunkParamRandom struct {
		Type   any // 32770, random
		Len    any // computed
		Random any // c\x92\xefᳲfN\xbc|\xbf\x80\x88;\xca-<kO:qg\xf0\xd9'\x92O\xa7c\xd84
	}

	// SCTPChunkParamChunkList is a parameter of a chunk.
	SCTPChunkParamChunkList struct {
		Type      any // 32771, chunk-list
		Len       any // computed
		ChunkList any // a list
	}

	// SCTPChunkParamRequestedHMACFunctions is a parameter of a chunk.
	SCTPChunkParamRequestedHMACFunctions struct {
		Type              any // 32772, requested-HMAC-functions
		Len               any // computed
		HMACFunctionsList any // a list
	}

	// SCTPChunkParamSupportedExtensions is a parameter of a chunk.
	SCTPChunkParamSupportedExtensions struct {
		Type                any // 32776, supported-extensions
		Len                 any // computed
		SupportedExtensions any // a list
	}

	// SCTPChunkParamFwdTSN is a parameter of a chunk.
	SCTPChunkParamFwdTSN struct {
		Type any // 49152, fwd-tsn-supported
		Len  any // 4
	}

	// SCTPChunkParamAddIPAddr is a parameter of a chunk.
	SCTPChunkParamAddIPAddr struct {
		Type          any // 49153, add-IP
		Len           any // computed
		CorrelationID any // unset
		AddrType      any // 5, IPv4
		AddrLen       any // computed
		Addr          any // unset
	}

	// SCTPChunkParamDelIPAddr is a parameter of a chunk.
	SCTPChunkParamDelIPAddr struct {
		Type          any // 49154, del-IP
		Len           any // computed
		CorrelationID any // unset
		AddrType      any // 5, IPv4
		AddrLen       any // computed
		Addr          any // unset
	}

	// SCTPChunkParamErrorIndication is a parameter of a chunk.
	SCTPChunkParamErrorIndication struct {
		Type          any // 49155, error-indication
		Len           any // computed
		CorrelationID any // unset
		ErrorCauses   any // bytes
	}

	// SCTPChunkParamSetPrimaryAddr is a parameter of a chunk.
	SCTPChunkParamSetPrimaryAddr struct {
		Type          any // 49156, set-primary-addr
		Len           any // computed
		CorrelationID any // unset
		AddrType      any // 5, IPv4
		AddrLen       any // computed
		Addr          any // unset
	}

	// SCTPChunkParamSuccessIndication is a parameter of a chunk.
	SCTPChunkParamSuccessIndication struct {
		Type          any // 49157, success-indication
		Len           any // 8
		CorrelationID any // unset
	}

	// SCTPChunkParamAdaptationLayer is a parameter of a chunk.
	SCTPChunkParamAdaptationLayer struct {
		Type       any // 49158, adaptation-layer
		Len        any // 8
		Indication any // unset
	}

	// SCTPChunkData is a chunk.
	SCTPChunkData struct {
		Type      any // 0, data
		Reserved  any // unset
		DelaySack any // 0
		Unordered any // 0
		Beginning any // 0
		Ending    any // 0
		Len       any // computed
		Tsn       any // unset
		StreamID  any // unset
		StreamSeq any // unset
		ProtoID   any // unset
		Data      any // unset
	}

	// SCTPChunkInit is a chunk.
	SCTPChunkInit struct {
		Type        any // 1, init
		Flags       any // unset
		Len         any // computed
		InitTag     any // unset
		ARwnd       any // unset
		NOutStreams any // unset
		NInStreams  any // unset
		InitTsn     any // unset
		Params      any // a list
	}

	// SCTPChunkInitAck is a chunk.
	SCTPChunkInitAck struct {
		Type        any // 2, init-ack
		Flags       any // unset
		Len         any // computed
		InitTag     any // unset
		ARwnd       any // unset
		NOutStreams any // unset
		NInStreams  any // unset
		InitTsn     any // unset
		Params      any // a list
	}

	// SCTPChunkSACK is a chunk.
	SCTPChunkSACK struct {
		Type        any // 3, sack
		Flags       any // unset
		Len         any // computed
		CumulTsnAck any // unset
		ARwnd       any // unset
		NGapAck     any // computed
		NDupTsn     any // computed
		GapAckList  any // a list
		DupTsnList  any // a list
	}

	// SCTPChunkHeartbeatReq is a chunk.
	SCTPChunkHeartbeatReq struct {
		Type   any // 4, heartbeat-req
		Flags  any // unset
		Len    any // computed
		Params any // a list
	}

	// SCTPChunkHeartbeatAck is a chunk.
	SCTPChunkHeartbeatAck struct {
		Type   any // 5, heartbeat-ack
		Flags  any // unset
		Len    any // computed
		Params any // a list
	}

	// SCTPChunkAbort is a chunk.
	SCTPChunkAbort struct {
		Type        any // 6, abort
		Reserved    any // unset
		TCB         any // 0
		Len         any // computed
		ErrorCauses any // bytes
	}

	// SCTPChunkShutdown is a chunk.
	SCTPChunkShutdown struct {
		Type        any // 7, shutdown
		Flags       any // unset
		Len         any // 8
		CumulTsnAck any // unset
	}

	// SCTPChunkShutdownAck is a chunk.
	SCTPChunkShutdownAck struct {
		Type  any // 8, shutdown-ack
		Flags any // unset
		Len   any // 4
	}

	// SCTPChunkError is a chunk.
	SCTPChunkError struct {
		Type        any // 9, error
		Flags       any // unset
		Len         any // computed
		ErrorCauses any // bytes
	}

	// SCTPChunkCookieEcho is a chunk.
	SCTPChunkCookieEcho struct {
		Type   any // 10, cookie-echo
		Flags  any // unset
		Len    any // computed
		Cookie any // bytes
	}

	// SCTPChunkCookieAck is a chunk.
	SCTPChunkCookieAck struct {
		Type  any // 11, cookie-ack
		Flags any // unset
		Len   any // 4
	}

	// SCTPChunkShutdownComplete is a chunk.
	SCTPChunkShutdownComplete struct {
		Type     any // 14, shutdown-complete
		Reserved any // unset
		TCB      any // 0
		Len      any // 4
	}

	// SCTPChunkAuthentication is a chunk.
	SCTPChunkAuthentication struct {
		Type         any // 15, authentication
		Flags        any // unset
		Len          any // computed
		SharedKeyID  any // unset
		HMACFunction any // unset
		HMAC         any // bytes
	}

	// SCTPChunkAddressConf is a chunk.
	SCTPChunkAddressConf struct {
		Type   any // 193, address-configuration
		Flags  any // unset
		Len    any // computed
		Seq    any // 0
		Params any // a list
	}

	// SCTPChunkAddressConfAck is a chunk.
	SCTPChunkAddressConfAck struct {
		Type   any // 128, address-configuration-ack
		Flags  any // unset
		Len    any // computed
		Seq    any // 0
		Params any // a list
	}
)

// Describe returns the description and the values.
func (l SCTP) Describe() (*packet.Proto, []any) { return sctpProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l SCTPerror) Describe() (*packet.Proto, []any) { return sctPerrorProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l SCTPChunkParamHeartbeatInfo) Describe() (*packet.Proto, []any) {
	return sctpChunkParamHeartbeatInfoProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l SCTPChunkParamIPv4Addr) Describe() (*packet.Proto, []any) {
	return sctpChunkParamIPv4AddrProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l SCTPChunkParamIPv6Addr) Describe() (*packet.Proto, []any) {
	return sctpChunkParamIPv6AddrProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l SCTPChunkParamStateCookie) Describe() (*packet.Proto, []any) {
	return sctpChunkParamStateCookieProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l SCTPChunkParamUnrocognizedParam) Describe() (*packet.Proto, []any) {
	return sctpChunkParamUnrocognizedParamProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l SCTPChunkParamCookiePreservative) Describe() (*packet.Proto, []any) {
	return sctpChunkParamCookiePreservativeProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l SCTPChunkParamHostname) Describe() (*packet.Proto, []any) {
	return sctpChunkParamHostnameProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l SCTPChunkParamSupportedAddrTypes) Describe() (*packet.Proto, []any) {
	return sctpChunkParamSupportedAddrTypesProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l SCTPChunkParamECNCapable) Describe() (*packet.Proto, []any) {
	return sctpChunkParamECNCapableProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l SCTPChunkParamRandom) Describe() (*packet.Proto, []any) {
	return sctpChunkParamRandomProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l SCTPChunkParamChunkList) Describe() (*packet.Proto, []any) {
	return sctpChunkParamChunkListProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l SCTPChunkParamRequestedHMACFunctions) Describe() (*packet.Proto, []any) {
	return sctpChunkParamRequestedHMACFunctionsProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l SCTPChunkParamSupportedExtensions) Describe() (*packet.Proto, []any) {
	return sctpChunkParamSupportedExtensionsProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l SCTPChunkParamFwdTSN) Describe() (*packet.Proto, []any) {
	return sctpChunkParamFwdTSNProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l SCTPChunkParamAddIPAddr) Describe() (*packet.Proto, []any) {
	return sctpChunkParamAddIPAddrProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l SCTPChunkParamDelIPAddr) Describe() (*packet.Proto, []any) {
	return sctpChunkParamDelIPAddrProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l SCTPChunkParamErrorIndication) Describe() (*packet.Proto, []any) {
	return sctpChunkParamErrorIndicationProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l SCTPChunkParamSetPrimaryAddr) Describe() (*packet.Proto, []any) {
	return sctpChunkParamSetPrimaryAddrProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l SCTPChunkParamSuccessIndication) Describe() (*packet.Proto, []any) {
	return sctpChunkParamSuccessIndicationProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l SCTPChunkParamAdaptationLayer) Describe() (*packet.Proto, []any) {
	return sctpChunkParamAdaptationLayerProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l SCTPChunkData) Describe() (*packet.Proto, []any) {
	return sctpChunkDataProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l SCTPChunkInit) Describe() (*packet.Proto, []any) {
	return sctpChunkInitProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l SCTPChunkInitAck) Describe() (*packet.Proto, []any) {
	return sctpChunkInitAckProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l SCTPChunkSACK) Describe() (*packet.Proto, []any) {
	return sctpChunkSACKProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l SCTPChunkHeartbeatReq) Describe() (*packet.Proto, []any) {
	return sctpChunkHeartbeatReqProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l SCTPChunkHeartbeatAck) Describe() (*packet.Proto, []any) {
	return sctpChunkHeartbeatAckProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l SCTPChunkAbort) Describe() (*packet.Proto, []any) {
	return sctpChunkAbortProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l SCTPChunkShutdown) Describe() (*packet.Proto, []any) {
	return sctpChunkShutdownProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l SCTPChunkShutdownAck) Describe() (*packet.Proto, []any) {
	return sctpChunkShutdownAckProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l SCTPChunkError) Describe() (*packet.Proto, []any) {
	return sctpChunkErrorProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l SCTPChunkCookieEcho) Describe() (*packet.Proto, []any) {
	return sctpChunkCookieEchoProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l SCTPChunkCookieAck) Describe() (*packet.Proto, []any) {
	return sctpChunkCookieAckProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l SCTPChunkShutdownComplete) Describe() (*packet.Proto, []any) {
	return sctpChunkShutdownCompleteProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l SCTPChunkAuthentication) Describe() (*packet.Proto, []any) {
	return sctpChunkAuthenticationProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l SCTPChunkAddressConf) Describe() (*packet.Proto, []any) {
	return sctpChunkAddressConfProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l SCTPChunkAddressConfAck) Describe() (*packet.Proto, []any) {
	return sctpChunkAddressConfAckProto, packet.ValuesOf(l)
}
