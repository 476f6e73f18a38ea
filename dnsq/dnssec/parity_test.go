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
	ask       = dnstest.Ask
	classOf   = dnstest.ClassOf
	messageOf = dnstest.MessageOf
	outcome   = dnstest.Outcome
	wordsOf   = dnstest.WordsOf
	relative  = dnstest.Name
)

// compareAll compares generated calls that are cases.
func compareAll(t *testing.T, py *original.Python, calls []original.Call) {
	t.Helper()
	dnstest.Judge(py, nil).Generated(t, calls)
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

// policies are those of both, by their names there.
var policies = map[string]dnssec.Policy{"": nil, "allow_all_policy": dnssec.AllowAllPolicy(), "rfc_8624_policy": dnssec.RFC8624Policy()}

// A keyID is a key whose number is asked for.
type keyID struct {
	Type dnsq.RdataType `py:"rdtype"`
	Text string
}

func (keyID) Asks() string { return "key_id" }

func (c keyID) Ours() any {
	rd, err := dnsq.RdataFromText(dnsq.ClassIN, c.Type, c.Text, nil)
	if err != nil {
		return outcome(nil, err)
	}
	id, err := dnssec.KeyID(rd)
	return outcome(int(id), err)
}

// A makeDS is a key that a DS is made of.
type makeDS struct {
	Name       string
	Type       dnsq.RdataType `py:"rdtype"`
	Key        string
	Digest     dnsq.DSDigest
	Policy     string `py:"pol"`
	Validating bool
}

func (makeDS) Asks() string { return "make_ds" }

func (c makeDS) Ours() any {
	rd, err := dnsq.RdataFromText(dnsq.ClassIN, c.Type, c.Key, nil)
	if err != nil {
		return outcome(nil, err)
	}
	ds, err := dnssec.MakeDS(dnsq.MustName(c.Name), rd, c.Digest, &dnssec.DSOptions{Policy: policies[c.Policy], Validating: c.Validating})
	if err != nil {
		return outcome(nil, err)
	}
	return ds.String()
}

// A nsec3Hash is a name that is hashed, with a salt in hexadecimal.
type nsec3Hash struct {
	Name, Salt string
	Iterations uint16
	Algorithm  dnsq.NSEC3HashAlgorithm
}

func (nsec3Hash) Asks() string { return "nsec3_hash" }

func (c nsec3Hash) Ours() any {
	salt, err := hex.DecodeString(c.Salt)
	if err != nil {
		panic(err)
	}
	h, err := dnssec.NSEC3Hash(dnsq.MustName(c.Name), salt, c.Iterations, c.Algorithm)
	return outcome(h, err)
}

func TestParityDS(t *testing.T) {
	py, rng := startDNSSEC(t), original.Rand(t)
	var calls []original.Call
	for range original.Rounds(t, 400) {
		key := make([]byte, 1+rng.IntN(70))
		for i := range key {
			key[i] = byte(rng.Uint32())
		}
		k := &dnsq.DNSKEY{Flags: dnsq.KeyFlag(rng.Uint32()), Protocol: byte(rng.Uint32()), Algorithm: dnsq.Algorithm(rng.IntN(18)), Key: key}
		typ := []dnsq.RdataType{dnsq.TypeDNSKEY, dnsq.TypeCDNSKEY}[rng.IntN(2)]
		name := []string{"example.", ".", "WWW.Example.", `a\.b.c.`}[rng.IntN(4)]
		calls = append(calls, ask(keyID{typ, k.String()}))
		calls = append(calls, ask(makeDS{name, typ, k.String(), dnsq.DSDigest(rng.IntN(6)), []string{"", "allow_all_policy", "rfc_8624_policy"}[rng.IntN(3)], rng.IntN(2) == 0}))
		salt := hex.EncodeToString(key[:len(key)/3])
		calls = append(calls, ask(nsec3Hash{name, salt, uint16(rng.IntN(20)), dnsq.NSEC3HashAlgorithm(1 + rng.IntN(8)/7)}))
	}
	calls = append(calls, ask(makeDS{Name: "example.", Type: dnsq.TypeA, Key: "1.2.3.4", Digest: dnsq.DigestSHA256}))
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
	dnstest.Judge(py, nil).Table(t, calls)
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
			want := py.Value("by_name(validate)", signedCase{s.owner, 300, typ, s.texts, s.owner, []string{ours.String()}, "example.", []string{k.public.String()}, signingTime + 5, ""})
			if !original.Same(want, []any{nil, nil}) {
				t.Errorf("%v %s %s, signed here: %v", algorithm, s.owner, s.typ, want)
			}
		}
	}
}

