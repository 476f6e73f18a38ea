package sshx_test

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/sshx"
)

func TestCanonicalNames(t *testing.T) {
	text := "CanonicalizeHostname yes\nCanonicalDomains one.example two.example\nCanonicalizeFallbackLocal no\nHost *.two.example\nUser two\n"
	c, err := sshx.ParseSSHConfig(strings.NewReader(text), nil)
	must(t, err)
	o := &sshx.LookupOptions{Resolve: func(_ context.Context, name string) bool { return name == "web.two.example" }}
	d, err := c.Lookup(ctx(t), "web", o)
	if err != nil || d.Get("hostname") != "web.two.example" || d.Get("user") != "two" {
		t.Errorf("%v %v", d, err)
	}
	if _, err := c.Lookup(ctx(t), "none", o); !errors.Is(err, sshx.ErrCouldNotCanonicalize) {
		t.Errorf("%v", err)
	}
	if d, err := c.Lookup(ctx(t), "a.b.c", o); err != nil || d.Get("hostname") != "a.b.c" {
		t.Errorf("%v %v", d, err)
	}
	dots := func(most, host string) (string, error) {
		c, err := sshx.ParseSSHConfig(strings.NewReader("CanonicalizeHostname yes\nCanonicalDomains one.example\nCanonicalizeMaxDots "+most+"\n"), nil)
		must(t, err)
		d, err := c.Lookup(ctx(t), host, &sshx.LookupOptions{Resolve: func(context.Context, string) bool { return true }})
		return d.Get("hostname"), err
	}
	for _, e := range [][3]string{{"0", "web", "web.one.example"}, {"0", "a.b", "a.b"}, {"2", "a.b.c", "a.b.c.one.example"}, {"2", "127.0.0.1", "127.0.0.1"}} {
		if name, err := dots(e[0], e[1]); err != nil || name != e[2] {
			t.Errorf("%q: %s %v", e, name, err)
		}
	}
	for _, most := range []string{"-1", "many"} {
		if _, err := dots(most, "web"); !errors.Is(err, sshx.ErrConfigParse) {
			t.Errorf("%s dots: %v", most, err)
		}
	}
}

// addressed are the names that have an address in the tests by OpenSSH and paramiko.
var addressed = []string{"web.one.example", "web.two.example", "db.two.example", "a.b.one.example", "real.two.example"}

func resolveAddressed(_ context.Context, name string) bool { return slices.Contains(addressed, name) }

// canonicalConfig is a file that asks for canonical names.
func canonicalConfig(pick func(from ...string) string, openSSH bool) string {
	var b strings.Builder
	fmt.Fprintf(&b, "CanonicalizeHostname %s\nCanonicalDomains %s\n", pick("yes", "yes", "always", "no"), pick("one.example", "two.example", "two.example one.example", "none.example", "none.example two.example"))
	b.WriteString(pick("", "", "CanonicalizeMaxDots 0\n", "CanonicalizeMaxDots 2\n"))
	b.WriteString(pick("", "CanonicalizeFallbackLocal no\n", "CanonicalizeFallbackLocal yes\n"))
	if openSSH { // paramiko goes on from the first name
		b.WriteString(pick("", "", "HostName real\n", "ProxyCommand x\n", "ProxyJump j\n", "ProxyJump j\n", "ProxyCommand none\n"))
	}
	for range 1 + len(pick("", "x", "xx", "xxx")) {
		fmt.Fprintf(&b, "%s\n  %s\n", pick("Host web", "Host db", "Host *.example", "Host *.two.example", "Match host *.one.example", "Match originalhost web", "Match canonical all", "Match canonical host *.two.example", "Host *"),
			pick("User a", "User b", "Port 7", "HostKeyAlias k"))
	}
	return b.String()
}

