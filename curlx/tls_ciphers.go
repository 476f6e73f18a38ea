package curlx

import (
	"crypto/tls"
	"strings"
)

// cipherSuites reads SSL_CIPHER_LIST: names of IANA or of OpenSSL with colons
// between them, of TLS up to 1.2.
func cipherSuites(list string) ([]uint16, error) {
	known := map[string]uint16{}
	for _, c := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
		if len(c.SupportedVersions) == 1 && c.SupportedVersions[0] == tls.VersionTLS13 {
			continue
		}
		known[c.Name] = c.ID
		known[openSSLName(c.Name)] = c.ID
	}
	var ids []uint16
	for name := range strings.FieldsFuncSeq(list, func(r rune) bool { return r == ':' || r == ',' || r == ' ' }) {
		id, ok := known[strings.ToUpper(name)]
		if !ok {
			return nil, fail(E_SSL_CIPHER, "failed setting cipher list: %s", list)
		}
		ids = append(ids, id)
	}
	if ids == nil {
		return nil, fail(E_SSL_CIPHER, "failed setting cipher list: %s", list)
	}
	return ids, nil
}

// openSSLName is OpenSSL's name for a suite: TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
// is ECDHE-RSA-AES128-GCM-SHA256 there.
func openSSLName(iana string) string {
	s := strings.TrimPrefix(iana, "TLS_")
	kx, enc, ok := strings.Cut(s, "_WITH_")
	if !ok {
		return iana
	}
	enc = strings.Replace(enc, "AES_", "AES", 1)
	enc = strings.Replace(enc, "_CBC_", "_", 1)
	enc = strings.Replace(enc, "3DES_EDE", "DES_CBC3", 1)
	enc = strings.TrimSuffix(enc, "_SHA256") + map[bool]string{true: "_SHA256"}[strings.HasSuffix(enc, "_SHA256") && !strings.HasPrefix(enc, "CHACHA20")]
	name := enc
	if kx != "RSA" {
		name = kx + "_" + enc
	}
	return strings.ReplaceAll(name, "_", "-")
}
