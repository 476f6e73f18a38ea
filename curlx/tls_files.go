package curlx

import (
	"bytes"
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/pbkdf2"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"hash"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/crypto/ocsp"
	"golang.org/x/crypto/pkcs12"
)

// roots are the trusted certificates, nil for the system's.
func (o *tlsOptions) roots() (*x509.CertPool, error) {
	if !o.verifyPeer || o.cainfo == "" && o.capath == "" && o.cablob == nil {
		return nil, nil
	}
	pool := x509.NewCertPool()
	if o.flags&SSLOPT_NATIVE_CA != 0 {
		if p, err := x509.SystemCertPool(); err == nil {
			pool = p
		}
	}
	bad := func(what string, err error) error {
		return fail(E_SSL_CACERT_BADFILE, "error setting certificate verify locations: %s", what).because(err)
	}
	if o.cablob != nil && !pool.AppendCertsFromPEM(o.cablob) {
		return nil, bad("no certificate in CAINFO_BLOB", nil)
	}
	if o.cainfo != "" && o.cablob == nil {
		b, err := os.ReadFile(o.cainfo)
		if err != nil {
			return nil, bad("CAfile: "+o.cainfo, err)
		}
		if !pool.AppendCertsFromPEM(b) {
			return nil, bad("no certificate in "+o.cainfo, nil)
		}
	}
	if o.capath != "" {
		files, err := os.ReadDir(o.capath)
		if err != nil {
			return nil, bad("CApath: "+o.capath, err)
		}
		for _, f := range files {
			// Other files may lie there too.
			if b, err := os.ReadFile(filepath.Join(o.capath, f.Name())); err == nil {
				pool.AppendCertsFromPEM(b)
			}
		}
	}
	return pool, nil
}

// revocations are the lists of CRLFILE.
func (o *tlsOptions) revocations() ([]*x509.RevocationList, error) {
	if o.crlfile == "" {
		return nil, nil
	}
	bad := func(err error) error {
		return fail(E_SSL_CRL_BADFILE, "error loading CRL file: %s", o.crlfile).because(err)
	}
	b, err := os.ReadFile(o.crlfile)
	if err != nil {
		return nil, bad(err)
	}
	var lists []*x509.RevocationList
	for block, rest := pem.Decode(b); block != nil; block, rest = pem.Decode(rest) {
		if block.Type != "X509 CRL" {
			continue
		}
		l, err := x509.ParseRevocationList(block.Bytes)
		if err != nil {
			return nil, bad(err)
		}
		lists = append(lists, l)
	}
	if lists == nil {
		return nil, bad(errors.New("no revocation list in it"))
	}
	return lists, nil
}

// issuerCertificate is that of ISSUERCERT, nil for none.
func (o *tlsOptions) issuerCertificate() (*x509.Certificate, error) {
	b := o.issuerBlob
	if b == nil {
		if o.issuer == "" {
			return nil, nil
		}
		var err error
		if b, err = os.ReadFile(o.issuer); err != nil {
			return nil, fail(E_SSL_ISSUER_ERROR, "SSL: Unable to open issuer cert (%s)", o.issuer).because(err)
		}
	}
	der := b
	if block, _ := pem.Decode(b); block != nil {
		der = block.Bytes
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fail(E_SSL_ISSUER_ERROR, "SSL: Unable to read issuer cert (%s)", o.issuer).because(err)
	}
	return c, nil
}

