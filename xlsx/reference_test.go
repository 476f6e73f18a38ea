package xlsx

import (
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/peers"
)

// TestQuotes has the rules of Excel: signs and blanks, digits at the beginning,
// what looks like a cell or a reference by numbers. Pictures may stand in a name,
// though not at its beginning.
func TestQuotes(t *testing.T) {
	plain := []string{
		"Sheet1", "a_b", "Über", "日本", "a.b", "_x", "ABCD1", "XFE1", "A1048577", "R0", "RC0", "R1048577", "x\u00a9", "x\u2194", "x\u2199", "x\U0001f600", "x\U0001f64f",
		"x\U0001fa70\U0001faf8", "RCx", "A0", "x\U0001f191", "x\U0001f19a",
	}
	quoted := []string{
		"a b", "a-b", "1a", ".a", "a!b", "A1", "a1", "XFD1048576", "R1", "r1", "R1C1", "C1", "RC1", "rc16384", "R", "c", "RC", "\u00a9x", "\U0001f600", "x\u219a", "x\u2193\u2200", "a$b", "",
	}
	for _, name := range plain {
		if got := QuoteSheetName(name); got != name {
			t.Errorf("%q is quoted: %s", name, got)
		}
	}
	for _, name := range quoted[:len(quoted)-1] {
		if got := QuoteSheetName(name); got != "'"+name+"'" {
			t.Errorf("%q is not quoted: %s", name, got)
		}
	}
	for name, want := range map[string]string{"it's": "'it''s'", "'quoted already'": "'quoted already'", "": ""} {
		if got := QuoteSheetName(name); got != want {
			t.Errorf("%q is %s, not %s", name, got, want)
		}
	}
	for want, from := range map[string]string{"it's": "'it''s'", "a": "a", "b c": "'b c'"} {
		if got := unquoteSheetName(from); got != want {
			t.Errorf("%s is %q, not %q", from, got, want)
		}
	}
}

func TestAreas(t *testing.T) {
	a := newArea(5, 4, 1, 2)
	if a != (area{1, 2, 5, 4}) || a.String() != "C2:E6" || a.single() || !newArea(1, 1, 1, 1).single() {
		t.Errorf("%v", a)
	}
	for _, b := range []area{{5, 4, 9, 9}, {0, 0, 1, 2}, {2, 3, 2, 3}, {0, 3, 9, 3}} {
		if !a.overlaps(b) || !b.overlaps(a) {
			t.Errorf("%v and %v do not overlap", a, b)
		}
	}
	for _, b := range []area{{6, 4, 9, 9}, {0, 0, 0, 9}, {1, 0, 5, 1}, {1, 5, 5, 9}} {
		if a.overlaps(b) || b.overlaps(a) {
			t.Errorf("%v and %v overlap", a, b)
		}
	}
	for name, want := range map[string][2]int{"A:C": {0, 2}, "c:a": {2, 0}, "$B:$B": {1, 1}, "XFD": {16383, 16383}} {
		first, last, err := ParseColumns(name)
		if err != nil || first != want[0] || last != want[1] {
			t.Errorf("%s: %d, %d, %v", name, first, last, err)
		}
	}
	for _, name := range []string{"", "A:", "1:2", "XFE:XFF", "A1:B2"} {
		_, _, err := ParseColumns(name)
		refused(t, err, ErrReference, -1)
	}
	if CellName(-1, 0) != "" || ColumnName(-1) != "" || RangeName(0, 0, 0, -1) != "" || RangeNameAbs(-1, 0, 0, 0) != "" {
		t.Error("numbers below 0 have names")
	}
}

// Emoji within a name need no quotes, and other signs do. Perl has a table of
// its own of what is an emoji, of a Unicode that may be older: what it does not know
// is left out.
func TestEmojiNeedNoQuotes(t *testing.T) {
	peers.Need(t, "perl")
	const list = `for my $c (0xa0 .. 0x1ffff) {
	next if $c >= 0xd800 && $c <= 0xdfff;
	my $s = chr $c;
	print "$c 1\n" if $s =~ /\p{Emoji}/;
	print "$c 0\n" if $s !~ /\p{Emoji}/ && $s =~ /[\p{S}\p{P}]/ && $s !~ /\p{Pc}/;
}`
	out, err := exec.Command("perl", "-e", list).Output()
	if err != nil {
		t.Fatal(err)
	}
	seen := [2]int{}
	for line := range strings.Lines(string(out)) {
		var c rune
		var is int
		if _, err := fmt.Sscan(line, &c, &is); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		seen[is]++
		name := "x" + string(c)
		want := name
		if is == 0 {
			want = "'" + name + "'"
		}
		if got := QuoteSheetName(name); got != want {
			t.Errorf("%U: %s, want %s", c, got, want)
		}
	}
	if seen[1] < 1000 || seen[0] < 5000 {
		t.Errorf("perl knows %d emoji and %d other signs", seen[1], seen[0])
	}
}
