package dnssec_test

import (
	"crypto"
	"crypto/rsa"
	"encoding/base64"
	"errors"
	"io"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/dnssec"
)

// An RSA exponent is odd, at least 3, and no larger than crypto/rsa takes (RFC 3110
// has it as a number of any length).
func TestRSAExponents(t *testing.T) {
	wide := new(big.Int).Lsh(big.NewInt(1), 64)
	for _, c := range []struct {
		exponent *big.Int
		good     bool
	}{
		{big.NewInt(1), false}, {big.NewInt(2), false}, {big.NewInt(3), true}, {big.NewInt(65537), true},
		{big.NewInt(1<<31 - 1), true}, {big.NewInt(1 << 31), false}, {wide.Add(wide, big.NewInt(3)), false},
	} {
		e := c.exponent.Bytes()
		key := append(append([]byte{byte(len(e))}, e...), bytesOf(128)...)
		rd := rdata[*dnsq.DNSKEY](t, dnsq.TypeDNSKEY, "256 3 8 "+base64.StdEncoding.EncodeToString(key))
		if _, err := dnssec.PublicKey(rd); (err == nil) != c.good || err != nil && !errors.Is(err, dnssec.ErrValidationFailure) {
			t.Errorf("%v: %v", c.exponent, err)
		}
	}
}

func bytesOf(n int) []byte { return []byte(strings.Repeat("\xab", n)) }

// A key has the size of its algorithm; the length of an RSA exponent is one byte, or
// two after a zero (RFC 3110, 2).
func TestSizesOfKeys(t *testing.T) {
	modulus := bytesOf(128)
	for _, c := range []struct {
		what      string
		algorithm dnsq.Algorithm
		key       []byte
		good      bool
	}{
		{"nothing", dnsq.RSASHA256, nil, false}, {"no exponent", dnsq.RSASHA256, []byte{0}, false}, {"no length", dnsq.RSASHA256, []byte{0, 0}, false},
		{"an exponent of no bytes", dnsq.RSASHA256, append([]byte{0, 0, 0}, modulus...), false}, {"no modulus", dnsq.RSASHA256, []byte{3, 1, 0, 1}, false},
		{"a modulus of a byte", dnsq.RSASHA256, []byte{3, 1, 0, 1, 0xab}, true},
		{"a long length", dnsq.RSASHA256, append([]byte{0, 0, 3, 1, 0, 1}, modulus...), true}, {"a short one", dnsq.RSASHA256, append([]byte{3, 1, 0, 1}, modulus...), true},
		{"4104 bits", dnsq.RSASHA256, append([]byte{3, 1, 0, 1}, bytesOf(513)...), true}, {"4112 bits", dnsq.RSASHA256, append([]byte{3, 1, 0, 1}, bytesOf(514)...), false},
		{"a byte less", dnsq.ED25519, bytesOf(31), false}, {"just so", dnsq.ED25519, bytesOf(32), true}, {"a byte more", dnsq.ED25519, bytesOf(33), false},
		{"off the curve", dnsq.ECDSAP256SHA256, bytesOf(64), false}, {"half a point", dnsq.ECDSAP256SHA256, bytesOf(32), false},
	} {
		got, err := dnssec.PublicKey(&dnsq.DNSKEY{Flags: dnsq.KeyZONE, Protocol: 3, Algorithm: c.algorithm, Key: c.key})
		if (err == nil) != c.good || err != nil && !errors.Is(err, dnssec.ErrValidationFailure) {
			t.Errorf("%v, %s: %v", c.algorithm, c.what, err)
		}
		if k, ok := got.(*rsa.PublicKey); ok && (k.E != 65537 || k.N.Bytes()[0] != 0xab) {
			t.Errorf("%s: %v", c.what, k)
		}
	}
}

// The salt of an NSEC3 has a length of one byte.
func TestSaltsOfNSEC3(t *testing.T) {
	for size, good := range map[int]bool{0: true, 255: true, 256: false} {
		_, err := dnssec.NSEC3Hash(dnsq.MustName("example."), make([]byte, size), 1, dnsq.NSEC3SHA1)
		if (err == nil) != good || err != nil && (!errors.Is(err, dnsq.ErrValue) || !strings.HasSuffix(err.Error(), "Invalid salt length")) {
			t.Errorf("%d bytes: %v", size, err)
		}
	}
}

