package dnsq_test

import (
	"encoding/hex"
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/internal/dnstest"
	"github.com/pyops-go/pyops/internal/original"
)

// turned is a divergence of the text of rdata of some types; nil stands for all. What
// is owed is computed of the original's text and, where that is known, of the bytes
// of the rdata.
func turned(types []dnsq.RdataType, turn func(typ dnsq.RdataType, text string, wire []byte) string) func(original.Call, result) (result, bool) {
	return func(c original.Call, theirs result) (result, bool) {
		if theirs.Err != nil {
			return theirs, false
		}
		of := func(typ dnsq.RdataType, text string, wire []byte) string {
			if types != nil && !slices.Contains(types, typ) {
				return text
			}
			return turn(typ, text, wire)
		}
		typ, rdata := typeOfCall(c)
		switch {
		case is[rdataOrigin](c):
			v := theirs.Value.([]any)
			return result{Value: []any{of(typ, v[0].(string), v[1].([]byte)), v[1]}}, true
		case rdata && !is[rdataPair](c):
			if inAnotherClass(c) && inClassIN[typ] {
				return theirs, false // has no format of its own in another class
			}
			facts := slices.Clone(theirs.Value.([]any))
			for _, i := range []int{0, 5, 6} {
				facts[i] = of(typ, facts[i].(string), facts[1].([]byte))
			}
			return result{Value: facts}, true
		case is[messageWire](c) || is[messageText](c):
			return result{Value: turnedMessage(theirs.Value.(original.Dict), of)}, true
		case is[messageErrors](c):
			v := theirs.Value.([]any)
			return result{Value: []any{turnedMessage(v[0].(original.Dict), of), v[1]}}, true
		}
		return theirs, false
	}
}

// inAnotherClass reports whether a call reads rdata of another class than IN.
func inAnotherClass(c original.Call) bool {
	of, ok := dnstest.CaseOf[rdataWire](c)
	return ok && of.Class != dnsq.ClassIN
}

// turnedMessage is a message with the texts of its rdata turned, in its sections and
// in its text, line by line.
func turnedMessage(m original.Dict, of func(dnsq.RdataType, string, []byte) string) original.Dict {
	lines := strings.Split(m.Get("text").(string), "\n")
	at := 0
	next := func(heading bool) { // the next line that begins a section, or does not
		for at++; at < len(lines) && strings.HasPrefix(lines[at], ";") != heading; at++ {
		}
	}
	var sections []any
	for _, section := range m.Get("sections").([]any) {
		next(true)
		var sets []any
		for _, set := range section.([]any) {
			s := slices.Clone(set.([]any))
			typ := dnsq.RdataType(s[2].(int64))
			texts, wires := slices.Clone(s[6].([]any)), s[7].([]any)
			if len(texts) == 0 {
				next(false)
				lines[at] = laterNames(lines[at])
			}
			for i := range texts {
				next(false)
				was := texts[i].(string)
				is := of(typ, was, wires[i].([]byte))
				if head, ok := strings.CutSuffix(lines[at], was); ok {
					lines[at] = laterNames(head) + is
				}
				texts[i] = is
			}
			s[6] = texts
			sets = append(sets, s)
		}
		if sets == nil {
			sets = []any{}
		}
		sections = append(sections, sets)
	}
	return with(with(m, "text", strings.Join(lines, "\n")), "sections", sections)
}

// with is a dictionary with another value under a key.
func with(d original.Dict, key string, value any) original.Dict {
	out := slices.Clone(d)
	for i := range out {
		if out[i].Key == key {
			out[i].Value = value
		}
	}
	return out
}

// laterNames gives types the names that they have by now.
func laterNames(text string) string {
	return numberedType.ReplaceAllStringFunc(text, func(s string) string {
		if name := laterTypes[s]; name != "" {
			return name
		}
		return s
	})
}

