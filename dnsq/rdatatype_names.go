package dnsq

// The types of resource records, by their names in dns.rdatatype.
const (
	TypeNone       RdataType = 0
	TypeNONE       RdataType = 0
	TypeA          RdataType = 1
	TypeNS         RdataType = 2
	TypeMD         RdataType = 3
	TypeMF         RdataType = 4
	TypeCNAME      RdataType = 5
	TypeSOA        RdataType = 6
	TypeMB         RdataType = 7
	TypeMG         RdataType = 8
	TypeMR         RdataType = 9
	TypeNULL       RdataType = 10
	TypeWKS        RdataType = 11
	TypePTR        RdataType = 12
	TypeHINFO      RdataType = 13
	TypeMINFO      RdataType = 14
	TypeMX         RdataType = 15
	TypeTXT        RdataType = 16
	TypeRP         RdataType = 17
	TypeAFSDB      RdataType = 18
	TypeX25        RdataType = 19
	TypeISDN       RdataType = 20
	TypeRT         RdataType = 21
	TypeNSAP       RdataType = 22
	TypeNSAP_PTR   RdataType = 23
	TypeSIG        RdataType = 24
	TypeKEY        RdataType = 25
	TypePX         RdataType = 26
	TypeGPOS       RdataType = 27
	TypeAAAA       RdataType = 28
	TypeLOC        RdataType = 29
	TypeNXT        RdataType = 30
	TypeSRV        RdataType = 33
	TypeNAPTR      RdataType = 35
	TypeKX         RdataType = 36
	TypeCERT       RdataType = 37
	TypeA6         RdataType = 38
	TypeDNAME      RdataType = 39
	TypeOPT        RdataType = 41
	TypeAPL        RdataType = 42
	TypeDS         RdataType = 43
	TypeSSHFP      RdataType = 44
	TypeIPSECKEY   RdataType = 45
	TypeRRSIG      RdataType = 46
	TypeNSEC       RdataType = 47
	TypeDNSKEY     RdataType = 48
	TypeDHCID      RdataType = 49
	TypeNSEC3      RdataType = 50
	TypeNSEC3PARAM RdataType = 51
	TypeTLSA       RdataType = 52
	TypeSMIMEA     RdataType = 53
	TypeHIP        RdataType = 55
	TypeNINFO      RdataType = 56
	TypeCDS        RdataType = 59
	TypeCDNSKEY    RdataType = 60
	TypeOPENPGPKEY RdataType = 61
	TypeCSYNC      RdataType = 62
	TypeZONEMD     RdataType = 63
	TypeSVCB       RdataType = 64
	TypeHTTPS      RdataType = 65
	TypeDSYNC      RdataType = 66
	TypeHHIT       RdataType = 67
	TypeBRID       RdataType = 68
	TypeSPF        RdataType = 99
	TypeUNSPEC     RdataType = 103
	TypeNID        RdataType = 104
	TypeL32        RdataType = 105
	TypeL64        RdataType = 106
	TypeLP         RdataType = 107
	TypeEUI48      RdataType = 108
	TypeEUI64      RdataType = 109
	TypeNXNAME     RdataType = 128
	TypeTKEY       RdataType = 249
	TypeTSIG       RdataType = 250
	TypeIXFR       RdataType = 251
	TypeAXFR       RdataType = 252
	TypeMAILB      RdataType = 253
	TypeMAILA      RdataType = 254
	TypeANY        RdataType = 255
	TypeURI        RdataType = 256
	TypeCAA        RdataType = 257
	TypeAVC        RdataType = 258
	TypeAMTRELAY   RdataType = 260
	TypeRESINFO    RdataType = 261
	TypeWALLET     RdataType = 262
	TypeTA         RdataType = 32768
	TypeDLV        RdataType = 32769
)

var typeNames = map[RdataType]string{
	TypeA:          "A",
	TypeNS:         "NS",
	TypeMD:         "MD",
	TypeMF:         "MF",
	TypeCNAME:      "CNAME",
	TypeSOA:        "SOA",
	TypeMB:         "MB",
	TypeMG:         "MG",
	TypeMR:         "MR",
	TypeNULL:       "NULL",
	TypeWKS:        "WKS",
	TypePTR:        "PTR",
	TypeHINFO:      "HINFO",
	TypeMINFO:      "MINFO",
	TypeMX:         "MX",
	TypeTXT:        "TXT",
	TypeRP:         "RP",
	TypeAFSDB:      "AFSDB",
	TypeX25:        "X25",
	TypeISDN:       "ISDN",
	TypeRT:         "RT",
	TypeNSAP:       "NSAP",
	TypeNSAP_PTR:   "NSAP-PTR",
	TypeSIG:        "SIG",
	TypeKEY:        "KEY",
	TypePX:         "PX",
	TypeGPOS:       "GPOS",
	TypeAAAA:       "AAAA",
	TypeLOC:        "LOC",
	TypeNXT:        "NXT",
	TypeSRV:        "SRV",
	TypeNAPTR:      "NAPTR",
	TypeKX:         "KX",
	TypeCERT:       "CERT",
	TypeA6:         "A6",
	TypeDNAME:      "DNAME",
	TypeOPT:        "OPT",
	TypeAPL:        "APL",
	TypeDS:         "DS",
	TypeSSHFP:      "SSHFP",
	TypeIPSECKEY:   "IPSECKEY",
	TypeRRSIG:      "RRSIG",
	TypeNSEC:       "NSEC",
	TypeDNSKEY:     "DNSKEY",
	TypeDHCID:      "DHCID",
	TypeNSEC3:      "NSEC3",
	TypeNSEC3PARAM: "NSEC3PARAM",
	TypeTLSA:       "TLSA",
	TypeSMIMEA:     "SMIMEA",
	TypeHIP:        "HIP",
	TypeNINFO:      "NINFO",
	TypeCDS:        "CDS",
	TypeCDNSKEY:    "CDNSKEY",
	TypeOPENPGPKEY: "OPENPGPKEY",
	TypeCSYNC:      "CSYNC",
	TypeZONEMD:     "ZONEMD",
	TypeSVCB:       "SVCB",
	TypeHTTPS:      "HTTPS",
	TypeDSYNC:      "DSYNC",
	TypeHHIT:       "HHIT",
	TypeBRID:       "BRID",
	TypeSPF:        "SPF",
	TypeUNSPEC:     "UNSPEC",
	TypeNID:        "NID",
	TypeL32:        "L32",
	TypeL64:        "L64",
	TypeLP:         "LP",
	TypeEUI48:      "EUI48",
	TypeEUI64:      "EUI64",
	TypeNXNAME:     "NXNAME",
	TypeTKEY:       "TKEY",
	TypeTSIG:       "TSIG",
	TypeIXFR:       "IXFR",
	TypeAXFR:       "AXFR",
	TypeMAILB:      "MAILB",
	TypeMAILA:      "MAILA",
	TypeANY:        "ANY",
	TypeURI:        "URI",
	TypeCAA:        "CAA",
	TypeAVC:        "AVC",
	TypeAMTRELAY:   "AMTRELAY",
	TypeRESINFO:    "RESINFO",
	TypeWALLET:     "WALLET",
	TypeTA:         "TA",
	TypeDLV:        "DLV",
}
