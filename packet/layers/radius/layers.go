package radius

import "github.com/pyops-go/pyops/packet"

type (
	// RadiusAttribute is an attribute that has no type of its own.
	RadiusAttribute struct {
		Type  any // 1, User-Name
		Len   any // computed
		Value any // bytes
	}

	// RadiusAttrUserName is the attribute User-Name.
	RadiusAttrUserName struct {
		Type  any // 1, User-Name
		Len   any // computed
		Value any // bytes
	}

	// RadiusAttrNASPort is the attribute NAS-Port.
	RadiusAttrNASPort struct {
		Type  any // 5, NAS-Port
		Len   any // 6
		Value any // 0
	}

	// RadiusAttrFramedMTU is the attribute Framed-MTU.
	RadiusAttrFramedMTU struct {
		Type  any // 5, NAS-Port
		Len   any // 6
		Value any // 0
	}

	// RadiusAttrLoginTCPPort is the attribute Login-TCP-Port.
	RadiusAttrLoginTCPPort struct {
		Type  any // 5, NAS-Port
		Len   any // 6
		Value any // 0
	}

	// RadiusAttrSessionTimeout is the attribute Session-Timeout.
	RadiusAttrSessionTimeout struct {
		Type  any // 5, NAS-Port
		Len   any // 6
		Value any // 0
	}

	// RadiusAttrIdleTimeout is the attribute Idle-Timeout.
	RadiusAttrIdleTimeout struct {
		Type  any // 5, NAS-Port
		Len   any // 6
		Value any // 0
	}

	// RadiusAttrFramedAppleTalkLink is the attribute Framed-AppleTalk-Link.
	RadiusAttrFramedAppleTalkLink struct {
		Type  any // 5, NAS-Port
		Len   any // 6
		Value any // 0
	}

	// RadiusAttrFramedAppleTalkNetwork is the attribute Framed-AppleTalk-Network.
	RadiusAttrFramedAppleTalkNetwork struct {
		Type  any // 5, NAS-Port
		Len   any // 6
		Value any // 0
	}

	// RadiusAttrAcctDelayTime is the attribute Acct-Delay-Time.
	RadiusAttrAcctDelayTime struct {
		Type  any // 5, NAS-Port
		Len   any // 6
		Value any // 0
	}

	// RadiusAttrAcctInputOctets is the attribute Acct-Input-Octets.
	RadiusAttrAcctInputOctets struct {
		Type  any // 5, NAS-Port
		Len   any // 6
		Value any // 0
	}

	// RadiusAttrAcctOutputOctets is the attribute Acct-Output-Octets.
	RadiusAttrAcctOutputOctets struct {
		Type  any // 5, NAS-Port
		Len   any // 6
		Value any // 0
	}

	// RadiusAttrAcctSessionTime is the attribute Acct-Session-Time.
	RadiusAttrAcctSessionTime struct {
		Type  any // 5, NAS-Port
		Len   any // 6
		Value any // 0
	}

	// RadiusAttrAcctInputPackets is the attribute Acct-Input-Packets.
	RadiusAttrAcctInputPackets struct {
		Type  any // 5, NAS-Port
		Len   any // 6
		Value any // 0
	}

	// RadiusAttrAcctOutputPackets is the attribute Acct-Output-Packets.
	RadiusAttrAcctOutputPackets struct {
		Type  any // 5, NAS-Port
		Len   any // 6
		Value any // 0
	}

	// RadiusAttrAcctLinkCount is the attribute Acct-Link-Count.
	RadiusAttrAcctLinkCount struct {
		Type  any // 5, NAS-Port
		Len   any // 6
		Value any // 0
	}

	// RadiusAttrAcctInputGigawords is the attribute Acct-Input-Gigawords.
	RadiusAttrAcctInputGigawords struct {
		Type  any // 5, NAS-Port
		Len   any // 6
		Value any // 0
	}

	// RadiusAttrAcctOutputGigawords is the attribute Acct-Output-Gigawords.
	RadiusAttrAcctOutputGigawords struct {
		Type  any // 5, NAS-Port
		Len   any // 6
		Value any // 0
	}

	// RadiusAttrEgressVLANID is the attribute Egress-VLANID.
	RadiusAttrEgressVLANID struct {
		Type  any // 5, NAS-Port
		Len   any // 6
		Value any // 0
	}

	// RadiusAttrPortLimit is the attribute Port-Limit.
	RadiusAttrPortLimit struct {
		Type  any // 5, NAS-Port
		Len   any // 6
		Value any // 0
	}

	// RadiusAttrARAPSecurity is the attribute ARAP-Security.
	RadiusAttrARAPSecurity struct {
		Type  any // 5, NAS-Port
		Len   any // 6
		Value any // 0
	}

	// RadiusAttrPasswordRetry is the attribute Password-Retry.
	RadiusAttrPasswordRetry struct {
		Type  any // 5, NAS-Port
		Len   any // 6
		Value any // 0
	}

	// RadiusAttrTunnelPreference is the attribute Tunnel-Preference.
	RadiusAttrTunnelPreference struct {
		Type  any // 5, NAS-Port
		Len   any // 6
		Value any // 0
	}

	// RadiusAttrAcctInterimInterval is the attribute Acct-Interim-Interval.
	RadiusAttrAcctInterimInterval struct {
		Type  any // 5, NAS-Port
		Len   any // 6
		Value any // 0
	}

	// RadiusAttrAcctTunnelPacketsLost is the attribute Acct-Tunnel-Packets-Lost.
	RadiusAttrAcctTunnelPacketsLost struct {
		Type  any // 5, NAS-Port
		Len   any // 6
		Value any // 0
	}

	// RadiusAttrManagementPrivilegeLevel is the attribute Management-Privilege-Level.
	RadiusAttrManagementPrivilegeLevel struct {
		Type  any // 5, NAS-Port
		Len   any // 6
		Value any // 0
	}

	// RadiusAttrMobilityDomainId is the attribute Mobility-Domain-Id.
	RadiusAttrMobilityDomainId struct {
		Type  any // 5, NAS-Port
		Len   any // 6
		Value any // 0
	}

	// RadiusAttrPreauthTimeout is the attribute Preauth-Timeout.
	RadiusAttrPreauthTimeout struct {
		Type  any // 5, NAS-Port
		Len   any // 6
		Value any // 0
	}

	// RadiusAttrWLANVenueInfo is the attribute WLAN-Venue-Info.
	RadiusAttrWLANVenueInfo struct {
		Type  any // 5, NAS-Port
		Len   any // 6
		Value any // 0
	}

	// RadiusAttrWLANReasonCode is the attribute WLAN-Reason-Code.
	RadiusAttrWLANReasonCode struct {
		Type  any // 5, NAS-Port
		Len   any // 6
		Value any // 0
	}

	// RadiusAttrWLANPairwiseCipher is the attribute WLAN-Pairwise-Cipher.
	RadiusAttrWLANPairwiseCipher struct {
		Type  any // 5, NAS-Port
		Len   any // 6
		Value any // 0
	}

	// RadiusAttrWLANGroupCipher is the attribute WLAN-Group-Cipher.
	RadiusAttrWLANGroupCipher struct {
		Type  any // 5, NAS-Port
		Len   any // 6
		Value any // 0
	}

	// RadiusAttrWLANAKMSuite is the attribute WLAN-AKM-Suite.
	RadiusAttrWLANAKMSuite struct {
		Type  any // 5, NAS-Port
		Len   any // 6
		Value any // 0
	}

	// RadiusAttrWLANGroupMgmtCipher is the attribute WLAN-Group-Mgmt-Cipher.
	RadiusAttrWLANGroupMgmtCipher struct {
		Type  any // 5, NAS-Port
		Len   any // 6
		Value any // 0
	}

	// RadiusAttrWLANRFBand is the attribute WLAN-RF-Band.
	RadiusAttrWLANRFBand struct {
		Type  any // 5, NAS-Port
		Len   any // 6
		Value any // 0
	}

	// RadiusAttrUserPassword is the attribute User-Password.
	RadiusAttrUserPassword struct {
		Type  any // 24, State
		Len   any // computed
		Value any // bytes
	}

	// RadiusAttrState is the attribute State.
	RadiusAttrState struct {
		Type  any // 24, State
		Len   any // computed
		Value any // bytes
	}

	// RadiusAttrMessageAuthenticator is the attribute Message-Authenticator.
	RadiusAttrMessageAuthenticator struct {
		Type  any // 24, State
		Len   any // computed
		Value any // "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	}

	// RadiusAttrNASIPAddress is the attribute NAS-IP-Address.
	RadiusAttrNASIPAddress struct {
		Type  any // 4, NAS-IP-Address
		Len   any // 6
		Value any // "0.0.0.0"
	}

	// RadiusAttrFramedIPAddress is the attribute Framed-IP-Address.
	RadiusAttrFramedIPAddress struct {
		Type  any // 4, NAS-IP-Address
		Len   any // 6
		Value any // "0.0.0.0"
	}

	// RadiusAttrFramedIPNetmask is the attribute Framed-IP-Netmask.
	RadiusAttrFramedIPNetmask struct {
		Type  any // 4, NAS-IP-Address
		Len   any // 6
		Value any // "0.0.0.0"
	}

	// RadiusAttrLoginIPHost is the attribute Login-IP-Host.
	RadiusAttrLoginIPHost struct {
		Type  any // 4, NAS-IP-Address
		Len   any // 6
		Value any // "0.0.0.0"
	}

	// RadiusAttrFramedIPXNetwork is the attribute Framed-IPX-Network.
	RadiusAttrFramedIPXNetwork struct {
		Type  any // 4, NAS-IP-Address
		Len   any // 6
		Value any // "0.0.0.0"
	}

	// RadiusAttrPMIP6HomeLMAIPv4Address is the attribute PMIP6-Home-LMA-IPv4-Address.
	RadiusAttrPMIP6HomeLMAIPv4Address struct {
		Type  any // 4, NAS-IP-Address
		Len   any // 6
		Value any // "0.0.0.0"
	}

	// RadiusAttrPMIP6VisitedLMAIPv4Address is the attribute PMIP6-Visited-LMA-IPv4-Address.
	RadiusAttrPMIP6VisitedLMAIPv4Address struct {
		Type  any // 4, NAS-IP-Address
		Len   any // 6
		Value any // "0.0.0.0"
	}

	// RadiusAttrPMIP6HomeDHCP4ServerAddress is the attribute PMIP6-Home-DHCP4-Server-Address.
	RadiusAttrPMIP6HomeDHCP4ServerAddress struct {
		Type  any // 4, NAS-IP-Address
		Len   any // 6
		Value any // "0.0.0.0"
	}

	// RadiusAttrPMIP6VisitedDHCP4ServerAddress is the attribute PMIP6-Visited-DHCP4-Server-Address.
	RadiusAttrPMIP6VisitedDHCP4ServerAddress struct {
		Type  any // 4, NAS-IP-Address
		Len   any // 6
		Value any // "0.0.0.0"
	}

	// RadiusAttrPMIP6HomeIPv4Gateway is the attribute PMIP6-Home-IPv4-Gateway.
	RadiusAttrPMIP6HomeIPv4Gateway struct {
		Type  any // 4, NAS-IP-Address
		Len   any // 6
		Value any // "0.0.0.0"
	}

	// RadiusAttrPMIP6VisitedIPv4Gateway is the attribute PMIP6-Visited-IPv4-Gateway.
	RadiusAttrPMIP6VisitedIPv4Gateway struct {
		Type  any // 4, NAS-IP-Address
		Len   any // 6
		Value any // "0.0.0.0"
	}

	// RadiusAttrServiceType is the attribute Service-Type.
	RadiusAttrServiceType struct {
		Type  any // 6, Service-Type
		Len   any // 6
		Value any // 0
	}

	// RadiusAttrFramedProtocol is the attribute Framed-Protocol.
	RadiusAttrFramedProtocol struct {
		Type  any // 6, Service-Type
		Len   any // 6
		Value any // 0
	}

	// RadiusAttrAcctStatusType is the attribute Acct-Status-Type.
	RadiusAttrAcctStatusType struct {
		Type  any // 6, Service-Type
		Len   any // 6
		Value any // 0
	}

	// RadiusAttrAcctAuthentic is the attribute Acct-Authentic.
	RadiusAttrAcctAuthentic struct {
		Type  any // 6, Service-Type
		Len   any // 6
		Value any // 0
	}

	// RadiusAttrAcctTerminateCause is the attribute Acct-Terminate-Cause.
	RadiusAttrAcctTerminateCause struct {
		Type  any // 6, Service-Type
		Len   any // 6
		Value any // 0
	}

	// RadiusAttrNASPortType is the attribute NAS-Port-Type.
	RadiusAttrNASPortType struct {
		Type  any // 6, Service-Type
		Len   any // 6
		Value any // 0
	}

	// RadiusAttrEAPMessage is the attribute EAP-Message.
	RadiusAttrEAPMessage struct {
		Type  any // 79, EAP-Message
		Len   any // computed
		Value any // bytes
	}

	// RadiusAttrVendorSpecific is an attribute of a vendor.
	RadiusAttrVendorSpecific struct {
		Type       any // 26, Vendor-Specific
		Len        any // computed
		VendorID   any // 0
		VendorType any // 0
		VendorLen  any // computed
		Value      any // bytes
	}

	// Radius is a message.
	Radius struct {
		Code          any // 1, Access-Request
		ID            any // 0
		Len           any // computed
		Authenticator any // bytes
		Attributes    any // a list
	}
)

// Describe returns the description and the values.
func (l RadiusAttribute) Describe() (*packet.Proto, []any) {
	return radiusAttributeProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l RadiusAttrUserName) Describe() (*packet.Proto, []any) {
	return radiusAttrUserNameProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l RadiusAttrNASPort) Describe() (*packet.Proto, []any) {
	return radiusAttrNASPortProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l RadiusAttrFramedMTU) Describe() (*packet.Proto, []any) {
	return radiusAttrFramedMTUProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l RadiusAttrLoginTCPPort) Describe() (*packet.Proto, []any) {
	return radiusAttrLoginTCPPortProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l RadiusAttrSessionTimeout) Describe() (*packet.Proto, []any) {
	return radiusAttrSessionTimeoutProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l RadiusAttrIdleTimeout) Describe() (*packet.Proto, []any) {
	return radiusAttrIdleTimeoutProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l RadiusAttrFramedAppleTalkLink) Describe() (*packet.Proto, []any) {
	return radiusAttrFramedAppleTalkLinkProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l RadiusAttrFramedAppleTalkNetwork) Describe() (*packet.Proto, []any) {
	return radiusAttrFramedAppleTalkNetworkProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l RadiusAttrAcctDelayTime) Describe() (*packet.Proto, []any) {
	return radiusAttrAcctDelayTimeProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l RadiusAttrAcctInputOctets) Describe() (*packet.Proto, []any) {
	return radiusAttrAcctInputOctetsProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l RadiusAttrAcctOutputOctets) Describe() (*packet.Proto, []any) {
	return radiusAttrAcctOutputOctetsProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l RadiusAttrAcctSessionTime) Describe() (*packet.Proto, []any) {
	return radiusAttrAcctSessionTimeProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l RadiusAttrAcctInputPackets) Describe() (*packet.Proto, []any) {
	return radiusAttrAcctInputPacketsProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l RadiusAttrAcctOutputPackets) Describe() (*packet.Proto, []any) {
	return radiusAttrAcctOutputPacketsProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l RadiusAttrAcctLinkCount) Describe() (*packet.Proto, []any) {
	return radiusAttrAcctLinkCountProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l RadiusAttrAcctInputGigawords) Describe() (*packet.Proto, []any) {
	return radiusAttrAcctInputGigawordsProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l RadiusAttrAcctOutputGigawords) Describe() (*packet.Proto, []any) {
	return radiusAttrAcctOutputGigawordsProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l RadiusAttrEgressVLANID) Describe() (*packet.Proto, []any) {
	return radiusAttrEgressVLANIDProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l RadiusAttrPortLimit) Describe() (*packet.Proto, []any) {
	return radiusAttrPortLimitProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l RadiusAttrARAPSecurity) Describe() (*packet.Proto, []any) {
	return radiusAttrARAPSecurityProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l RadiusAttrPasswordRetry) Describe() (*packet.Proto, []any) {
	return radiusAttrPasswordRetryProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l RadiusAttrTunnelPreference) Describe() (*packet.Proto, []any) {
	return radiusAttrTunnelPreferenceProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l RadiusAttrAcctInterimInterval) Describe() (*packet.Proto, []any) {
	return radiusAttrAcctInterimIntervalProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l RadiusAttrAcctTunnelPacketsLost) Describe() (*packet.Proto, []any) {
	return radiusAttrAcctTunnelPacketsLostProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l RadiusAttrManagementPrivilegeLevel) Describe() (*packet.Proto, []any) {
	return radiusAttrManagementPrivilegeLevelProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l RadiusAttrMobilityDomainId) Describe() (*packet.Proto, []any) {
	return radiusAttrMobilityDomainIdProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l RadiusAttrPreauthTimeout) Describe() (*packet.Proto, []any) {
	return radiusAttrPreauthTimeoutProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l RadiusAttrWLANVenueInfo) Describe() (*packet.Proto, []any) {
	return radiusAttrWLANVenueInfoProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l RadiusAttrWLANReasonCode) Describe() (*packet.Proto, []any) {
	return radiusAttrWLANReasonCodeProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l RadiusAttrWLANPairwiseCipher) Describe() (*packet.Proto, []any) {
	return radiusAttrWLANPairwiseCipherProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l RadiusAttrWLANGroupCipher) Describe() (*packet.Proto, []any) {
	return radiusAttrWLANGroupCipherProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l RadiusAttrWLANAKMSuite) Describe() (*packet.Proto, []any) {
	return radiusAttrWLANAKMSuiteProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l RadiusAttrWLANGroupMgmtCipher) Describe() (*packet.Proto, []any) {
	return radiusAttrWLANGroupMgmtCipherProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l RadiusAttrWLANRFBand) Describe() (*packet.Proto, []any) {
	return radiusAttrWLANRFBandProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l RadiusAttrUserPassword) Describe() (*packet.Proto, []any) {
	return radiusAttrUserPasswordProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l RadiusAttrState) Describe() (*packet.Proto, []any) {
	return radiusAttrStateProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l RadiusAttrMessageAuthenticator) Describe() (*packet.Proto, []any) {
	return radiusAttrMessageAuthenticatorProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l RadiusAttrNASIPAddress) Describe() (*packet.Proto, []any) {
	return radiusAttrNASIPAddressProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l RadiusAttrFramedIPAddress) Describe() (*packet.Proto, []any) {
	return radiusAttrFramedIPAddressProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l RadiusAttrFramedIPNetmask) Describe() (*packet.Proto, []any) {
	return radiusAttrFramedIPNetmaskProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l RadiusAttrLoginIPHost) Describe() (*packet.Proto, []any) {
	return radiusAttrLoginIPHostProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l RadiusAttrFramedIPXNetwork) Describe() (*packet.Proto, []any) {
	return radiusAttrFramedIPXNetworkProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l RadiusAttrPMIP6HomeLMAIPv4Address) Describe() (*packet.Proto, []any) {
	return radiusAttrPMIP6HomeLMAIPv4AddressProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l RadiusAttrPMIP6VisitedLMAIPv4Address) Describe() (*packet.Proto, []any) {
	return radiusAttrPMIP6VisitedLMAIPv4AddressProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l RadiusAttrPMIP6HomeDHCP4ServerAddress) Describe() (*packet.Proto, []any) {
	return radiusAttrPMIP6HomeDHCP4ServerAddressProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l RadiusAttrPMIP6VisitedDHCP4ServerAddress) Describe() (*packet.Proto, []any) {
	return radiusAttrPMIP6VisitedDHCP4ServerAddressProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l RadiusAttrPMIP6HomeIPv4Gateway) Describe() (*packet.Proto, []any) {
	return radiusAttrPMIP6HomeIPv4GatewayProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l RadiusAttrPMIP6VisitedIPv4Gateway) Describe() (*packet.Proto, []any) {
	return radiusAttrPMIP6VisitedIPv4GatewayProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l RadiusAttrServiceType) Describe() (*packet.Proto, []any) {
	return radiusAttrServiceTypeProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l RadiusAttrFramedProtocol) Describe() (*packet.Proto, []any) {
	return radiusAttrFramedProtocolProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l RadiusAttrAcctStatusType) Describe() (*packet.Proto, []any) {
	return radiusAttrAcctStatusTypeProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l RadiusAttrAcctAuthentic) Describe() (*packet.Proto, []any) {
	return radiusAttrAcctAuthenticProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l RadiusAttrAcctTerminateCause) Describe() (*packet.Proto, []any) {
	return radiusAttrAcctTerminateCauseProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l RadiusAttrNASPortType) Describe() (*packet.Proto, []any) {
	return radiusAttrNASPortTypeProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l RadiusAttrEAPMessage) Describe() (*packet.Proto, []any) {
	return radiusAttrEAPMessageProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l RadiusAttrVendorSpecific) Describe() (*packet.Proto, []any) {
	return radiusAttrVendorSpecificProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l Radius) Describe() (*packet.Proto, []any) { return radiusProto, packet.ValuesOf(l) }