var (
	numberedType = regexp.MustCompile(`\bTYPE\d+\b`)
	laterTypes   = map[string]string{"TYPE66": "DSYNC", "TYPE67": "HHIT", "TYPE68": "BRID", "TYPE128": "NXNAME", "TYPE261": "RESINFO", "TYPE262": "WALLET"}

	// inClassIN are the types whose format is defined for the class IN alone.
	inClassIN = map[dnsq.RdataType]bool{
		dnsq.TypeA: true, dnsq.TypeAAAA: true, dnsq.TypeAPL: true, dnsq.TypeDHCID: true, dnsq.TypeHTTPS: true, dnsq.TypeIPSECKEY: true, dnsq.TypeKX: true, dnsq.TypeA6: true,
		dnsq.TypeNAPTR: true, dnsq.TypeNSAP: true, dnsq.TypeNSAP_PTR: true, dnsq.TypePX: true, dnsq.TypeSRV: true, dnsq.TypeSVCB: true, dnsq.TypeWKS: true,
	}

	escapedInALPN  = regexp.MustCompile(`\\\\(\\\\|,|\\"|\d\d\d)`)
	alpnParam      = regexp.MustCompile(`\balpn="(?:[^"\\]|\\.)*"`)
	hint6          = regexp.MustCompile(`ipv6hint="[^"]*"`)
	laterParamName = regexp.MustCompile(`(?i)\b(dohpath|ohttp)\b`)
	laterParam     = regexp.MustCompile(`\bkey(7|8|10)\b(="((?:[^"\\]|\\.)*)")?`)
)

// unescapedALPN takes from the ids of an alpn parameter the escapes that are one too
// many.
func unescapedALPN(param string) string {
	return escapedInALPN.ReplaceAllStringFunc(param, func(s string) string {
		switch {
		case s[2] == ',' || strings.HasPrefix(s, `\\\\`):
			return s
		case s[2] == '\\':
			return s[2:]
		}
		return s[1:]
	})
}

// withLaterParams gives parameters of services the names that they have by now.
func withLaterParams(text string) string {
	return laterParam.ReplaceAllStringFunc(text, func(s string) string {
		if rest, ok := strings.CutPrefix(s, "key7"); ok {
			return "dohpath" + rest
		}
		return map[string]string{"key8": "ohttp", "key10": "docpath"}[s]
	})
}

// canonical6 is an IPv6 address as RFC 5952 has it, and as inet_ntop, with an IPv4
// address at the end of those that hold one.
func canonical6(text string) string {
	a, err := netip.ParseAddr(text)
	if err != nil || !a.Is6() {
		return text
	}
	b := a.As16()
	if strings.Trim(string(b[:12]), "\x00") == "" && (b[12] != 0 || b[13] != 0) {
		return "::" + netip.AddrFrom4([4]byte(b[12:])).String()
	}
	return a.String()
}

// word replaces one word of a text.
func word(text string, i int, turn func(string) string) string {
	words := strings.Split(text, " ")
	if i < len(words) {
		words[i] = turn(words[i])
	}
	return strings.Join(words, " ")
}

func typedAddress(typ dnsq.RdataType, text string, _ []byte) string {
	switch typ {
	case dnsq.TypeAAAA:
		return canonical6(text)
	case dnsq.TypeNID, dnsq.TypeL64:
		return word(text, 1, strings.ToLower)
	case dnsq.TypeIPSECKEY, dnsq.TypeAMTRELAY:
		kind := strings.Split(text, " ")
		if i := map[dnsq.RdataType]int{dnsq.TypeIPSECKEY: 1, dnsq.TypeAMTRELAY: 2}[typ]; i < len(kind) && kind[i] == "2" {
			return word(text, 3, canonical6)
		}
	case dnsq.TypeAPL:
		items := strings.Split(text, " ")
		for i, item := range items {
			family, rest, _ := strings.Cut(item, ":")
			if address, prefix, ok := strings.Cut(rest, "/"); ok && strings.TrimLeft(family, "!") == "2" {
				items[i] = family + ":" + canonical6(address) + "/" + prefix
			}
		}
		return strings.Join(items, " ")
	case dnsq.TypeSVCB, dnsq.TypeHTTPS:
		return hint6.ReplaceAllStringFunc(text, func(s string) string {
			list := strings.Split(strings.TrimSuffix(strings.TrimPrefix(s, `ipv6hint="`), `"`), ",")
			for i := range list {
				list[i] = canonical6(list[i])
			}
			return `ipv6hint="` + strings.Join(list, ",") + `"`
		})
	}
	return text
}

