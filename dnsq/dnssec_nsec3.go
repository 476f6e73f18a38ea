package dnsq

import (
	"crypto/sha1"
	"strings"
)

// NSEC3Hash is the hash of a name by which NSEC3 tell of it, as the first label
// of their owners, in upper case. RFC 5155 section 5. The name is taken for
// absolute. An error is an ErrValue: the hash is not NSEC3SHA1, or the salt is
// longer than 255 bytes.
func NSEC3Hash(name Name, salt []byte, iterations uint16, algorithm NSEC3HashAlgorithm) (string, error) {
	h, err := nsec3Hash(name, salt, iterations, algorithm)
	if err != nil {
		return "", err
	}
	return strings.ToUpper(base32Hex.EncodeToString(h)), nil
}

func nsec3Hash(name Name, salt []byte, iterations uint16, algorithm NSEC3HashAlgorithm) ([]byte, error) {
	switch {
	case algorithm != NSEC3SHA1:
		return nil, fail(ErrValue, "Wrong hash algorithm (only SHA1 is supported)")
	case len(salt) > 255:
		return nil, fail(ErrValue, "Invalid salt length")
	}
	data, err := name.ToDigestable(&Root)
	if err != nil {
		return nil, err
	}
	for range int(iterations) + 1 {
		sum := sha1.Sum(append(data, salt...))
		data = append(data[:0], sum[:]...)
	}
	return data, nil
}