// clientCertificates is the certificate we show, nil for none.
func (o *tlsOptions) clientCertificates() (*tls.Certificate, error) {
	certData, keyData := o.certBlob, o.keyBlob
	if certData == nil && o.cert == "" {
		return nil, nil
	}
	bad := func(what string, err error) error {
		return fail(E_SSL_CONNECT_ERROR, "could not load client certificate: %s", what).because(err)
	}
	var err error
	if certData == nil {
		if certData, err = os.ReadFile(o.cert); err != nil {
			return nil, bad(o.cert, err)
		}
	}
	if strings.EqualFold(o.certType, "P12") {
		key, cert, err := pkcs12.Decode(certData, o.password)
		if err != nil {
			return nil, bad("PKCS #12", err)
		}
		return &tls.Certificate{Certificate: [][]byte{cert.Raw}, PrivateKey: key, Leaf: cert}, nil
	}
	var out tls.Certificate
	if strings.EqualFold(o.certType, "DER") {
		out.Certificate = [][]byte{certData}
	} else {
		for block, rest := pem.Decode(certData); block != nil; block, rest = pem.Decode(rest) {
			if block.Type == "CERTIFICATE" {
				out.Certificate = append(out.Certificate, block.Bytes)
			}
		}
	}
	if len(out.Certificate) == 0 {
		return nil, bad("no certificate in it", nil)
	}
	if keyData == nil {
		keyData = certData
		if o.key != "" {
			if keyData, err = os.ReadFile(o.key); err != nil {
				return nil, bad(o.key, err)
			}
		}
	}
	if out.PrivateKey, err = privateKey(keyData, o.keyType, o.password); err != nil {
		return nil, bad("private key", err)
	}
	leaf, err := x509.ParseCertificate(out.Certificate[0])
	if err != nil {
		return nil, bad("certificate", err)
	}
	signer, ok := out.PrivateKey.(crypto.Signer)
	pub, ok2 := leaf.PublicKey.(interface{ Equal(crypto.PublicKey) bool })
	if !ok || !ok2 || !pub.Equal(signer.Public()) {
		return nil, bad("the key is not that of the certificate", nil)
	}
	out.Leaf = leaf
	return &out, nil
}

// privateKey reads a key in PEM or DER, decrypting it where it has a password.
func privateKey(data []byte, kind, password string) (crypto.PrivateKey, error) {
	if strings.EqualFold(kind, "DER") {
		return parseKey(data)
	}
	for block, rest := pem.Decode(data); block != nil; block, rest = pem.Decode(rest) {
		if !strings.HasSuffix(block.Type, "PRIVATE KEY") {
			continue
		}
		der := block.Bytes
		var err error
		//lint:ignore SA1019 keys that OpenSSL wrote before version 3 are encrypted so
		if x509.IsEncryptedPEMBlock(block) {
			//lint:ignore SA1019 keys that OpenSSL wrote before version 3 are encrypted so
			der, err = x509.DecryptPEMBlock(block, []byte(password))
		} else if block.Type == "ENCRYPTED PRIVATE KEY" {
			der, err = decryptPKCS8(der, password)
		}
		if err != nil {
			return nil, err
		}
		return parseKey(der)
	}
	return nil, errors.New("no private key in PEM")
}

func parseKey(der []byte) (crypto.PrivateKey, error) {
	if k, err := x509.ParsePKCS8PrivateKey(der); err == nil {
		return k, nil
	}
	if k, err := x509.ParsePKCS1PrivateKey(der); err == nil {
		return k, nil
	}
	return x509.ParseECPrivateKey(der)
}

// The shapes of RFC 8018's PBES2, which encrypts keys of PKCS #8.
type (
	encryptedKey struct {
		Algorithm pkix.AlgorithmIdentifier
		Data      []byte
	}
	pbes2 struct{ Derivation, Cipher pkix.AlgorithmIdentifier }
	kdf   struct {
		Salt   []byte
		Rounds int
		Length int                      `asn1:"optional"`
		PRF    pkix.AlgorithmIdentifier `asn1:"optional"`
	}
)

