package ppp

import "github.com/pyops-go/pyops/packet"

type (
	// PPPoE is the header of a session over Ethernet.
	PPPoE struct {
		Version   any // 1
		Type      any // 1
		Code      any // 0, Session
		Sessionid any // 0
		Len       any // computed
	}

	// PPPoED is a message of discovery.
	PPPoED struct {
		Version   any // 1
		Type      any // 1
		Code      any // 9, PPPoE Active Discovery Initiation (PADI)
		Sessionid any // 0
		Len       any // computed
	}

	// PPPoETag is PPPoE Tag.
	PPPoETag struct {
		TagType  any // unset
		TagLen   any // computed
		TagValue any // bytes
	}

	// PPPoEDTags is PPPoE Tag List.
	PPPoEDTags struct {
		TagList any // a list
	}

	// HDLC is HDLC.
	HDLC struct {
		Address any // 255
		Control any // 3
	}

	// DIRPPP is DIR_PPP.
	DIRPPP struct {
		Direction any // 0, received
	}

	// PPP is the number of the protocol above.
	PPP struct {
		Proto any // 33, Internet Protocol version 4
	}

	// PPPIPCPOption is PPP IPCP Option.
	PPPIPCPOption struct {
		Type any // unset
		Len  any // computed
		Data any // bytes
	}

	// PPPIPCPOptionIPAddress is PPP IPCP Option: IP Address.
	PPPIPCPOptionIPAddress struct {
		Type    any // 3, IP-Address
		Len     any // computed
		Data    any // "0.0.0.0"
		Garbage any // bytes
	}

	// PPPIPCPOptionDNS1 is PPP IPCP Option: DNS1 Address.
	PPPIPCPOptionDNS1 struct {
		Type    any // 129, Primary-DNS-Address
		Len     any // computed
		Data    any // "0.0.0.0"
		Garbage any // bytes
	}

	// PPPIPCPOptionDNS2 is PPP IPCP Option: DNS2 Address.
	PPPIPCPOptionDNS2 struct {
		Type    any // 131, Secondary-DNS-Address
		Len     any // computed
		Data    any // "0.0.0.0"
		Garbage any // bytes
	}

	// PPPIPCPOptionNBNS1 is PPP IPCP Option: NBNS1 Address.
	PPPIPCPOptionNBNS1 struct {
		Type    any // 130, Primary-NBNS-Address
		Len     any // computed
		Data    any // "0.0.0.0"
		Garbage any // bytes
	}

	// PPPIPCPOptionNBNS2 is PPP IPCP Option: NBNS2 Address.
	PPPIPCPOptionNBNS2 struct {
		Type    any // 132, Secondary-NBNS-Address
		Len     any // computed
		Data    any // "0.0.0.0"
		Garbage any // bytes
	}

	// PPPIPCP is PPP_IPCP.
	PPPIPCP struct {
		Code    any // 1, Configure-Request
		ID      any // 0
		Len     any // computed
		Options any // a list
	}

	// PPPECPOption is PPP ECP Option.
	PPPECPOption struct {
		Type any // unset
		Len  any // computed
		Data any // bytes
	}

	// PPPECPOptionOUI is PPP ECP Option.
	PPPECPOptionOUI struct {
		Type    any // 0, OUI
		Len     any // computed
		Oui     any // 0
		Subtype any // 0
		Data    any // bytes
	}

	// PPPECP is PPP_ECP.
	PPPECP struct {
		Code    any // 1, Configure-Request
		ID      any // 0
		Len     any // computed
		Options any // a list
	}

	// PPPLCP is PPP Link Control Protocol.
	PPPLCP struct {
		Code any // 5, Terminate-Request
		ID   any // 0
		Len  any // computed
		Data any // bytes
	}

	// PPPLCPOption is PPP LCP Option.
	PPPLCPOption struct {
		Type any // unset
		Len  any // computed
		Data any // unset
	}

	// PPPLCPMRUOption is PPP LCP Option.
	PPPLCPMRUOption struct {
		Type        any // 1, Maximum-Receive-Unit
		Len         any // 4
		MaxRecvUnit any // 1500
	}

	// PPPLCPACCMOption is PPP LCP Option.
	PPPLCPACCMOption struct {
		Type any // 2, Async-Control-Character-Map
		Len  any // 6
		Accm any // 0
	}

	// PPPLCPAuthProtocolOption is PPP LCP Option.
	PPPLCPAuthProtocolOption struct {
		Type         any // 3, Authentication-protocol
		Len          any // computed
		AuthProtocol any // 49187, Password authentication protocol
		Data         any // bytes
		Algorithm    any // 5, MD5
	}

	// PPPLCPQualityProtocolOption is PPP LCP Option.
	PPPLCPQualityProtocolOption struct {
		Type            any // 4, Quality-protocol
		Len             any // computed
		QualityProtocol any // 49189, Link Quality Report
		Data            any // bytes
	}

	// PPPLCPMagicNumberOption is PPP LCP Option.
	PPPLCPMagicNumberOption struct {
		Type        any // 5, Magic-number
		Len         any // 6
		MagicNumber any // unset
	}

	// PPPLCPCallbackOption is PPP LCP Option.
	PPPLCPCallbackOption struct {
		Type      any // 13, Callback
		Len       any // computed
		Operation any // 0, Location determined by user authentication
		Message   any // bytes
	}

	// PPPLCPConfigure is PPP Link Control Protocol.
	PPPLCPConfigure struct {
		Code    any // 1, Configure-Request
		ID      any // 0
		Len     any // computed
		Options any // a list
	}

	// PPPLCPTerminate is PPP Link Control Protocol.
	PPPLCPTerminate struct {
		Code any // 5, Terminate-Request
		ID   any // 0
		Len  any // computed
		Data any // bytes
	}

	// PPPLCPCodeReject is PPP Link Control Protocol.
	PPPLCPCodeReject struct {
		Code           any // 7, Code-Reject
		ID             any // 0
		Len            any // computed
		RejectedPacket any // unset
	}

	// PPPLCPProtocolReject is PPP Link Control Protocol.
	PPPLCPProtocolReject struct {
		Code                any // 8, Protocol-Reject
		ID                  any // 0
		Len                 any // computed
		RejectedProtocol    any // unset
		RejectedInformation any // unset
	}

	// PPPLCPDiscardRequest is PPP Link Control Protocol.
	PPPLCPDiscardRequest struct {
		Code        any // 11, Discard-Request
		ID          any // 0
		Len         any // computed
		MagicNumber any // unset
		Data        any // bytes
	}

	// PPPLCPEcho is PPP Link Control Protocol.
	PPPLCPEcho struct {
		Code        any // 9, Echo-Request
		ID          any // 0
		Len         any // computed
		MagicNumber any // unset
		Data        any // bytes
	}

	// PPPPAP is PPP Password Authentication Protocol.
	PPPPAP struct {
		Code any // 1, Authenticate-Request
		ID   any // 0
		Len  any // computed
		Data any // bytes
	}

	// PPPPAPRequest is PPP Password Authentication Protocol.
	PPPPAPRequest struct {
		Code        any // 1, Authenticate-Request
		ID          any // 0
		Len         any // computed
		UsernameLen any // computed
		Username    any // unset
		PasswdLen   any // computed
		Password    any // unset
	}

	// PPPPAPResponse is PPP Password Authentication Protocol.
	PPPPAPResponse struct {
		Code    any // 2, Authenticate-Ack
		ID      any // 0
		Len     any // computed
		MsgLen  any // computed
		Message any // bytes
	}

	// PPPCHAP is PPP Challenge Handshake Authentication Protocol.
	PPPCHAP struct {
		Code any // 1, Challenge
		ID   any // 0
		Len  any // computed
		Data any // bytes
	}

	// PPPCHAPChallengeResponse is PPP Challenge Handshake Authentication Protocol.
	PPPCHAPChallengeResponse struct {
		Code         any // 1, Challenge
		ID           any // 0
		Len          any // computed
		ValueSize    any // computed
		Value        any // "\x00\x00\x00\x00\x00\x00\x00\x00"
		OptionalName any // bytes
	}
)