// escaped is a string between quotation marks, RFC 1035 section 5.1.
func escaped(s string) string {
	var out strings.Builder
	out.WriteByte('"')
	for _, c := range []byte(s) {
		switch {
		case c == '"' || c == '\\':
			out.Write([]byte{'\\', c})
		case c >= 0x20 && c < 0x7f:
			out.WriteByte(c)
		default:
			out.WriteString("\\" + string([]byte{'0' + c/100, '0' + c/10%10, '0' + c%10}))
		}
	}
	return out.String() + `"`
}

func uriFacts(wire []byte) result {
	text := decimal(wire[0], wire[1]) + " " + decimal(wire[2], wire[3]) + " " + escaped(string(wire[4:]))
	r := factsOf(text, wire)
	r.Value.([]any)[4] = int64(256)
	return r
}

// facts are those of rdata of absolute names or none.
func facts(text, wire string, typ int) any {
	f := factsOf(text, []byte(wire)).Value.([]any)
	f[4] = int64(typ)
	return f
}

// textDivergences are those of the text of rdata.
var textDivergences = []original.Divergence{
	{
		Name: "addressesAsTyped", Why: "text from a zone file keeps an IPv6 address or a 64-bit number as typed; later versions write AAAA canonically, and so do we all of them",
		Example: ask(rdataText{dnsq.TypeAAAA, "FE80::0001"}), Share: 0.1,
		Theirs: facts("FE80::0001", "\xfe\x80\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01", 28),
		Ours:   facts("fe80::1", "\xfe\x80\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01", 28),
		Expect: turned([]dnsq.RdataType{dnsq.TypeAAAA, dnsq.TypeAPL, dnsq.TypeNID, dnsq.TypeL64, dnsq.TypeIPSECKEY, dnsq.TypeAMTRELAY, dnsq.TypeSVCB, dnsq.TypeHTTPS}, typedAddress),
	},
	{
		Name: "paddedHash", Why: "the next hash of an NSEC3 that is no multiple of five bytes is printed with padding, which RFC 5155 section 3.3 forbids",
		Example: ask(rdataWire{dnsq.ClassIN, dnsq.TypeNSEC3, []byte("\x01\x00\x00\x01\x00\x02ab")}), Share: 0.02,
		Theirs: facts("1 0 1 - c5h0====", "\x01\x00\x00\x01\x00\x02ab", 50), Ours: facts("1 0 1 - c5h0", "\x01\x00\x00\x01\x00\x02ab", 50),
		Expect: turned([]dnsq.RdataType{dnsq.TypeNSEC3}, func(_ dnsq.RdataType, text string, _ []byte) string { return strings.ReplaceAll(text, "=", "") }),
	},
	{
		Name: "emptyWindow", Why: "a window of a bitmap that has no types is printed as a space",
		Example: ask(rdataWire{dnsq.ClassIN, dnsq.TypeCSYNC, []byte("\x00\x00\x00\x01\x00\x00\x00\x01\x40\x01\x01\x00")}), Share: 0.02,
		Theirs: facts("1 0 A ", "\x00\x00\x00\x01\x00\x00\x00\x01\x40\x01\x01\x00", 62), Ours: facts("1 0 A", "\x00\x00\x00\x01\x00\x00\x00\x01\x40\x01\x01\x00", 62),
		Expect: turned([]dnsq.RdataType{dnsq.TypeNSEC, dnsq.TypeNSEC3, dnsq.TypeCSYNC}, func(_ dnsq.RdataType, text string, _ []byte) string {
			return strings.Join(strings.Fields(text), " ")
		}),
	},
	{
		Name: "uriNotEscaped", Why: "quotation marks, backslashes and control characters in a URI are printed as they are, so that the text does not read again",
		Example: ask(rdataWire{dnsq.ClassIN, dnsq.TypeURI, []byte("\x00\x0a\x00\x01a\"\\\x07\xc3\xa9")}), Share: 0.02,
		Theirs: facts("10 1 \"a\"\\\x07\u00e9\"", "\x00\x0a\x00\x01a\"\\\x07\xc3\xa9", 256), Ours: facts(`10 1 "a\"\\\007\195\169"`, "\x00\x0a\x00\x01a\"\\\x07\xc3\xa9", 256),
		Expect: turned([]dnsq.RdataType{dnsq.TypeURI}, func(_ dnsq.RdataType, text string, wire []byte) string {
			head, _, _ := strings.Cut(text, `"`)
			return head + escaped(string(wire[4:]))
		}),
	},
	{
		Name: "alpnEscaped", Why: "in an ALPN id a quotation mark is escaped for the list too, where RFC 9460 appendix A.1 knows only the comma and the backslash, and a code \\DDD, whose backslash then is escaped, reads as three digits there and in BIND",
		Example: ask(rdataWire{dnsq.ClassIN, dnsq.TypeSVCB, []byte("\x00\x01\x00\x00\x01\x00\x03\x02h\"")}), Share: 0.02,
		Theirs: facts(`1 . alpn="h\\\""`, "\x00\x01\x00\x00\x01\x00\x03\x02h\"", 64), Ours: facts(`1 . alpn="h\""`, "\x00\x01\x00\x00\x01\x00\x03\x02h\"", 64),
		Expect: turned([]dnsq.RdataType{dnsq.TypeSVCB, dnsq.TypeHTTPS}, func(_ dnsq.RdataType, text string, _ []byte) string {
			return alpnParam.ReplaceAllStringFunc(text, unescapedALPN)
		}),
	},
	{
		Name: "laterParams", Why: "later versions know more parameters of services by name: dohpath, ohttp and docpath",
		Example: ask(rdataText{dnsq.TypeSVCB, `1 . alpn=h2 key7="/q"`}), Share: 0.02,
		Theirs: facts(`1 . alpn="h2" key7="/q"`, "\x00\x01\x00\x00\x01\x00\x03\x02h2\x00\x07\x00\x02/q", 64), Ours: facts(`1 . alpn="h2" dohpath="/q"`, "\x00\x01\x00\x00\x01\x00\x03\x02h2\x00\x07\x00\x02/q", 64),
		Expect: func(c original.Call, theirs result) (result, bool) {
			typ, ok := typeOfCall(c)
			if facts, read := theirs.Value.([]any); ok && read && !is[rdataPair](c) && (typ == dnsq.TypeSVCB || typ == dnsq.TypeHTTPS) {
				if wire := facts[1].([]byte); !inAnotherClass(c) && !laterParamsFine(wire) {
					return dnstest.Raise(map[bool]string{true: "FormError", false: "SyntaxError"}[is[rdataWire](c)], malformed), true
				}
			}
			return turned([]dnsq.RdataType{dnsq.TypeSVCB, dnsq.TypeHTTPS}, func(_ dnsq.RdataType, text string, _ []byte) string {
				return withLaterParams(text)
			})(c, theirs)
		},
	},
	{
		Name: "laterTypes", Why: "types that the installed original does not know have names in its later versions",
		Example: ask(rdataText{dnsq.TypeNSEC, "a. A TYPE66 TYPE128"}), Share: 0.02,
		Theirs: facts("a. A TYPE66 TYPE128", "\x01a\x00\x00\x11\x40\x00\x00\x00\x00\x00\x00\x00\x20\x00\x00\x00\x00\x00\x00\x00\x80", 47),
		Ours:   facts("a. A DSYNC NXNAME", "\x01a\x00\x00\x11\x40\x00\x00\x00\x00\x00\x00\x00\x20\x00\x00\x00\x00\x00\x00\x00\x80", 47),
		Expect: turned(nil, func(_ dnsq.RdataType, text string, _ []byte) string { return laterNames(text) }),
	},
	{
		Name: "noTextOfItsOwn", Why: "rdata whose last field is empty, an APL of a family without text, a list without items and a set of types with type 0 have a text that does not read again; ours is the generic one of RFC 3597",
		Example: ask(rdataWire{dnsq.ClassIN, dnsq.TypeAPL, []byte("\x00\x03\x08\x01\x01")}), Share: 0.1,
		Theirs: facts("3:b'01'/8", "\x00\x03\x08\x01\x01", 42), Ours: facts(`\# 5 0003080101`, "\x00\x03\x08\x01\x01", 42),
		Expect: turned(nil, func(typ dnsq.RdataType, text string, wire []byte) string {
			if wire == nil || readsAgain(typ, text, wire) {
				return text
			}
			return genericText(wire)
		}),
	},
	{
		Name: "laterRdata", Why: "later versions, or BIND, know the format of rdata that is bytes to the installed original",
		Example: ask(rdataWire{dnsq.ClassIN, dnsq.TypeKEY, []byte("\x02\x00\x03\x01\x01\x03")}), Share: 0.2,
		Theirs: facts(`\# 6 020003010103`, "\x02\x00\x03\x01\x01\x03", 25), Ours: facts("512 3 1 AQM=", "\x02\x00\x03\x01\x01\x03", 25),
		Expect: func(c original.Call, theirs result) (result, bool) {
			if of, ok := dnstest.CaseOf[rdataWire](c); ok && theirs.Err == nil && slices.Contains(laterRdata, of.Type) && (of.Class == dnsq.ClassIN || !inClassIN[of.Type]) {
				if _, fine := laterText(of.Type, of.Wire); !fine {
					return dnstest.Raise("FormError", malformed), true
				}
			}
			return turned(laterRdata, func(typ dnsq.RdataType, text string, wire []byte) string {
				own, _ := laterText(typ, wire)
				return own
			})(c, theirs)
		},
	},
}

