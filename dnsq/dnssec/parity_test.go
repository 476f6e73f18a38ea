package dnssec_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	mrand "math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/dnssec"
	"github.com/pyops-go/pyops/dnsq/internal/dnstest"
	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/original"
)

func TestMain(m *testing.M) { leak.Main(m) }

// What the tests of all rooms of this house share, under short names.
var (
	call      = dnstest.Call
	classOf   = dnstest.ClassOf
	messageOf = dnstest.MessageOf
	outcome   = dnstest.Outcome
	wordsOf   = dnstest.WordsOf
	relative  = dnstest.Name
)

// compareAll compares with the answers of validated.
func compareAll(t *testing.T, py *original.Python, calls []original.Call) {
	t.Helper()
	dnstest.Judge(py, dnstest.Answers{"validate": validated}, nil).Generated(t, calls)
}

// compare compares calls with answers by their number.
func compare(t *testing.T, py *original.Python, calls []original.Call, ours func(i int) any) {
	t.Helper()
	i := -1
	all := dnstest.Answers{}
	for _, c := range calls {
		all[c.Func] = func([]any) any { i++; return ours(i) }
	}
	dnstest.Judge(py, all, nil).Table(t, calls)
}

// startDNSSEC is Start where the original can sign and validate.
func startDNSSEC(t testing.TB) *original.Python {
	original.Start(t, "cryptography")
	return dnstest.Start(t)
}

// A zoneKey is a key with its public half in a record.
type zoneKey struct {
	private crypto.Signer
	public  *dnsq.DNSKEY
}

func (k zoneKey) pem(t testing.TB) []byte {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(k.private)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
}

// signingAlgorithms are those that we sign with.
var signingAlgorithms = []dnsq.Algorithm{
	dnsq.RSASHA1, dnsq.RSASHA1NSEC3SHA1, dnsq.RSASHA256, dnsq.RSASHA512, dnsq.ECDSAP256SHA256, dnsq.ECDSAP384SHA384, dnsq.ED25519,
}

func newKey(t testing.TB, algorithm dnsq.Algorithm, flags dnsq.KeyFlag) zoneKey {
	t.Helper()
	var private crypto.Signer
	var err error
	switch algorithm {
	case dnsq.ECDSAP256SHA256:
		private, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	case dnsq.ECDSAP384SHA384:
		private, err = ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	case dnsq.ED25519:
		_, private, err = ed25519.GenerateKey(rand.Reader)
	default:
		private, err = rsa.GenerateKey(rand.Reader, 1024)
	}
	if err != nil {
		t.Fatal(err)
	}
	public, err := dnssec.MakeDNSKEY(private.Public(), algorithm, &dnssec.DNSKEYOptions{Flags: flags})
	if err != nil {
		t.Fatal(err)
	}
	return zoneKey{private, public}
}

func rdata[T dnsq.Rdata](t testing.TB, typ dnsq.RdataType, text string) T {
	t.Helper()
	rd, err := dnsq.RdataFromText(dnsq.ClassIN, typ, text, nil)
	if err != nil {
		t.Fatal(err)
	}
	return rd.(T)
}

