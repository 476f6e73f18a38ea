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
	}
	h := g.policy.understood(f.name, runesOf(value, f.raw))
	text, err := foldTree(f.name, h.tree, g.policy, !g.policy.AsPython)
	switch {
	case err == nil && g.policy.AsPython:
		return string(text), nil
	case err == nil && g.keepsRules(h, string(text)):
		return string(text), nil
	case err != nil && err != errNoSense:
		return "", err
	}
	return g.foldedOurWay(h, value)
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
		if ascii(value) && len(value) < mostBodyLine {
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
	f := &folder{most: g.room(), ws: " ", splits: ", \t", start: len(h.Name) + 2}
	for i, group := range h.Groups {
		open, end := "", ""
		if group.Name != nil {
			name, err := g.addressName(*group.Name)
			if err != nil {
				return refuse(err)
			}
			open, end = name+": ", ";"
		}
		if i+1 < len(h.Groups) {
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
