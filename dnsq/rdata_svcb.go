package dnsq

import (
	"encoding/base64"
	"encoding/binary"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// SVCB says where and how a service is reached. Priority 0 makes it an alias of
// the target.
type SVCB struct {
	rdclass
	Priority uint16
	Target   Name
	Params   SVCParams
}

func (r *SVCB) fields(c *codec) { c.svcb(&r.Priority, &r.Target, &r.Params) }

// HTTPS is the SVCB of web servers.
type HTTPS struct {
	rdclass
	Priority uint16
	Target   Name
	Params   SVCParams
}

func (r *HTTPS) fields(c *codec) { c.svcb(&r.Priority, &r.Target, &r.Params) }

// A ParamKey names a parameter of SVCB.
type ParamKey uint16

// The parameters, by their names in dns.rdtypes.svcbbase.
const (
	ParamMANDATORY     ParamKey = 0
	ParamALPN          ParamKey = 1
	ParamNoDefaultALPN ParamKey = 2
	ParamPORT          ParamKey = 3
	ParamIPV4HINT      ParamKey = 4
	ParamECH           ParamKey = 5
	ParamIPV6HINT      ParamKey = 6
	ParamDOHPATH       ParamKey = 7  // RFC 9461
	ParamOHTTP         ParamKey = 8  // RFC 9540
	ParamDOCPATH       ParamKey = 10 // RFC 9953
)

var paramNames = map[ParamKey]string{
	ParamMANDATORY: "mandatory", ParamALPN: "alpn", ParamNoDefaultALPN: "no-default-alpn", ParamPORT: "port",
	ParamIPV4HINT: "ipv4hint", ParamECH: "ech", ParamIPV6HINT: "ipv6hint",
	ParamDOHPATH: "dohpath", ParamOHTTP: "ohttp", ParamDOCPATH: "docpath",
}

var paramKeys = byName(paramNames)

// String is the parameter's name, or "key" and its number.
func (k ParamKey) String() string { return codeText(paramNames, "key", k) }

// bare reports whether the parameter never has a value.
func (k ParamKey) bare() bool { return k == ParamNoDefaultALPN || k == ParamOHTTP }

// An SVCParam is a parameter with its value as it is on the wire.
type SVCParam struct {
	Key   ParamKey
	Value []byte
}

// SVCParams are parameters in the order of their keys.
type SVCParams []SVCParam

// Get returns the value of a parameter as it is on the wire.
func (p SVCParams) Get(key ParamKey) (value []byte, ok bool) {
	i, found := slices.BinarySearchFunc(p, key, func(x SVCParam, key ParamKey) int { return int(x.Key) - int(key) })
	if !found {
		return nil, false
	}
	return p[i].Value, true
}

// ALPN are the protocols of the parameter alpn, or nil.
func (p SVCParams) ALPN() []string {
	value, _ := p.Get(ParamALPN)
	ids, _ := cutCounted(value)
	return ids
}

// Port is the parameter port.
func (p SVCParams) Port() (port uint16, ok bool) {
	value, ok := p.Get(ParamPORT)
	if !ok || len(value) != 2 {
		return 0, false
	}
	return binary.BigEndian.Uint16(value), true
}

// Hints are the addresses of the parameters ipv4hint and ipv6hint.
func (p SVCParams) Hints() []netip.Addr {
	var found []netip.Addr
	for key, size := range map[ParamKey]int{ParamIPV4HINT: 4, ParamIPV6HINT: 16} {
		value, _ := p.Get(key)
		for part := range slices.Chunk(value, size) {
			if a, ok := netip.AddrFromSlice(part); ok {
				found = append(found, a)
			}
		}
	}
	slices.SortFunc(found, netip.Addr.Compare)
	return found
}

func cutCounted(b []byte) (parts []string, ok bool) {
	for len(b) > 0 {
		n := int(b[0])
		if n == 0 || n >= len(b) {
			return nil, false
		}
		parts = append(parts, string(b[1:1+n]))
		b = b[1+n:]
	}
	return parts, true
}

// cutSegments is cutCounted for parts that may be empty.
func cutSegments(b []byte) (parts []string, ok bool) {
	for len(b) > 0 {
		n := int(b[0])
		if n >= len(b) {
			return nil, false
		}
		parts = append(parts, string(b[1:1+n]))
		b = b[1+n:]
	}
	return parts, true
}

func (c *codec) svcb(priority *uint16, target *Name, params *SVCParams) {
	c.u16(priority)
	c.name(target, plainName)
	if c.err != nil {
		return
	}
	switch c.mode {
	case readText:
		c.paramsText(*priority, params)
	case writeText:
		c.paramsInOrder(*params)
		for _, p := range *params {
			c.check(validParam(p), "bad value of "+p.Key.String())
			c.orGeneric(len(p.Value) > 0 || p.Key > ParamIPV6HINT || p.Key == ParamNoDefaultALPN || p.Key == ParamECH)
			c.text(p.Key.String())
			if !p.Key.bare() && (len(p.Value) > 0 || p.Key <= ParamIPV6HINT) {
				c.out = append(c.out, `="`...)
				c.out = append(p.appendValue(c.out), '"')
			}
		}
	case readWire:
		c.check(*priority != 0 || c.r.left() == 0, "parameters in AliasMode")
		last := -1
		for c.err == nil && c.r.left() > 0 {
			var p SVCParam
			var size uint16
			c.u16((*uint16)(&p.Key))
			c.u16(&size)
			c.take(&p.Value, int(size))
			c.check(int(p.Key) >= last, "keys not in order")
			c.check(validParam(p), "bad value of "+p.Key.String())
			if int(p.Key) == last { // once more, which the last one wins
				(*params)[len(*params)-1] = p
			} else {
				*params = append(*params, p)
			}
			last = int(p.Key)
		}
		c.paramsTogether(*params)
	case writeWire:
		c.paramsInOrder(*params)
		for _, p := range *params {
			c.check(len(p.Value) <= 65535 && validParam(p), "bad value of "+p.Key.String())
			c.w.u16(uint16(p.Key))
			c.w.u16(uint16(len(p.Value)))
			c.w.buf = append(c.w.buf, p.Value...)
		}
	}
}

// paramsInOrder checks parameters that are to be written.
func (c *codec) paramsInOrder(params SVCParams) {
	for i := 1; i < len(params); i++ {
		c.check(params[i-1].Key < params[i].Key, "parameters are not in the order of their keys, each once")
	}
	c.paramsTogether(params)
}

// paramsTogether checks what one parameter says of others.
func (c *codec) paramsTogether(params SVCParams) {
	if c.err != nil {
		return
	}
	if value, ok := params.Get(ParamMANDATORY); ok {
		for pair := range slices.Chunk(value, 2) {
			key := ParamKey(binary.BigEndian.Uint16(pair))
			_, present := params.Get(key)
			c.check(present, "key "+strconv.Itoa(int(key))+" declared mandatory but not present")
		}
	}
	_, without := params.Get(ParamNoDefaultALPN)
	_, with := params.Get(ParamALPN)
	c.check(!without || with, "no-default-alpn present, but alpn missing")
}

// validParam reports whether a value is well-formed.
func validParam(p SVCParam) bool {
	n := len(p.Value)
	switch p.Key {
	case ParamMANDATORY:
		last := 0
		for pair := range slices.Chunk(p.Value, 2) {
			if len(pair) < 2 || int(binary.BigEndian.Uint16(pair)) <= last {
				return false
			}
			last = int(binary.BigEndian.Uint16(pair))
		}
	case ParamALPN:
		_, ok := cutCounted(p.Value)
		return ok
	case ParamNoDefaultALPN:
		return n == 0
	case ParamOHTTP:
		return n == 0
	case ParamDOCPATH:
		_, ok := cutSegments(p.Value)
		return ok
	case ParamPORT:
		return n == 2
	case ParamIPV4HINT:
		return n%4 == 0
	case ParamIPV6HINT:
		return n%16 == 0
	}
	return true
}

func (p SVCParam) appendValue(dst []byte) []byte {
	switch p.Key {
	case ParamMANDATORY:
		for i := 0; i+1 < len(p.Value); i += 2 {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = append(dst, ParamKey(binary.BigEndian.Uint16(p.Value[i:])).String()...)
		}
	case ParamALPN, ParamDOCPATH:
		ids, _ := cutSegments(p.Value)
		for i, id := range ids {
			if i > 0 {
				dst = append(dst, ',')
			}
			// What parts the list is escaped for it; that text is then escaped
			// for the string, as RFC 9460 appendix A has it.
			var listed []byte
			for _, b := range []byte(id) {
				if b == '\\' || b == ',' {
					listed = append(listed, '\\')
				}
				listed = append(listed, b)
			}
			dst = appendEscaped(dst, listed)
		}
	case ParamPORT:
		if len(p.Value) == 2 {
			dst = strconv.AppendUint(dst, uint64(binary.BigEndian.Uint16(p.Value)), 10)
		}
	case ParamIPV4HINT, ParamIPV6HINT:
		size := 4
		if p.Key == ParamIPV6HINT {
			size = 16
		}
		for i := 0; i+size <= len(p.Value); i += size {
			if i > 0 {
				dst = append(dst, ',')
			}
			a, _ := netip.AddrFromSlice(p.Value[i : i+size])
			if size == 16 {
				dst = append(dst, IPv6ToText(a)...)
			} else {
				dst = a.AppendTo(dst)
			}
		}
	case ParamECH:
		dst = base64.StdEncoding.AppendEncode(dst, p.Value)
	default:
		dst = appendEscaped(dst, p.Value)
	}
	return dst
}

// newParam is the value of a parameter from its text, of which the escapes of
// the string have been resolved.
func newParam(key ParamKey, text string) (value []byte, err error) {
	switch key {
	case ParamMANDATORY:
		var keys []ParamKey
		for name := range strings.SplitSeq(text, ",") {
			k, err := codeFromText("param key", paramKeys, "KEY", name, 65535, ErrUnknownParamKey)
			if err != nil {
				if k, err = paramKeyFromText(name); err != nil {
					return nil, err
				}
			}
			if k == ParamMANDATORY {
				return nil, failOn(ErrSyntax, "listed the mandatory key as mandatory", text)
			}
			keys = append(keys, k)
		}
		slices.Sort(keys)
		for i, k := range keys {
			if i > 0 && keys[i-1] == k {
				return nil, failOn(ErrSyntax, "duplicate mandatory key "+strconv.Itoa(int(k)), text)
			}
			value = binary.BigEndian.AppendUint16(value, uint16(k))
		}
	case ParamPORT:
		n, err := strconv.ParseUint(text, 10, 16)
		if err != nil {
			return nil, failOn(ErrSyntax, "not a uint16", text)
		}
		value = binary.BigEndian.AppendUint16(nil, uint16(n))
	case ParamIPV4HINT, ParamIPV6HINT:
		parse := ParseIPv4
		if key == ParamIPV6HINT {
			parse = ParseIPv6
		}
		for part := range strings.SplitSeq(text, ",") {
			a, err := parse(part)
			if err != nil {
				return nil, err
			}
			value = append(value, a.AsSlice()...)
		}
	case ParamECH:
		if strings.Contains(text, `\`) {
			return nil, failOn(ErrSyntax, "escape in ECH value", text)
		}
		return decodeBase64(text)
	}
	return value, nil
}

func paramKeyFromText(text string) (ParamKey, error) {
	if k, ok := paramKeys[strings.ToLower(text)]; ok {
		return k, nil
	}
	if len(text) > 4 && text[3] == '0' && strings.EqualFold(text[:3], "key") {
		return 0, failOn(ErrSyntax, "leading zeros in key", text)
	}
	return codeFromText("param key", map[string]ParamKey{}, "KEY", text, 65535, ErrUnknownParamKey)
}

// listFromText reads the ids of alpn, or the segments of docpath, which may be
// empty. Commas part them; a backslash goes before a comma or a backslash within
// one. RFC 9460 appendix A.1.
func listFromText(text string, segments bool) (value []byte, err error) {
	var id []byte
	end := func() error {
		switch {
		case len(id) == 0 && !segments:
			return failOn(ErrSyntax, "empty ALPN", text)
		case len(id) > 255:
			return failOn(ErrSyntax, "an item of the list is too long", text)
		}
		value = append(append(value, byte(len(id))), id...)
		id = id[:0]
		return nil
	}
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case ',':
			if err := end(); err != nil {
				return nil, err
			}
		case '\\':
			if i++; i >= len(text) {
				return nil, failOn(ErrUnexpectedEnd, "", text)
			}
			id = append(id, text[i])
		default:
			id = append(id, text[i])
		}
	}
	if err := end(); err != nil {
		return nil, err
	}
	return value, nil
}

func (c *codec) paramsText(priority uint16, params *SVCParams) {
	seen := map[ParamKey]bool{}
	for {
		tok, err := c.t.get(false, false)
		if err != nil {
			c.err = err
			return
		}
		if tok.IsEOLOrEOF() {
			c.fail(c.t.Unget(tok))
			break
		}
		if !tok.IsIdentifier() {
			c.bad("parameter is not an identifier")
			return
		}
		if priority == 0 {
			c.bad("parameters in AliasMode")
			return
		}
		name, text, given := strings.Cut(tok.Value, "=")
		if given && text == "" {
			// The value is a quoted string, which begins a token of its own.
			next, err := c.t.get(true, false)
			if err != nil {
				c.err = err
				return
			}
			if !next.IsQuotedString() {
				c.bad("whitespace after =")
				return
			}
			text = next.Value
		}
		p, err := paramFromText(name, text, given)
		if err != nil {
			c.err = err
			return
		}
		if seen[p.Key] {
			c.bad(`duplicate key "` + strconv.Itoa(int(p.Key)) + `"`)
			return
		}
		seen[p.Key] = true
		*params = append(*params, p)
	}
	slices.SortFunc(*params, func(a, b SVCParam) int { return int(a.Key) - int(b.Key) })
	c.paramsTogether(*params)
}

func paramFromText(name, text string, given bool) (p SVCParam, err error) {
	if p.Key, err = paramKeyFromText(name); err != nil {
		return p, err
	}
	known := p.Key <= ParamIPV6HINT || p.Key == ParamOHTTP || p.Key == ParamDOCPATH
	if p.Key <= ParamIPV6HINT && p.Key != ParamNoDefaultALPN && !given {
		return p, failOn(ErrSyntax, "value cannot be empty", name)
	}
	if known && strings.HasPrefix(strings.ToLower(name), "key") {
		// keyNNNNN gives the value as it is on the wire.
		if p.Value, err = unescapeBytes(text); err == nil && !validParam(p) {
			err = fail(ErrFormError, "")
		}
		return p, err
	}
	if p.Key.bare() {
		if given && text != "" {
			err = failOn(ErrSyntax, p.Key.String()+" with non-empty value", text)
		}
		return p, err
	}
	switch {
	case p.Key == ParamDOCPATH && text == "":
		return p, nil
	case p.Key == ParamDOCPATH:
		raw, err := unescapeBytes(text)
		if err != nil {
			return p, err
		}
		p.Value, err = listFromText(string(raw), true)
		return p, err
	case p.Key == ParamALPN:
		raw, err := unescapeBytes(text)
		if err != nil {
			return p, err
		}
		p.Value, err = listFromText(string(raw), false)
		return p, err
	case known:
		p.Value, err = newParam(p.Key, text)
		return p, err
	}
	p.Value, err = unescapeBytes(text)
	return p, err
}

func unescapeBytes(text string) ([]byte, error) {
	return unescape(text, func(dst []byte, c byte) []byte { return append(dst, c) })
}