func TestParityDS(t *testing.T) {
	py, rng := startDNSSEC(t), original.Rand(t)
	policies := map[string]dnssec.Policy{"": nil, "allow_all_policy": dnssec.AllowAllPolicy(), "rfc_8624_policy": dnssec.RFC8624Policy()}
	var calls []original.Call
	for range original.Rounds(t, 400) {
		key := make([]byte, 1+rng.IntN(70))
		for i := range key {
			key[i] = byte(rng.Uint32())
		}
		k := &dnsq.DNSKEY{Flags: dnsq.KeyFlag(rng.Uint32()), Protocol: byte(rng.Uint32()), Algorithm: dnsq.Algorithm(rng.IntN(18)), Key: key}
		typ := []string{"DNSKEY", "CDNSKEY"}[rng.IntN(2)]
		name := []string{"example.", ".", "WWW.Example.", `a\.b.c.`}[rng.IntN(4)]
		calls = append(calls, call("key_id", typ, k.String()))
		calls = append(calls, call("make_ds", name, typ, k.String(), rng.IntN(6), []string{"", "allow_all_policy", "rfc_8624_policy"}[rng.IntN(3)], rng.IntN(2) == 0))
		salt := hex.EncodeToString(key[:len(key)/3])
		calls = append(calls, call("nsec3_hash", name, salt, rng.IntN(20), 1+rng.IntN(8)/7))
	}
	calls = append(calls, call("make_ds", "example.", "A", "1.2.3.4", 2, "", false))
	for n := range 8 {
		want := py.Value("lambda n: dns.dnssectypes.DSDigest.to_text(n)", n)
		back, err := dnsq.DSDigestFromText(want.(string))
		if got := dnsq.DSDigest(n); err != nil || got.String() != want || back != got {
			t.Errorf("hash %d: %v, %v, %v, want %v", n, got, back, err, want)
		}
	}
	if want := py.Value("lambda: dns.dnssectypes.NSEC3Hash.SHA1.value"); want != int64(dnsq.NSEC3SHA1) {
		t.Errorf("SHA1 is %v", want)
	}
	compare(t, py, calls, func(i int) any {
		a := calls[i].Args
		switch calls[i].Func {
		case "key_id":
			typ, _ := dnsq.RdataTypeFromText(a[0].(string))
			id, err := dnssec.KeyID(rdata[dnsq.Rdata](t, typ, a[1].(string)))
			return outcome(int(id), err)
		case "make_ds":
			typ, _ := dnsq.RdataTypeFromText(a[1].(string))
			ds, err := dnssec.MakeDS(dnsq.MustName(a[0].(string)), rdata[dnsq.Rdata](t, typ, a[2].(string)), dnsq.DSDigest(a[3].(int)), &dnssec.DSOptions{Policy: policies[a[4].(string)], Validating: a[5].(bool)})
			if err != nil {
				return outcome(nil, err)
			}
			return ds.String()
		}
		salt, err := hex.DecodeString(a[1].(string))
		if err != nil {
			t.Fatal(err)
		}
		h, err := dnssec.NSEC3Hash(dnsq.MustName(a[0].(string)), salt, uint16(a[2].(int)), dnsq.NSEC3HashAlgorithm(a[3].(int)))
		return outcome(h, err)
	})
	// A relative name is completed here, and not there.
	key := rdata[*dnsq.DNSKEY](t, dnsq.TypeDNSKEY, "257 3 15 AAAA")
	whole, err := dnssec.MakeDS(dnsq.MustName("a.example."), key, dnsq.DigestSHA256, nil)
	if err != nil {
		t.Fatal(err)
	}
	origin := dnsq.MustName("example.")
	if ds, err := dnssec.MakeDS(relative("a"), key, dnsq.DigestSHA256, &dnssec.DSOptions{Origin: &origin}); err != nil || ds.String() != whole.String() {
		t.Errorf("got %v, %v, want %v", ds, err, whole)
	}
	if _, err := py.Call("lambda k: dns.dnssec.make_ds(dns.name.from_text('a', None), dns.rdata.from_text('IN', 'DNSKEY', k), 'SHA256', origin=absolute('example.'))", key.String()); outcomeClass(err) != "NeedAbsoluteNameOrOrigin" {
		t.Errorf("make_ds completes names: %v", err)
	}
	if _, err := dnssec.KeyID(&dnsq.TXT{}); classOf(err) != "ValueError" {
		t.Error(err)
	}
}

