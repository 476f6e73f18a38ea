package netflow

import (
	"fmt"
	"strings"

	"github.com/pyops-go/pyops/packet"
)

// reverse is the enterprise of RFC 5103, whose fields are the registry's seen from the
// other end of the flow.
const reverse = 29305

// scopeTypes are what records of options may be about in version 9, RFC 3954, 6.1.
var scopeTypes = map[uint16]string{1: "System", 2: "Interface", 3: "Line card", 4: "Cache", 5: "Template"}

// fieldName is what a field of a template is called: as scapy has it, without signs that
// are not of a name.
func fieldName(f fieldSpec, ipfix, scope bool) string {
	name, ok := fieldTypes.Name(uint64(f.number))
	switch {
	case scope && !ipfix:
		name, ok = scopeTypes[f.number]
	case !ipfix && !ok:
		name, ok = vendorTypes[f.number]
	case f.enterprise != 0 && f.enterprise != reverse:
		return fmt.Sprintf("enterprise_%d_%d", f.enterprise, f.number)
	}
	if !ok {
		name = "unknown_data"
	}
	if f.enterprise == reverse {
		name = "reverse_" + name
	}
	return strings.NewReplacer(" ", "_", "[", "", "]", "").Replace(name)
}

// A kind is how the values of a field are read.
type kind uint8

const (
	bytes kind = iota
	number
	hexadecimal
	protocolName
	labelType
	direction
	address4
	address6
	hardware
	moment0  // seconds since 1970
	moment3  // milliseconds
	moment6  // microseconds; in IPFIX as NTP has them
	moment9  // nanoseconds, likewise
	seconds0 // a length of time in seconds
	seconds3
	seconds6
)

// kinds are how the values of fields are read; bytes where nothing is said, as of
// counters, whose lengths are the exporter's choice.
var kinds = func() map[uint16]kind {
	m := map[uint16]kind{}
	for k, numbers := range map[kind][]uint16{
		number:      {6, 7, 9, 11, 13, 16, 17, 29, 30, 31, 33, 34, 36, 37, 38, 39, 48, 49, 50, 58, 59, 60, 380, 381, 382, 383},
		hexadecimal: {5, 32, 35, 55}, protocolName: {4}, labelType: {46}, direction: {61},
		address4: {8, 12, 15, 18, 47, 130, 211, 225, 226, 366, 403, 432, 24632, 24633, 40001, 40002, 57586, 57588, 57615, 57617, 57943},
		address6: {27, 28, 62, 63, 131, 212, 281, 282, 404, 57868, 57869},
		hardware: {56, 57, 365, 367, 414, 415, 57825},
		moment0:  {150, 151, 260, 261, 264, 265, 322}, moment3: {152, 153, 160, 258, 269, 272, 323},
		moment6: {154, 155, 268, 271, 324}, moment9: {156, 157, 270, 273, 325},
		seconds0: {279}, seconds3: {21, 22, 161}, seconds6: {158, 159, 162},
	} {
		for _, n := range numbers {
			m[n] = k
		}
	}
	return m
}()

var (
	labelTypes = packet.NewEnum(map[uint64]string{0: "UNKNOWN", 1: "TE-MIDPT", 2: "ATOM", 3: "VPN", 4: "BGP", 5: "LDP"})
	directions = packet.NewEnum(map[uint64]string{0: "Ingress flow", 1: "Egress flow"})
)

// valueField is the field of a layer that holds the values of a template's field. One
// whose length is not that of its kind is bytes, so that no other is read out of place.
func valueField(f fieldSpec, ipfix, scope bool) packet.Field {
	k := kinds[f.number]
	if scope && !ipfix || f.enterprise != 0 && f.enterprise != reverse {
		k = bytes
	}
	fits := 1 <= f.length && f.length <= 8
	switch n := f.length; {
	case n == variable && ipfix:
		return packet.CustomField(f.name, nil, lengthCodec{})
	case k == address4 && n == 4:
		return packet.IPField(f.name, "0.0.0.0")
	case k == address6 && n == 16:
		return packet.IP6Field(f.name, "::")
	case k == hardware && n == 6:
		return packet.MACField(f.name, "00:00:00:00:00:00")
	case k == number && fits:
		return packet.BitField(f.name, 0, 8*n)
	case k == hexadecimal && fits:
		return packet.BitField(f.name, 0, 8*n).Hex()
	case k == protocolName && fits:
		return packet.BitEnumField(f.name, 0, 8*n, netflowRecordV5Prot)
	case k == labelType && fits:
		return packet.BitEnumField(f.name, 0, 8*n, labelTypes)
	case k == direction && fits:
		return packet.BitEnumField(f.name, 0, 8*n, directions)
	case (k == moment6 || k == moment9) && ipfix && n == 8:
		return packet.CustomField(f.name, 0, momentCodec{size: 8, ntp: true})
	case k >= moment0 && k <= moment9 && fits:
		return packet.CustomField(f.name, 0, momentCodec{size: n, per: []uint64{1, 1e3, 1e6, 1e9}[k-moment0]})
	case k >= seconds0 && fits:
		return packet.CustomField(f.name, 0, secondsCodec{size: n, per: []uint64{1, 1e3, 1e6}[k-seconds0]})
	}
	return packet.CustomField(f.name, nil, bytesCodec{f.length})
}

// Number reads a value of a record as a number: what [packet.Uint] reads, and bytes as
// counters have them, the highest first. ok is false for all else, and for more than
// eight bytes.
func Number(v any) (n uint64, ok bool) {
	b, isBytes := v.([]byte)
	if !isBytes {
		return packet.Uint(v)
	}
	if len(b) == 0 || len(b) > 8 {
		return 0, false
	}
	return bigEndian(b), true
}

func bigEndian(b []byte) (n uint64) {
	for _, c := range b {
		n = n<<8 | uint64(c)
	}
	return n
}