// A signature is looked for with four keys of its number, and no more: anybody can
// make keys that have one.
func TestManyKeysOfANumber(t *testing.T) {
	k := newKey(t, dnsq.ED25519, 256)
	zone := dnsq.MustName("example.")
	set, err := dnsq.RRsetFromText("a.example.", 300, dnsq.ClassIN, dnsq.TypeA, "192.0.2.1")
	if err != nil {
		t.Fatal(err)
	}
	sig, err := dnssec.Sign(set, k.private, zone, k.public, &dnssec.SignOptions{Lifetime: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	for others, good := range map[int]bool{0: true, 3: true, 4: false} {
		keys := dnsq.NewRRset(zone, dnsq.ClassIN, dnsq.TypeDNSKEY)
		for i := range others {
			other := *k.public
			other.Key = append(slices.Clone(k.public.Key[2*i+2:]), k.public.Key[:2*i+2]...)
			if other.KeyID() != k.public.KeyID() {
				t.Fatalf("the key of turned words has the number %d", other.KeyID())
			}
			if err := keys.Add(&other); err != nil {
				t.Fatal(err)
			}
		}
		if err := keys.Add(k.public); err != nil {
			t.Fatal(err)
		}
		if err := dnssec.ValidateRRSIG(set, sig, dnssec.NewZoneKeys(keys), nil); (err == nil) != good || err != nil && !errors.Is(err, dnssec.ErrValidationFailure) {
			t.Errorf("%d others: %v", others, err)
		}
	}
}

// Names that are relative to an origin validate as those in full do; a signature
// over another type does not.
func TestRelativeNamesValidate(t *testing.T) {
	k := newKey(t, dnsq.ED25519, 256)
	origin := dnsq.MustName("example.")
	keys, err := dnsq.RRsetFromRdata(origin, 300, k.public)
	if err != nil {
		t.Fatal(err)
	}
	set, err := dnsq.RRsetFromText("a.example.", 300, dnsq.ClassIN, dnsq.TypeA, "192.0.2.1")
	if err != nil {
		t.Fatal(err)
	}
	sig, err := dnssec.Sign(set, k.private, origin, k.public, &dnssec.SignOptions{Lifetime: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	short, signed := *set, *sig
	short.Name, signed.Signer = relative("a"), dnsq.Empty
	sigs, err := dnsq.RRsetFromRdata(relative("a"), 300, &signed)
	if err != nil {
		t.Fatal(err)
	}
	opts := &dnssec.ValidateOptions{Origin: &origin}
	if err := dnssec.Validate(&short, sigs, dnssec.NewZoneKeys(keys), opts); err != nil {
		t.Error(err)
	}
	if err := dnssec.Validate(&short, sigs, dnssec.NewZoneKeys(keys), nil); !errors.Is(err, dnssec.ErrValidationFailure) {
		t.Errorf("without an origin: %v", err)
	}
	other := *sig
	other.TypeCovered = dnsq.TypeAAAA
	if err := dnssec.ValidateRRSIG(set, &other, dnssec.NewZoneKeys(keys), nil); !errors.Is(err, dnssec.ErrValidationFailure) || !strings.HasSuffix(err.Error(), "the signature is over another RRset") {
		t.Errorf("over another type: %v", err)
	}
}

// A policy, and a set of keys, of which some are missing.
func TestZoneKeysPassOverNil(t *testing.T) {
	k := newKey(t, dnsq.ED25519, 0)
	set, err := dnsq.RRsetFromRdata(dnsq.MustName("example."), 300, k.public)
	if err != nil {
		t.Fatal(err)
	}
	if keys := dnssec.NewZoneKeys(nil, set, nil); keys.Get(dnsq.MustName("example.")) == nil || len(keys) != 1 {
		t.Errorf("%v", keys)
	}
}

// Sixteen signatures are looked at, and no more: the good one may be the last of them.
func TestManySignatures(t *testing.T) {
	k := newKey(t, dnsq.ED25519, 256)
	zone, now := dnsq.MustName("example."), time.Now()
	keys, err := dnsq.RRsetFromRdata(zone, 300, k.public)
	if err != nil {
		t.Fatal(err)
	}
	set, err := dnsq.RRsetFromText("a.example.", 300, dnsq.ClassIN, dnsq.TypeA, "192.0.2.1")
	if err != nil {
		t.Fatal(err)
	}
	good, err := dnssec.Sign(set, k.private, zone, k.public, &dnssec.SignOptions{Inception: now, Lifetime: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	for bad, want := range map[int]bool{0: true, 15: true, 16: false, 17: false} {
		sigs := dnsq.NewRRset(set.Name, dnsq.ClassIN, dnsq.TypeRRSIG)
		sigs.Covers = dnsq.TypeA
		for i := range bad {
			other := *good
			other.Signature = append([]byte{byte(i)}, good.Signature[1:]...)
			other.Signature[1] ^= 1
			sigs.Items = append(sigs.Items, &other)
		}
		sigs.Items = append(sigs.Items, good)
		if err := dnssec.Validate(set, sigs, dnssec.NewZoneKeys(keys), &dnssec.ValidateOptions{Now: now}); (err == nil) != want {
			t.Errorf("after %d bad ones: %v", bad, err)
		}
	}
}

// crooked signs something else than it is asked to.
type crooked struct{ crypto.Signer }

func (c crooked) Sign(r io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error) {
	return c.Signer.Sign(r, append([]byte("x"), digest...), opts)
}

// A signature that is wrong is noticed where it is asked for, and not where not.
func TestVerifyWhatWasSigned(t *testing.T) {
	k := newKey(t, dnsq.ED25519, dnsq.KeyZONE)
	set, err := dnsq.RRsetFromText("a.example.", 300, dnsq.ClassIN, dnsq.TypeA, "192.0.2.1")
	if err != nil {
		t.Fatal(err)
	}
	for verify, kind := range map[bool]error{true: dnssec.ErrValidationFailure, false: nil} {
		_, err := dnssec.Sign(set, crooked{k.private}, dnsq.MustName("example."), k.public, &dnssec.SignOptions{Lifetime: time.Hour, Verify: verify})
		if !errors.Is(err, kind) {
			t.Errorf("verify %t: %v", verify, err)
		}
		if _, err := dnssec.Sign(set, k.private, dnsq.MustName("example."), k.public, &dnssec.SignOptions{Lifetime: time.Hour, Verify: verify}); err != nil {
			t.Errorf("verify %t, and it is right: %v", verify, err)
		}
	}
}

// The options of signing: what is verified, by which keys, and for how long.
func TestSigningOptions(t *testing.T) {
	keys := signingKeys(t, dnsq.ED25519, dnsq.KeyZONE, dnsq.KeyZONE|dnsq.KeySEP)
	zone := dnsq.MustName("example.")
	hour := &dnssec.SignOptions{Lifetime: time.Hour, Verify: true}
	for _, typ := range []dnsq.RdataType{dnsq.TypeA, dnsq.TypeDNSKEY, dnsq.TypeCDS, dnsq.TypeCDNSKEY} {
		set := dnsq.NewRRset(zone, dnsq.ClassIN, typ)
		text := map[dnsq.RdataType]string{dnsq.TypeA: "192.0.2.1", dnsq.TypeDNSKEY: keys[0].Public.String(), dnsq.TypeCDS: "0 0 0 00", dnsq.TypeCDNSKEY: "0 3 0 AA=="}[typ]
		rd, err := dnsq.RdataFromText(dnsq.ClassIN, typ, text, nil)
		if err != nil {
			t.Fatal(err)
		}
		set.Items = append(set.Items, rd)
		by := keys[1] // RFC 7344, 4.1: CDS and CDNSKEY are signed by a key that signs the DNSKEY
		if typ == dnsq.TypeA {
			by = keys[0]
		}
		sigs, err := dnssec.SignRRset(set, zone, keys, hour)
		if err != nil || len(sigs) != 1 || sigs[0].KeyTag != by.Public.KeyID() {
			t.Errorf("%v: %v, %v", typ, sigs, err)
		}
	}
	z := readZone(t, "@ 300 SOA a b 1 2 3 4 5\n@ 300 NS a\na 300 A 192.0.2.1\n")
	if err := dnssec.SignZone(z, keys, nil); err != nil {
		t.Fatal(err)
	}
	for _, rd := range z.GetRRset(zone, dnsq.TypeRRSIG, dnsq.TypeSOA).Items {
		// Newer versions of the original have 30 days.
		if sig := rd.(*dnsq.RRSIG); sig.Expiration-sig.Inception != 30*24*3600 {
			t.Errorf("it holds for %d seconds", sig.Expiration-sig.Inception)
		}
	}
}

// A policy that is not there denies what the default does, however it is not there.
func TestPoliciesThatAreNil(t *testing.T) {
	md5 := &dnsq.DNSKEY{Algorithm: dnsq.RSAMD5, Protocol: 3}
	good := &dnsq.DNSKEY{Algorithm: dnsq.ED25519, Protocol: 3}
	none := (*dnssec.SimpleDeny)(nil)
	if none.OKToSign(md5) || none.OKToValidate(md5) || none.OKToCreateDS(dnsq.DigestSHA1) || none.OKToValidateDS(dnsq.DigestNULL) || none.OKToSign(nil) {
		t.Error("a nil policy allows what RFC 8624 does not")
	}
	if !none.OKToSign(good) || !none.OKToValidate(good) || !none.OKToCreateDS(dnsq.DigestSHA256) || !none.OKToValidateDS(dnsq.DigestSHA1) {
		t.Error("a nil policy denies what RFC 8624 allows")
	}
	set, err := dnsq.RRsetFromText("a.example.", 300, dnsq.ClassIN, dnsq.TypeA, "192.0.2.1")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []dnssec.Policy{nil, none} {
		if _, err := dnssec.Sign(set, nil, dnsq.MustName("example."), md5, &dnssec.SignOptions{Lifetime: time.Hour, Policy: p}); !errors.Is(err, dnssec.ErrDeniedByPolicy) {
			t.Errorf("%T: %v", p, err)
		}
	}
}