func TestParityDSSets(t *testing.T) {
	py := startDNSSEC(t)
	owner := dnsq.MustName("Example.")
	set := dnsq.NewRRset(owner, dnsq.ClassIN, dnsq.TypeDNSKEY)
	set.TTL = 300
	var keys []string
	for range 3 {
		k := newKey(t, dnsq.ED25519, dnsq.KeyZONE|dnsq.KeySEP)
		if err := set.Add(k.public); err != nil {
			t.Fatal(err)
		}
		keys = append(keys, k.public.String())
	}
	digests := []dnsq.DSDigest{dnsq.DigestSHA256, dnsq.DigestSHA384}
	cds, err := dnssec.DNSKEYToCDS(owner, &set.Rdataset, digests[0], nil)
	if err != nil {
		t.Fatal(err)
	}
	got := []any{}
	for _, make := range []func() (*dnsq.Rdataset, error){
		func() (*dnsq.Rdataset, error) { return dnssec.MakeDSRdataset(set, digests, nil) },
		func() (*dnsq.Rdataset, error) { return cds, nil },
		func() (*dnsq.Rdataset, error) { return dnssec.DNSKEYToCDNSKEY(&set.Rdataset) },
		func() (*dnsq.Rdataset, error) { return dnssec.CDSToDS(cds) },
		func() (*dnsq.Rdataset, error) {
			return dnssec.MakeDSRdataset(&dnsq.RRset{Rdataset: *cds, Name: owner}, digests, nil)
		},
	} {
		s, err := make()
		if err != nil {
			t.Fatal(err)
		}
		texts := strings.Split(s.String(), "\n")
		slices.Sort(texts)
		got = append(got, texts)
	}
	want := py.Value("ds_sets", "Example.", keys, []string{"SHA256", "SHA384"}).([]any)
	// make_ds_rdataset makes CDS of keys, and dnskey_rdataset_to_cdnskey_rdataset
	// says that its CDNSKEY are DNSKEY.
	for i, wrong := range map[int][2]string{0: {"300 IN CDS ", "300 IN DS "}, 2: {"300 IN DNSKEY ", "300 IN CDNSKEY "}} {
		for j, text := range want[i].([]any) {
			rest, ok := strings.CutPrefix(text.(string), wrong[0])
			if !ok {
				t.Errorf("%s has healed: %v", wrong[0], text)
			}
			want[i].([]any)[j] = wrong[1] + rest
		}
	}
	if !original.Same(got, want) {
		t.Errorf("got %v\nwant %v", got, want)
	}
	for _, wrong := range []func() error{
		func() error { _, err := dnssec.CDSToDS(&set.Rdataset); return err },
		func() error { _, err := dnssec.DNSKEYToCDNSKEY(cds); return err },
		func() error { _, err := dnssec.DNSKEYToCDS(owner, cds, digests[0], nil); return err },
		func() error {
			_, err := dnssec.MakeDSRdataset(dnsq.NewRRset(owner, dnsq.ClassIN, dnsq.TypeA), digests, nil)
			return err
		},
		func() error {
			_, err := dnssec.MakeDSRdataset(dnsq.NewRRset(owner, dnsq.ClassIN, dnsq.TypeCDS), digests, nil)
			return err
		},
	} {
		if err := wrong(); classOf(err) != "ValueError" {
			t.Errorf("a set of the wrong type: %v", err)
		}
	}
}

func TestParityMakeDNSKEY(t *testing.T) {
	py := startDNSSEC(t)
	for _, algorithm := range signingAlgorithms {
		for _, flags := range []dnsq.KeyFlag{dnsq.KeyZONE, dnsq.KeyZONE | dnsq.KeySEP} {
			k := newKey(t, algorithm, flags)
			c, err := dnssec.MakeCDNSKEY(k.private.Public(), algorithm, &dnssec.DNSKEYOptions{Flags: flags})
			if err != nil {
				t.Fatal(err)
			}
			want := py.Value("make_dnskey", k.pem(t), int(algorithm), int(flags))
			if got := (original.Tuple{k.public.String(), c.String()}); !original.Same(got, want) {
				t.Errorf("%v: got %v, want %v", algorithm, got, want)
			}
			other := dnsq.ED25519
			if algorithm == other {
				other = dnsq.RSASHA256
			}
			_, err = dnssec.MakeDNSKEY(k.private.Public(), other, nil)
			_, perr := py.Call("make_dnskey", k.pem(t), int(other), 256)
			if classOf(err) != "AlgorithmKeyMismatch" || outcomeClass(perr) != "AlgorithmKeyMismatch" || messageOf(err) != perr.(*original.Exception).Message {
				t.Errorf("%v for %v: %v, and %v", other, algorithm, err, perr)
			}
		}
	}
	if _, err := dnssec.MakeDNSKEY("no key", dnsq.ED25519, nil); classOf(err) != "UnsupportedAlgorithm" {
		t.Error(err)
	}
}

