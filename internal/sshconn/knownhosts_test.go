package sshconn_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"golang.org/x/crypto/ssh"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/internal/sshconn"
)

// opensshFinds asks ssh-keygen which lines of a file are for a host.
func opensshFinds(t testing.TB, keygen, file, host string) (lines []int) {
	t.Helper()
	out, err := exec.Command(keygen, "-F", host, "-f", file).Output()
	var exit *exec.ExitError
	if err != nil && !(errors.As(err, &exit) && exit.ExitCode() == 1) {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(out)) {
		if rest, ok := strings.CutPrefix(line, "# Host "+host+" found: line "); ok {
			n, err := strconv.Atoi(strings.Fields(rest)[0])
			if err != nil {
				t.Fatal(err)
			}
			lines = append(lines, n)
		}
	}
	return lines
}

// Which entries are for a host, OpenSSH judges: over generated files.
func TestGeneratedKnownHosts(t *testing.T) {
	keygen := peers.Need(t, "ssh-keygen")
	r := original.Rand(t)
	pick := func(from ...string) string { return from[r.IntN(len(from))] }
	keys := []ssh.PublicKey{newKey(t).PublicKey(), newKey(t).PublicKey(), newRSAKey(t).PublicKey()}
	atom := func() string {
		return pick("web1", "web2", "WEB1", "web", "w*", "web?", "*", "10.0.0.1", "10.0.*", "10.0.0.?", "::1", "[web1]:22", "[web1]:2222", "[web?]:*", "[10.0.0.1]:2222", "*:2222", "*.example.com", "a.example.com")
	}
	for range original.Rounds(t, 60) {
		var text strings.Builder
		for range 1 + r.IntN(6) {
			hosts := atom()
			for r.IntN(3) == 0 {
				hosts += "," + pick("", "!") + atom()
			}
			if r.IntN(4) == 0 {
				salt := make([]byte, 20)
				for i := range salt {
					salt[i] = byte(r.Uint32())
				}
				hosts = sshconn.HashHost(pick("web1", "web2", "[web1]:2222", "10.0.0.1"), salt)
			}
			line := pick("", "", "", "@cert-authority ", "@revoked ") + sshconn.FormatEntry(hosts, keys[r.IntN(len(keys))]) + pick("", " comment", "\t a comment # here")
			switch r.IntN(12) {
			case 0:
				line = "# " + line
			case 1:
				line = ""
			}
			text.WriteString(pick("", "", " ", "\t") + line + "\n")
		}
		file := filepath.Join(t.TempDir(), "known_hosts")
		if err := os.WriteFile(file, []byte(text.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		k := known(t, file)
		if len(k.Warnings) > 0 {
			t.Errorf("%v in\n%s", k.Warnings, text.String())
		}
		for _, host := range []string{"web1", "web2", "web", "10.0.0.1", "[web1]:2222", "[10.0.0.1]:2222", "a.example.com", "other"} {
			want := opensshFinds(t, keygen, file, host)
			var got []int
			for _, e := range k.Entries {
				if e.Matches(host) {
					got = append(got, e.Line)
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s: lines %v, OpenSSH finds %v, in\n%s", host, got, want, text.String())
			}
		}
	}
}

// ssh asks for a host by small letters, however the user writes it.
func TestHostsInCapitals(t *testing.T) {
	key := newKey(t).PublicKey()
	k := &sshconn.KnownHosts{}
	k.Add("f", []byte(sshconn.FormatEntry("web1,[web2]:2222,w*.example.com", key)+"\n"+sshconn.FormatEntry(sshconn.HashHost("hashed", make([]byte, 20)), key)))
	for _, q := range []struct {
		host string
		port int
		name string
	}{{"WEB1", 22, "web1"}, {"Web2", 2222, "[web2]:2222"}, {"W3.Example.COM", 22, "w3.example.com"}, {"HASHED", 22, "hashed"}} {
		if name := sshconn.HostName(q.host, q.port); name != q.name {
			t.Errorf("%s is called %s, expected %s", q.host, name, q.name)
		}
		if err := k.Check(q.host, q.port, nil, key); err != nil {
			t.Errorf("%v", err)
		}
	}
}

// A port that no line names has the lines of the host, whatever port it is.
func TestPortsThatNobodyNames(t *testing.T) {
	key := newKey(t).PublicKey()
	k := &sshconn.KnownHosts{}
	k.Add("f", []byte(sshconn.FormatEntry("web1", key)+"\n"+sshconn.FormatEntry("[web1]:24", key)))
	for port, line := range map[int]int{0: 1, 21: 1, 22: 1, 23: 1, 24: 2, 25: 1, 65535: 1} {
		found := k.Lookup("web1", port)
		if len(found) != 1 || found[0].Line != line {
			t.Errorf("port %d: %+v, want line %d", port, found, line)
		}
	}
}

func TestWhatStandsInALine(t *testing.T) {
	key := newKey(t).PublicKey()
	k := &sshconn.KnownHosts{}
	k.Add("f", []byte("\n @revoked \t "+sshconn.FormatEntry("a,b", key)+" \t me at  home \n"))
	if len(k.Entries) != 1 {
		t.Fatalf("%v", k.Warnings)
	}
	if e := k.Entries[0]; e.Marker != sshconn.Revoked || e.Hosts != "a,b" || !bytes.Equal(e.Key.Marshal(), key.Marshal()) || e.Comment != "me at  home" || e.File != "f" || e.Line != 2 {
		t.Errorf("%+v", e)
	}
}

func TestLinesThatAreLeftOut(t *testing.T) {
	good := sshconn.FormatEntry("good", newKey(t).PublicKey())
	k := &sshconn.KnownHosts{}
	k.Add("f", []byte(strings.Join([]string{
		good,
		"garbage",
		"bad ssh-ed25519 ????",
		"bad ssh-dss AAAAB3NzaC1kc3MAAAAA",
		"@unknown " + good,
		"bad ssh-rsa " + strings.Fields(good)[2],
		"@revoked",
		"",
		"# comment",
		good,
	}, "\n")))
	if len(k.Entries) != 2 || k.Entries[1].Line != 10 || k.Entries[1].Place() != "f:10" {
		t.Errorf("entries %+v", k.Entries)
	}
	for i, want := range []string{
		`f:2: "garbage" is not a line of known_hosts: expected hosts, key type and key`,
		`f:3: the key of "bad" is not base64`,
		`f:4: the key of "bad" cannot be read: `,
		`f:5: unknown marker "@unknown": expected @cert-authority or @revoked`,
		`f:6: the key of "bad" is said to be "ssh-rsa" and is ssh-ed25519`,
		`f:7: "@revoked" is not a line of known_hosts: expected hosts, key type and key`,
	} {
		if i >= len(k.Warnings) || k.Warnings[i].String() != want && !(i == 2 && strings.HasPrefix(k.Warnings[i].String(), want)) {
			t.Errorf("warning %d of %v, expected %s", i, k.Warnings, want)
		}
	}
	if len(k.Warnings) != 6 {
		t.Errorf("warnings %v", k.Warnings)
	}
}

func TestFilesThatAreNotThere(t *testing.T) {
	file := filepath.Join(t.TempDir(), "known_hosts")
	if err := os.WriteFile(file, []byte(sshconn.FormatEntry("a", newKey(t).PublicKey())), 0o600); err != nil {
		t.Fatal(err)
	}
	k, err := sshconn.ReadKnownHosts(file+".gone", file)
	if !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), file+".gone") || len(k.Entries) != 1 {
		t.Errorf("%v, %+v", err, k)
	}
	var none *sshconn.KnownHosts
	if none.Lookup("a", 22) != nil || none.Check("a", 22, nil, newKey(t).PublicKey()) == nil || len(none.HostAlgorithms("a", 22, nil)) == 0 {
		t.Error("nil knows somebody")
	}
}

func TestAlgorithmsOfKnownKeysComeFirst(t *testing.T) {
	k := &sshconn.KnownHosts{}
	k.Add("f", []byte(sshconn.FormatEntry("rsa", newRSAKey(t).PublicKey())+"\n"+sshconn.FormatEntry("*:2222", newKey(t).PublicKey())+"\n@cert-authority "+sshconn.FormatEntry("ca", newKey(t).PublicKey())+"\n"))
	usual := ssh.SupportedAlgorithms().HostKeys
	for _, test := range []struct {
		host  string
		port  int
		first []string
	}{
		{"rsa", 22, []string{"rsa-sha2-512", "rsa-sha2-256"}},
		{"rsa", 9, []string{"rsa-sha2-512", "rsa-sha2-256"}}, // known without its port
		{"any", 2222, []string{"ssh-ed25519"}},
		{"ca", 22, []string{"ssh-ed25519-cert-v01@openssh.com"}},
		{"nobody", 22, []string{"ssh-ed25519-cert-v01@openssh.com"}},
	} {
		got := k.HostAlgorithms(test.host, test.port, nil)
		ok := len(got) == len(usual)
		for i, a := range test.first {
			if test.host == "ca" {
				ok = ok && strings.Contains(got[i], "-cert-")
			} else {
				ok = ok && got[i] == a
			}
		}
		if !ok {
			t.Errorf("%s: %v", test.host, got)
		}
	}
	if got := k.HostAlgorithms("rsa", 22, []string{"ssh-ed25519"}); !slices.Equal(got, []string{"ssh-ed25519"}) {
		t.Errorf("more than the caller takes: %v", got)
	}
}

func TestHostCertificates(t *testing.T) {
	authority, other, key := newKey(t), newKey(t), newKey(t)
	certificate := func(by ssh.Signer, principals ...string) *ssh.Certificate {
		c := &ssh.Certificate{Key: key.PublicKey(), CertType: ssh.HostCert, ValidPrincipals: principals, ValidBefore: ssh.CertTimeInfinity, Nonce: make([]byte, 32)}
		if err := c.SignCert(bytes.NewReader(make([]byte, 1<<12)), by); err != nil {
			t.Fatal(err)
		}
		return c
	}
	k := &sshconn.KnownHosts{}
	k.Add("f", []byte("@cert-authority "+sshconn.FormatEntry("*.example.com", authority.PublicKey())+"\n@revoked "+sshconn.FormatEntry("*", other.PublicKey())+"\n"))
	addr := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 22}
	for name, test := range map[string]struct {
		host string
		cert *ssh.Certificate
		want error
	}{
		"of the authority":     {"a.example.com", certificate(authority, "a.example.com"), nil},
		"host in capitals":     {"A.Example.com", certificate(authority, "a.example.com"), nil},
		"of another host":      {"a.example.com", certificate(authority, "b.example.com"), sshconn.ErrHostKey},
		"of another authority": {"a.example.com", certificate(newKey(t), "a.example.com"), sshconn.ErrHostKey},
		"of a revoked one":     {"a.example.com", certificate(other, "a.example.com"), sshconn.ErrHostKeyRevoked},
		"where none is known":  {"elsewhere", certificate(authority, "elsewhere"), sshconn.ErrHostKeyUnknown},
	} {
		if err := k.Check(test.host, 22, addr, test.cert); !errors.Is(err, test.want) || (err == nil) != (test.want == nil) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAppendingLosesNothing(t *testing.T) {
	keygen := peers.Need(t, "ssh-keygen")
	file := filepath.Join(t.TempDir(), "ssh", "known_hosts")
	key := newKey(t).PublicKey()
	if err := sshconn.AppendKnownHost(file, "first", key); err != nil {
		t.Fatal(err)
	}
	for path, mode := range map[string]fs.FileMode{file: 0o600, filepath.Dir(file): 0o700} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != mode {
			t.Errorf("%s: %v, %v", path, info.Mode(), err)
		}
	}
	odd := "# comment\n@cert-authority * nonsense\na,b ssh-dss AAAA\nno end of line"
	if err := os.WriteFile(file, []byte(odd), 0o600); err != nil {
		t.Fatal(err)
	}
	var wait sync.WaitGroup
	for i := range 12 {
		wait.Go(func() {
			if err := sshconn.AppendKnownHost(file, fmt.Sprintf("host%d", i), key); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	text, err := os.ReadFile(file)
	if err != nil || !strings.HasPrefix(string(text), odd+"\n") {
		t.Errorf("what stood there became\n%s", text)
	}
	for i := range 12 {
		host := fmt.Sprintf("host%d", i)
		if got := opensshFinds(t, keygen, file, host); len(got) != 1 {
			t.Errorf("%s is on lines %v", host, got)
		}
	}
	for _, bad := range []string{"", "a b", "a\nb", "#a"} {
		if err := sshconn.AppendKnownHost(file, bad, key); err == nil {
			t.Errorf("%q was written", bad)
		}
	}
}

func FuzzKnownHosts(f *testing.F) {
	f.Add([]byte("host ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ comment\n"), "host")
	f.Add([]byte("@revoked * ssh-rsa AAAA\n|1|a|b ssh-rsa AAAA\n"), "[host]:2222")
	f.Add([]byte("a,!b*,c? \t ssh-dss ==\r\n# x"), "abc")
	f.Fuzz(func(t *testing.T, data []byte, host string) {
		k := &sshconn.KnownHosts{}
		k.Add("f", data)
		if got, most := len(k.Entries)+len(k.Warnings), bytes.Count(data, []byte("\n"))+1; got > most {
			t.Errorf("%d entries and warnings of %d lines", got, most)
		}
		for _, e := range k.Lookup(host, 22) {
			if !e.Matches(sshconn.HostName(host, 22)) || e.Line < 1 || e.Key == nil {
				t.Errorf("%+v for %q", e, host)
			}
		}
	})
}
