package dnssec_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/dnssec"
	"github.com/pyops-go/pyops/dnsq/zone"
	"github.com/pyops-go/pyops/internal/peers"
)

// zoneToSign has delegations with and without DS, glue, a wildcard, a DNAME with
// a name below it, and names without records of their own.
const zoneToSign = `$TTL 300
@ 3600 SOA ns host 1 3600 600 86400 60
@ NS ns
@ NS ns.sub
@ MX 10 Mail
ns A 192.0.2.1
mail A 192.0.2.2
mail A 192.0.2.3
www CNAME mail
*.wild TXT "x" "y\255"
a.b.c.d AAAA 2001:db8::1
sub NS ns.sub
sub NS ns.elsewhere.
ns.sub A 192.0.2.4
deep.ns.sub A 192.0.2.5
safe NS ns.safe
safe DS 12345 13 2 aabbccddeeff00112233445566778899aabbccddeeff00112233445566778899
ns.safe AAAA 2001:db8::2
other DNAME mail.elsewhere.
below.other TXT "occluded"
svc HTTPS 1 . alpn=h2
`

func readZone(t testing.TB, text string) *zone.Zone {
	t.Helper()
	z, err := zone.FromText(text, dnsq.MustName("example."), nil)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// inFolder writes a file into a new folder and returns its name.
func inFolder(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// run runs a program of BIND in the folder of a file.
func run(t testing.TB, file string, args ...string) (string, error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), args[0], args[1:]...)
	cmd.Dir = filepath.Dir(file)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// validateZone checks each signature of a zone by the keys at its origin.
func validateZone(t testing.TB, z *zone.Zone, now time.Time) (signatures int) {
	t.Helper()
	origin := z.Origin()
	keys := z.GetRRset(origin, dnsq.TypeDNSKEY, 0)
	if keys == nil {
		t.Fatal("no keys")
	}
	keys.Name = origin
	for name, node := range z.All() {
		for set := range node.All() {
			if set.Type != dnsq.TypeRRSIG {
				continue
			}
			covered := z.GetRRset(name, set.Covers, 0)
			if covered == nil {
				t.Fatalf("%v: a signature of %v, which is not there", name, set.Covers)
			}
			opts := &dnssec.ValidateOptions{Origin: &origin, Now: now}
			for sig := range dnsq.Items[*dnsq.RRSIG](set.All()) {
				if err := dnssec.ValidateRRSIG(covered, sig, dnssec.NewZoneKeys(keys), opts); err != nil {
					t.Errorf("%v %v: %v", name, set.Covers, err)
				}
				signatures++
			}
		}
	}
	return signatures
}

func TestSignZone(t *testing.T) {
	peers.Need(t, "dnssec-verify")
	py := startDNSSEC(t)
	now := time.Now()
	for _, c := range []struct {
		name  string
		keys  []dnssec.SigningKey
		opts  dnssec.SignZoneOptions
		flags []string
	}{
		{"one key, NSEC", signingKeys(t, dnsq.ECDSAP256SHA256, dnsq.KeyZONE|dnsq.KeySEP), dnssec.SignZoneOptions{}, []string{"-z"}},
		{"two keys, NSEC, a digest", signingKeys(t, dnsq.ED25519, dnsq.KeyZONE|dnsq.KeySEP, dnsq.KeyZONE), dnssec.SignZoneOptions{ZONEMD: zone.DigestSHA384, DNSKEYTTL: 600}, []string{"-x"}},
		{"RSA, NSEC3, a digest", signingKeys(t, dnsq.RSASHA256, dnsq.KeyZONE|dnsq.KeySEP), dnssec.SignZoneOptions{NSEC3: &dnsq.NSEC3PARAM{Algorithm: 1, Iterations: 5, Salt: []byte{1, 2}}, ZONEMD: zone.DigestSHA512}, []string{"-z"}},
		{"P-384, NSEC3 without salt", signingKeys(t, dnsq.ECDSAP384SHA384, dnsq.KeyZONE|dnsq.KeySEP, dnsq.KeyZONE), dnssec.SignZoneOptions{NSEC3: &dnsq.NSEC3PARAM{Algorithm: 1}}, []string{"-x"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			z, err := zone.FromText(zoneToSign, dnsq.MustName("example."), &zone.FileOptions{KeepAbsolute: len(c.keys) == 1})
			if err != nil {
				t.Fatal(err)
			}
			c.opts.Inception = now.Add(-time.Hour)
			for range 2 { // signing again takes out what was there
				if err := dnssec.SignZone(z, c.keys, &c.opts); err != nil {
					t.Fatal(err)
				}
			}
			file := inFolder(t, "example", inFull(t, z)+"\n")
			verify := append(append([]string{"dnssec-verify"}, c.flags...), "-o", "example.", file)
			if out, err := run(t, file, verify...); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
			n := validateZone(t, z, now)
			if want := py.Value("validate_zone", inFull(t, z)+"\n", "example."); want != int64(n) || n < 20 {
				t.Errorf("we validate %d signatures, the original %v", n, want)
			}
			if c.opts.ZONEMD != 0 {
				if err := z.VerifyDigest(nil); err != nil {
					t.Error(err)
				}
			}
			// What is missing is found.
			if err := z.DeleteRdataset(dnsq.MustName("mail.example."), dnsq.TypeRRSIG, dnsq.TypeA); err != nil {
				t.Fatal(err)
			}
			broken := inFolder(t, "example", inFull(t, z)+"\n")
			if out, err := run(t, broken, append(verify[:len(verify)-1], broken)...); err == nil {
				t.Errorf("dnssec-verify misses a signature:\n%s", out)
			}
		})
	}
}

func signingKeys(t testing.TB, algorithm dnsq.Algorithm, flags ...dnsq.KeyFlag) (keys []dnssec.SigningKey) {
	for _, f := range flags {
		k := newKey(t, algorithm, f)
		keys = append(keys, dnssec.SigningKey{Private: k.private, Public: k.public})
	}
	return keys
}

// TestSignZoneAsBIND holds the chain of names against that of dnssec-signzone, and
// validates what that signed.
func TestSignZoneAsBIND(t *testing.T) {
	peers.Need(t, "dnssec-signzone")
	peers.Need(t, "dnssec-keygen")
	for _, c := range []struct {
		name, algorithm string
		args            []string
		nsec3           *dnsq.NSEC3PARAM
	}{
		{"NSEC", "ECDSAP256SHA256", nil, nil},
		{"NSEC3", "ED25519", []string{"-3", "0102", "-H", "3"}, &dnsq.NSEC3PARAM{Algorithm: 1, Iterations: 3, Salt: []byte{1, 2}}},
		{"RSA", "RSASHA256", nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			file := inFolder(t, "example", zoneToSign)
			for _, flag := range [][]string{{"-f", "KSK"}, nil} {
				if out, err := run(t, file, append(append([]string{"dnssec-keygen", "-q", "-a", c.algorithm}, flag...), "example.")...); err != nil {
					t.Fatalf("%v\n%s", err, out)
				}
			}
			sign := append(append([]string{"dnssec-signzone", "-q", "-S", "-o", "example."}, c.args...), "-f", "signed", file)
			if out, err := run(t, file, sign...); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			theirs, err := zone.FromFile(filepath.Join(filepath.Dir(file), "signed"), dnsq.MustName("example."), nil)
			if err != nil {
				t.Fatal(err)
			}
			if n := validateZone(t, theirs, time.Now()); n < 20 {
				t.Errorf("%d signatures", n)
			}
			ours := readZone(t, zoneToSign)
			if err := dnssec.SignZone(ours, signingKeys(t, dnsq.ED25519, dnsq.KeyZONE), &dnssec.SignZoneOptions{NSEC3: c.nsec3}); err != nil {
				t.Fatal(err)
			}
			if got, want := denials(ours), denials(theirs); !slices.Equal(got, want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
			// The DS that the tools make of the keys.
			keys := theirs.GetRRset(theirs.Origin(), dnsq.TypeDNSKEY, 0)
			keys.Name = theirs.Origin()
			for _, digest := range []dnsq.DSDigest{dnsq.DigestSHA1, dnsq.DigestSHA256, dnsq.DigestSHA384} {
				out, err := run(t, file, "dnssec-dsfromkey", "-a", digest.String(), "-f", "signed", "-A", "example.")
				if err != nil {
					t.Fatalf("%v\n%s", err, out)
				}
				for key := range dnsq.Items[*dnsq.DNSKEY](keys.All()) {
					ds, err := dnssec.MakeDS(theirs.Origin(), key, digest, &dnssec.DSOptions{Policy: dnssec.AllowAllPolicy()})
					if err != nil {
						t.Fatal(err)
					}
					if !strings.Contains(strings.ToLower(out), ds.String()) {
						t.Errorf("%v is not in\n%s", ds, out)
					}
				}
			}
		})
	}
}

// denials are the records by which a zone denies names, with their owners.
func denials(z *zone.Zone) (texts []string) {
	for name, node := range z.All() {
		for set := range node.All() {
			if t := set.Type; t == dnsq.TypeNSEC || t == dnsq.TypeNSEC3 || t == dnsq.TypeNSEC3PARAM {
				texts = append(texts, strings.ToLower(name.String())+" "+set.String())
			}
		}
	}
	slices.Sort(texts)
	return texts
}

// A zone may be signed without its keys, or with those that it has.
func TestSignZoneWithoutItsKeys(t *testing.T) {
	for _, left := range []bool{true, false} {
		z := readZone(t, "@ 300 SOA a b 1 2 3 4 5\n@ 300 NS a\na 300 A 192.0.2.1\n")
		if err := dnssec.SignZone(z, signingKeys(t, dnsq.ED25519, dnsq.KeyZONE), &dnssec.SignZoneOptions{Lifetime: time.Hour, NoDNSKEY: left}); err != nil {
			t.Fatal(err)
		}
		keys, sigs := z.GetRdataset(z.Origin(), dnsq.TypeDNSKEY, dnsq.TypeNone), z.GetRdataset(z.Origin(), dnsq.TypeRRSIG, dnsq.TypeSOA)
		if (keys == nil) != left || sigs.Len() != 1 {
			t.Errorf("left out %v: keys %v, signatures %v", left, keys, sigs)
		}
	}
}

// The keys that are put in get the time to live that was asked for, else that of
// the SOA; beside keys that stand they get theirs.
func TestTimesToLiveOfKeys(t *testing.T) {
	const text = "@ 300 SOA a b 1 2 3 4 5\n@ 300 NS a\na 300 A 192.0.2.1\n"
	for _, c := range []struct {
		zone        string
		asked, want uint32
	}{
		{text, 0, 300}, {text, 600, 600}, {text + "@ 77 DNSKEY 256 3 15 l02Woi0iS8Aa25FQkUd9RMzZHJpBoRQwAQEX1SxZJA4=\n", 600, 77},
	} {
		z := readZone(t, c.zone)
		if err := dnssec.SignZone(z, signingKeys(t, dnsq.ED25519, dnsq.KeyZONE), &dnssec.SignZoneOptions{Lifetime: time.Hour, DNSKEYTTL: c.asked}); err != nil {
			t.Fatal(err)
		}
		if keys := z.GetRdataset(z.Origin(), dnsq.TypeDNSKEY, dnsq.TypeNone); keys == nil || keys.TTL != c.want {
			t.Errorf("asked for %d: %v, want %d", c.asked, keys, c.want)
		}
	}
}

// A digest that is part of the zone is signed like everything else.
func TestSignZoneSignsADigestThatStands(t *testing.T) {
	z := readZone(t, zoneToSign+"@ ZONEMD 1 1 1 "+strings.Repeat("ab", 48)+"\n")
	if err := dnssec.SignZone(z, signingKeys(t, dnsq.ED25519, dnsq.KeyZONE), &dnssec.SignZoneOptions{Lifetime: time.Hour}); err != nil {
		t.Fatal(err)
	}
	if sigs := z.GetRdataset(z.Origin(), dnsq.TypeRRSIG, dnsq.TypeZONEMD); sigs == nil || sigs.Len() != 1 {
		t.Errorf("signatures of the digest: %v", sigs)
	}
}

func TestSignZoneRefuses(t *testing.T) {
	keys := signingKeys(t, dnsq.ED25519, dnsq.KeyZONE)
	z := readZone(t, zoneToSign)
	before := z.String()
	wrong := []dnssec.SigningKey{{Private: keys[0].Private, Public: newKey(t, dnsq.ED25519, 0).public}}
	for want, sign := range map[string]func() error{
		"no keys":              func() error { return dnssec.SignZone(z, nil, nil) },
		"not that of the priv": func() error { return dnssec.SignZone(z, wrong, nil) },
		"Wrong hash algorithm": func() error {
			return dnssec.SignZone(z, keys, &dnssec.SignZoneOptions{NSEC3: &dnsq.NSEC3PARAM{Algorithm: 2}})
		},
		"SOA": func() error {
			empty, err := zone.New(dnsq.MustName("example."), nil)
			if err != nil {
				t.Fatal(err)
			}
			return dnssec.SignZone(empty, keys, nil)
		},
	} {
		if err := sign(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	if z.String() != before {
		t.Error("a zone that could not be signed has changed")
	}
}

// inFull is the text of a zone with absolute names.
func inFull(t *testing.T, z *zone.Zone) string {
	t.Helper()
	text, err := z.ToText(&zone.TextOptions{KeepAbsolute: true})
	if err != nil {
		t.Fatal(err)
	}
	return text
}