// A signedCase is a signed RRset in text, to be changed.
type signedCase struct {
	Owner    string
	TTL      int
	Type     dnsq.RdataType `py:"rdtype"`
	Texts    []string
	SigOwner string `py:"sigowner"`
	Sigs     []string
	Signer   string
	Keys     []string
	Now      int
	Policy   string `py:"pol"`
}

// mutated changes one thing about a signed RRset.
func (c signedCase) mutated(rng *mrand.Rand) signedCase {
	c.Texts, c.Sigs, c.Keys = slices.Clone(c.Texts), slices.Clone(c.Sigs), slices.Clone(c.Keys)
	field := func(list []string, i int, f func(s string) string) {
		words := strings.Fields(list[0])
		words[i] = f(words[i])
		list[0] = strings.Join(words, " ")
	}
	switch rng.IntN(15) {
	case 0:
		c.Now = signingTime + 3601
	case 1:
		c.Now = signingTime - 1
	case 2:
		c.Texts = append(c.Texts, c.Texts[0])
	case 3:
		if other := map[dnsq.RdataType]string{dnsq.TypeA: "9.9.9.9", dnsq.TypeMX: "10 other."}[c.Type]; other != "" {
			c.Texts[0] = other
		}
	case 4:
		c.SigOwner = "other.example."
	case 5:
		field(c.Sigs, 2, func(string) string { return fmt.Sprint(rng.IntN(6)) })
	case 6:
		field(c.Sigs, 3, func(string) string { return "299" })
	case 7:
		field(c.Sigs, 6, func(string) string { return fmt.Sprint(rng.IntN(65536)) })
	case 8:
		field(c.Sigs, 1, func(string) string { return fmt.Sprint([]int{1, 3, 5, 8, 13, 14, 15, 16, 12}[rng.IntN(9)]) })
	case 9:
		field(c.Sigs, 8, func(s string) string { return "A" + s[1:] })
	case 10:
		c.Signer = "com."
	case 11:
		c.Policy = "allow_all_policy"
	case 12:
		c.Sigs = append([]string{strings.Replace(c.Sigs[0], " 300 ", " 301 ", 1)}, c.Sigs...)
	case 13:
		c.TTL = 30
	case 14:
		field(c.Keys, 3, func(s string) string { return s[:len(s)-4] })
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
			good = append(good, signedCase{s.owner, 300, typ, s.texts, s.owner, []string{sig.String()}, "example.", []string{k.public.String()}, signingTime + 10, ""})
		}
	}
	var calls []original.Call
	for range original.Rounds(t, 400) {
		c := good[rng.IntN(len(good))]
		for range rng.IntN(3) {
			c = c.mutated(rng)
		}
		calls = append(calls, ask(c))
	}
	compareAll(t, py, calls)
}

func (signedCase) Asks() string { return "validate" }

func (c signedCase) Ours() any {
	set := func(owner string, ttl int, typ dnsq.RdataType, texts []string) *dnsq.RRset {
		s, err := dnsq.RRsetFromText(owner, uint32(ttl), dnsq.ClassIN, typ, texts...)
		if err != nil {
			panic(err)
		}
		return s
	}
	s, sigs := set(c.Owner, c.TTL, c.Type, c.Texts), set(c.SigOwner, c.TTL, dnsq.TypeRRSIG, c.Sigs)
	keys := dnssec.NewZoneKeys(set(c.Signer, 300, dnsq.TypeDNSKEY, c.Keys))
	opts := &dnssec.ValidateOptions{Now: time.Unix(int64(c.Now), 0), Policy: policies[c.Policy]}
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
		signed := signedCase{c.owner, 300, dnsq.TypeA, []string{"192.0.2.1"}, c.owner, []string{sig}, "example.", []string{k.public.String()}, signingTime, ""}
		if there := py.Value("by_name(validate)", signed); !original.Same(there, []any{nil, nil}) {
			t.Errorf("%+v has healed: %v", c, there)
		}
		if here := signed.Ours().([]any)[0]; wordsOf(here) != c.want {
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
		_, err := dnssec.Sign(c.set, c.priv, signer, c.key, c.opts)
		if classOf(err) != c.want {
			t.Errorf("got %v, want %s", err, c.want)
		}
		if c.priv == nil && !strings.HasSuffix(err.Error(), "no private key") {
			t.Errorf("got %v", err)
		}
	}
	for _, a := range []dnsq.Algorithm{dnsq.ED448, dnsq.DSA, dnsq.ECCGOST} {
		key := &dnsq.DNSKEY{Flags: dnsq.KeyZONE, Protocol: 3, Algorithm: a, Key: bytes.Repeat([]byte{1}, 57)}
		if _, err := dnssec.PublicKey(key); !errors.Is(err, dnssec.ErrUnsupportedAlgorithm) || !strings.Contains(err.Error(), a.String()) {
			t.Errorf("%v: %v", a, err)
		}
	}
}
