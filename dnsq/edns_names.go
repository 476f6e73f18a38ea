package dnsq

// The options of EDNS, by their names in dns.edns.
const (
	OptionNSID      OptionType = 3
	OptionDAU       OptionType = 5
	OptionDHU       OptionType = 6
	OptionN3U       OptionType = 7
	OptionECS       OptionType = 8
	OptionEXPIRE    OptionType = 9
	OptionCOOKIE    OptionType = 10
	OptionKEEPALIVE OptionType = 11
	OptionPADDING   OptionType = 12
	OptionCHAIN     OptionType = 13
	OptionEDE       OptionType = 15

	// OptionREPORTCHANNEL tells where errors of resolution are reported to.
	OptionREPORTCHANNEL OptionType = 18
)

var optionNames = map[OptionType]string{
	OptionNSID:          "NSID",
	OptionDAU:           "DAU",
	OptionDHU:           "DHU",
	OptionN3U:           "N3U",
	OptionECS:           "ECS",
	OptionEXPIRE:        "EXPIRE",
	OptionCOOKIE:        "COOKIE",
	OptionKEEPALIVE:     "KEEPALIVE",
	OptionPADDING:       "PADDING",
	OptionCHAIN:         "CHAIN",
	OptionEDE:           "EDE",
	OptionREPORTCHANNEL: "REPORTCHANNEL",
}

// The codes of extended DNS errors, by their names in dns.edns.
const (
	EDEOther                           EDECode = 0
	EDEUnsupportedDNSKEYAlgorithm      EDECode = 1
	EDEUnsupportedDSDigestType         EDECode = 2
	EDEStaleAnswer                     EDECode = 3
	EDEForgedAnswer                    EDECode = 4
	EDEDNSSECIndeterminate             EDECode = 5
	EDEDNSSECBogus                     EDECode = 6
	EDESignatureExpired                EDECode = 7
	EDESignatureNotYetValid            EDECode = 8
	EDEDNSKEYMissing                   EDECode = 9
	EDERRSIGsMissing                   EDECode = 10
	EDENoZoneKeyBitSet                 EDECode = 11
	EDENSECMissing                     EDECode = 12
	EDECachedError                     EDECode = 13
	EDENotReady                        EDECode = 14
	EDEBlocked                         EDECode = 15
	EDECensored                        EDECode = 16
	EDEFiltered                        EDECode = 17
	EDEProhibited                      EDECode = 18
	EDEStaleNXDOMAINAnswer             EDECode = 19
	EDENotAuthoritative                EDECode = 20
	EDENotSupported                    EDECode = 21
	EDENoReachableAuthority            EDECode = 22
	EDENetworkError                    EDECode = 23
	EDEInvalidData                     EDECode = 24
	EDESignatureExpiredBeforeValid     EDECode = 25
	EDETooEarly                        EDECode = 26
	EDEUnsupportedNSEC3IterationsValue EDECode = 27
	EDEUnableToConformToPolicy         EDECode = 28
	EDESynthesized                     EDECode = 29
	EDEInvalidQueryType                EDECode = 30
	EDERateLimited                     EDECode = 31
	EDEOverQuota                       EDECode = 32
)

var edeNames = map[EDECode]string{
	EDEOther:                           "OTHER",
	EDEUnsupportedDNSKEYAlgorithm:      "UNSUPPORTED_DNSKEY_ALGORITHM",
	EDEUnsupportedDSDigestType:         "UNSUPPORTED_DS_DIGEST_TYPE",
	EDEStaleAnswer:                     "STALE_ANSWER",
	EDEForgedAnswer:                    "FORGED_ANSWER",
	EDEDNSSECIndeterminate:             "DNSSEC_INDETERMINATE",
	EDEDNSSECBogus:                     "DNSSEC_BOGUS",
	EDESignatureExpired:                "SIGNATURE_EXPIRED",
	EDESignatureNotYetValid:            "SIGNATURE_NOT_YET_VALID",
	EDEDNSKEYMissing:                   "DNSKEY_MISSING",
	EDERRSIGsMissing:                   "RRSIGS_MISSING",
	EDENoZoneKeyBitSet:                 "NO_ZONE_KEY_BIT_SET",
	EDENSECMissing:                     "NSEC_MISSING",
	EDECachedError:                     "CACHED_ERROR",
	EDENotReady:                        "NOT_READY",
	EDEBlocked:                         "BLOCKED",
	EDECensored:                        "CENSORED",
	EDEFiltered:                        "FILTERED",
	EDEProhibited:                      "PROHIBITED",
	EDEStaleNXDOMAINAnswer:             "STALE_NXDOMAIN_ANSWER",
	EDENotAuthoritative:                "NOT_AUTHORITATIVE",
	EDENotSupported:                    "NOT_SUPPORTED",
	EDENoReachableAuthority:            "NO_REACHABLE_AUTHORITY",
	EDENetworkError:                    "NETWORK_ERROR",
	EDEInvalidData:                     "INVALID_DATA",
	EDESignatureExpiredBeforeValid:     "SIGNATURE_EXPIRED_BEFORE_VALID",
	EDETooEarly:                        "TOO_EARLY",
	EDEUnsupportedNSEC3IterationsValue: "UNSUPPORTED_NSEC3_ITERATIONS_VALUE",
	EDEUnableToConformToPolicy:         "UNABLE_TO_CONFORM_TO_POLICY",
	EDESynthesized:                     "SYNTHESIZED",
	EDEInvalidQueryType:                "INVALID_QUERY_TYPE",
	EDERateLimited:                     "RATE_LIMITED",
	EDEOverQuota:                       "OVER_QUOTA",
}
