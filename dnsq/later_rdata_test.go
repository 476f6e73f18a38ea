package dnsq_test

import (
	"encoding/base64"
	"encoding/binary"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/internal/original"
)

// This file reads, by code of its own, what the installed original does not: rdata
// and options of later versions and of BIND, and the outline of a message.

// laterRdata are the types whose rdata is bytes to the installed original.
var laterRdata = []dnsq.RdataType{
	dnsq.TypeSIG, dnsq.TypeKEY, dnsq.TypeDSYNC, dnsq.TypeHHIT, dnsq.TypeBRID, dnsq.TypeRESINFO, dnsq.TypeWALLET,
	dnsq.TypeMD, dnsq.TypeMF, dnsq.TypeMB, dnsq.TypeMG, dnsq.TypeMR, dnsq.TypeMINFO, dnsq.TypeNXT, dnsq.TypeA6,
}

// A cursor cuts rdata into fields. After the first fault it gives nothing.
type cursor struct {
	b   []byte
	bad bool
}

func (c *cursor) take(n int) []byte {
	if c.bad || n > len(c.b) {
		c.bad = true
		return make([]byte, max(n, 0))
	}
	out := c.b[:n]
	c.b = c.b[n:]
	return out
}

func (c *cursor) u8() int  { return int(c.take(1)[0]) }
func (c *cursor) u16() int { return int(binary.BigEndian.Uint16(c.take(2))) }
func (c *cursor) u32() int64 {
	return int64(binary.BigEndian.Uint32(c.take(4)))
}

// name is the text of a name without compression.
func (c *cursor) name() string {
	var out strings.Builder
	total := 0
	for !c.bad {
		n := c.u8()
		total += 1 + n
		if n > 63 || total > 255 {
			c.bad = true
		}
		if n == 0 {
			break
		}
		for _, b := range c.take(min(n, 63)) {
			switch {
			case strings.IndexByte(`"().;\@$`, b) >= 0:
				out.Write([]byte{'\\', b})
			case b <= 0x20 || b >= 0x7f:
				out.WriteString("\\" + string([]byte{'0' + b/100, '0' + b/10%10, '0' + b%10}))
			default:
				out.WriteByte(b)
			}
		}
		out.WriteByte('.')
	}
	if out.Len() == 0 {
		return "."
	}
	return out.String()
}

func inChunks(b []byte) string {
	var chunks []string
	for chunk := range slices.Chunk([]byte(base64.StdEncoding.EncodeToString(b)), 32) {
		chunks = append(chunks, string(chunk))
	}
	return strings.Join(chunks, " ")
}

// knownTypes are the names of types in text, from the original.
func typeName(n int) string { return laterNames(original2Type(n)) }

// original2Type is a type's name in the installed original.
func original2Type(n int) string {
	names := map[int]string{
		1: "A", 2: "NS", 3: "MD", 4: "MF", 5: "CNAME", 6: "SOA", 7: "MB", 8: "MG", 9: "MR", 10: "NULL", 11: "WKS", 12: "PTR", 13: "HINFO", 14: "MINFO", 15: "MX", 16: "TXT",
		17: "RP", 18: "AFSDB", 19: "X25", 20: "ISDN", 21: "RT", 22: "NSAP", 23: "NSAP-PTR", 24: "SIG", 25: "KEY", 26: "PX", 27: "GPOS", 28: "AAAA", 29: "LOC", 30: "NXT",
		33: "SRV", 35: "NAPTR", 36: "KX", 37: "CERT", 38: "A6", 39: "DNAME", 41: "OPT", 42: "APL", 43: "DS", 44: "SSHFP", 45: "IPSECKEY", 46: "RRSIG", 47: "NSEC", 48: "DNSKEY",
		49: "DHCID", 50: "NSEC3", 51: "NSEC3PARAM", 52: "TLSA", 53: "SMIMEA", 55: "HIP", 56: "NINFO", 59: "CDS", 60: "CDNSKEY", 61: "OPENPGPKEY", 62: "CSYNC", 63: "ZONEMD",
		64: "SVCB", 65: "HTTPS", 99: "SPF", 103: "UNSPEC", 104: "NID", 105: "L32", 106: "L64", 107: "LP", 108: "EUI48", 109: "EUI64", 249: "TKEY", 250: "TSIG", 251: "IXFR",
		252: "AXFR", 253: "MAILB", 254: "MAILA", 255: "ANY", 256: "URI", 257: "CAA", 258: "AVC", 260: "AMTRELAY", 32768: "TA", 32769: "DLV",
	}
	if name := names[n]; name != "" {
		return name
	}
	return "TYPE" + strconv.Itoa(n)
}

func decimal(high, low byte) string { return strconv.Itoa(int(high)<<8 | int(low)) }

