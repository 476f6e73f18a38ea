package email

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// foldedByKind writes a header as EmailPolicy does. What the rules of mail forbid is
// written otherwise, unless the policy says AsPython.
func (g *generator) foldedByKind(f field) (string, error) {
	value := f.String()
	if f.source || !f.understood {
		lines := pythonLines(value)
		if !g.policy.AsPython {
			lines = byteLines(value)
		}
		asItIs := f.name + ": " + strings.Join(lines, g.nl)
		switch refold := g.refolds(f, lines); {
		case f.raw && !g.policy.SevenBit && !(refold && g.policy.AsPython):
			return asItIs, nil // nobody knows what the bytes say
		case !f.raw && ascii(value) && !refold:
			return asItIs, nil
		}
		value = strings.Join(lines, "")
		if !g.policy.AsPython {
			value = strings.Trim(value, wsp) // of the folds around it
		}
	}
	kind := g.policy.Headers.Kind(f.name)
	if kind == ContentTypeHeader || kind == ContentDispositionHeader {
		if !g.policy.AsPython && ascii(value) && strings.Contains(value, `="=?`) {
			// Words of RFC 2047 stand there for readers that know no better.
			h, err := NewHeader(value, nil)
			if err != nil {
				return "", err
			}
			return g.foldedAsText(f.name, h)
		}
		if text, ok := g.foldedPlainParams(f.name, value); ok {
			return text, nil
		}
	}
	if text, ok := g.oneName(f, value); ok {
		return text, nil
	}
	h := g.policy.understood(f.name, runesOf(value, f.raw))
	text, err := foldTree(f.name, h.tree, g.policy, !g.policy.AsPython)
	tooLong := len(value) > mostStructured && h.Kind != UnstructuredHeader && h.Kind != UniqueUnstructuredHeader
	switch {
	case tooLong && !g.policy.AsPython:
	case err == nil && g.policy.AsPython:
		return string(text), nil
	case err == nil && g.keepsRules(h, string(text)):
		return string(text), nil
	case err != nil && err != errNoSense:
		return "", err
	}
	return g.foldedOurWay(h, value)
}

// foldsAsItIs tells a value that needs no work: it fits on its line, and taking it
// apart and writing it again would come to the same. It is a shortcut alone.
func foldsAsItIs(kind HeaderKind, value string) bool {
	if value == "" || !ascii(value) {
		return false
	}
	switch kind {
	case UnstructuredHeader, UniqueUnstructuredHeader:
		for i := range len(value) {
			if c := value[i]; c < ' ' || c == 0x7f || c == '?' && i > 0 && value[i-1] == '=' {
				return false
			}
		}
		return true
	case ContentTransferEncodingHeader, MIMEVersionHeader:
		return simpleWords(value, "-.")
	case AddressHeader, UniqueAddressHeader, SingleAddressHeader, UniqueSingleAddressHeader:
		open := false
		for i := range len(value) {
			switch c := value[i]; {
			case alnum(c), c == '.', c == '-', c == '+', c == '_', c == '@', c == ' ', c == ',' && !open:
			case c == '<' && !open:
				open = true
			case c == '>' && open && value[i-1] != '<':
				open = false
			default:
				return false
			}
		}
		return !open
	}
	return false
}

// oneName writes the commonest header that must be encoded: one address whose name is
// one word beyond ASCII. It is a shortcut, like foldsAsItIs.
func (g *generator) oneName(f field, value string) (string, bool) {
	switch g.policy.Headers.Kind(f.name) {
	case AddressHeader, UniqueAddressHeader, SingleAddressHeader, UniqueSingleAddressHeader:
	default:
		return "", false
	}
	name, addr, ok := strings.Cut(value, " <")
	if !ok || f.raw || g.policy.UTF8 || ascii(name) || !utf8.ValidString(name) || !strings.HasSuffix(addr, ">") || !simpleAddr(addr[:len(addr)-1]) {
		return "", false
	}
	for _, r := range name {
		if pySpace(r) || r < utf8.RuneSelf && !alnum(byte(r)) {
			return "", false
		}
	}
	text := f.name + ": " + wordOf([]rune(name), "utf-8")
	if len(text)-len(f.name)-2 > mostWord || len(text)+2+len(addr) > g.room() {
		return "", false
	}
	return text + " <" + addr, true
}

// simpleAddr tells user@host of letters, digits and single dots.
func simpleAddr(addr string) bool {
	user, host, ok := strings.Cut(addr, "@")
	return ok && simpleWords(user, "-_.+") && simpleWords(host, "-.") && !strings.Contains("."+user+".", "..") && !strings.Contains("."+host+".", "..")
}

