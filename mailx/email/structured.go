package email

import (
	"errors"
	"slices"
	"strings"
	"unicode/utf8"
)

// A token is a piece of a header's value as the grammar of mail knows it: a leaf
// with text, or a list of further pieces. How a header reads, what it holds and how
// it may be folded all come from its tokens.
type token struct {
	kind    tokenKind
	text    []rune // of a leaf; a byte of no known set is byteRune
	parts   []*token
	defects []Defect

	charset   string // of an RFC 2231 value
	section   int
	sectioned bool
	extended  bool
}

type tokenKind uint8

// Leaves come first: text that counts, then what counts as one blank.
const (
	tText tokenKind = iota
	tQuotedText
	tDot
	tComma
	tAttrText
	tExtText
	tDigits
	tSpecial
	tBlank
	tHiddenBlank // between two encoded-words: no blank at all
	tCommentText
	tLastLeaf

	tList
	tUnstructured
	tPhrase
	tComments
	tAtom
	tToken
	tWord
	tQuoted
	tBareQuoted
	tComment
	tAddressList
	tAddress
	tMailboxList
	tGroupList
	tGroup
	tNameAddr
	tAngleAddr
	tRoute
	tMailbox
	tBadMailbox
	tDomain
	tDotAtom
	tDotAtomText
	tNoFoldLiteral
	tAddrSpec
	tObsLocal
	tBadLocal
	tDisplayName
	tLocal
	tDomainLiteral
	tMIMEVersion
	tParameter
	tBadParameter
	tAttribute
	tSection
	tValue
	tParameters
	tContentType
	tDisposition
	tEncodingName
	tLabel
	tMsgID
	tMessageID
)

// Bytes of no known character set stand in text as the numbers that Python gives
// them, which no character has.
const (
	firstByteRune = 0xdc80
	lastByteRune  = 0xdcff
)

func byteRune(c byte) rune { return 0xdc00 + rune(c) }

func isByteRune(r rune) bool { return firstByteRune <= r && r <= lastByteRune }

// errNotHere says that something else stands where a token was looked for, so that
// another kind is tried.
var errNotHere = errors.New("not here")

// errNoSense says that a value cannot be taken apart at all.
var errNoSense = errors.New("no structure")

func leaf(kind tokenKind, text ...rune) *token { return &token{kind: kind, text: text} }

func (t *token) leaf() bool { return t.kind < tLastLeaf }

func (t *token) defect(kind DefectKind, line string) {
	t.defects = append(t.defects, Defect{Kind: kind, Line: line})
}

func (t *token) add(parts ...*token) { t.parts = append(t.parts, parts...) }

// put sets a token before the parts, unless it is nil.
func (t *token) put(leader *token) {
	if leader != nil {
		t.parts = slices.Insert(t.parts, 0, leader)
	}
}

// String is the token as it is written, its encoded-words decoded.
func (t *token) String() string { return textOf(t.runes()) }

// runes are the characters of String, bytes of no known set among them.
func (t *token) runes() []rune { return t.write(nil) }

func (t *token) write(b []rune) []rune {
	switch t.kind {
	case tHiddenBlank:
		return b
	case tBareQuoted:
		return quoteRunes(b, t.inside())
	case tComment:
		for _, p := range t.written() {
			b = p.write(b)
		}
		return b
	case tParameters:
		for i, p := range t.params() {
			if i > 0 {
				b = append(b, ';')
			}
			b = append(b, ' ')
			b = append(b, p.name...)
			if len(p.value) > 0 {
				b = append(b, '=')
				b = quoteRunes(b, p.value)
			}
		}
		return b
	}
	if t.leaf() {
		return append(b, t.text...)
	}
	for _, p := range t.parts {
		b = p.write(b)
	}
	return b
}

// inside is what stands between the marks of a quoted string or a comment.
func (t *token) inside() []rune {
	var b []rune
	for _, p := range t.parts {
		b = p.write(b)
	}
	return b
}

