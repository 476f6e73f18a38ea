package nodeinfo

import (
	"bytes"
	"crypto/md5"
	"fmt"
	"net/netip"
	"strings"

	"github.com/pyops-go/pyops/packet"
)

// NIGroupAddr is the multicast address that a node of a name listens to for queries about
// it: RFC 4620, 5. scapy has that of an earlier draft. Only the first label counts, and
// whether its letters are small does not. A name whose first label is none, or of more
// than 63 bytes, is an error.
func NIGroupAddr(name string) (netip.Addr, error) {
	label, _, _ := strings.Cut(name, ".")
	if label == "" || len(label) > 63 {
		return netip.Addr{}, badName(name)
	}
	sum := md5.Sum(append([]byte{byte(len(label))}, canonical(label)...))
	return netip.AddrFrom16([16]byte{0: 0xff, 1: 2, 11: 2, 12: 0xff, 13: sum[0], 14: sum[1], 15: sum[2]}), nil
}

// canonical is a label as RFC 4034, 6.2, has it: only letters of ASCII become small ones,
// all other bytes stay.
func canonical(label string) []byte {
	b := []byte(label)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return b
}

func badName(name string) error {
	return &packet.Error{Kind: packet.ErrValue, Input: name, Reason: "a name of labels of 1 to 63 bytes was expected"}
}

// appendName writes a name as DNS does. One of a single label has another zero behind it,
// since it is not the whole name: RFC 4620, 4.
func appendName(dst []byte, name string) ([]byte, error) {
	if name == "" {
		return append(dst, 0, 0, 0), nil
	}
	whole := strings.TrimSuffix(name, ".")
	for label := range strings.SplitSeq(whole, ".") {
		if label == "" || len(label) > 63 {
			return dst, badName(name)
		}
		dst = append(append(dst, byte(len(label))), label...)
	}
	dst = append(dst, 0)
	if !strings.Contains(name, ".") {
		dst = append(dst, 0)
	}
	return dst, nil
}

// readNames takes names off data, to its end.
func readNames(data []byte) ([]string, error) {
	var names []string
	for len(data) > 0 {
		var labels [][]byte
		for len(data) > 0 && data[0] != 0 {
			n := int(data[0])
			if n > 63 {
				return nil, &packet.Error{Kind: packet.ErrMalformed, Reason: fmt.Sprintf("a label of %d bytes: names are not compressed here", n)}
			}
			n = min(n, len(data)-1)
			labels, data = append(labels, data[1:1+n]), data[1+n:]
		}
		for zeros := 0; zeros < 2 && len(data) > 0 && data[0] == 0; zeros++ {
			data = data[1:] // the end, and another where the name is not whole
		}
		if len(labels) > 0 {
			names = append(names, string(bytes.Join(labels, []byte("."))))
		}
	}
	return names, nil
}
