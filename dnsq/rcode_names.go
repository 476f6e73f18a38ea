package dnsq

// The response codes, by their names in dns.rcode.
const (
	RcodeNOERROR   Rcode = 0
	RcodeFORMERR   Rcode = 1
	RcodeSERVFAIL  Rcode = 2
	RcodeNXDOMAIN  Rcode = 3
	RcodeNOTIMP    Rcode = 4
	RcodeREFUSED   Rcode = 5
	RcodeYXDOMAIN  Rcode = 6
	RcodeYXRRSET   Rcode = 7
	RcodeNXRRSET   Rcode = 8
	RcodeNOTAUTH   Rcode = 9
	RcodeNOTZONE   Rcode = 10
	RcodeDSOTYPENI Rcode = 11
	RcodeBADVERS   Rcode = 16
	RcodeBADSIG    Rcode = 16
	RcodeBADKEY    Rcode = 17
	RcodeBADTIME   Rcode = 18
	RcodeBADMODE   Rcode = 19
	RcodeBADNAME   Rcode = 20
	RcodeBADALG    Rcode = 21
	RcodeBADTRUNC  Rcode = 22
	RcodeBADCOOKIE Rcode = 23
)

var rcodeNames = map[Rcode]string{
	RcodeNOERROR:   "NOERROR",
	RcodeFORMERR:   "FORMERR",
	RcodeSERVFAIL:  "SERVFAIL",
	RcodeNXDOMAIN:  "NXDOMAIN",
	RcodeNOTIMP:    "NOTIMP",
	RcodeREFUSED:   "REFUSED",
	RcodeYXDOMAIN:  "YXDOMAIN",
	RcodeYXRRSET:   "YXRRSET",
	RcodeNXRRSET:   "NXRRSET",
	RcodeNOTAUTH:   "NOTAUTH",
	RcodeNOTZONE:   "NOTZONE",
	RcodeDSOTYPENI: "DSOTYPENI",
	RcodeBADVERS:   "BADVERS",
	RcodeBADKEY:    "BADKEY",
	RcodeBADTIME:   "BADTIME",
	RcodeBADMODE:   "BADMODE",
	RcodeBADNAME:   "BADNAME",
	RcodeBADALG:    "BADALG",
	RcodeBADTRUNC:  "BADTRUNC",
	RcodeBADCOOKIE: "BADCOOKIE",
}