// OpenSSH is the judge, with a file of hosts in the place of the system's, and nobody
// else to ask.
func TestCanonicalNamesAsOpenSSHHasThem(t *testing.T) {
	t.Parallel()
	d := t.TempDir()
	hosts := "127.0.0.1 localhost\n"
	for _, name := range addressed {
		hosts += "127.0.0.2 " + name + " " + name + ".\n" // ssh asks with a dot
	}
	write(t, filepath.Join(d, "hosts"), hosts)
	write(t, filepath.Join(d, "nsswitch"), "passwd: files\ngroup: files\nhosts: files\n")
	argv := peers.PrivateMounts(t, `mount --bind "$1/hosts" /etc/hosts
mount --bind "$1/nsswitch" /etc/nsswitch.conf`, d)
	argv = append(argv, peers.Need(t, "ssh"), "-G", "-F", filepath.Join(d, "config"))
	r := original.Rand(t)
	pick := func(from ...string) string { return from[r.IntN(len(from))] }
	var cases [][2]string // texts, and hosts to look up
	for _, mode := range []string{"yes", "always", "no"} {
		for _, way := range []string{"", "ProxyCommand x", "ProxyCommand none", "ProxyJump j", "ProxyJump none"} {
			cases = append(cases, [2]string{"CanonicalizeHostname " + mode + "\nCanonicalDomains two.example\n" + way + "\nHost *.two.example\nUser a\nMatch canonical all\nPort 7\n", "web"})
		}
	}
	for range original.Rounds(t, 30) {
		cases = append(cases, [2]string{canonicalConfig(pick, true), pick("web", "db", "real", "none", "a.b", "a.b.c", "127.0.0.1", "web.one.example")})
	}
	failed, renamed := 0, 0
	for _, c := range cases {
		text, host := c[0], c[1]
		write(t, filepath.Join(d, "config"), text)
		out, theirErr := exec.CommandContext(ctx(t), argv[0], append(argv[1:], host)...).Output()
		config, err := sshx.ParseSSHConfig(strings.NewReader(text), nil)
		must(t, err)
		ours, err := config.Lookup(ctx(t), host, &sshx.LookupOptions{Resolve: resolveAddressed})
		if theirErr != nil {
			failed++
			if !errors.Is(err, sshx.ErrCouldNotCanonicalize) {
				t.Errorf("ssh says %v, we say %v, for %s in\n%s", theirErr, err, host, text)
			}
			continue
		}
		if err != nil {
			t.Errorf("%v for %s in\n%s", err, host, text)
			continue
		}
		theirs := map[string]string{}
		for line := range strings.Lines(string(out)) {
			key, value, _ := strings.Cut(strings.TrimSpace(line), " ")
			theirs[key] = value
		}
		for key, usual := range map[string]string{"hostname": "", "user": "root", "port": "22", "hostkeyalias": ""} {
			got := ours.Get(key)
			if got == "" {
				got = usual
			}
			if got != theirs[key] {
				t.Errorf("%s is %q, ssh says %q, for %s in\n%s", key, got, theirs[key], host, text)
			}
		}
		if theirs["hostname"] != host {
			renamed++
		}
	}
	if failed == 0 || renamed == 0 {
		t.Errorf("%d hosts without an address, %d with another name", failed, renamed)
	}
}

func TestCanonicalNamesAsParamikoHasThem(t *testing.T) {
	py := startParamiko(t)
	py.Define(`
import paramiko.config

class Names:
    "The part of module socket that looks names up, over a list."
    def __init__(self, names):
        self.names, self.real = names, paramiko.config.socket
    def __getattr__(self, name):
        return getattr(self.real, name)
    def gethostbyname(self, name):
        if name not in self.names:
            raise self.real.gaierror("no address")
        return "127.0.0.2"
    def getaddrinfo(self, name, *args, **kw):
        return [self.gethostbyname(name)]

def canonical(text, host, names):
    before = paramiko.config.socket
    paramiko.config.socket = Names(names)
    try:
        d = SSHConfig.from_text(text).lookup(host)
        return [d.get(k) for k in ("hostname", "user", "port", "hostkeyalias")]
    except CouldNotCanonicalize:
        return "no canonical name"
    finally:
        paramiko.config.socket = before
`)
	r := original.Rand(t)
	pick := func(from ...string) string { return from[r.IntN(len(from))] }
	for range original.Rounds(t, 200) {
		text, host := canonicalConfig(pick, false), pick("web", "db", "none", "a.b", "a.b.c", "web.one.example")
		if strings.Contains(text, "Match canonical") {
			host = pick("web", "db", "none") // for names of too many dots OpenSSH reads again, and paramiko does not
		}
		c, err := sshx.ParseSSHConfig(strings.NewReader(text), nil)
		must(t, err)
		d, err := c.Lookup(ctx(t), host, &sshx.LookupOptions{Resolve: resolveAddressed})
		var got any = "no canonical name"
		if err == nil {
			values := []any{}
			for _, key := range []string{"hostname", "user", "port", "hostkeyalias"} {
				if v := d.Get(key); v != "" {
					values = append(values, v)
				} else {
					values = append(values, nil)
				}
			}
			got = values
		} else if !errors.Is(err, sshx.ErrCouldNotCanonicalize) {
			t.Errorf("%v for %s in\n%s", err, host, text)
		}
		if want := call(t, py, "canonical", text, host, addressed); !original.Same(original.Plain(got), want) {
			t.Errorf("%v, paramiko %v, for %s in\n%s", got, want, host, text)
		}
	}
}
