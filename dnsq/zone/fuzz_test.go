package zone_test

import (
	"errors"
	"testing"
	"testing/fstest"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/zone"
)

// A zone file that reads is written as one that reads as the same zone, and a
// fault has its place and is of a kind that the documentation names.
func FuzzZoneFile(f *testing.F) {
	for _, s := range zoneTexts {
		f.Add(s)
	}
	files := fstest.MapFS{}
	for name, text := range includes {
		f.Add(text)
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	files["self"] = &fstest.MapFile{Data: []byte("$INCLUDE self\n")}
	f.Add("$INCLUDE self\n")
	f.Add(lookedUp)
	f.Add(digested)
	f.Fuzz(func(t *testing.T, text string) {
		opts := &zone.FileOptions{NoCheckOrigin: true, Include: files, MaxGenerate: 1000}
		z, err := zone.FromText(text, dnsq.MustName("example."), opts)
		if err != nil {
			var place *zone.FileError
			if !errors.As(err, &place) || place.Line < 1 || place.File == "" || z != nil {
				t.Fatalf("%q: %v with %v", text, err, z)
			}
			return
		}
		for name, s := range z.IterateRdatasets(dnsq.TypeANY, dnsq.TypeNone) {
			if !name.IsSubdomain(dnsq.Empty) {
				t.Fatalf("%q has the name %v", text, name)
			}
			if !rereads(s) {
				return
			}
		}
		text1 := z.String()
		again, err := zone.FromText(text1, dnsq.MustName("example."), opts)
		if err != nil {
			t.Fatalf("%q is written as %q: %v", text, text1, err)
		}
		if !again.Equal(z) || again.String() != text1 {
			t.Fatalf("%q is written as\n%q and then as\n%q", text, text1, again.String())
		}
	})
}

// rereads reports whether the text of rdata reads as the same, which of some
// types not all does (FuzzRdataFromText tells which).
func rereads(s *dnsq.Rdataset) bool {
	for _, rd := range s.Items {
		again, err := dnsq.RdataFromText(s.Class, s.Type, rd.String(), nil)
		if err != nil || again.String() != rd.String() {
			return false
		}
	}
	return true
}
