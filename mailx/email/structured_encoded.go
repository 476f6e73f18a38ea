package email

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// word2047 takes an encoded-word. bad tells one that looks like it and cannot be
// decoded.
func (r *valueReader) word2047() (w *token, bad bool, err error) {
	rest := r.rest()
	if len(rest) < 2 || rest[0] != '=' || rest[1] != '?' {
		return nil, false, errNotHere
	}
	if r.noEnd > 0 && r.pos >= r.noEnd {
		return nil, false, errNotHere
	}
	end := indexPair(rest[2:], '?', '=')
	if end < 0 {
		r.noEnd = r.pos
		return nil, false, errNotHere
	}
	inner := rest[2 : 2+end]
	after := rest[2+end+2:]
	if len(after) > 1 && hexRune(after[0]) && hexRune(after[1]) && countRune(inner, '?') < 2 {
		// What looked like the end is the "=" of an escape that comes first.
		more := indexPair(after, '?', '=')
		if more < 0 {
			inner, after = rest[2:], nil
		} else {
			inner, after = rest[2:2+end+2+more], after[more+2:]
		}
	}
	w = &token{kind: tWord}
	if blanksInside(inner) {
		w.defect(InvalidHeader, "whitespace inside encoded word")
	}
	text, charset, defects, ok := decodeWord(inner)
	if !ok {
		return nil, true, errNotHere
	}
	w.charset = charset
	w.defects = append(w.defects, defects...)
	in := &valueReader{s: text}
	for !in.end() {
		if isWSP(in.at()) {
			w.add(in.blank())
			continue
		}
		w.add(checked(leaf(tText, in.until(wsp)...)))
	}
	r.pos = len(r.s) - len(after)
	if !r.end() && !isWSP(r.at()) {
		w.defect(InvalidHeader, "missing trailing whitespace after encoded-word")
	}
	return w, false, nil
}

func indexPair(s []rune, a, b rune) int {
	for i := 0; i+1 < len(s); i++ {
		if s[i] == a && s[i+1] == b {
			return i
		}
	}
	return -1
}

func countRune(s []rune, c rune) (n int) {
	for _, r := range s {
		if r == c {
			n++
		}
	}
	return n
}

func hexRune(r rune) bool { return r < utf8.RuneSelf && unhex(byte(r)) >= 0 }

// blanksInside reports a blank with something on both its sides.
func blanksInside(s []rune) bool {
	return slices.ContainsFunc(trimRight(trimLeft(s)), pySpace)
}

// decodeWord decodes charset?q?text.
func decodeWord(inner []rune) (text []rune, charset string, defects []Defect, ok bool) {
	fields := strings.Split(string(bytesOf(inner)), "?")
	if len(fields) != 3 {
		return nil, "", nil, false
	}
	charset, _, _ = strings.Cut(fields[0], "*")
	for _, c := range inner {
		if c >= utf8.RuneSelf && !isByteRune(c) {
			return nil, "", nil, false
		}
	}
	var p []byte
	switch strings.ToLower(fields[1]) {
	case "q":
		p = decodeQ(fields[2])
	case "b":
		var kinds []DefectKind
		p, kinds = decodeWordB(fields[2])
		for _, k := range kinds {
			defects = append(defects, Defect{Kind: k, Line: ""})
		}
	default:
		return nil, "", nil, false
	}
	text, problem := decodeExactly(p, charset)
	if problem != "" {
		defects = append(defects, Defect{Kind: problem, Line: charset})
	}
	return text, charset, defects, true
}

// decodeWordB reads base64 as [decodeB] does, but that a line end is a fault too.
func decodeWordB(text string) ([]byte, []DefectKind) {
	if !strings.ContainsAny(text, "\r\n") {
		return decodeB(text)
	}
	p, whole := lenientBase64(text)
	if !whole {
		p, whole = lenientBase64(text + "==")
		if !whole {
			return []byte(text), []DefectKind{InvalidBase64Length}
		}
		return p, []DefectKind{InvalidBase64Characters, InvalidBase64Padding}
	}
	return p, []DefectKind{InvalidBase64Characters}
}

// decodeExactly reads bytes of a character set. Bytes that mean nothing there stay
// bytes, and the defect says why.
func decodeExactly(p []byte, charset string) ([]rune, DefectKind) {
	e, err := codec(charset)
	switch {
	case strings.EqualFold(charset, "unknown-8bit"):
		return asBytes(p), ""
	case err != nil:
		return asBytes(p), CharsetDefect
	case isASCIIName(charset):
		out := asBytes(p)
		if !ascii(string(p)) {
			return out, UndecodableBytes
		}
		return out, ""
	case e == nil:
		if !utf8.Valid(p) {
			return runesOf(string(p), false), UndecodableBytes
		}
		return []rune(string(p)), ""
	}
	out, err := e.NewDecoder().Bytes(p)
	if err != nil || strings.ContainsRune(string(out), utf8.RuneError) {
		return asBytes(p), UndecodableBytes
	}
	return []rune(string(out)), ""
}

// asBytes is text in which each byte above 127 stays one.
func asBytes(p []byte) []rune {
	out := make([]rune, len(p))
	for i, c := range p {
		if out[i] = rune(c); c >= utf8.RuneSelf {
			out[i] = byteRune(c)
		}
	}
	return out
}

// hideBlank makes the blank between two encoded-words none.
func hideBlank(list *token) {
	if n := len(list.parts); n > 1 && list.parts[n-1].kind == tBlank && list.parts[n-2].kind == tWord {
		b := list.parts[n-1]
		list.parts[n-1] = leaf(tHiddenBlank, b.text...)
	}
}

// unstructured takes the whole value as words and blanks.
func (r *valueReader) unstructured() *token {
	t := &token{kind: tUnstructured}
	for !r.end() {
		if isWSP(r.at()) {
			t.add(r.blank())
			continue
		}
		from := r.pos
		if len(r.s) > mostStructured {
			t.add(checked(leaf(tText, r.until(wsp)...)))
			continue
		}
		w, bad, err := r.word2047()
		if err == nil {
			if n := len(t.parts); n > 0 && t.parts[n-1].kind != tBlank {
				t.defect(InvalidHeader, "missing whitespace before encoded word")
			} else {
				hideBlank(t)
			}
			t.add(w)
			continue
		}
		text := r.until(wsp)
		if !bad && encodedWord.MatchString(string(bytesOf(text))) {
			// An encoded-word begins in the middle: it comes next. Where this one
			// begins with the mark of one, it is left empty, as in the original.
			at := indexPair(text, '=', '?')
			text = text[:at]
			r.pos = from + at
			if at == 0 {
				// Nothing would ever be taken.
				text = r.until(wsp)
			}
		}
		t.add(checked(leaf(tText, text...)))
	}
	return t
}
