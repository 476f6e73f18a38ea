package zone_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/zone"
)

const small = soa + "www 300 A 192.0.2.1\nwww 300 A 192.0.2.2\nwww 60 TXT hello\n"

func TestLookups(t *testing.T) {
	for _, absolute := range []bool{false, true} {
		z, err := zone.FromText(small, dnsq.MustName("example."), &zone.FileOptions{KeepAbsolute: absolute})
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"www", "www.example.", "WWW.Example."} {
			node, err := z.LookupNode(name)
			if err != nil || node.Len() != 2 {
				t.Errorf("%s: %v, %v", name, node, err)
			}
			set, err := z.LookupRdataset(name, "a")
			if err != nil || set.Len() != 2 || set.TTL != 300 {
				t.Errorf("%s: %v, %v", name, set, err)
			}
			rrset, err := z.LookupRRset(name, "TXT")
			if err != nil || rrset.Len() != 1 || !strings.HasSuffix(rrset.String(), ` 60 IN TXT "hello"`) {
				t.Errorf("%s: %v, %v", name, rrset, err)
			}
		}
		for _, c := range []struct {
			name, typ string
			kind      error
		}{{"nope", "A", zone.ErrNotFound}, {"www", "MX", zone.ErrNotFound}, {"www", "BOGUS", dnsq.ErrUnknownRdataType}, {"w..w", "A", dnsq.ErrEmptyLabel}, {"www.other.", "A", zone.ErrNotFound}} {
			_, err := z.LookupRdataset(c.name, c.typ)
			_, err2 := z.LookupRRset(c.name, c.typ)
			if !errors.Is(err, c.kind) || !errors.Is(err2, c.kind) {
				t.Errorf("%s %s: %v, %v", c.name, c.typ, err, err2)
			}
		}
	}
}

// The text, the written file and what Encode writes are the same, and read back.
func TestZonesAreWritten(t *testing.T) {
	z, err := zone.FromText(small, dnsq.MustName("example."), nil)
	if err != nil {
		t.Fatal(err)
	}
	text, err := z.ToText(nil)
	var encoded bytes.Buffer
	eerr := z.Encode(&encoded, nil)
	file := filepath.Join(t.TempDir(), "db")
	if werr := z.WriteFile(file, nil); err != nil || eerr != nil || werr != nil {
		t.Fatal(err, eerr, werr)
	}
	written, err := os.ReadFile(file)
	if err != nil || string(written) != text || encoded.String() != text || z.String() != text {
		t.Errorf("%v\n%s\n%s\n%s\n%s", err, text, written, &encoded, z)
	}
	back, err := zone.FromFile(file, dnsq.MustName("example."), nil)
	if err != nil || back.String() != text {
		t.Errorf("%v, %v", back, err)
	}
	// What could not be read back is refused, and the file stays as it was.
	broken, err := z.LookupRdataset("www", "A")
	if err != nil {
		t.Fatal(err)
	}
	broken.Items = append(broken.Items, &dnsq.A{})
	if err := z.WriteFile(file, nil); !errors.Is(err, dnsq.ErrValue) {
		t.Errorf("a record without an address: %v", err)
	}
	if again, err := os.ReadFile(file); err != nil || string(again) != text {
		t.Errorf("the file is %q, %v", again, err)
	}
	if _, err := z.ToText(nil); !errors.Is(err, dnsq.ErrValue) {
		t.Errorf("a record without an address: %v", err)
	}
	if _, err := zone.FromFile(file+"none", dnsq.MustName("example."), nil); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file that is not there: %v", err)
	}
}

// A zone with records of types whose use is over is read whole.
func TestOldTypesCostNobodyTheirZone(t *testing.T) {
	const old = "a 5 MB b\na 5 MG b\na 5 MR b\na 5 MINFO b c\na 5 MD b\na 5 MF b\na 5 NXT b A MX\na 5 A6 64 ::1 b\n"
	z, err := zone.FromText(soa+old+"www 5 A 192.0.2.1\n", dnsq.MustName("example."), nil)
	if err != nil {
		t.Fatal(err)
	}
	node, err := z.LookupNode("a")
	if err != nil || node.Len() != 8 {
		t.Errorf("%v, %v", node, err)
	}
	text, err := z.ToText(nil)
	for line := range strings.Lines(old) {
		if owner, rest, _ := strings.Cut(line, " 5 "); !strings.Contains(text, owner+" 5 IN "+rest) {
			t.Errorf("%q is not in\n%s%v", line, text, err)
		}
	}
}