// decryptPKCS8 decrypts a key that PBES2 with AES encrypted.
func decryptPKCS8(der []byte, password string) ([]byte, error) {
	odd := errors.New("the key's encryption is not known: expected PBES2 with AES")
	var k encryptedKey
	if _, err := asn1.Unmarshal(der, &k); err != nil {
		return nil, err
	}
	if k.Algorithm.Algorithm.String() != "1.2.840.113549.1.5.13" {
		return nil, odd
	}
	var p pbes2
	if _, err := asn1.Unmarshal(k.Algorithm.Parameters.FullBytes, &p); err != nil {
		return nil, err
	}
	var d kdf
	if _, err := asn1.Unmarshal(p.Derivation.Parameters.FullBytes, &d); err != nil {
		return nil, err
	}
	var iv []byte
	if _, err := asn1.Unmarshal(p.Cipher.Parameters.FullBytes, &iv); err != nil {
		return nil, err
	}
	size := map[string]int{"2.16.840.1.101.3.4.1.2": 16, "2.16.840.1.101.3.4.1.22": 24, "2.16.840.1.101.3.4.1.42": 32}[p.Cipher.Algorithm.String()]
	prf := map[string]func() hash.Hash{"": sha1.New, "1.2.840.113549.2.7": sha1.New, "1.2.840.113549.2.9": sha256.New,
		"1.2.840.113549.2.11": sha512.New}[d.PRF.Algorithm.String()]
	if size == 0 || prf == nil || len(iv) != aes.BlockSize || len(k.Data)%aes.BlockSize != 0 || len(k.Data) == 0 || d.Rounds < 1 || d.Rounds > 10_000_000 {
		return nil, odd
	}
	key, err := pbkdf2.Key(prf, password, d.Salt, d.Rounds, size)
	if err != nil {
		return nil, err
	}
	b, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	plain := make([]byte, len(k.Data))
	cipher.NewCBCDecrypter(b, iv).CryptBlocks(plain, k.Data)
	pad := int(plain[len(plain)-1])
	if pad < 1 || pad > aes.BlockSize || !bytes.Equal(plain[len(plain)-pad:], bytes.Repeat([]byte{byte(pad)}, pad)) {
		return nil, errors.New("the password of the key is wrong")
	}
	return plain[:len(plain)-pad], nil
}

// checkPin compares a certificate's public key with PINNEDPUBLICKEY: a file, or
// hashes sha256//… with semicolons between them.
func checkPin(leaf *x509.Certificate, pin string) error {
	bad := fail(E_SSL_PINNEDPUBKEYNOTMATCH, "SSL: public key does not match pinned public key")
	if strings.HasPrefix(pin, "sha256//") {
		sum := sha256.Sum256(leaf.RawSubjectPublicKeyInfo)
		have := base64.StdEncoding.EncodeToString(sum[:])
		for p := range strings.SplitSeq(pin, ";") {
			if strings.TrimPrefix(p, "sha256//") == have {
				return nil
			}
		}
		return bad
	}
	b, err := os.ReadFile(pin)
	if err != nil {
		return bad.because(err)
	}
	if block, _ := pem.Decode(b); block != nil {
		b = block.Bytes
	}
	if !bytes.Equal(b, leaf.RawSubjectPublicKeyInfo) {
		return bad
	}
	return nil
}

// checkStapled wants a good OCSP answer with the handshake.
func checkStapled(s tls.ConnectionState) error {
	bad := fail(E_SSL_INVALIDCERTSTATUS, "No OCSP response received")
	if len(s.OCSPResponse) == 0 {
		return bad
	}
	var issuer *x509.Certificate
	if len(s.PeerCertificates) > 1 {
		issuer = s.PeerCertificates[1]
	}
	r, err := ocsp.ParseResponseForCert(s.OCSPResponse, s.PeerCertificates[0], issuer)
	if err != nil {
		return fail(E_SSL_INVALIDCERTSTATUS, "Invalid OCSP response").because(err)
	}
	if r.Status != ocsp.Good {
		return fail(E_SSL_INVALIDCERTSTATUS, "SSL certificate status: revoked or unknown")
	}
	return nil
}
