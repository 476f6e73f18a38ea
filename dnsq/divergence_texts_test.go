package dnsq_test

import (
	"iter"
	"regexp"
	"slices"
	"strings"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/internal/original"
)

// A textDivergence is a difference in the text of rdata of some types.
type textDivergence struct {
	name, why string
	types     []dnsq.RdataType // nil stands for all

	// turned is their text turned into ours.
	turned func(typ dnsq.RdataType, theirs string) string

	pinned []pin
}

var textDivergences = []textDivergence{
	{
		name:  "addressesAsTyped",
		why:   "text from a zone file keeps an IPv6 address or a 64-bit number as typed; later versions write AAAA canonically, and so do we all of them",
		types: typedTypes,
		turned: func(typ dnsq.RdataType, theirs string) string {
			rd, err := dnsq.RdataFromText(dnsq.ClassIN, typ, theirs, nil)
			if err != nil {
				return ""
			}
			return rd.ToText()
		},
		pinned: []pin{
			{call("rdata_text", "IN", 28, "FE80::0001"), "FE80::0001 = fe800000000000000000000000000001", "fe80::1 = fe800000000000000000000000000001"},
			{call("rdata_text", "IN", 42, "2:FF00:0:0:0:0:0:0:0/8"), "2:FF00:0:0:0:0:0:0:0/8 = 00020801ff", "2:ff00::/8 = 00020801ff"},
			{call("rdata_text", "IN", 104, "10 0014:4FFF:ff20:ee64"), "10 0014:4FFF:ff20:ee64 = 000a00144fffff20ee64", "10 0014:4fff:ff20:ee64 = 000a00144fffff20ee64"},
			{call("rdata_text", "IN", 106, "10 2001:0DB8:1140:1000"), "10 2001:0DB8:1140:1000 = 000a20010db811401000", "10 2001:0db8:1140:1000 = 000a20010db811401000"},
			{call("rdata_text", "IN", 45, "10 2 2 2001:DB8::1 AQNR"), "10 2 2 2001:DB8::1 AQNR = 0a020220010db8000000000000000000000001010351", "10 2 2 2001:db8::1 AQNR = 0a020220010db8000000000000000000000001010351"},
			{call("rdata_text", "IN", 260, "10 0 2 2001:DB8::1"), "10 0 2 2001:DB8::1 = 0a0220010db8000000000000000000000001", "10 0 2 2001:db8::1 = 0a0220010db8000000000000000000000001"},
			{call("rdata_text", "IN", 64, "1 . ipv6hint=2001:DB8::1"), `1 . ipv6hint="2001:DB8::1" = 0001000006001020010db8000000000000000000000001`, `1 . ipv6hint="2001:db8::1" = 0001000006001020010db8000000000000000000000001`},
		},
	},
	{
		name:  "paddedHash",
		why:   "the next hash of an NSEC3 that is no multiple of five bytes is printed with padding, which RFC 5155 section 3.3 forbids",
		types: []dnsq.RdataType{dnsq.TypeNSEC3},
		turned: func(_ dnsq.RdataType, theirs string) string {
			return strings.ReplaceAll(theirs, "=", "")
		},
		pinned: []pin{{call("rdata_wire", 1, 50, []byte("\x01\x00\x00\x01\x00\x02ab")), "1 0 1 - c5h0==== = 0100000100026162", "1 0 1 - c5h0 = 0100000100026162"}},
	},
	{
		name:  "bytesLiteral",
		why:   "an item of APL of an unknown family prints Python's bytes literal, which does not read again",
		types: []dnsq.RdataType{dnsq.TypeAPL},
		turned: func(_ dnsq.RdataType, theirs string) string {
			return strings.NewReplacer(":b'", ":", "'", "").Replace(theirs)
		},
		pinned: []pin{{call("rdata_wire", 1, 42, []byte("\x00\x03\x08\x01\x01")), "3:b'01'/8 = 0003080101", "3:01/8 = 0003080101"}},
	},
	{
		name:   "emptyWindow",
		why:    "a window of a bitmap that has no types is printed as a space",
		types:  []dnsq.RdataType{dnsq.TypeNSEC, dnsq.TypeNSEC3, dnsq.TypeCSYNC},
		turned: func(_ dnsq.RdataType, theirs string) string { return strings.Join(strings.Fields(theirs), " ") },
		pinned: []pin{{call("rdata_wire", 1, 62, []byte("\x00\x00\x00\x01\x00\x00\x00\x01\x40\x01\x01\x00")), "1 0 A  = 000000010000000140010100", "1 0 A = 000000010000000140010100"}},
	},
	{
		name:  "uriNotEscaped",
		why:   "quotation marks, backslashes and control characters in a URI are printed as they are, so that the text does not read again",
		types: []dnsq.RdataType{dnsq.TypeURI},
		turned: func(_ dnsq.RdataType, theirs string) string {
			head, rest, _ := strings.Cut(theirs, `"`)
			return head + (&dnsq.TXT{Strings: []string{strings.TrimSuffix(rest, `"`)}}).ToText()
		},
		pinned: []pin{{call("rdata_wire", 1, 256, []byte("\x00\x0a\x00\x01a\"\\\x07\xc3\xa9")), "10 1 \"a\"\\\u0007\u00e9\" = 000a000161225c07c3a9", `10 1 "a\"\\\007\195\169" = 000a000161225c07c3a9`}},
	},
	{
		name:  "alpnEscaped",
		why:   "in an ALPN id a quotation mark is escaped for the list too, where RFC 9460 appendix A.1 knows only the comma and the backslash, and a code \\DDD, whose backslash then is escaped, reads as three digits there and in BIND",
		types: []dnsq.RdataType{dnsq.TypeSVCB, dnsq.TypeHTTPS},
		turned: func(_ dnsq.RdataType, theirs string) string {
			return escapedInALPN.ReplaceAllStringFunc(theirs, func(s string) string {
				if s[2] == ',' || strings.HasPrefix(s, `\\\\`) {
					return s
				}
				if s[2] == '\\' {
					return s[2:]
				}
				return s[1:]
			})
		},
		pinned: []pin{
			{call("rdata_wire", 1, 64, []byte("\x00\x01\x00\x00\x01\x00\x03\x02h\"")), `1 . alpn="h\\\"" = 00010000010003026822`, `1 . alpn="h\"" = 00010000010003026822`},
			{call("rdata_wire", 1, 65, []byte("\x00\x01\x00\x00\x01\x00\x06\x05\\1,\"\xff")), `1 . alpn="\\\\1\\,\\\"\\255" = 00010000010006055c312c22ff`, `1 . alpn="\\\\1\\,\"\255" = 00010000010006055c312c22ff`},
			{call("rdata_text", "IN", 64, `1 . alpn="\255"`), `1 . alpn="\\255" = 0001000001000201ff`, `1 . alpn="\255" = 0001000001000201ff`},
		},
	},
	{
		name: "newerTypes",
		why:  "types that the installed original does not know have names in its later versions",
		turned: func(_ dnsq.RdataType, theirs string) string {
			return numberedType.ReplaceAllStringFunc(theirs, func(s string) string {
				typ, err := dnsq.RdataTypeFromText(s)
				if err != nil || !slices.Contains(newerTypes, typ) {
					return s
				}
				return typ.String()
			})
		},
		pinned: []pin{{call("rdata_text", "IN", 47, "a. A TYPE66 TYPE128"), "a. A TYPE66 TYPE128 = 01610000114000000000000000200000000000000080", "a. A DSYNC NXNAME = 01610000114000000000000000200000000000000080"}},
	},
	{
		name:  "newerRdata",
		why:   "later versions know the format of rdata that is bytes to the installed original",
		types: newerRdata,
		turned: func(typ dnsq.RdataType, theirs string) string {
			rd, err := dnsq.RdataFromText(dnsq.ClassIN, typ, theirs, nil)
			if err != nil {
				return ""
			}
			return rd.ToText()
		},
		pinned: []pin{{call("rdata_wire", 1, 25, []byte("\x02\x00\x03\x01\x01\x03")), `\# 6 020003010103 = 020003010103`, "512 3 1 AQM= = 020003010103"}},
	},
}