func quoteRunes(b, text []rune) []rune {
	b = append(b, '"')
	for _, r := range text {
		if r == '\\' || r == '"' {
			b = append(b, '\\')
		}
		b = append(b, r)
	}
	return append(b, '"')
}

// meaning is what the token says: comments are a blank, quotes are gone.
func (t *token) meaning() ([]rune, error) {
	switch t.kind {
	case tBlank, tCommentText, tComments, tComment:
		return []rune{' '}, nil
	case tHiddenBlank:
		return nil, nil
	case tBareQuoted:
		return t.inside(), nil
	case tDisplayName:
		return t.displayMeaning()
	case tLocal:
		if len(t.parts) == 0 {
			return nil, errNoSense
		}
		if t.parts[0].kind == tQuoted {
			return t.parts[0].quotedMeaning()
		}
		return t.parts[0].meaning()
	case tAddrSpec:
		if len(t.parts) == 0 {
			return nil, errNoSense
		}
		first, err := t.parts[0].meaning()
		if err != nil || len(t.parts) < 3 {
			return first, err
		}
		last, err := t.parts[2].meaning()
		if err != nil {
			return nil, err
		}
		return slices.Concat(trimRight(first), t.parts[1].text, trimLeft(last)), nil
	}
	if t.leaf() {
		return t.text, nil
	}
	return meanings(t.parts)
}

func meanings(parts []*token) ([]rune, error) {
	var b []rune
	for _, p := range parts {
		m, err := p.meaning()
		if err != nil {
			return nil, err
		}
		b = append(b, m...)
	}
	return b, nil
}

// quotedMeaning is the meaning of a quoted string with its quotes.
func (t *token) quotedMeaning() ([]rune, error) {
	var b []rune
	for _, p := range t.parts {
		if p.kind == tBareQuoted {
			b = p.write(b)
			continue
		}
		m, err := p.meaning()
		if err != nil {
			return nil, err
		}
		b = append(b, m...)
	}
	return b, nil
}

// unquoted is the text of a quoted string between its quotes.
func (t *token) unquoted() []rune {
	for _, p := range t.parts {
		if p.kind == tBareQuoted {
			return p.inside()
		}
	}
	return nil
}

// encodable reports whether the token may be written as encoded-words.
func (t *token) encodable() bool {
	switch t.kind {
	case tComma, tDomain, tNoFoldLiteral, tAddrSpec, tObsLocal, tBadLocal, tLocal, tDomainLiteral, tContentType, tDisposition, tEncodingName, tLabel, tMsgID, tMessageID:
		return false
	case tDotAtomText:
		return true
	}
	for _, p := range t.parts {
		if !p.encodable() {
			return false
		}
	}
	return true
}

// breakable reports whether a line may be broken before the token to keep it whole.
func (t *token) breakable() bool {
	switch t.kind {
	case tComma, tParameters, tContentType, tDisposition:
		return false
	}
	return true
}

// blankFirst reports whether the token begins with a blank. One that is empty inside
// makes no sense.
func (t *token) blankFirst() (bool, error) {
	for !t.leaf() {
		if len(t.parts) == 0 {
			return false, errNoSense
		}
		t = t.parts[0]
	}
	return t.kind >= tBlank && len(t.text) > 0 && isWSP(t.text[0]), nil
}

// written are the parts of a comment with its parentheses, and what has a meaning
// in a comment escaped.
func (t *token) written() []*token {
	parts := []*token{leaf(tQuotedText, '(')}
	for _, p := range t.parts {
		if p.kind == tCommentText {
			var text []rune
			for _, r := range p.text {
				if r == '\\' || r == '(' || r == ')' {
					text = append(text, '\\')
				}
				text = append(text, r)
			}
			p = leaf(tQuotedText, text...)
		}
		parts = append(parts, p)
	}
	return append(parts, leaf(tQuotedText, ')'))
}

