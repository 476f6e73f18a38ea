package dnsq_test

import (
	"bytes"
	"crypto"
	"strings"
	"testing"
	"time"

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
		text := m.ToText(nil)
		again, err := m.ToWire(nil)
		if err != nil {
			return // names that take more room without their pointers
		}
		m2, err := dnsq.MessageFromWire(again, nil)
		if err != nil {
			t.Fatalf("%x is written as %x, which does not read: %v", wire, again, err)
		}
		if text2 := m2.ToText(nil); text2 != text {
			t.Fatalf("%x reads as\n%s\nand then as\n%s", wire, text, text2)
		}
	})
}

// Rdata that reads from text is written as text that reads as the same.
func FuzzRdataFromText(f *testing.F) {
	for _, l := range rdataLines(f) {
		f.Add(uint16(l.typ), l.text)
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
		if t := dnsq.RdataType(typ); (t == dnsq.TypeSVCB || t == dnsq.TypeHTTPS) && strings.Contains(rd.ToText(), `=""`) {
			return // an empty mandatory or hint is written in a way that the original does not read either
		}
		if rd.RdType() == dnsq.TypeOPT {
			return // it reads from its generic text alone
		}
		if hip, ok := rd.(*dnsq.HIP); ok && (len(hip.Key) == 0 || len(hip.HIT) == 0) {
			return // empty fields have no text that reads
		}
		if text := rd.ToText(); text == "" || strings.HasSuffix(text, " ") {
			return // nor has an empty last field, of a TLSA say, in the original either
		}
		again, err := dnsq.RdataFromText(dnsq.ClassIN, dnsq.RdataType(typ), rd.ToText(), nil)
		if err != nil {
			t.Fatalf("%s %q is written as %q: %v", dnsq.RdataType(typ), text, rd.ToText(), err)
		}
		if w, err := again.ToWire(&dnsq.Root); err != nil || !bytes.Equal(w, wire) {
			t.Fatalf("%s %q is %x, and through %q %x, %v", dnsq.RdataType(typ), text, wire, rd.ToText(), w, err)
		}
	})
}

// Rdata that reads from the wire goes through text and back without a change.
func FuzzRdataFromWire(f *testing.F) {
	for _, s := range wires(f) {
		f.Add(uint16(s.typ), s.wire)
	}
	f.Fuzz(func(t *testing.T, typ uint16, wire []byte) {
		rd, err := dnsq.RdataFromWire(dnsq.ClassIN, dnsq.RdataType(typ), wire, 0, len(wire))
		if err != nil {
			return
		}
		if _, err := rd.ToWire(nil); err != nil && dnsq.RdataType(typ) != dnsq.TypeLOC {
			t.Fatalf("%s %x: %v", dnsq.RdataType(typ), wire, err)
		}
		rd.ToText()
	})
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
		again, err := dnsq.MessageFromText(m.ToText(nil), nil)
		if err == nil && again.ToText(nil) != m.ToText(nil) {
			t.Fatalf("%q reads as\n%s\nand then as\n%s", text, m.ToText(nil), again.ToText(nil))
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

// A public key that reads is written as one that reads as the same, and nothing
// is signed by it that it has not signed.
func FuzzPublicKey(f *testing.F) {
	for _, a := range signingAlgorithms {
		f.Add(uint8(a), newKey(f, a, 0).public.Key)
	}
	f.Add(uint8(dnsq.RSASHA256), []byte{1, 3, 0})
	set, err := dnsq.RRsetFromText("a.example.", 300, dnsq.ClassIN, dnsq.TypeA, "192.0.2.1")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, algorithm uint8, key []byte) {
		a := dnsq.Algorithm(algorithm)
		dnskey := &dnsq.DNSKEY{Flags: dnsq.KeyZONE, Protocol: 3, Algorithm: a, Key: key}
		zone := dnsq.NewRRset(dnsq.MustName("example."), dnsq.ClassIN, dnsq.TypeDNSKEY)
		if err := zone.Add(dnskey); err != nil {
			t.Fatal(err)
		}
		sig := &dnsq.RRSIG{
			TypeCovered: dnsq.TypeA, Algorithm: a, Labels: 2, OriginalTTL: 300, Expiration: signingTime + 1, Inception: signingTime,
			KeyTag: dnskey.KeyID(), Signer: zone.Name, Signature: key,
		}
		if err := dnsq.ValidateRRSIG(set, sig, dnsq.NewZoneKeys(zone), &dnsq.ValidateOptions{Now: time.Unix(signingTime, 0), Policy: dnsq.AllowAllPolicy()}); err == nil {
			t.Fatalf("%v %x: its own bytes are a signature", a, key)
		}
		public, err := dnskey.PublicKey()
		if err != nil {
			return
		}
		again, err := dnsq.MakeDNSKEY(public, a, nil)
		if err != nil {
			return // RSA of a size that none should use
		}
		if k, err := again.PublicKey(); err != nil || !k.(interface{ Equal(crypto.PublicKey) bool }).Equal(public) {
			t.Fatalf("%v %x is %v, and then %v, %v", a, key, public, k, err)
		}
	})
}
