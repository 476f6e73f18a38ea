package dnssec

import (
	"crypto/sha1"
	"encoding/base32"
	"strings"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/internal/fault"
)

// NSEC3Hash is the hash of a name by which NSEC3 tell of it, as the first label
// of their owners, in upper case. RFC 5155 section 5. The name is taken for
// absolute. An error is an dnsq.ErrValue: the hash is not NSEC3SHA1, or the salt is
// longer than 255 bytes.
func NSEC3Hash(name dnsq.Name, salt []byte, iterations uint16, algorithm dnsq.NSEC3HashAlgorithm) (string, error) {
	h, err := nsec3Hash(name, salt, iterations, algorithm)
	if err != nil {
		return "", err
	}
	return strings.ToUpper(hashEncoding.EncodeToString(h)), nil
}

func nsec3Hash(name dnsq.Name, salt []byte, iterations uint16, algorithm dnsq.NSEC3HashAlgorithm) ([]byte, error) {
	switch {
	case algorithm != dnsq.NSEC3SHA1:
		return nil, fault.New(dnsq.ErrValue, "Wrong hash algorithm (only SHA1 is supported)")
	case len(salt) > 255:
		return nil, fault.New(dnsq.ErrValue, "Invalid salt length")
	}
	data, err := name.ToDigestable(&dnsq.Root)
	if err != nil {
		return nil, err
	}
	for range int(iterations) + 1 {
		sum := sha1.Sum(append(data, salt...))
		data = append(data[:0], sum[:]...)
	}
	return data, nil
}

// hashEncoding is that of hashes in the names of NSEC3.
var hashEncoding = base32.HexEncoding.WithPadding(base32.NoPadding)
