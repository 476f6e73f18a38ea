package dnsq_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/dnsq"
)

// A name that reads is written so that it reads as the same.
func FuzzNameFromText(f *testing.F) {
	for _, s := range nameTexts {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := dnsq.NameFromText(s, nil)
		if err != nil {
			if n != dnsq.Empty || err.Error() == "" {
				t.Fatalf("%q: %v with %v", s, n, err)
			}
			return
		}
		again, err := dnsq.NameFromText(n.String(), nil)
		if err != nil || again != n {
			t.Fatalf("%q reads as %v, which reads as %v, %v", s, n, again, err)
		}
		wire, err := n.ToWire(nil)
		if err != nil || len(wire) > 255 {
			t.Fatalf("%v: %x, %v", n, wire, err)
		}
	})
}

// A message that reads is written so that it reads as the same, and its text is
// the same then.
func FuzzMessageFromWire(f *testing.F) {
	m, err := dnsq.MessageFromText(updateText, nil)
	if err != nil {
		f.Fatal(err)
	}
	wire, err := m.ToWire(nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(wire)
	q := dnsq.MakeQuery(dnsq.MustName("www.example."), dnsq.TypeA, &dnsq.QueryOptions{WantDNSSEC: true})
	if wire, err = q.ToWire(nil); err != nil {
		f.Fatal(err)
	}
	f.Add(wire)
	f.Add(respond(wire, nil))
	for _, s := range wires(f) {
		r := append([]byte{0, 1, 0x81, 0x80, 0, 0, 0, 1, 0, 0, 0, 0, 0, byte(s.typ >> 8), byte(s.typ), 0, 1, 0, 0, 0, 1, byte(len(s.wire) >> 8), byte(len(s.wire))}, s.wire...)
		f.Add(r)
	}
	f.Fuzz(func(t *testing.T, wire []byte) {
		m, err := dnsq.MessageFromWire(wire, nil)
		if err != nil {
			return
		}
		text := shownMessage(t, m)
		again, err := m.ToWire(nil)
		if err != nil {
			return // names that take more room without their pointers
		}
		m2, err := dnsq.MessageFromWire(again, nil)
		if err != nil {
			t.Fatalf("%x is written as %x, which does not read: %v", wire, again, err)
		}
		// Names that differ in case alone are written as one.
		if text2 := shownMessage(t, m2); !strings.EqualFold(text2, text) {
			t.Fatalf("%x reads as\n%s\nand then as\n%s", wire, text, text2)
		}
	})
}

func shownMessage(t *testing.T, m *dnsq.Message) string {
	t.Helper()
	text, err := m.ToText(nil)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// Rdata that reads from text is written as text that reads as the same.
func FuzzRdataFromText(f *testing.F) {
	for _, l := range rdataLines(f) {
		f.Add(uint16(l.Type), l.Text)
	}
	f.Fuzz(func(t *testing.T, typ uint16, text string) {
		rd, err := dnsq.RdataFromText(dnsq.ClassIN, dnsq.RdataType(typ), text, nil)
		if err != nil {
			return
		}
		wire, err := rd.ToWire(&dnsq.Root)
		if err != nil || len(wire) > 65535 {
			return // a LOC may be beyond what the wire holds
		}
		if t := rd.RdType(); t == dnsq.TypeOPT || t == dnsq.TypeISDN && strings.Contains(text, `\#`) {
			return // an OPT has its generic text alone, and that may say of an ISDN what the other cannot
		}
		if _, err := dnsq.RdataToText(rd, nil); errors.Is(err, dnsq.ErrNeedAbsoluteNameOrOrigin) {
			return // a HIP without a key has the generic text alone, and that needs an origin
		}
		again, err := dnsq.RdataFromText(dnsq.ClassIN, dnsq.RdataType(typ), rd.String(), nil)
		if err != nil {
			t.Fatalf("%s %q is written as %q: %v", dnsq.RdataType(typ), text, rd.String(), err)
		}
		if w, err := again.ToWire(&dnsq.Root); err != nil || !bytes.Equal(textKeeps(rd, w), textKeeps(rd, wire)) {
			t.Fatalf("%s %q is %x, and through %q %x, %v", dnsq.RdataType(typ), text, wire, rd.String(), w, err)
		}
	})
}

// Rdata that reads from the wire goes through text and back without a change.
func FuzzRdataFromWire(f *testing.F) {
	for _, s := range wires(f) {
		f.Add(uint16(s.typ), s.wire)
	}
	f.Fuzz(func(t *testing.T, typ uint16, wire []byte) {
		rd, err := dnsq.RdataFromWire(dnsq.ClassIN, dnsq.RdataType(typ), wire, 0, len(wire), nil)
		if err != nil {
			return
		}
		written, err := rd.ToWire(nil)
		if err != nil {
			t.Fatalf("%s %x: %v", dnsq.RdataType(typ), wire, err)
		}
		text, err := dnsq.RdataToText(rd, nil)
		if err != nil {
			t.Fatalf("%s %x has no text: %v", dnsq.RdataType(typ), wire, err)
		}
		if t := dnsq.RdataType(typ); t == dnsq.TypeOPT || t == dnsq.TypeISDN {
			return // an OPT has no text that reads, an ISDN one for no subaddress and for an empty one
		}
		again, err := dnsq.RdataFromText(dnsq.ClassIN, dnsq.RdataType(typ), text, nil)
		if err != nil {
			t.Fatalf("%s %x is written as %q: %v", dnsq.RdataType(typ), wire, text, err)
		}
		w, err := again.ToWire(nil)
		if err != nil || !bytes.Equal(textKeeps(rd, w), textKeeps(rd, written)) {
			t.Fatalf("%s %x is written as %q, which is %x, %v", dnsq.RdataType(typ), wire, text, w, err)
		}
	})
}

// textKeeps is as much of a wire form as its text says. A set of ports or of types
// is told by naming its members: zeros behind the last one, and windows of types
// that have none, stay on the wire but are in nobody's text.
func textKeeps(rd dnsq.Rdata, wire []byte) []byte {
	var at int
	switch rd := rd.(type) {
	case *dnsq.WKS:
		return bytes.TrimRight(wire, "\x00")
	case *dnsq.NSEC:
		for at = 0; wire[at] > 0; at += 1 + int(wire[at]) {
		}
		at++
	case *dnsq.NSEC3:
		at = 4 + 1 + len(rd.Salt) + 1 + len(rd.Next)
	case *dnsq.CSYNC:
		at = 4 + 2
	default:
		return wire
	}
	kept := bytes.Clone(wire[:at])
	for w := wire[at:]; len(w) > 0; w = w[2+int(w[1]):] {
		if types := bytes.TrimRight(w[2:2+int(w[1])], "\x00"); len(types) > 0 {
			kept = append(append(kept, w[0], byte(len(types))), types...)
		}
	}
	return kept
}

// The text of a message that reads is the text of what it reads as.
func FuzzMessageFromText(f *testing.F) {
	f.Add(updateText)
	f.Add(";QUESTION\nexample. IN MX\n;ANSWER\nexample. 60 IN MX 10 a.\n")
	f.Fuzz(func(t *testing.T, text string) {
		m, err := dnsq.MessageFromText(text, nil)
		if err != nil {
			return
		}
		first := shownMessage(t, m)
		again, err := dnsq.MessageFromText(first, nil)
		if err != nil {
			return // options of EDNS have no text that reads
		}
		if second := shownMessage(t, again); second != first {
			t.Fatalf("%q reads as\n%s\nand then as\n%s", text, first, second)
		}
	})
}

// Tokens end, and no token comes with an error.
func FuzzTokenizer(f *testing.F) {
	for _, s := range tokenTexts {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		n := 0
		for tok, err := range dnsq.NewTokenizer(text, nil).All() {
			if n++; n > len(text)+1 {
				t.Fatalf("%q has no end", text)
			}
			if err != nil && tok != (dnsq.Token{}) {
				t.Fatalf("%q: %v with %v", text, tok, err)
			}
		}
	})
}
