package packet

import (
	"fmt"
	"math/big"
	"net/netip"
	"strconv"
	"strings"

	"github.com/pyops-go/pyops/internal/pytext"
)

// Values of SNMP that are no plain Go values. A plain integer is an INTEGER, text
// and bytes are an OCTET STRING, [netip.Addr] is an IpAddress and nil is NULL.
type (
	// OID is an object identifier, such as "1.3.6.1.2.1.1.1.0".
	OID string

	// Counter32 is a counter that wraps.
	Counter32 uint32

	// Gauge32 is a number that goes up and down.
	Gauge32 uint32

	// TimeTicks is hundredths of a second.
	TimeTicks uint32

	// Counter64 is a counter of 64 bits.
	Counter64 uint64

	// SNMPException is what stands in the place of a value that there is not:
	// noSuchObject (0x80), noSuchInstance (0x81) or endOfMibView (0x82).
	SNMPException byte
)

// Tags of BER that SNMP uses.
const (
	tagInteger   = 0x02
	tagString    = 0x04
	tagNull      = 0x05
	tagOID       = 0x06
	tagSequence  = 0x30
	tagIP        = 0x40
	tagCounter   = 0x41
	tagGauge     = 0x42
	tagTicks     = 0x43
	tagCounter64 = 0x46
)

// readTLV takes one item of BER off b.
func readTLV(b []byte) (tag byte, value, rest []byte, err error) {
	if len(b) < 2 {
		return 0, nil, nil, tooShort("BER", 2, len(b))
	}
	tag, n, at := b[0], int(b[1]), 2
	if n&0x80 != 0 {
		k := n & 0x7f
		if k == 0 || k > 4 || len(b) < 2+k {
			return 0, nil, nil, malformed("BER", "the length is of an impossible form")
		}
		n = 0
		for _, c := range b[2 : 2+k] {
			n = n<<8 | int(c)
		}
		at += k
	}
	if n < 0 || n > len(b)-at {
		return 0, nil, nil, tooShort("BER", n, len(b)-at)
	}
	return tag, b[at : at+n : at+n], b[at+n:], nil
}

// appendTLV writes one item of BER.
func appendTLV(dst []byte, tag byte, value []byte) []byte {
	dst = append(dst, tag)
	switch n := len(value); {
	case n < 0x80:
		dst = append(dst, byte(n))
	case n < 0x100:
		dst = append(dst, 0x81, byte(n))
	case n < 0x10000:
		dst = append(dst, 0x82, byte(n>>8), byte(n))
	case n < 0x1000000:
		dst = append(dst, 0x83, byte(n>>16), byte(n>>8), byte(n))
	default:
		dst = append(dst, 0x84, byte(n>>24), byte(n>>16), byte(n>>8), byte(n))
	}
	return append(dst, value...)
}

// berValue reads the value of an item.
func berValue(tag byte, b []byte) (any, error) {
	switch tag {
	case tagInteger:
		if len(b) == 0 || len(b) > 8 {
			if len(b) == 0 {
				return nil, malformed("INTEGER", "it has no bytes")
			}
			n := new(big.Int).SetBytes(b)
			if b[0]&0x80 != 0 {
				n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(8*len(b))))
			}
			return n, nil
		}
		n := int64(int8(b[0]))
		for _, c := range b[1:] {
			n = n<<8 | int64(c)
		}
		if int64(int(n)) != n {
			return n, nil
		}
		return int(n), nil
	case tagNull:
		return nil, nil
	case tagOID:
		return readOID(b)
	case tagIP:
		if len(b) != 4 {
			return nil, malformed("IpAddress", "it does not have four bytes")
		}
		return netip.AddrFrom4([4]byte(b)), nil
	case tagCounter, tagGauge, tagTicks, tagCounter64:
		if len(b) > 9 {
			return nil, malformed("Counter", "it has more than nine bytes")
		}
		var n uint64
		for _, c := range b {
			n = n<<8 | uint64(c)
		}
		switch tag {
		case tagCounter:
			return Counter32(n), nil
		case tagGauge:
			return Gauge32(n), nil
		case tagTicks:
			return TimeTicks(n), nil
		}
		return Counter64(n), nil
	case 0x80, 0x81, 0x82:
		return SNMPException(tag), nil
	}
	return b, nil
}

func readOID(b []byte) (any, error) {
	var parts []string
	small := uint64(0)
	for i, c := range b {
		if small >= 1<<56 {
			return nil, malformed("OBJECT IDENTIFIER", "a part of more than 63 bits")
		}
		small = small<<7 | uint64(c&0x7f)
		if c&0x80 != 0 {
			if i == len(b)-1 {
				return nil, malformed("OBJECT IDENTIFIER", "it ends inside a number")
			}
			continue
		}
		if parts == nil {
			first := min(small/40, 2)
			parts = append(parts, strconv.FormatUint(first, 10), strconv.FormatUint(small-40*first, 10))
		} else {
			parts = append(parts, strconv.FormatUint(small, 10))
		}
		small = 0
	}
	return OID(strings.Join(parts, ".")), nil
}

