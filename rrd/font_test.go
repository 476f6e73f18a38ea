package rrd

import "testing"

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
