package dnsq

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// An IDNACodec says how labels with letters beyond ASCII become ASCII.
type IDNACodec int

// The codecs. IDNA2003, the default, writes ß as ss and ς as σ, and drops
// joiners; IDNA2008Practical keeps them and maps the rest as UTS 46 does.
const (
	IDNA2003 IDNACodec = iota
	IDNA2008Practical
)

var (
	idna2003 = idna.New(idna.MapForLookup(), idna.Transitional(true), idna.StrictDomainName(false), idna.BidiRule())
	idna2008 = idna.New(idna.MapForLookup(), idna.Transitional(false), idna.StrictDomainName(false), idna.BidiRule())
)

// Encode is one label in ASCII: as it is where it is that already, and else with
// the prefix xn--. An error is ErrIDNA.
func (c IDNACodec) Encode(label string) (string, error) {
	ascii := true
	for i := range len(label) {
		ascii = ascii && label[i] < 0x80
	}
	if ascii {
		return label, nil
	}
	profile := idna2003
	if c == IDNA2008Practical {
		profile = idna2008
	}
	if strings.Contains(label, ".") {
		return "", failOn(ErrIDNA, "IDNA processing exception: a dot within a label", label)
	}
	if !utf8.ValidString(label) {
		return "", failOn(ErrIDNA, "IDNA processing exception: not UTF-8", label)
	}
	out, err := profile.ToASCII(label)
	if err == nil && c == IDNA2008Practical {
		var mapped string
		if mapped, err = profile.ToUnicode(out); err == nil {
			err = check2008(mapped)
		}
	}
	if err != nil {
		return "", &Error{Kind: ErrIDNA, Reason: "IDNA processing exception: " + err.Error(), Input: label, Err: err}
	}
	return out, nil
}

// Decode is one label in Unicode: labels with the prefix xn-- decoded, others as
// in the text of a name.
func (c IDNACodec) Decode(label string) (string, error) {
	if len(label) < 4 || !strings.EqualFold(label[:4], "xn--") {
		var b []byte
		for i := range len(label) {
			switch k := nameEscape[label[i]]; k {
			case 0:
				b = append(b, label[i])
			case 1:
				b = append(b, '\\', label[i])
			default:
				b = appendDDD(b, label[i])
			}
		}
		return string(b), nil
	}
	out, err := idna.Punycode.ToUnicode(strings.ToLower(label))
	if err != nil {
		return "", &Error{Kind: ErrIDNA, Reason: "IDNA processing exception: " + err.Error(), Input: label, Err: err}
	}
	return out, nil
}

// nameFromUnicode reads a name with letters beyond ASCII. The full stops of East
// Asian scripts part labels too.
func nameFromUnicode(text string, origin *Name, codec IDNACodec) (Name, error) {
	if !utf8.ValidString(text) {
		return Empty, failOn(ErrIDNA, "IDNA processing exception: not UTF-8", text)
	}
	var labels []string
	var label strings.Builder
	end := func() error {
		s, err := codec.Encode(label.String())
		if err != nil {
			return err
		}
		if s == "" {
			return failOn(ErrEmptyLabel, "", text)
		}
		labels = append(labels, s)
		label.Reset()
		return nil
	}
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == '\\':
			if i+1 < len(text) && text[i+1] >= 0x80 {
				r, n := utf8.DecodeRuneInString(text[i+1:])
				label.WriteRune(r)
				i += 1 + n
				continue
			}
			c, last, err := unescapeAt(text, i)
			if err != nil {
				return Empty, err
			}
			label.WriteRune(rune(c))
			i = last + 1
			continue
		case r == '.' || r == '\u3002' || r == '\uff0e' || r == '\uff61':
			if err := end(); err != nil {
				return Empty, err
			}
		default:
			label.WriteRune(r)
		}
		i += size
	}
	if label.Len() > 0 {
		if err := end(); err != nil {
			return Empty, err
		}
		n, err := NewName(labels...)
		if err != nil || origin == nil {
			return n, err
		}
		return n.Concatenate(*origin)
	}
	return NewName(append(labels, "")...)
}

// ToUnicode writes the name with its labels decoded. An error is ErrIDNA.
func (n Name) ToUnicode(opts *NameTextOptions) (string, error) {
	if opts == nil {
		opts = &NameTextOptions{}
	}
	switch n {
	case Empty:
		return "@", nil
	case Root:
		return ".", nil
	}
	var parts []string
	for l := range n.All() {
		s, err := opts.IDNA.Decode(l)
		if err != nil {
			return "", err
		}
		parts = append(parts, s)
	}
	if n.absolute && opts.OmitFinalDot {
		parts = parts[:len(parts)-1]
	}
	return strings.Join(parts, "."), nil
}