// emptyAtEnd are the types whose text needs a word for the field that ends their
// rdata, and how many words are before it.
var emptyAtEnd = map[dnsq.RdataType]int{
	dnsq.TypeDS: 3, dnsq.TypeCDS: 3, dnsq.TypeDLV: 3, dnsq.TypeDNSKEY: 3, dnsq.TypeCDNSKEY: 3, dnsq.TypeRRSIG: 8, dnsq.TypeZONEMD: 3, dnsq.TypeCERT: 3,
	dnsq.TypeSSHFP: 2, dnsq.TypeTLSA: 3, dnsq.TypeSMIMEA: 3, dnsq.TypeOPENPGPKEY: 0, dnsq.TypeDHCID: 0, dnsq.TypeIPSECKEY: 4, dnsq.TypeTKEY: 5,
	dnsq.TypeTXT: 0, dnsq.TypeSPF: 0, dnsq.TypeNINFO: 0, dnsq.TypeAVC: 0,
}

// readsAgain reports whether the text of rdata has all the words that it needs.
func readsAgain(typ dnsq.RdataType, text string, wire []byte) bool {
	words := strings.Fields(text)
	if slices.Contains([]dnsq.RdataType{dnsq.TypeNSEC, dnsq.TypeNSEC3, dnsq.TypeCSYNC}, typ) && slices.Contains(words[min(1, len(words)):], "TYPE0") {
		return false
	}
	if most, ok := emptyAtEnd[typ]; ok {
		return len(words) > most
	}
	switch typ {
	case dnsq.TypeAPL:
		return !strings.Contains(text, ":b'")
	case dnsq.TypeNSEC3: // the hash is empty, and types follow
		salt := int(wire[4])
		return wire[5+salt] != 0
	case dnsq.TypeHIP:
		return wire[0] != 0 && (wire[2] != 0 || wire[3] != 0)
	case dnsq.TypeTSIG:
		return !strings.Contains(text, " 0  ")
	case dnsq.TypeSVCB, dnsq.TypeHTTPS:
		for _, name := range []string{"mandatory", "alpn", "ipv4hint", "ipv6hint"} {
			if slices.Contains(words, name+`=""`) {
				return false
			}
		}
	}
	return true
}

func hexOf(b []byte) string { return hex.EncodeToString(b) }