func alnum(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// simpleWords tells text of letters, digits and some others.
func simpleWords(s, others string) bool {
	for i := range len(s) {
		if !alnum(s[i]) && strings.IndexByte(others, s[i]) < 0 {
			return false
		}
	}
	return s != ""
}

// mostPlain is how many parameters the shortcuts look at.
const mostPlain = 3

// plainParams takes a type or a disposition apart whose parameters have different
// names and quoted values with nothing in them that is escaped: name="value" each.
func plainParams(v string) (main string, params [mostPlain]string, n int, ok bool) {
	main, rest, more := strings.Cut(v, "; ")
	if !simpleWords(main, "/-.+") {
		return "", params, 0, false
	}
	for more {
		if n == mostPlain {
			return "", params, 0, false
		}
		params[n], rest, more = strings.Cut(rest, "; ")
		name, value, ok := strings.Cut(params[n], `="`)
		if !ok || !simpleWords(name, "-") || len(value) < 2 || value[len(value)-1] != '"' || strings.Contains(value, "=?") || strings.ContainsAny(value[:len(value)-1], `"\\;`) {
			return "", params, 0, false
		}
		for _, p := range params[:n] {
			if len(p) > len(name) && strings.EqualFold(p[:len(name)+1], name+"=") {
				return "", params, 0, false
			}
		}
		n++
	}
	return main, params, n, true
}

// plainParam is the value of a parameter that plainParams finds.
func plainParam(v, name string) (value string, found, ok bool) {
	_, params, n, ok := plainParams(v)
	for _, p := range params[:n] {
		if len(p) > len(name)+2 && p[len(name)] == '=' && strings.EqualFold(p[:len(name)], name) {
			return p[len(name)+2 : len(p)-1], true, ok
		}
	}
	return "", false, ok
}

// foldedPlainParams lays such a header out, a parameter that does not fit in a line of
// its own.
func (g *generator) foldedPlainParams(name, value string) (string, bool) {
	main, params, n, ok := plainParams(value)
	most := g.room()
	switch {
	case !ok || !ascii(value) || len(name)+2+len(main) >= most:
		return "", false
	case len(name)+2+len(value) <= most:
		return name + ": " + value, true
	}
	text, column := name+": "+main, len(name)+2+len(main)
	for _, p := range params[:n] {
		text, column = text+";", column+1
		switch {
		case column+len(p)+1 < most:
			text, column = text+" "+p, column+1+len(p)
		case len(p)+2 <= most:
			text, column = text+g.nl+" "+p, 1+len(p)
		default:
			return "", false
		}
	}
	return text, true
}

// putPlain writes a header that needs no work, and reports whether it did.
func (g *generator) putPlain(f *field) bool {
	if !g.policy.Structured || !f.understood || f.source || f.more != nil || len(f.name)+2+len(f.value) > g.room() {
		return false
	}
	switch kind := g.policy.Headers.Kind(f.name); kind {
	case ContentTypeHeader, ContentDispositionHeader:
		if _, _, _, ok := plainParams(f.value); !ok {
			return false
		}
	default:
		if !foldsAsItIs(kind, f.value) {
			return false
		}
	}
	g.put(f.name, ": ", f.value, g.nl)
	return true
}

// refolds reports whether a header that was read is folded anew.
func (g *generator) refolds(f field, lines []string) bool {
	switch g.policy.RefoldSource {
	case RefoldAll:
		return true
	case RefoldNone:
		return false
	}
	for i, line := range lines {
		n := len(line)
		if !f.raw {
			n = utf8.RuneCountInString(line)
		}
		if i == 0 {
			n += len(f.name) + 2
		}
		if n > g.room() {
			return true
		}
	}
	return false
}

// keepsRules reports whether a folded header is one that RFC 5322 and RFC 2047 allow,
// and reads as it did before.
func (g *generator) keepsRules(h *HeaderValue, text string) bool {
	if !g.policy.UTF8 && !ascii(text) {
		return false
	}
	lines := strings.Split(text, g.nl)
	words := false
	for i, line := range lines {
		if len(line) > mostBodyLine || i > 0 && strings.Trim(line, wsp) == "" {
			return false
		}
		words = words || strings.Contains(line, "=?")
	}
	if !words {
		return true
	}
	for _, line := range lines {
		for _, w := range strings.FieldsFunc(line, func(r rune) bool { return isWSP(r) || r == '(' || r == ')' || r == ',' || r == ':' }) {
			if strings.Contains(w, "=?") && !wholeWord(w) {
				return false
			}
		}
	}
	unfolded := strings.Join(lines, "")[len(h.Name)+2:]
	switch h.Kind {
	case UnstructuredHeader, UniqueUnstructuredHeader:
		// Bytes of no known set are named so, and read by nobody.
		return strings.Contains(text, "=?unknown-8bit?") || DecodeWords(unfolded) == h.String()
	}
	back := g.policy.understood(h.Name, runesOf(unfolded, false))
	return back.String() == h.String() && slices.EqualFunc(back.Groups, h.Groups, Group.Equal) && slices.Equal(back.Params, h.Params) &&
		len(back.Defects) <= len(h.Defects) && !slices.ContainsFunc(h.Addresses(), func(a Address) bool { return !ascii(a.Addr) })
}

// wholeWord tells an encoded-word that stands alone and is not too long.
func wholeWord(w string) bool {
	m := encodedWord.FindStringIndex(w)
	return m != nil && m[0] == 0 && m[1] == len(w) && len(w) <= mostWord
}

// foldedOurWay writes a header that Python's way of folding breaks.
func (g *generator) foldedOurWay(h *HeaderValue, value string) (string, error) {
	switch h.Kind {
	case AddressHeader, UniqueAddressHeader, SingleAddressHeader, UniqueSingleAddressHeader:
		return g.foldedAddresses(h, value)
	case ContentTypeHeader, ContentDispositionHeader:
		if text, ok := g.foldedParams(h); ok {
			return text, nil
		}
	case MessageIDHeader:
		if ascii(value) && len(h.Name)+2+len(value) <= mostBodyLine {
			return h.Name + ": " + value, nil
		}
	default:
		value = h.String()
	}
	if g.policy.UTF8 && utf8.ValidString(value) {
		return h.Name + ": " + g.foldUTF8(h.Name, value), nil
	}
	text, err := NewHeader(strings.ToValidUTF8(value, "\uFFFD"), nil)
	if err != nil {
		return "", err
	}
	return g.foldedAsText(h.Name, text)
}

// foldedAddresses writes addresses one after another, a line broken after a comma, or
// between the words of a name.
func (g *generator) foldedAddresses(h *HeaderValue, value string) (string, error) {
	refuse := func(err error) (string, error) {
		return "", &Error{Kind: ErrHeaderWrite, Op: h.Name, Input: value, Reason: "is no list of addresses that can be written", Err: err}
	}
	groups := h.Groups
	if groups == nil {
		// Python's way of reading has none: it is too long, or no list.
		list, err := ParseAddressList(value)
		if err != nil && ascii(value) {
			text, err := NewHeader(value, nil)
			if err != nil {
				return refuse(err)
			}
			return g.foldedAsText(h.Name, text)
		}
		if err != nil {
			return refuse(err)
		}
		for _, a := range list {
			a.Name = DecodeWords(a.Name)
			groups = append(groups, Group{Addresses: []Address{a}})
		}
	}
	f := &folder{most: g.room(), ws: " ", splits: ", \t", start: len(h.Name) + 2}
	for i, group := range groups {
		open, end := "", ""
		if group.Name != nil {
			name, err := g.addressName(*group.Name)
			if err != nil {
				return refuse(err)
			}
			open, end = name+": ", ";"
		}
		if i+1 < len(groups) {
			end += ","
		}
		if i > 0 {
			open = " " + open
		}
		f.plain(open)
		for j, a := range group.Addresses {
			text, err := g.addressText(a)
			if err != nil {
				return refuse(err)
			}
			if j > 0 {
				text = " " + text
			}
			if j+1 < len(group.Addresses) {
				text += ","
			}
			f.plain(text)
		}
		if n := len(f.line); n > 0 {
			f.line[n-1].word += end
		} else {
			f.plain(end)
		}
	}
	return h.Name + ": " + f.text(g.nl), nil
}

func (g *generator) addressName(name string) (string, error) {
	if ascii(name) || g.policy.UTF8 {
		return phrase(name), nil
	}
	words, err := charsetOf("utf-8").HeaderEncodeLines(name, func(int) int { return min(mostWord, g.room()-2) })
	return strings.Join(words, " "), err
}

func (g *generator) addressText(a Address) (string, error) {
	addr := a.Addr
	if !g.policy.UTF8 {
		var err error
		if addr, err = ASCIIAddress(addr); err != nil {
			return "", err
		}
	}
	if _, err := ParseAddr(addr); err != nil {
		return "", err
	}
	if a.Name == "" {
		return addr, nil
	}
	name, err := g.addressName(a.Name)
	return name + " <" + addr + ">", err
}

// foldedParams writes a type or a disposition with its parameters.
func (g *generator) foldedParams(h *HeaderValue) (string, bool) {
	main := h.ContentType + h.Disposition
	if !ascii(main) || main == "" || len(h.Defects) > 0 {
		return "", false
	}
	f := newTreeFolder(g.policy)
	f.put([]rune(h.Name + ": " + main))
	t := &token{kind: tParameters}
	for _, p := range h.Params {
		name := &token{kind: tAttribute, parts: []*token{leaf(tAttrText, []rune(p.Name)...)}}
		quoted := &token{kind: tQuoted, parts: []*token{{kind: tBareQuoted, parts: []*token{leaf(tQuotedText, []rune(p.Value)...)}}}}
		t.add(&token{kind: tParameter, parts: []*token{name, leaf(tSpecial, '='), {kind: tValue, parts: []*token{quoted}}}})
	}
	if err := f.params(t); err != nil {
		return "", false
	}
	return string(f.bytes()), true
}