// typedTypes are the types whose text is kept as typed.
var typedTypes = []dnsq.RdataType{
	dnsq.TypeAAAA, dnsq.TypeAPL, dnsq.TypeNID, dnsq.TypeL64, dnsq.TypeIPSECKEY, dnsq.TypeAMTRELAY, dnsq.TypeSVCB, dnsq.TypeHTTPS,
}

var (
	escapedInALPN = regexp.MustCompile(`\\\\(\\\\|,|\\"|\d\d\d)`)
	numberedType  = regexp.MustCompile(`TYPE\d+`)

	newerTypes = []dnsq.RdataType{dnsq.TypeDSYNC, dnsq.TypeHHIT, dnsq.TypeBRID, dnsq.TypeNXNAME, dnsq.TypeRESINFO, dnsq.TypeWALLET}

	// newerRdata are the types whose rdata is bytes to the installed original.
	newerRdata = []dnsq.RdataType{dnsq.TypeSIG, dnsq.TypeKEY, dnsq.TypeDSYNC, dnsq.TypeHHIT, dnsq.TypeBRID, dnsq.TypeRESINFO, dnsq.TypeWALLET}
)

func textPins() (pins []pin) {
	for _, d := range textDivergences {
		pins = append(pins, d.pinned...)
	}
	return pins
}

