package dnsq

import "strings"

// NameOptions say how NameFromText reads. Nil means Python's defaults.
type NameOptions struct {
	// Origin is appended to names that do not end with a dot. Nil means the
	// root, so that every name is absolute.
	Origin *Name

	// Relative leaves names that do not end with a dot relative (Python's
	// origin=None).
	Relative bool

	// IDNA says how letters beyond ASCII are encoded. Zero means IDNA2003.
	IDNA IDNACodec
}

// NameFromText reads a name from text: labels parted by dots, \c for the
// character c, \DDD for a byte. "@" and "" are the origin. Letters beyond ASCII
// are encoded by IDNA. Errors are of the kinds ErrSyntax, ErrNameTooLong, ErrIDNA.
func NameFromText(text string, opts *NameOptions) (Name, error) {
	if opts == nil {
		opts = &NameOptions{}
	}
	origin := opts.Origin
	if origin == nil && !opts.Relative {
		origin = &Root
	}
	return nameFromText(text, origin, opts.IDNA)
}

// MustName is NameFromText for text that is known to be good, such as a constant
// of a program. It panics when it is not. The name is absolute, with a dot at its
// end or without: a relative one, such as "www" in a zone, NewName("www") makes.
func MustName(text string) Name {
	n, err := NameFromText(text, nil)
	if err != nil {
		panic(err)
	}
	return n
}

func nameFromText(text string, origin *Name, codec IDNACodec) (Name, error) {
	for i := range len(text) {
		if text[i] >= 0x80 {
			return nameFromUnicode(text, origin, codec)
		}
	}
	if text == "@" || text == "" {
		if origin != nil {
			return *origin, nil
		}
		return Empty, nil
	}
	if text == "." {
		return Root, nil
	}
	var buf [maxName + maxLabel]byte
	wire, start := buf[:1], 0 // start is where the length of the open label goes
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch c {
		case '.':
			if err := closeLabel(wire, start, text); err != nil {
				return Empty, err
			}
			start = len(wire)
			wire = append(wire, 0)
			continue
		case '\\':
			var err error
			if c, i, err = unescapeAt(text, i); err != nil {
				return Empty, err
			}
		}
		wire = append(wire, c)
	}
	absolute := len(wire)-start == 1 // the last character was a dot
	if !absolute {
		if err := closeLabel(wire, start, text); err != nil {
			return Empty, err
		}
		if origin != nil {
			wire = append(wire, origin.wire...)
			absolute = origin.absolute
		}
	}
	if len(wire) > maxName {
		return Empty, failOn(ErrNameTooLong, "", text)
	}
	return Name{string(wire), absolute}, nil
}

// closeLabel writes the length of the label that begins at start.
func closeLabel(wire []byte, start int, text string) error {
	switch n := len(wire) - start - 1; {
	case n == 0:
		return failOn(ErrEmptyLabel, "", text)
	case n > maxLabel:
		return failOn(ErrLabelTooLong, "", text)
	default:
		wire[start] = byte(n)
	}
	return nil
}

// unescapeAt reads the escape at text[i] and returns its byte and where its last
// character is.
func unescapeAt(text string, i int) (byte, int, error) {
	if i+1 >= len(text) {
		return 0, 0, failOn(ErrBadEscape, "", text)
	}
	c := text[i+1]
	if !isDigit(c) {
		return c, i + 1, nil
	}
	if i+3 >= len(text) || !isDigit(text[i+2]) || !isDigit(text[i+3]) {
		return 0, 0, failOn(ErrBadEscape, "", text)
	}
	n := int(c-'0')*100 + int(text[i+2]-'0')*10 + int(text[i+3]-'0')
	if n > 255 {
		return 0, 0, failOn(ErrBadEscape, "", text)
	}
	return byte(n), i + 3, nil
}

// NameTextOptions say how Name.ToText and Name.ToUnicode write. Nil means Python's
// defaults.
type NameTextOptions struct {
	// OmitFinalDot leaves out the dot that ends absolute names, but not the root.
	OmitFinalDot bool

	// IDNA is how ToUnicode decodes labels. Zero means IDNA2003.
	IDNA IDNACodec
}

// ToText writes the name: "@" for the empty one, "." for the root, absolute ones
// with a final dot unless it is to be omitted.
func (n Name) ToText(opts *NameTextOptions) string {
	return string(n.appendText(nil, opts != nil && opts.OmitFinalDot))
}

// String is ToText with Python's defaults: with the final dot.
func (n Name) String() string {
	if n.plain() {
		b := make([]byte, len(n.wire)-1)
		copy(b, n.wire[1:])
		for i := int(n.wire[0]); i < len(b); i += 1 + int(n.wire[i+1]) {
			b[i] = '.'
		}
		return string(b)
	}
	return string(n.appendText(nil, false))
}

// plain reports whether the text of an absolute name is its labels and dots,
// without any escape.
func (n Name) plain() bool {
	if !n.absolute || len(n.wire) == 1 {
		return false
	}
	for i := 0; i < len(n.wire); {
		end := i + 1 + int(n.wire[i])
		for i++; i < end; i++ {
			if nameEscape[n.wire[i]] != 0 {
				return false
			}
		}
	}
	return true
}

// nameEscape tells the bytes of a label that are written with a backslash: 1
// before themselves, 2 as digits.
var nameEscape = func() (kinds [256]uint8) {
	for c := range kinds {
		switch {
		case strings.IndexByte(`"().;\@$`, byte(c)) >= 0:
			kinds[c] = 1
		case c <= 0x20 || c >= 0x7f:
			kinds[c] = 2
		}
	}
	return kinds
}()

func (n Name) appendText(dst []byte, omitFinalDot bool) []byte {
	switch {
	case n.wire == "":
		return append(dst, '@')
	case n == Root:
		return append(dst, '.')
	}
	for i := 0; i < len(n.wire); {
		if i > 0 {
			if n.wire[i] == 0 && omitFinalDot {
				break
			}
			dst = append(dst, '.')
		}
		end := i + 1 + int(n.wire[i])
		for i++; i < end; i++ {
			switch c := n.wire[i]; nameEscape[c] {
			case 0:
				dst = append(dst, c)
			case 1:
				dst = append(dst, '\\', c)
			default:
				dst = appendDDD(dst, c)
			}
		}
	}
	return dst
}

// UnmarshalText reads a name as NameFromText does.
func (n *Name) UnmarshalText(text []byte) (err error) {
	*n, err = NameFromText(string(text), &NameOptions{Relative: true})
	return err
}

// MarshalText writes a name as ToText does.
func (n Name) MarshalText() ([]byte, error) { return n.appendText(nil, false), nil }
