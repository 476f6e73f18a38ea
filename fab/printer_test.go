package fab

import (
	"bytes"
	"strings"
	"testing"
)

// TestLongLines shows a line that does not end before all of memory holds it.
func TestLongLines(t *testing.T) {
	var out bytes.Buffer
	s := newPrinter(&out, nil).stream(&out, "> ", true)
	piece := bytes.Repeat([]byte("x"), 1<<10)
	for written := 0; written < 4*mostPartial; written += len(piece) {
		s.Write(piece)
		if held := written + len(piece) - out.Len(); held > mostPartial+len(piece) {
			t.Fatalf("%d bytes of a line are held back", held)
		}
	}
	s.Write([]byte("\n"))
	s.finish()
	if got, want := out.String(), "> "+strings.Repeat("x", 4*mostPartial)+"\n> \n"; got != want {
		t.Errorf("%d bytes, want %d", len(got), len(want))
	}
}

// TestWhoseLineItIs has two streams and fab itself write in turn.
func TestWhoseLineItIs(t *testing.T) {
	var out, errs bytes.Buffer
	p := newPrinter(&out, &errs)
	a, b := p.stream(&out, "a> ", false), p.stream(&out, "b> ", false)
	write := func(s *stream, text string) { s.Write([]byte(text)) }
	write(a, "one")
	write(a, " line\n")
	write(a, "half")
	write(b, "of the other")
	write(a, "rest\n")
	write(b, "x\n\ny")
	p.say("said\n")
	write(b, "z")
	p.sayErr("wrong\n")
	write(a, "")
	write(a, "no end")
	a.finish()
	b.finish()
	const want = "a> one line\na> half\nb> of the other\na> rest\nb> x\nb> \nb> y\nsaid\nb> z\na> no end\nb> \n"
	if out.String() != want || errs.String() != "wrong\n" {
		t.Errorf("%q, %q\nwant %q", &out, &errs, want)
	}
	out.Reset()
	bare := p.stream(&out, "", false)
	write(bare, "x\n")
	bare.finish()
	p.stream(&out, "silent> ", false).finish()
	if out.String() != "x\n" {
		t.Errorf("%q", &out)
	}
}