// textDiverges reports whether a text of theirs stands for one of ours.
func textDiverges(typ dnsq.RdataType, theirs, ours string) bool {
	return theirs != ours && slices.ContainsFunc(textDivergences, func(d textDivergence) bool {
		return (d.types == nil || slices.Contains(d.types, typ)) && d.turned(typ, theirs) == ours
	})
}

// linesDiverge reports whether each line of records is the same, or has rdata
// whose text diverges.
func linesDiverge(ours, theirs string) bool {
	a, b := strings.Split(ours, "\n"), strings.Split(theirs, "\n")
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] == b[i] {
			continue
		}
		if newerOption(b[i], a[i]) {
			continue
		}
		x, y := strings.SplitN(a[i], " ", 5), strings.SplitN(b[i], " ", 5)
		at := len(x) - 1 // where the type stands in a question
		if len(x) == 5 {
			at = 3
		}
		if len(x) != len(y) || at < 2 || strings.Join(x[:at], " ") != strings.Join(y[:at], " ") {
			return false
		}
		typ, err := dnsq.RdataTypeFromText(y[at])
		if err != nil || typ.String() != x[at] || x[at] != y[at] && !slices.Contains(newerTypes, typ) {
			return false
		}
		if at == 3 && x[4] != y[4] && !textDiverges(typ, y[4], x[4]) {
			return false
		}
	}
	return true
}

// textsDiverge reports whether messages, or chains of aliases, differ in the
// text of rdata alone.
func textsDiverge(got, want any) bool {
	if onlyAt(got, want, 1) {
		g, ok := got.([]any)[1].(string)
		w, ok2 := want.([]any)[1].(string)
		return ok && ok2 && linesDiverge(g, w)
	}
	g, ok := got.(original.Dict)
	w, ok2 := want.(original.Dict)
	if !ok || !ok2 || len(g) != len(w) || failure(got) != nil || failure(want) != nil {
		return false
	}
	for i := range g {
		switch {
		case original.Same(g[i].Value, w[i].Value):
		case g[i].Key == "text":
			if !linesDiverge(g[i].Value.(string), w[i].Value.(string)) {
				return false
			}
		case g[i].Key == "sections":
			// The text has said how they differ.
			if original.Same(g[0].Value, w[0].Value) {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// newerOption reports whether a line tells of an option that the installed
// original knows by its number alone, or of a flag that it does not know.
func newerOption(theirs, ours string) bool {
	if strings.HasPrefix(theirs, "eflags ") { // and the flag CO
		return strings.TrimSpace(strings.TrimSuffix(ours, "CO")) == strings.TrimSpace(theirs)
	}
	for number, name := range map[string]string{"3": "NSID", "10": "COOKIE", "18": "REPORTCHANNEL"} {
		if theirs == "option Generic "+number && strings.HasPrefix(ours, "option "+name+" ") {
			return true
		}
	}
	return false
}

// recordsOf yields type and rdata of the records of a message, up to one that is
// malformed.
func recordsOf(wire []byte) iter.Seq2[dnsq.RdataType, []byte] {
	return func(yield func(dnsq.RdataType, []byte) bool) {
		if len(wire) < 12 {
			return
		}
		questions, at := int(wire[4])<<8|int(wire[5]), 12
		for i := 0; ; i++ {
			_, used, err := dnsq.NameFromWire(wire, at)
			if err != nil {
				return
			}
			if at += used + 4; i < questions {
				continue
			}
			if at += 6; at > len(wire) {
				return
			}
			typ := dnsq.RdataType(wire[at-10])<<8 | dnsq.RdataType(wire[at-9])
			end := at + (int(wire[at-2])<<8 | int(wire[at-1]))
			if !yield(typ, wire[at:min(end, len(wire))]) {
				return
			}
			at = end
		}
	}
}

// knownLater reports whether a message has rdata or an option that later versions
// know the format of.
func knownLater(wire []byte) bool {
	for typ, rdata := range recordsOf(wire) {
		if slices.Contains(newerRdata, typ) {
			return true
		}
		for typ == dnsq.TypeOPT && len(rdata) >= 4 {
			if code := int(rdata[0])<<8 | int(rdata[1]); code == 10 || code == 18 {
				return true
			}
			rdata = rdata[min(len(rdata), 4+(int(rdata[2])<<8|int(rdata[3]))):]
		}
	}
	return false
}

// hasURI reports whether a message has a URI.
func hasURI(wire []byte) bool {
	for typ := range recordsOf(wire) {
		if typ == dnsq.TypeURI {
			return true
		}
	}
	return false
}
