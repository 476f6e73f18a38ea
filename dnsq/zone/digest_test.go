package zone_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/zone"
	"github.com/pyops-go/pyops/internal/original"
)

// A zoneDigest is a zone whose digest is computed, and held against its own.
type zoneDigest struct {
	Text, Origin string
	Relativize   bool
	Algorithm    zone.DigestHashAlgorithm
}

func (zoneDigest) Asks() string { return "zone_digest" }

func (c zoneDigest) Ours() any {
	z, err := zone.FromText(c.Text, originOf(c.Origin), &zone.FileOptions{KeepAbsolute: !c.Relativize})
	if err != nil {
		return zoneFailure(err)
	}
	out := []any{nil, nil}
	if d, err := z.ComputeDigest(c.Algorithm, 0); err != nil {
		out[0] = zoneFailure(err)
	} else {
		out[0] = d.String()
	}
	if err := z.VerifyDigest(nil); err != nil {
		out[1] = zoneFailure(err)
	}
	return out
}

// A zoneDigestScheme is a zone whose digest is computed by some scheme.
type zoneDigestScheme struct {
	Text, Origin string
	Algorithm    zone.DigestHashAlgorithm
	Scheme       zone.DigestScheme
}

func (zoneDigestScheme) Asks() string { return "zone_digest_scheme" }

func (c zoneDigestScheme) Ours() any {
	z, err := zone.FromText(c.Text, originOf(c.Origin), nil)
	if err != nil {
		return zoneFailure(err)
	}
	d, err := z.ComputeDigest(c.Algorithm, c.Scheme)
	if err != nil {
		return zoneFailure(err)
	}
	return d.String()
}

// A zoneSealed is a zone that is given its digest.
type zoneSealed struct {
	Text, Origin string
	Relativize   bool
	Algorithm    zone.DigestHashAlgorithm
}

func (zoneSealed) Asks() string { return "zone_sealed" }

func (c zoneSealed) Ours() any {
	z, err := zone.FromText(c.Text, originOf(c.Origin), &zone.FileOptions{KeepAbsolute: !c.Relativize})
	if err != nil {
		return zoneFailure(err)
	}
	d, err := z.ComputeDigest(c.Algorithm, zone.DigestSimple)
	if err != nil {
		return zoneFailure(err)
	}
	s, err := dnsq.RdatasetFromRdata(5, d)
	if err == nil {
		err = z.ReplaceRdataset(z.Origin(), s)
	}
	if err == nil {
		err = z.VerifyDigest(nil)
	}
	return zoneResult(z.String(), err)
}

const digested = "$TTL 300\n@ SOA A B 9 2 3 4 5\n@ NS ns.A\n@ RRSIG ZONEMD 8 2 300 20300101000000 20200101000000 1 example. AAAA\n" +
	"a RRSIG MX 8 2 300 20300101000000 20200101000000 1 EXAMPLE. AAAA\na RRSIG A 8 2 300 20300101000000 20200101000000 1 Example. AAAA\n" +
	"ns.A A 192.0.2.9\nns.A A 192.0.2.1\nns.A MX 20 Mail\nns.A MX 5 mail.other.\n*.w 5 TXT b a\n*.w TXT a\nsrv SRV 1 2 3 Target\nx.y 7 HINFO a b\n"

func TestZoneDigests(t *testing.T) {
	py := startZones(t)
	var calls []original.Call
	const zero = "000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
	for _, text := range []string{digested, lookedUp, digested + "@ ZONEMD 9 1 1 " + zero, digested + "@ ZONEMD 9 5 7 " + zero} {
		for _, relativize := range []bool{true, false} {
			for _, algorithm := range []zone.DigestHashAlgorithm{zone.DigestSHA384, zone.DigestSHA512} {
				calls = append(calls, ask(zoneDigest{text, "example.", relativize, algorithm}), ask(zoneSealed{text, "example.", relativize, algorithm}))
			}
		}
	}
	for _, c := range []zoneDigestScheme{{digested, "example.", 3, 1}, {digested, "example.", 1, 2}, {digested, "example.", 9, 9}, {digested, "example.", 2, 1}} {
		calls = append(calls, ask(c))
	}
	compareZones(t, py, calls)
}

// A digest of another serial than the zone's says nothing of the zone (RFC 8976,
// 4). The original does not look.
func TestDigestOfAnotherSerial(t *testing.T) {
	z, err := zone.FromText(digested, dnsq.MustName("example."), nil)
	if err != nil {
		t.Fatal(err)
	}
	d, err := z.ComputeDigest(zone.DigestSHA384, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := z.VerifyDigest(d); err != nil {
		t.Error(err)
	}
	d.Serial++
	if got := zoneFailure(z.VerifyDigest(d)).(original.Dict)[0].Value; got != "DigestVerificationFailure" {
		t.Errorf("got %v", got)
	}
	py := startZones(t)
	py.Define(`
def other_serial(text):
    z = dns.zone.from_text(text, "example.")
    z.verify_digest(z.compute_digest(1).replace(serial=10))
    return True
`)
	if py.Value("other_serial", digested) != true {
		t.Error("the original looks at the serial now")
	}
}

// Files: what the one writes, the other reads as the same.
func TestZoneFiles(t *testing.T) {
	py := startZones(t)
	folder := t.TempDir()
	file, theirs, ours := filepath.Join(folder, "zone"), filepath.Join(folder, "theirs"), filepath.Join(folder, "ours")
	if err := os.WriteFile(file, []byte("$TTL 300\r\n@ SOA a b 1 2 3 4 5\r@ NS ns\na A 192.0.2.1 ; one\r\n"), 0o640); err != nil {
		t.Fatal(err)
	}
	want := py.Value("zone_file", file, theirs, "").([]any)
	z, err := zone.FromFile(file, dnsq.MustName("example."), nil)
	if err != nil {
		t.Fatal(err)
	}
	for i, opts := range []*zone.TextOptions{nil, {KeepAbsolute: true}} {
		if err := z.WriteFile(ours, opts); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(ours)
		if err != nil {
			t.Fatal(err)
		}
		if !original.Same(got, want[i]) {
			t.Errorf("wrote\n%s\nwant\n%s", got, want[i])
		}
	}
	left, err := os.ReadDir(folder)
	if err != nil || len(left) != 3 {
		t.Errorf("in the folder are %v, %v", left, err)
	}
	if err := z.WriteFile(filepath.Join(folder, "none", "zone"), nil); err == nil {
		t.Error("wrote into a folder that is not there")
	}
	again, err := zone.FromFile(ours, dnsq.MustName("example."), nil)
	if err != nil || !again.Equal(z) {
		t.Errorf("read %v, %v", again, err)
	}
	f, err := os.Open(ours)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if again, err = zone.Read(f, dnsq.MustName("example."), nil); err != nil || !again.Equal(z) {
		t.Errorf("read %v, %v", again, err)
	}
}
