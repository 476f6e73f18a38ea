package rrd

import (
	"os"
	"strings"
	"testing"

	"golang.org/x/image/font/sfnt"
)

// The licence beside the font is that which the font says it is under.
func TestTheFontHasItsLicence(t *testing.T) {
	licence, err := os.ReadFile("fonts/LICENSE")
	if err != nil {
		t.Fatal(err)
	}
	words := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	f, err := newFace(8, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []sfnt.NameID{sfnt.NameIDCopyright, sfnt.NameIDFamily, sfnt.NameIDVersion} {
		said, err := f.base.sfnt.Name(nil, id)
		if err != nil || said == "" {
			t.Errorf("the font's name %d: %v", id, err)
		}
		for line := range strings.Lines(strings.TrimPrefix(said, "Version ")) {
			if !strings.Contains(words(string(licence)), words(line)) {
				t.Errorf("fonts/LICENSE does not say %q", words(line))
			}
		}
	}
	if !strings.Contains(words(string(licence)), "Permission is hereby granted, free of charge") {
		t.Error("fonts/LICENSE grants nothing")
	}
}

// A character that stands on the one before it takes no room, one that is only near
// those in Unicode does.
func TestMarksTakeNoRoom(t *testing.T) {
	f, err := newFace(8, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range []rune{0x300, 0x301, 0x36f, 0x200b, 0x200f, 0xfeff, 0xfe00, 0xfe0f} {
		if g := f.glyph(r); !isMark(r) || g.advance != 0 && !g.missing {
			t.Errorf("%U is %g wide, missing %v", r, g.advance, g.missing)
		}
	}
	for _, r := range []rune{'a', 0x2ff, 0x370, 0x200a, 0x2010, 0xfdff, 0xfe10, 0xfefe, 0xff00} {
		if isMark(r) {
			t.Errorf("%U takes no room", r)
		}
	}
	plain, accented := f.width("xax", tabStops{}), f.width("xa\u0301x", tabStops{})
	if plain != accented || plain == 0 {
		t.Errorf("with an accent %g wide, without %g", accented, plain)
	}
}