func outcomeClass(err error) string {
	var e *original.Exception
	if errors.As(err, &e) {
		return e.Class
	}
	return ""
}

// signedSets are RRsets to sign: owner, type and rdata.
var signedSets = []struct {
	owner, typ string
	texts      []string
}{
	{"www.example.", "A", []string{"1.2.3.4", "1.2.3.3", "1.2.3.40"}},
	{"WWW.Example.", "MX", []string{"10 Mail.example.", "5 b.example."}},
	{"*.example.", "TXT", []string{`"a" "b"`, `"\255"`}},
	{"example.", "SOA", []string{"NS.example. H.example. 1 2 3 4 5"}},
	{"example.", "NS", []string{"NS1.example.", "ns2.example."}},
	{"a.b.c.example.", "SRV", []string{"1 2 3 Host.example."}},
	{"example.", "NAPTR", []string{`1 2 "u" "E2U" "" Host.example.`}},
	{"x.example.", "NSEC", []string{"Y.example. A RRSIG"}},
	{"x.example.", "HINFO", []string{`"A" "b"`}},
	{"x.example.", "SVCB", []string{"1 Host.example. alpn=h2"}},
	{"x.example.", "RP", []string{"A.example. B.example."}},
}

const signingTime = 1700000000

// TestParitySign signs on both sides, and has each validate what the other
// signed.
func TestParitySign(t *testing.T) {
	py := startDNSSEC(t)
	signer := dnsq.MustName("example.")
	for _, algorithm := range signingAlgorithms {
		k := newKey(t, algorithm, dnsq.KeyZONE)
		zone := dnsq.NewRRset(signer, dnsq.ClassIN, dnsq.TypeDNSKEY)
		if err := zone.Add(k.public); err != nil {
			t.Fatal(err)
		}
		keys := dnssec.NewZoneKeys(zone)
		for _, s := range signedSets {
			typ, err := dnsq.RdataTypeFromText(s.typ)
			if err != nil {
				t.Fatal(err)
			}
			set, err := dnsq.RRsetFromText(s.owner, 300, dnsq.ClassIN, typ, s.texts...)
			if err != nil {
				t.Fatal(err)
			}
			opts := &dnssec.SignOptions{Inception: time.Unix(signingTime, 0), Expiration: time.Unix(signingTime+3600, 0), Verify: true}
			ours, err := dnssec.Sign(set, k.private, signer, k.public, opts)
			if err != nil {
				t.Fatalf("%v %s: %v", algorithm, s.owner, err)
			}
			theirs := py.Value("sign", k.pem(t), s.owner, 300, s.typ, s.texts, "example.", k.public.String(), signingTime, signingTime+3600).(string)
			// ECDSA is random; and the original counts the asterisk of a wildcard.
			random := algorithm == dnsq.ECDSAP256SHA256 || algorithm == dnsq.ECDSAP384SHA384
			wild := strings.HasPrefix(s.owner, "*")
			if same := ours.String() == theirs; wild && same || !wild && !random && !same {
				t.Errorf("%v %s %s: got %s, want %s", algorithm, s.owner, s.typ, ours, theirs)
			}
			if there := rdata[*dnsq.RRSIG](t, dnsq.TypeRRSIG, theirs); wild && (ours.Labels != 1 || there.Labels != 2) {
				t.Errorf("a wildcard's signature has %d labels here and %d there", ours.Labels, there.Labels)
			}
			at := &dnssec.ValidateOptions{Now: time.Unix(signingTime+5, 0)}
			if err := dnssec.ValidateRRSIG(set, rdata[*dnsq.RRSIG](t, dnsq.TypeRRSIG, theirs), keys, at); err != nil {
				t.Errorf("%v %s %s, signed there: %v", algorithm, s.owner, s.typ, err)
			}
			want := py.Value("validate", s.owner, 300, s.typ, s.texts, s.owner, []string{ours.String()}, "example.", []string{k.public.String()}, signingTime+5)
			if !original.Same(want, []any{nil, nil}) {
				t.Errorf("%v %s %s, signed here: %v", algorithm, s.owner, s.typ, want)
			}
		}
	}
}