// laterText is the text of rdata of a type that the installed original does not
// know, or that it is malformed.
func laterText(typ dnsq.RdataType, wire []byte) (text string, fine bool) {
	c := &cursor{b: wire}
	num := func(n int) string { return strconv.Itoa(n) }
	orGeneric := func(own string, has bool) string {
		if !has {
			return genericText(wire)
		}
		return own
	}
	switch typ {
	case dnsq.TypeKEY:
		text = num(c.u16()) + " " + num(c.u8()) + " " + num(c.u8()) + " "
		text = orGeneric(text+inChunks(c.b), len(c.b) > 0)
		c.b = nil
	case dnsq.TypeSIG:
		text = typeName(c.u16()) + " " + num(c.u8()) + " " + num(c.u8()) + " " + strconv.FormatInt(c.u32(), 10)
		for range 2 {
			text += " " + time.Unix(c.u32(), 0).UTC().Format("20060102150405")
		}
		text += " " + num(c.u16()) + " " + c.name() + " "
		text = orGeneric(text+inChunks(c.b), len(c.b) > 0)
		c.b = nil
	case dnsq.TypeDSYNC:
		text = typeName(c.u16()) + " "
		if scheme := c.u8(); scheme == 1 {
			text += "NOTIFY "
		} else {
			text += num(scheme) + " "
		}
		text += num(c.u16()) + " " + c.name()
	case dnsq.TypeHHIT, dnsq.TypeBRID:
		text = orGeneric(base64.StdEncoding.EncodeToString(c.b), len(c.b) > 0)
		c.b = nil
	case dnsq.TypeRESINFO, dnsq.TypeWALLET:
		var list []string
		for len(c.b) > 0 && !c.bad {
			list = append(list, escaped(string(c.take(c.u8()))))
		}
		text = orGeneric(strings.Join(list, " "), len(list) > 0)
	case dnsq.TypeMD, dnsq.TypeMF, dnsq.TypeMB, dnsq.TypeMG, dnsq.TypeMR:
		text = c.name()
	case dnsq.TypeMINFO:
		text = c.name() + " " + c.name()
	case dnsq.TypeNXT:
		text = c.name()
		n := len(c.b)
		c.bad = c.bad || n > 16 || n > 0 && (c.b[0]&0x80 != 0 || c.b[n-1] == 0)
		for i, b := range c.b {
			for bit := range 8 {
				if b&(0x80>>bit) != 0 {
					text += " " + typeName(i*8+bit)
				}
			}
		}
		c.b = nil
	case dnsq.TypeA6:
		length := c.u8()
		text = num(length)
		if length > 128 {
			return "", false
		}
		if length < 128 {
			var full [16]byte
			copy(full[length/8:], c.take(16-length/8))
			text += " " + canonical6(netip.AddrFrom16(full).String())
			if p, err := netip.AddrFrom16(full).Prefix(length); err != nil || p.Addr() != netip.IPv6Unspecified() {
				c.bad = true
			}
		}
		if length > 0 {
			text += " " + c.name()
		}
	}
	return text, !c.bad && len(c.b) == 0
}

// laterParamsFine reports whether the parameters ohttp and docpath of a service are
// well-formed: nothing, and strings after their lengths.
func laterParamsFine(wire []byte) bool {
	c := &cursor{b: wire}
	c.u16()
	c.name()
	for len(c.b) > 0 && !c.bad {
		key := c.u16()
		value := &cursor{b: c.take(c.u16())}
		if key == 8 && len(value.b) > 0 {
			return false
		}
		for key == 10 && len(value.b) > 0 && !value.bad {
			value.take(value.u8())
		}
		if value.bad {
			return false
		}
	}
	return true
}

// laterOption is the text of an option that the installed original does not know.
func laterOption(code dnsq.OptionType, data []byte) (text string, known, fine bool) {
	switch code {
	case dnsq.OptionNSID: // RFC 5001
		for _, b := range data {
			if b < 0x20 || b > 0x7e {
				return "NSID " + hexOf(data), true, true
			}
		}
		return "NSID " + string(data), true, true
	case dnsq.OptionCOOKIE: // RFC 7873: 8 bytes of the client's, none or 8 to 32 of the server's
		n := len(data) - 8
		return "COOKIE " + hexOf(data), true, n == 0 || n >= 8 && n <= 32
	case 18: // REPORTCHANNEL, RFC 9567
		c := &cursor{b: data}
		name := c.name()
		return "REPORTCHANNEL " + name, true, !c.bad && len(c.b) == 0
	}
	return "", false, true
}

func isMessage(c original.Call) bool {
	_, ok := wireOfCall(c)
	return ok
}