// Describe returns the description and the values.
func (l PPPoE) Describe() (*packet.Proto, []any) { return pppoeProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l PPPoED) Describe() (*packet.Proto, []any) { return pppoeDProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l PPPoETag) Describe() (*packet.Proto, []any) { return pppoeTagProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l PPPoEDTags) Describe() (*packet.Proto, []any) { return pppoeDTagsProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l HDLC) Describe() (*packet.Proto, []any) { return hdlcProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l DIRPPP) Describe() (*packet.Proto, []any) { return dirpppProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l PPP) Describe() (*packet.Proto, []any) { return pppProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l PPPIPCPOption) Describe() (*packet.Proto, []any) {
	return pppipcpOptionProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l PPPIPCPOptionIPAddress) Describe() (*packet.Proto, []any) {
	return pppipcpOptionIPAddressProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l PPPIPCPOptionDNS1) Describe() (*packet.Proto, []any) {
	return pppipcpOptionDNS1Proto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l PPPIPCPOptionDNS2) Describe() (*packet.Proto, []any) {
	return pppipcpOptionDNS2Proto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l PPPIPCPOptionNBNS1) Describe() (*packet.Proto, []any) {
	return pppipcpOptionNBNS1Proto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l PPPIPCPOptionNBNS2) Describe() (*packet.Proto, []any) {
	return pppipcpOptionNBNS2Proto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l PPPIPCP) Describe() (*packet.Proto, []any) { return pppipcpProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l PPPECPOption) Describe() (*packet.Proto, []any) { return pppecpOptionProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l PPPECPOptionOUI) Describe() (*packet.Proto, []any) {
	return pppecpOptionOUIProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l PPPECP) Describe() (*packet.Proto, []any) { return pppecpProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l PPPLCP) Describe() (*packet.Proto, []any) { return ppplcpProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l PPPLCPOption) Describe() (*packet.Proto, []any) { return ppplcpOptionProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l PPPLCPMRUOption) Describe() (*packet.Proto, []any) {
	return ppplcpmruOptionProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l PPPLCPACCMOption) Describe() (*packet.Proto, []any) {
	return ppplcpaccmOptionProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l PPPLCPAuthProtocolOption) Describe() (*packet.Proto, []any) {
	return ppplcpAuthProtocolOptionProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l PPPLCPQualityProtocolOption) Describe() (*packet.Proto, []any) {
	return ppplcpQualityProtocolOptionProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l PPPLCPMagicNumberOption) Describe() (*packet.Proto, []any) {
	return ppplcpMagicNumberOptionProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l PPPLCPCallbackOption) Describe() (*packet.Proto, []any) {
	return ppplcpCallbackOptionProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l PPPLCPConfigure) Describe() (*packet.Proto, []any) {
	return ppplcpConfigureProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l PPPLCPTerminate) Describe() (*packet.Proto, []any) {
	return ppplcpTerminateProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l PPPLCPCodeReject) Describe() (*packet.Proto, []any) {
	return ppplcpCodeRejectProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l PPPLCPProtocolReject) Describe() (*packet.Proto, []any) {
	return ppplcpProtocolRejectProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l PPPLCPDiscardRequest) Describe() (*packet.Proto, []any) {
	return ppplcpDiscardRequestProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l PPPLCPEcho) Describe() (*packet.Proto, []any) { return ppplcpEchoProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l PPPPAP) Describe() (*packet.Proto, []any) { return ppppapProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l PPPPAPRequest) Describe() (*packet.Proto, []any) {
	return ppppapRequestProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l PPPPAPResponse) Describe() (*packet.Proto, []any) {
	return ppppapResponseProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l PPPCHAP) Describe() (*packet.Proto, []any) { return pppchapProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l PPPCHAPChallengeResponse) Describe() (*packet.Proto, []any) {
	return pppchapChallengeResponseProto, packet.ValuesOf(l)
}