// allDefects are the token's own and those of its parts.
func (t *token) allDefects() []Defect {
	all := slices.Clone(t.defects)
	for _, p := range t.parts {
		all = append(all, p.allDefects()...)
	}
	return all
}

func (t *token) hasDefect(kind DefectKind) bool {
	return slices.ContainsFunc(t.defects, func(d Defect) bool { return d.Kind == kind }) ||
		slices.ContainsFunc(t.parts, func(p *token) bool { return p.hasDefect(kind) })
}

// find is the first part of a kind, nil for none.
func (t *token) find(kind tokenKind) *token {
	for _, p := range t.parts {
		if p.kind == kind {
			return p
		}
	}
	return nil
}

// pySpace are the characters that Python's str.strip() takes off.
func pySpace(r rune) bool {
	switch {
	case 9 <= r && r <= 13, 0x1c <= r && r <= 0x20, r == 0x85, r == 0xa0, r == 0x1680, 0x2000 <= r && r <= 0x200a:
		return true
	case r == 0x2028, r == 0x2029, r == 0x202f, r == 0x205f, r == 0x3000:
		return true
	}
	return false
}

func trimLeft(s []rune) []rune {
	for len(s) > 0 && pySpace(s[0]) {
		s = s[1:]
	}
	return s
}

func trimRight(s []rune) []rune {
	for len(s) > 0 && pySpace(s[len(s)-1]) {
		s = s[:len(s)-1]
	}
	return s
}

// withoutSpace is text without any blank.
func withoutSpace(s []rune) []rune {
	return slices.DeleteFunc(slices.Clone(s), pySpace)
}

// runesOf are the characters of a value. Bytes that are no UTF-8 stay bytes, and so
// does every byte above 127 of a value that was read as bytes.
func runesOf(value string, raw bool) []rune {
	out := make([]rune, 0, len(value))
	for i := 0; i < len(value); {
		r, n := utf8.DecodeRuneInString(value[i:])
		if r == utf8.RuneError && n == 1 || raw && n > 1 {
			r, n = byteRune(value[i]), 1
		}
		out = append(out, r)
		i += n
	}
	return out
}

// bytesOf is text in UTF-8, with bytes of no known set as they are.
func bytesOf(text []rune) []byte {
	out := make([]byte, 0, len(text)+8)
	for _, r := range text {
		if isByteRune(r) {
			out = append(out, byte(r-0xdc00))
		} else {
			out = utf8.AppendRune(out, r)
		}
	}
	return out
}

// textOf is text for a person: bytes that are no UTF-8 are U+FFFD.
func textOf(text []rune) string { return replaceInvalid(bytesOf(text)) }

// replaceInvalid is text with U+FFFD for each piece that is no UTF-8, as Unicode
// counts them: the beginning of a character that breaks off is one piece.
func replaceInvalid(p []byte) string {
	if utf8.Valid(p) {
		return string(p)
	}
	var b strings.Builder
	for len(p) > 0 {
		r, n := utf8.DecodeRune(p)
		if r == utf8.RuneError && n == 1 {
			n = brokenLength(p)
		}
		b.WriteRune(r)
		p = p[n:]
	}
	return b.String()
}

// brokenLength is how many bytes belong to a character that breaks off.
func brokenLength(p []byte) int {
	need, low, high := 0, byte(0x80), byte(0xbf)
	switch c := p[0]; {
	case 0xc2 <= c && c <= 0xdf:
		need = 1
	case 0xe0 <= c && c <= 0xef:
		need = 2
		if c == 0xe0 {
			low = 0xa0
		} else if c == 0xed {
			high = 0x9f
		}
	case 0xf0 <= c && c <= 0xf4:
		need = 3
		if c == 0xf0 {
			low = 0x90
		} else if c == 0xf4 {
			high = 0x8f
		}
	}
	n := 1
	for ; n <= need && n < len(p) && low <= p[n] && p[n] <= high; n++ {
		low, high = 0x80, 0xbf
	}
	return n
}