// nameSize is how many bytes of a message a name takes: to its root, or to the end
// of its first pointer.
func nameSize(wire []byte, at int) int {
	for start := at; ; {
		switch n := int(wire[at]); {
		case n == 0:
			return at + 1 - start
		case n >= 0xc0:
			return at + 2 - start
		default:
			at += 1 + n
		}
	}
}

// A record is one of a message's, as far as its outline can be seen.
type record struct {
	typ   dnsq.RdataType
	rdata []byte
	cut   bool // runs beyond the end of the message
}

// recordsOf are the records of a message, up to where no outline can be seen.
func recordsOf(wire []byte) (found []record) {
	if len(wire) < 12 {
		return nil
	}
	count := func(i int) int { return int(binary.BigEndian.Uint16(wire[4+2*i:])) }
	questions, at := count(0), 12
	for i := range questions + count(1) + count(2) + count(3) {
		for at < len(wire) && wire[at] != 0 && wire[at] < 0xc0 {
			at += 1 + int(wire[at])
		}
		if at >= len(wire) {
			return found
		}
		if at++; wire[at-1] >= 0xc0 {
			at++
		}
		if at += 4; i < questions {
			continue
		}
		if at += 6; at > len(wire) {
			return found
		}
		end := at + int(binary.BigEndian.Uint16(wire[at-2:]))
		found = append(found, record{dnsq.RdataType(binary.BigEndian.Uint16(wire[at-10:])), wire[at:min(end, len(wire))], end > len(wire)})
		if at = end; at > len(wire) {
			return found
		}
	}
	return found
}

func cutRecord(wire []byte) bool {
	return slices.ContainsFunc(recordsOf(wire), func(r record) bool { return r.cut })
}

// beyond reports whether the original cannot tell what a message is: it has a name
// whose pointer leads to where it loses its place; rdata or an option that only
// later versions read; or a URI or a text that is no UTF-8. Such messages are not
// generated, but read from tables.
func beyond(wire []byte) bool {
	if reachesItself(wire) {
		return true
	}
	for _, r := range recordsOf(wire) {
		if slices.Contains(laterRdata, r.typ) || r.typ == dnsq.TypeURI {
			return true
		}
		for data := r.rdata; r.typ == dnsq.TypeOPT && len(data) >= 4; {
			if code := int(data[0])<<8 | int(data[1]); code == 3 || code == 10 || code == 18 {
				return true
			}
			data = data[min(len(data), 4+(int(data[2])<<8|int(data[3]))):]
		}
	}
	return false
}

// reachesItself reports whether a name in the message has a pointer whose target
// runs on to the pointer itself or beyond: wherever bytes look like one.
func reachesItself(wire []byte) bool {
	for at := 0; at+1 < len(wire); at++ {
		if wire[at] < 0xc0 {
			continue
		}
		to, least := int(wire[at]&0x3f)<<8|int(wire[at+1]), at
		for to < least {
			least = to
			for to < len(wire) && wire[to] > 0 && wire[to] < 64 {
				to += 1 + int(wire[to])
			}
			if to >= at {
				return true
			}
			if wire[to] < 0xc0 || to+1 >= len(wire) {
				break
			}
			to = int(wire[to]&0x3f)<<8 | int(wire[to+1])
		}
	}
	return false
}

var (
	highEscape  = regexp.MustCompile(`\\(12[89]|1[3-9]\d|2[0-4]\d|25[0-5])`)
	pythonWords = regexp.MustCompile(`^(month|day|hour|minute|second) |must be in|invalid literal for int|exadecimal|Odd-length|out of range|unpack|codec can't|could not convert|base\d\d|Non-base|Invalid base64|Excess data|Incorrect padding`)
)

// characterTypes are the types whose character strings the original reads as
// characters.
var characterTypes = []dnsq.RdataType{dnsq.TypeCAA, dnsq.TypeHINFO, dnsq.TypeNAPTR, dnsq.TypeURI, dnsq.TypeISDN, dnsq.TypeX25, dnsq.TypeGPOS}

// charactersToBytes is rdata in which characters of one byte stand for themselves,
// rather than for their UTF-8.
func charactersToBytes(typ dnsq.RdataType, wire []byte) []byte {
	latin := func(b []byte) []byte {
		var out []byte
		for _, r := range string(b) {
			out = append(out, byte(r))
		}
		return out
	}
	c := &cursor{b: wire}
	var out []byte
	counted := func(n int) {
		for i := 0; i < n && len(c.b) > 0; i++ {
			s := latin(c.take(c.u8()))
			out = append(append(out, byte(len(s))), s...)
		}
	}
	switch typ {
	case dnsq.TypeCAA:
		out = append(out, c.take(1)...)
		counted(1)
		return append(out, latin(c.b)...)
	case dnsq.TypeURI:
		return append(append(out, c.take(4)...), latin(c.b[4:])...)
	case dnsq.TypeNAPTR:
		out = append(out, c.take(4)...)
		counted(3)
		return append(out, c.b...)
	}
	counted(3)
	return out
}