// A signedCase is a signed RRset in text, to be changed.
type signedCase struct {
	owner, typ string
	ttl        int
	texts      []string
	sigOwner   string
	sigs       []string
	signer     string
	keys       []string
	now        int
	policy     string
}

// mutated changes one thing about a signed RRset.
func (c signedCase) mutated(rng *mrand.Rand) signedCase {
	c.texts, c.sigs, c.keys = slices.Clone(c.texts), slices.Clone(c.sigs), slices.Clone(c.keys)
	field := func(list []string, i int, f func(s string) string) {
		words := strings.Fields(list[0])
		words[i] = f(words[i])
		list[0] = strings.Join(words, " ")
	}
	switch rng.IntN(15) {
	case 0:
		c.now = signingTime + 3601
	case 1:
		c.now = signingTime - 1
	case 2:
		c.texts = append(c.texts, c.texts[0])
	case 3:
		if other := map[string]string{"A": "9.9.9.9", "MX": "10 other."}[c.typ]; other != "" {
			c.texts[0] = other
		}
	case 4:
		c.sigOwner = "other.example."
	case 5:
		field(c.sigs, 2, func(string) string { return fmt.Sprint(rng.IntN(6)) })
	case 6:
		field(c.sigs, 3, func(string) string { return "299" })
	case 7:
		field(c.sigs, 6, func(string) string { return fmt.Sprint(rng.IntN(65536)) })
	case 8:
		field(c.sigs, 1, func(string) string { return fmt.Sprint([]int{1, 3, 5, 8, 13, 14, 15, 16, 12}[rng.IntN(9)]) })
	case 9:
		field(c.sigs, 8, func(s string) string { return "A" + s[1:] })
	case 10:
		c.signer = "com."
	case 11:
		c.policy = "allow_all_policy"
	case 12:
		c.sigs = append([]string{strings.Replace(c.sigs[0], " 300 ", " 301 ", 1)}, c.sigs...)
	case 13:
		c.ttl = 30
	case 14:
		field(c.keys, 3, func(s string) string { return s[:len(s)-4] })
	}
	return c
}

func TestParityValidate(t *testing.T) {
	py, rng := startDNSSEC(t), original.Rand(t)
	signer := dnsq.MustName("example.")
	var good []signedCase
	for _, algorithm := range signingAlgorithms {
		k := newKey(t, algorithm, dnsq.KeyZONE)
		for _, s := range signedSets[:5] {
			typ, err := dnsq.RdataTypeFromText(s.typ)
			if err != nil {
				t.Fatal(err)
			}
			set, err := dnsq.RRsetFromText(s.owner, 300, dnsq.ClassIN, typ, s.texts...)
			if err != nil {
				t.Fatal(err)
			}
			sig, err := dnssec.Sign(set, k.private, signer, k.public, &dnssec.SignOptions{Inception: time.Unix(signingTime, 0), Lifetime: time.Hour})
			if err != nil {
				t.Fatal(err)
			}
			good = append(good, signedCase{s.owner, s.typ, 300, s.texts, s.owner, []string{sig.String()}, "example.", []string{k.public.String()}, signingTime + 10, ""})
		}
	}
	var calls []original.Call
	for range original.Rounds(t, 400) {
		c := good[rng.IntN(len(good))]
		for range rng.IntN(3) {
			c = c.mutated(rng)
		}
		calls = append(calls, call("validate", c.owner, c.ttl, c.typ, c.texts, c.sigOwner, c.sigs, c.signer, c.keys, c.now, c.policy))
	}
	compareAll(t, py, calls)
}

