package dnsq

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// check2008 reports why a label that UTS 46 has mapped is not one of IDNA 2008, for
// which UTS 46 lets more symbols pass. RFC 5892.
func check2008(label string) error {
	runes := []rune(label)
	for i, r := range runes {
		if !valid2008(r) && !inContext(runes, i) {
			return fmt.Errorf("codepoint U+%04X at position %d of %q not allowed", r, i+1, label)
		}
	}
	return nil
}

// The exceptions of RFC 5892 section 2.6, and the letters of section 2.9 whose use
// is over.
var (
	allowed2008   = []rune{0xdf, 0x3c2, 0x6fd, 0x6fe, 0xf0b, 0x3007}
	forbidden2008 = []rune{0x640, 0x7fa, 0x302e, 0x302f, 0x3031, 0x3032, 0x3033, 0x3034, 0x3035, 0x303b}

	unused2008 = &unicode.RangeTable{
		R16: []unicode.Range16{{0x1100, 0x11ff, 1}, {0x20d0, 0x20ff, 1}, {0xa960, 0xa97c, 1}, {0xd7b0, 0xd7fb, 1}},
		R32: []unicode.Range32{{0x1d100, 0x1d24f, 1}},
	}
)

// valid2008 reports whether a character may stand in any label.
func valid2008(r rune) bool {
	switch {
	case r < 0x80:
		return r == '-' || isDigit(byte(r)) || 'a' <= r && r <= 'z'
	case slices.Contains(allowed2008, r), 0x13a0 <= r && r <= 0x13f5: // Cherokee capitals are what its small letters fold to
		return true
	case slices.Contains(forbidden2008, r), 0x660 <= r && r <= 0x669, 0x6f0 <= r && r <= 0x6f9, unicode.Is(unused2008, r),
		unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector, unicode.Noncharacter_Code_Point):
		return false
	}
	return unicode.In(r, unicode.Ll, unicode.Lo, unicode.Lm, unicode.Mn, unicode.Mc, unicode.Nd)
}

// inContext reports whether a character may stand where it does. RFC 5892 appendix
// A. Joiners have been looked at before, but for what follows them.
func inContext(label []rune, i int) bool {
	before, after := rune(-1), rune(-1)
	if i > 0 {
		before = label[i-1]
	}
	if i+1 < len(label) {
		after = label[i+1]
	}
	has := func(table ...*unicode.RangeTable) bool {
		return slices.ContainsFunc(label, func(r rune) bool { return r != 0x30fb && unicode.In(r, table...) })
	}
	switch r := label[i]; {
	case r == 0x200c:
		return joinsAfter(label, i)
	case r == 0x200d:
		return true
	case r == 0xb7: // middle dot
		return before == 'l' && after == 'l'
	case r == 0x375: // Greek numeral sign
		return unicode.Is(unicode.Greek, after)
	case r == 0x5f3 || r == 0x5f4: // Hebrew geresh and gershayim
		return unicode.Is(unicode.Hebrew, before)
	case r == 0x30fb: // Katakana middle dot
		return has(unicode.Hiragana, unicode.Katakana, unicode.Han)
	case 0x660 <= r && r <= 0x669: // Arabic-Indic digits, of one kind
		return !strings.ContainsFunc(string(label), func(x rune) bool { return 0x6f0 <= x && x <= 0x6f9 })
	case 0x6f0 <= r && r <= 0x6f9:
		return !strings.ContainsFunc(string(label), func(x rune) bool { return 0x660 <= x && x <= 0x669 })
	}
	return false
}

// joinsAfter reports whether a non-joiner stands behind a virama or before a letter
// that is written joined to the one before it.
func joinsAfter(label []rune, i int) bool {
	const virama = 9
	if i > 0 && norm.NFC.PropertiesString(string(label[i-1])).CCC() == virama {
		return true
	}
	for _, r := range label[i+1:] {
		if unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) {
			continue
		}
		return r != 0x621 && r != 0x674 && unicode.IsLetter(r) && unicode.In(r, unicode.Arabic, unicode.Syriac, unicode.Mandaic, unicode.Nko,
			unicode.Mongolian, unicode.Phags_Pa, unicode.Adlam, unicode.Manichaean, unicode.Psalter_Pahlavi, unicode.Hanifi_Rohingya, unicode.Sogdian)
	}
	return false
}