// looseBase64 reports whether the words of a type that are base64 are not, to who
// takes nothing else.
func looseBase64(typ dnsq.RdataType, text string) bool {
	first, ok := map[dnsq.RdataType]int{
		dnsq.TypeDNSKEY: 3, dnsq.TypeCDNSKEY: 3, dnsq.TypeRRSIG: 8, dnsq.TypeCERT: 3, dnsq.TypeOPENPGPKEY: 0, dnsq.TypeDHCID: 0, dnsq.TypeIPSECKEY: 4,
		dnsq.TypeTKEY: 5, dnsq.TypeHIP: 2, dnsq.TypeTSIG: 4,
	}[typ]
	words := strings.Fields(text)
	if !ok || len(words) <= first || strings.HasPrefix(text, `\#`) {
		return false
	}
	bad := func(s string) bool { _, err := base64.StdEncoding.DecodeString(s); return err != nil }
	switch typ {
	case dnsq.TypeTKEY:
		return bad(words[first]) || bad(strings.Join(words[first+1:], ""))
	case dnsq.TypeHIP, dnsq.TypeTSIG:
		return bad(words[first])
	}
	return bad(strings.Join(words[first:], ""))
}

// withOpcode is what the original says of a message that was read with opcode 0,
// had it another.
func withOpcode(c original.Call, r result, opcode int) result {
	flags := int64(opcode) << 11
	message := func(m original.Dict) original.Dict {
		text := strings.Replace(m.Get("text").(string), "\nopcode QUERY\n", "\nopcode "+strconv.Itoa(opcode)+"\n", 1)
		m = with(with(m, "text", text), "opcode", int64(opcode))
		return with(m, "flags", m.Get("flags").(int64)|flags)
	}
	switch v := r.Value.(type) {
	case original.Dict:
		return result{Value: message(v)}
	case []byte:
		v = slices.Clone(v)
		v[2] |= byte(opcode << 3)
		return result{Value: v}
	case []any:
		if is[messageErrors](c) {
			return result{Value: []any{message(v[0].(original.Dict)), v[1]}}
		}
	}
	return r
}

// What pins of messages and names are made of.
const emptyText = "id 1\nopcode QUERY\nrcode NOERROR\nflags \n;QUESTION\n;ANSWER\n;AUTHORITY\n;ADDITIONAL"

var emptyMessage = original.Dict{
	{Key: "text", Value: strings.Replace(emptyText, "flags \n", "flags QR\n", 1)}, {Key: "id", Value: int64(1)}, {Key: "flags", Value: int64(0x8000)}, {Key: "rcode", Value: int64(0)},
	{Key: "opcode", Value: int64(0)}, {Key: "edns", Value: int64(-1)}, {Key: "payload", Value: int64(0)},
	{Key: "sections", Value: []any{[]any{}, []any{}, []any{}, []any{}}}, {Key: "had_tsig", Value: false},
}

func failedWith(class, words string) any {
	return original.Dict{{Key: "error", Value: class}, {Key: "text", Value: words}}
}

var (
	nameTooLong  = failedWith("NameTooLong", "A DNS name is > 255 octets long.")
	needAbsolute = failedWith("NeedAbsoluteNameOrOrigin", "An attempt was made to convert a non-absolute name to wire when there was also a non-absolute (or missing) origin.")
	badDepth     = failedWith("ValueError", "depth must be >= 0 and <= the length of the name")
)

// nameFactsOf are those of the name "a" and the empty origin, of which less is what
// the one less the other is.
func nameFactsOf(less string) any {
	return []any{"@", "a", needAbsolute, needAbsolute, needAbsolute, "a", less, "a", "a", "a", "a", less, []any{badDepth, []any{"a", "@"}, []any{"@", "a"}, badDepth}, "a"}
}

// longNameFacts are those of a name of three long labels and an origin of two.
func longNameFacts(refused bool) any {
	l := strings.Repeat("x", 63)
	n := l + "." + l + "." + l
	label := "\x3f" + l
	var wire any = []byte(label + label + label + label + label + "\x00")
	if refused {
		wire = nameTooLong
	}
	return []any{
		l + "." + l, n, needAbsolute, wire, wire, nameTooLong, n, n, nameTooLong, nameTooLong, nameTooLong, n,
		[]any{badDepth, []any{n, "@"}, []any{l + "." + l, l}, []any{l, l + "." + l}, []any{"@", n}, badDepth}, n,
	}
}
