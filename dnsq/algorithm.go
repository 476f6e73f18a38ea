package dnsq

import "strings"

// An Algorithm is a kind of keys and signatures of DNSSEC.
type Algorithm uint8

// The algorithms, by their names in dns.dnssectypes.
const (
	RSAMD5           Algorithm = 1
	DH               Algorithm = 2
	DSA              Algorithm = 3
	ECC              Algorithm = 4
	RSASHA1          Algorithm = 5
	DSANSEC3SHA1     Algorithm = 6
	RSASHA1NSEC3SHA1 Algorithm = 7
	RSASHA256        Algorithm = 8
	RSASHA512        Algorithm = 10
	ECCGOST          Algorithm = 12
	ECDSAP256SHA256  Algorithm = 13
	ECDSAP384SHA384  Algorithm = 14
	ED25519          Algorithm = 15
	ED448            Algorithm = 16
	INDIRECT         Algorithm = 252
	PRIVATEDNS       Algorithm = 253
	PRIVATEOID       Algorithm = 254
)

var algorithmNames = map[Algorithm]string{
	RSAMD5: "RSAMD5", DH: "DH", DSA: "DSA", ECC: "ECC", RSASHA1: "RSASHA1", DSANSEC3SHA1: "DSANSEC3SHA1",
	RSASHA1NSEC3SHA1: "RSASHA1NSEC3SHA1", RSASHA256: "RSASHA256", RSASHA512: "RSASHA512", ECCGOST: "ECCGOST",
	ECDSAP256SHA256: "ECDSAP256SHA256", ECDSAP384SHA384: "ECDSAP384SHA384", ED25519: "ED25519", ED448: "ED448",
	INDIRECT: "INDIRECT", PRIVATEDNS: "PRIVATEDNS", PRIVATEOID: "PRIVATEOID",
}

var algorithmCodes = byName(algorithmNames)

// String is the algorithm's name, or its number.
func (a Algorithm) String() string { return codeText(algorithmNames, "", a) }

// AlgorithmFromText reads a name or a number. An error is an ErrValue.
func AlgorithmFromText(text string) (Algorithm, error) {
	return codeFromText("algorithm", algorithmCodes, "", text, 255, ErrValue)
}

// A DSDigest is the kind of hash in a DS.
type DSDigest uint8

// The hashes of a DS.
const (
	DigestNULL   DSDigest = 0
	DigestSHA1   DSDigest = 1
	DigestSHA256 DSDigest = 2
	DigestGOST   DSDigest = 3
	DigestSHA384 DSDigest = 4
)

var digestNames = map[DSDigest]string{
	DigestNULL: "NULL", DigestSHA1: "SHA1", DigestSHA256: "SHA256", DigestGOST: "GOST", DigestSHA384: "SHA384",
}

var digestCodes = byName(digestNames)

// String is the hash's name, or its number.
func (d DSDigest) String() string { return codeText(digestNames, "", d) }

// DSDigestFromText reads a name or a number. An error is an ErrValue.
func DSDigestFromText(text string) (DSDigest, error) {
	return codeFromText("dsdigest", digestCodes, "", text, 255, ErrValue)
}

// An NSEC3HashAlgorithm is the hash of an NSEC3.
type NSEC3HashAlgorithm uint8

// NSEC3SHA1 is the only hash of NSEC3 that there is.
const NSEC3SHA1 NSEC3HashAlgorithm = 1

// A KeyFlag are the flags of a DNSKEY.
type KeyFlag uint16

// The flags of a DNSKEY: a secure entry point, a revoked key, a key of a zone.
const (
	KeySEP    KeyFlag = 0x0001
	KeyREVOKE KeyFlag = 0x0080
	KeyZONE   KeyFlag = 0x0100
)

// String names the flags that are set.
func (f KeyFlag) String() string {
	var set []string
	for _, n := range []struct {
		bit  KeyFlag
		name string
	}{{KeyZONE, "ZONE"}, {KeyREVOKE, "REVOKE"}, {KeySEP, "SEP"}} {
		if f&n.bit != 0 {
			set = append(set, n.name)
		}
	}
	return strings.Join(set, " ")
}