// appendBER writes a value with its tag.
func appendBER(dst []byte, v any) ([]byte, error) {
	unsigned := func(tag byte, n uint64) []byte {
		b := make([]byte, 0, 9)
		for shift := 56; shift >= 0; shift -= 8 {
			if c := byte(n >> shift); len(b) > 0 || c != 0 || shift == 0 {
				if len(b) == 0 && c&0x80 != 0 {
					b = append(b, 0)
				}
				b = append(b, c)
			}
		}
		return appendTLV(dst, tag, b)
	}
	switch x := v.(type) {
	case nil:
		return appendTLV(dst, tagNull, nil), nil
	case OID:
		b, err := appendOID(nil, string(x))
		return appendTLV(dst, tagOID, b), err
	case Counter32:
		return unsigned(tagCounter, uint64(x)), nil
	case Gauge32:
		return unsigned(tagGauge, uint64(x)), nil
	case TimeTicks:
		return unsigned(tagTicks, uint64(x)), nil
	case Counter64:
		return unsigned(tagCounter64, uint64(x)), nil
	case SNMPException:
		return appendTLV(dst, byte(x), nil), nil
	case netip.Addr:
		if !x.Is4() {
			return dst, badValue(v, "an IPv4 address was expected")
		}
		return appendTLV(dst, tagIP, x.AsSlice()), nil
	case *big.Int:
		if x == nil {
			return dst, badValue("nil", "a value of SNMP was expected")
		}
		return appendTLV(dst, tagInteger, twosComplement(x)), nil
	}
	if b, ok := Bytes(v); ok {
		return appendTLV(dst, tagString, b), nil
	}
	n, negative, ok := integer(v)
	if !ok {
		return dst, badValue(v, "a value of SNMP was expected")
	}
	if negative {
		return appendTLV(dst, tagInteger, twosComplement(big.NewInt(int64(n)))), nil
	}
	return unsigned(tagInteger, n), nil
}

func twosComplement(n *big.Int) []byte {
	if n.Sign() >= 0 {
		b := n.Bytes()
		if len(b) == 0 || b[0]&0x80 != 0 {
			b = append([]byte{0}, b...)
		}
		return b
	}
	size := n.BitLen()/8 + 1
	b := new(big.Int).Add(n, new(big.Int).Lsh(big.NewInt(1), uint(8*size))).Bytes()
	for len(b) > 1 && b[0] == 0xff && b[1]&0x80 != 0 {
		b = b[1:]
	}
	return b
}

func appendOID(dst []byte, s string) ([]byte, error) {
	wrong := func() ([]byte, error) {
		return dst, &Error{Kind: ErrValue, Input: s, Reason: "an object identifier such as 1.3.6.1 was expected"}
	}
	parts := strings.Split(strings.Trim(s, "."), ".")
	var numbers []uint64
	for _, p := range parts {
		n, err := strconv.ParseUint(p, 10, 63)
		if err != nil {
			return wrong()
		}
		numbers = append(numbers, n)
	}
	if len(numbers) < 2 || numbers[0] > 2 || numbers[0] < 2 && numbers[1] > 39 {
		return wrong()
	}
	numbers = append([]uint64{40*numbers[0] + numbers[1]}, numbers[2:]...)
	if numbers[0] >= 1<<63 {
		return wrong()
	}
	for _, n := range numbers {
		started := false
		for shift := 56; shift >= 0; shift -= 7 {
			c := byte(n>>shift) & 0x7f
			if !started && c == 0 && shift > 0 {
				continue
			}
			started = true
			if shift > 0 {
				c |= 0x80
			}
			dst = append(dst, c)
		}
	}
	return dst, nil
}

// shortened is a number without its middle if it is longer than so many characters
// of its beginning and its end.
func shortened(digits string, first, last int) string {
	if len(digits) <= first+last {
		return digits
	}
	return digits[:first] + "..." + digits[len(digits)-last:]
}

// berText is a value as scapy shows its ASN.1 objects.
func berText(v any) string {
	number := func(class string, n any) string {
		return shortened(fmt.Sprintf("%#x", n), 12, 10) + " <ASN1_" + class + "[" + shortened(fmt.Sprint(n), 10, 10) + "]>"
	}
	switch x := v.(type) {
	case nil:
		return "<ASN1_NULL[0]>"
	case OID:
		return "<ASN1_OID['." + strings.TrimPrefix(string(x), ".") + "']>"
	case Counter32:
		return number("COUNTER32", uint32(x))
	case Gauge32:
		return number("GAUGE32", uint32(x))
	case TimeTicks:
		return number("TIME_TICKS", uint32(x))
	case Counter64:
		return number("COUNTER64", uint64(x))
	case netip.Addr:
		return "<ASN1_IPADDRESS['" + x.String() + "']>"
	case string:
		return "<ASN1_STRING[" + quote(x) + "]>"
	case []byte:
		return "<ASN1_STRING[" + pytext.ReprBytes(x) + "]>"
	case SNMPException:
		return fmt.Sprintf("<exception %#x>", byte(x))
	case *big.Int:
		return number("INTEGER", x)
	}
	if n, negative, ok := integer(v); ok {
		if negative {
			return number("INTEGER", int64(n))
		}
		return number("INTEGER", n)
	}
	return plain(v)
}

// berCommand is a value as scapy's command writes it.
func berCommand(v any) string {
	switch x := v.(type) {
	case nil:
		return "ASN1_NULL(0)"
	case OID:
		return "ASN1_OID('" + strings.TrimPrefix(string(x), ".") + "')"
	case Counter32:
		return fmt.Sprintf("ASN1_COUNTER32(%d)", x)
	case Gauge32:
		return fmt.Sprintf("ASN1_GAUGE32(%d)", x)
	case TimeTicks:
		return fmt.Sprintf("ASN1_TIME_TICKS(%d)", x)
	case Counter64:
		return fmt.Sprintf("ASN1_COUNTER64(%d)", x)
	case netip.Addr:
		return "ASN1_IPADDRESS('" + x.String() + "')"
	case string, []byte:
		return "ASN1_STRING(" + literal(v) + ")"
	}
	return fmt.Sprintf("ASN1_INTEGER(%v)", v)
}
