package certificate

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/examples/webserver/internal/config"
	"github.com/pyops-go/pyops/internal/leak"
)

func TestMain(m *testing.M) { leak.Main(m) }

// made is a pair in a folder of its own.
func made(t *testing.T) config.Pair {
	t.Helper()
	p, err := Development(filepath.Join(t.TempDir(), "new"), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func leaf(t *testing.T, p config.Pair) *x509.Certificate {
	t.Helper()
	c, err := tls.LoadX509KeyPair(p.Certificate, p.Key)
	if err != nil {
		t.Fatal(err)
	}
	return c.Leaf
}

// install puts a pair in the place of another, with a time of change that is later
// than all before.
func install(t *testing.T, from, to config.Pair, changed time.Time) {
	t.Helper()
	for _, names := range [][2]string{{from.Certificate, to.Certificate}, {from.Key, to.Key}} {
		text, err := os.ReadFile(names[0])
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(names[1], text, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(names[1], changed, changed); err != nil {
			t.Fatal(err)
		}
	}
}

// A certificate for development is good for this machine by each of its names, as a
// server, for no other and for no longer than it says.
func TestADevelopmentCertificateIsForThisMachine(t *testing.T) {
	now := time.Now()
	folder := filepath.Join(t.TempDir(), "a", "b")
	p, err := Development(folder, now)
	if err != nil {
		t.Fatal(err)
	}
	c := leaf(t, p)
	roots := x509.NewCertPool()
	roots.AddCert(c)
	verify := func(name string, at time.Time, use x509.ExtKeyUsage) error {
		_, err := c.Verify(x509.VerifyOptions{DNSName: name, Roots: roots, CurrentTime: at, KeyUsages: []x509.ExtKeyUsage{use}})
		return err
	}
	for _, name := range []string{"localhost", "127.0.0.1", "::1"} {
		if err := verify(name, now, x509.ExtKeyUsageServerAuth); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if verify("example.org", now, x509.ExtKeyUsageServerAuth) == nil || verify("127.0.0.2", now, x509.ExtKeyUsageServerAuth) == nil {
		t.Error("it is good for other machines")
	}
	if verify("localhost", now, x509.ExtKeyUsageClientAuth) == nil || c.IsCA {
		t.Error("it is good for more than a server")
	}
	// Clocks of two machines may differ by some minutes.
	for at, good := range map[time.Duration]bool{-2 * time.Hour: false, -30 * time.Minute: true, 89 * 24 * time.Hour: true, 91 * 24 * time.Hour: false} {
		if err := verify("localhost", now.Add(at), x509.ExtKeyUsageServerAuth); (err == nil) != good {
			t.Errorf("after %v: %v", at, err)
		}
	}
	if got := c.Subject.String(); got != "CN=localhost,O=pyops webserver\\, for development" {
		t.Errorf("it says of itself %s", c.Subject)
	}
	if runtime.GOOS == "windows" {
		return
	}
	for name, want := range map[string]os.FileMode{p.Key: 0o600, folder: 0o700} {
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v, want %v", name, info.Mode(), err, want)
		}
	}
}

// One that is good for more than a day stays; one that ends within it, or of which a
// half is missing, is made again.
func TestADevelopmentCertificateIsKeptWhileItIsGood(t *testing.T) {
	folder := t.TempDir()
	now := time.Now()
	again := func(at time.Time) string {
		t.Helper()
		p, err := Development(folder, at)
		if err != nil {
			t.Fatal(err)
		}
		return leaf(t, p).SerialNumber.String()
	}
	first := again(now)
	p := config.Pair{Certificate: filepath.Join(folder, "development.crt"), Key: filepath.Join(folder, "development.key")}
	end := leaf(t, p).NotAfter
	if again(now) != first || again(end.Add(-24*time.Hour-time.Second)) != first {
		t.Error("it was made again although it is good")
	}
	second := again(end.Add(-24*time.Hour + time.Second))
	if second == first {
		t.Error("it was kept although it ends within a day")
	}
	if err := os.Remove(p.Key); err != nil {
		t.Fatal(err)
	}
	if again(now) == second {
		t.Error("it was kept without its key")
	}
	if _, err := Development(filepath.Join(p.Certificate, "below a file"), now); err == nil {
		t.Error("it was made below a file")
	}
}

// A site has its own pair, by each of its names however they are written; all others
// have the server's.
func TestEachSiteHasItsPair(t *testing.T) {
	mine, shops := made(t), made(t)
	c := &config.Config{TLS: config.TLS{Pair: mine}, Sites: []config.Site{{}, {Names: []string{"shop.example", "www.shop.example"}, Cert: shops}, {Names: []string{"plain.example"}}}}
	s, err := Open(c, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]config.Pair{"shop.example": shops, "WWW.Shop.Example": shops, "plain.example": mine, "": mine, "other": mine} {
		got, err := s.Get(&tls.ClientHelloInfo{ServerName: name})
		if err != nil || !bytes.Equal(got.Leaf.Raw, leaf(t, want).Raw) {
			t.Errorf("%q: %v", name, err)
		}
	}
	if s.Main() != mine || s.Failure() != nil {
		t.Errorf("%v, %v", s.Main(), s.Failure())
	}
	if _, err := (*Store)(nil).Get(&tls.ClientHelloInfo{}); err == nil {
		t.Error("a server without certificates has one")
	}
}

// What cannot be served is refused with the names of its files, of the server and of
// each site; without any, one for development is made.
func TestFilesThatCannotBeServedAreRefused(t *testing.T) {
	one, two := made(t), made(t)
	mixed := config.Pair{Certificate: one.Certificate, Key: two.Key}
	for _, c := range []*config.Config{
		{TLS: config.TLS{Pair: mixed}},
		{TLS: config.TLS{Pair: one}, Sites: []config.Site{{Names: []string{"a"}, Cert: mixed}}},
	} {
		if _, err := Open(c, "", nil); err == nil || !strings.Contains(err.Error(), mixed.Certificate) || !strings.Contains(err.Error(), mixed.Key) {
			t.Errorf("%v", err)
		}
	}
	folder := filepath.Join(t.TempDir(), "dev")
	s, err := Open(&config.Config{}, folder, nil)
	if err != nil || s.Main().Certificate != filepath.Join(folder, "development.crt") {
		t.Errorf("%v", err)
	}
	if _, err := Open(&config.Config{}, filepath.Join(one.Key, "below a file"), nil); err == nil {
		t.Error("one was made below a file")
	}
}

// Files are looked at once a second. A pair that does not fit is told once, and again
// when it fits; until then the old one is served, and files put back are no failure.
func TestARenewedPairIsServedOnceItFits(t *testing.T) {
	one, two, live := made(t), made(t), made(t)
	begun := time.Now().Add(-time.Hour)
	install(t, one, live, begun)
	s, err := Open(&config.Config{TLS: config.TLS{Pair: live}}, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	clock := s.main.looked
	get := func(after time.Duration, want config.Pair) (told string) {
		t.Helper()
		clock = clock.Add(after)
		c, told := s.main.get(clock)
		if !bytes.Equal(c.Leaf.Raw, leaf(t, want).Raw) {
			t.Error("another is served")
		}
		return told
	}
	const second = time.Second
	if told := get(second, one); told != "" {
		t.Errorf("said %q of files that have not changed", told)
	}
	install(t, two, live, begun.Add(time.Minute))
	if told := get(second-1, one); told != "" {
		t.Errorf("they are looked at too soon: %q", told)
	}
	if told, want := get(1, two), fmt.Sprintf("certificate %s has changed and is served", live.Certificate); told != want {
		t.Errorf("said %q, want %q", told, want)
	}
	// A reading takes the clock's time for itself.
	clock = s.main.looked
	install(t, config.Pair{Certificate: one.Certificate, Key: two.Key}, live, begun.Add(2*time.Minute))
	told := get(second, two)
	if err := s.Failure(); err == nil || !strings.Contains(err.Error(), live.Key) || told != "the certificate in use stays: "+err.Error() || !strings.Contains(told, live.Certificate) {
		t.Errorf("said %q, %v", told, err)
	}
	if told := get(second, two); told != "" {
		t.Errorf("said again: %q", told)
	}
	install(t, two, live, begun.Add(time.Minute)) // as they were
	if told := get(second, two); told != "" || s.Failure() != nil {
		t.Errorf("said %q, %v", told, s.Failure())
	}
	if err := os.Remove(live.Key); err != nil {
		t.Fatal(err)
	}
	if told := get(second, two); !strings.HasPrefix(told, "the certificate in use stays: ") || s.Failure() == nil {
		t.Errorf("said %q of a key that is gone", told)
	}
}

// What is to be told is told to whom it was to be told.
func TestAChangeIsSaid(t *testing.T) {
	one, two, live := made(t), made(t), made(t)
	install(t, one, live, time.Now().Add(-time.Hour))
	var said []string
	s, err := Open(&config.Config{TLS: config.TLS{Pair: live}}, "", func(format string, args ...any) { said = append(said, fmt.Sprintf(format, args...)) })
	if err != nil {
		t.Fatal(err)
	}
	install(t, two, live, time.Now())
	s.main.looked = time.Time{}
	if _, err := s.Get(&tls.ClientHelloInfo{}); err != nil || len(said) != 1 || said[0] != "certificate "+live.Certificate+" has changed and is served" {
		t.Errorf("said %q, %v", said, err)
	}
}
