package curlx

import (
	"bytes"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// certificateInfo is what INFO_CERTINFO tells of certificates, the server's own
// first: names and values, as libcurl has them.
func certificateInfo(certs []*x509.Certificate) [][][2]string {
	var list [][][2]string
	for _, c := range certs {
		info := [][2]string{
			{"Subject", distinguished(c.RawSubject)}, {"Issuer", distinguished(c.RawIssuer)}, {"Version", strconv.Itoa(c.Version - 1)},
			{"Serial Number", shortHex(c.SerialNumber)}, {"Signature Algorithm", signatureName(c)},
			{"Start Date", c.NotBefore.UTC().Format("2006-01-02 15:04:05 GMT")}, {"Expire Date", c.NotAfter.UTC().Format("2006-01-02 15:04:05 GMT")},
		}
		info = append(info, publicKeyInfo(c)...)
		list = append(list, append(info, [2]string{"Signature", colons(c.Signature)},
			[2]string{"Cert", string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw}))}))
	}
	return list
}

func cloneCertinfo(list [][][2]string) [][][2]string {
	out := [][][2]string{}
	for _, c := range list {
		out = append(out, slices.Clone(c))
	}
	return out
}

// distinguished is a name as it stands in a certificate, part by part.
func distinguished(raw []byte) string {
	var seq pkix.RDNSequence
	if _, err := asn1.Unmarshal(raw, &seq); err != nil {
		return ""
	}
	known := map[string]string{"2.5.4.3": "CN", "2.5.4.4": "SN", "2.5.4.5": "serialNumber", "2.5.4.6": "C", "2.5.4.7": "L", "2.5.4.8": "ST", "2.5.4.9": "streetAddress",
		"2.5.4.10": "O", "2.5.4.11": "OU", "2.5.4.12": "title", "2.5.4.13": "description", "2.5.4.17": "postalCode", "2.5.4.41": "name", "2.5.4.42": "givenName",
		"2.5.4.43": "initials", "2.5.4.44": "generationQualifier", "2.5.4.45": "X500UniqueIdentifier", "2.5.4.46": "dnQualifier", "2.5.4.65": "pseudonym", "2.5.4.72": "role", "1.2.840.113549.1.9.1": "emailAddress"}
	var b strings.Builder
	for _, rdn := range seq {
		for _, a := range rdn {
			name := known[a.Type.String()]
			if name == "" {
				name = a.Type.String()
			}
			if b.Len() > 0 {
				// What is no abbreviation begins with a slash.
				between := ", "
				if len(name) > 2 {
					between = "/"
				}
				b.WriteString(between)
			}
			fmt.Fprintf(&b, "%s=%v", name, a.Value)
		}
	}
	return b.String()
}

// shortHex is a small number as 0x…, a large one byte by byte.
func shortHex(n *big.Int) string {
	if n.IsInt64() && n.Int64() < 10 && n.Sign() >= 0 {
		return n.String()
	}
	if n.BitLen() <= 32 {
		return fmt.Sprintf("0x%x", n)
	}
	return colons(asn1Integer(n))
}

// asn1Integer are a number's bytes in DER, with a zero before a high bit.
func asn1Integer(n *big.Int) []byte {
	b := n.Bytes()
	if len(b) > 0 && b[0] >= 0x80 {
		b = append([]byte{0}, b...)
	}
	return b
}

// colons are bytes in hexadecimal, with a colon after each.
func colons(b []byte) string {
	var s strings.Builder
	for _, x := range b {
		fmt.Fprintf(&s, "%02x:", x)
	}
	return s.String()
}

func signatureName(c *x509.Certificate) string {
	switch c.SignatureAlgorithm {
	case x509.SHA256WithRSA:
		return "sha256WithRSAEncryption"
	case x509.SHA384WithRSA:
		return "sha384WithRSAEncryption"
	case x509.SHA512WithRSA:
		return "sha512WithRSAEncryption"
	case x509.SHA1WithRSA:
		return "sha1WithRSAEncryption"
	}
	var cert struct {
		TBS       asn1.RawValue
		Algorithm pkix.AlgorithmIdentifier
		Signature asn1.BitString
	}
	if _, err := asn1.Unmarshal(c.Raw, &cert); err != nil {
		return c.SignatureAlgorithm.String()
	}
	return cert.Algorithm.Algorithm.String()
}

func publicKeyInfo(c *x509.Certificate) [][2]string {
	switch k := c.PublicKey.(type) {
	case *rsa.PublicKey:
		return [][2]string{{"Public Key Algorithm", "rsaEncryption"}, {"RSA Public Key", strconv.Itoa(k.N.BitLen())},
			{"rsa(n)", colons(bytes.TrimLeft(k.N.Bytes(), "\x00"))}, {"rsa(e)", shortHex(big.NewInt(int64(k.E)))}}
	case *ecdsa.PublicKey:
		out := [][2]string{{"Public Key Algorithm", "ecPublicKey"}, {"ECC Public Key", strconv.Itoa(k.Curve.Params().BitSize)}}
		if e, err := k.ECDH(); err == nil {
			out = append(out, [2]string{"ecPublicKey", colons(e.Bytes())})
		}
		return out
	case ed25519.PublicKey:
		return [][2]string{{"Public Key Algorithm", "1.3.101.112"}}
	case *ecdh.PublicKey:
		return [][2]string{{"Public Key Algorithm", "1.3.101.110"}}
	}
	return [][2]string{{"Public Key Algorithm", c.PublicKeyAlgorithm.String()}}
}