// validated is our side of validate.
func validated(a []any) any {
	set := func(owner string, ttl int, typ string, texts []string) *dnsq.RRset {
		code, err := dnsq.RdataTypeFromText(typ)
		if err != nil {
			panic(err)
		}
		s, err := dnsq.RRsetFromText(owner, uint32(ttl), dnsq.ClassIN, code, texts...)
		if err != nil {
			panic(err)
		}
		return s
	}
	s := set(a[0].(string), a[1].(int), a[2].(string), a[3].([]string))
	sigs := set(a[4].(string), a[1].(int), "RRSIG", a[5].([]string))
	keys := dnssec.NewZoneKeys(set(a[6].(string), 300, "DNSKEY", a[7].([]string)))
	opts := &dnssec.ValidateOptions{Now: time.Unix(int64(a[8].(int)), 0)}
	if a[9] == "allow_all_policy" {
		opts.Policy = dnssec.AllowAllPolicy()
	}
	return []any{outcome(nil, dnssec.ValidateRRSIG(s, sigs.Items[0].(*dnsq.RRSIG), keys, opts)), outcome(nil, dnssec.Validate(s, sigs, keys, opts))}
}

// The original takes signatures that RFC 4035 section 5.3.1 does not: by a key
// that is no zone's or has another protocol, and for names out of the signer's
// zone.
func TestValidateIsStricter(t *testing.T) {
	py := startDNSSEC(t)
	for _, c := range []struct {
		owner           string
		flags, protocol int
		want            string
	}{
		{"www.example.", 256, 3, ""},
		{"www.example.", 1, 3, "verify failure"},
		{"www.example.", 256, 2, "verify failure"},
		{"www.com.", 256, 3, "the owner is not in the signer's zone"},
	} {
		k := newKey(t, dnsq.ED25519, 0)
		k.public.Flags, k.public.Protocol = dnsq.KeyFlag(c.flags), uint8(c.protocol)
		sig := py.Value("sign", k.pem(t), c.owner, 300, "A", []string{"192.0.2.1"}, "example.", k.public.String(), signingTime, signingTime+60).(string)
		args := []any{c.owner, 300, "A", []string{"192.0.2.1"}, c.owner, []string{sig}, "example.", []string{k.public.String()}, signingTime, ""}
		if there := py.Value("validate", args...); !original.Same(there, []any{nil, nil}) {
			t.Errorf("%+v has healed: %v", c, there)
		}
		if here := validated(args).([]any)[0]; wordsOf(here) != c.want {
			t.Errorf("%+v: got %v", c, here)
		}
	}
}

func TestSignRefuses(t *testing.T) {
	k, other := newKey(t, dnsq.ED25519, 0), newKey(t, dnsq.ED25519, 0)
	set, err := dnsq.RRsetFromText("a.example.", 300, dnsq.ClassIN, dnsq.TypeA, "1.2.3.4")
	if err != nil {
		t.Fatal(err)
	}
	signer := dnsq.MustName("example.")
	hour := &dnssec.SignOptions{Lifetime: time.Hour}
	md5 := *k.public
	md5.Algorithm = dnsq.RSAMD5
	relative := *set
	relative.Name, err = dnsq.NameFromText("a", &dnsq.NameOptions{Relative: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		want string
		set  *dnsq.RRset
		priv crypto.Signer
		key  *dnsq.DNSKEY
		opts *dnssec.SignOptions
	}{
		{"ValueError", set, k.private, k.public, nil},
		{"DeniedByPolicy", set, k.private, &md5, hour},
		{"ValueError", set, k.private, other.public, hour},
		{"ValueError", set, nil, k.public, hour},
		{"ValidationFailure", &relative, k.private, k.public, hour},
	} {
		if _, err := dnssec.Sign(c.set, c.priv, signer, c.key, c.opts); classOf(err) != c.want {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
	for _, a := range []dnsq.Algorithm{dnsq.ED448, dnsq.DSA, dnsq.ECCGOST} {
		key := &dnsq.DNSKEY{Flags: dnsq.KeyZONE, Protocol: 3, Algorithm: a, Key: bytes.Repeat([]byte{1}, 57)}
		if _, err := dnssec.PublicKey(key); !errors.Is(err, dnssec.ErrUnsupportedAlgorithm) || !strings.Contains(err.Error(), a.String()) {
			t.Errorf("%v: %v", a, err)
		}
	}
}
