package sshx_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/sshx"
)

// asSSH is what OpenSSH's own client makes of a file for a host: values by keyword, as
// ssh -G prints them.
func asSSH(t testing.TB, file, host string) (map[string][]string, error) {
	t.Helper()
	out, err := exec.CommandContext(ctx(t), peers.Need(t, "ssh"), "-G", "-F", file, host).Output()
	if err != nil {
		return nil, err
	}
	all := map[string][]string{}
	for line := range strings.Lines(string(out)) {
		key, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		all[key] = append(all[key], value)
	}
	return all, nil
}

// judged are keywords whose values ssh -G prints as they stand in the file; what is
// not set has a default there.
var judged = map[string]string{
	"hostname": "", "user": "root", "port": "22", "hostkeyalias": "", "proxyjump": "", "proxycommand": "", "connecttimeout": "none", "forwardagent": "no", "sendenv": "", "bindaddress": "",
}

// sameAsSSH holds a lookup against ssh -G.
func sameAsSSH(t *testing.T, text string, hosts ...string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "config")
	write(t, file, text)
	config, readErr := sshx.ReadSSHConfig(file, nil)
	for _, host := range hosts {
		theirs, theirErr := asSSH(t, file, host)
		if (theirErr != nil) != (readErr != nil) {
			t.Errorf("%q: ssh says %v, we say %v", text, theirErr, readErr)
			continue
		}
		if readErr != nil {
			continue
		}
		ours, err := config.Lookup(ctx(t), host, &sshx.LookupOptions{Exec: shell})
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		for key, usual := range judged {
			got, want := ours[key], theirs[key]
			if len(got) == 0 && usual != "" {
				got = []string{usual}
			}
			if key == "forwardagent" {
				got = []string{map[bool]string{true: "yes", false: "no"}[ours.AsBool(key)]}
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s for %s: %q, ssh says %q, in\n%s", key, host, got, want, text)
			}
		}
	}
}

func shell(ctx context.Context, command string) (bool, error) {
	err := exec.CommandContext(ctx, "/bin/sh", "-c", command).Run()
	var status *exec.ExitError
	if errors.As(err, &status) {
		return false, nil
	}
	return err == nil, err
}

func TestConfigAsOpenSSHReadsIt(t *testing.T) {
	t.Parallel()
	d := t.TempDir()
	write(t, d+"/one.conf", "User included\nHost foo\nPort 7\n")
	write(t, d+"/two.conf", "ForwardAgent yes\n")
	for _, text := range []string{
		"Host foo\n  User a\nHost *\n User b\n Port 5 # c\n",
		"Host \"foo\" !bar *.x\n User=a\nPort = 9\n",
		"Host * !foo\nUser a\n", "Match host foo\nUser a\n", "Match Host bar\nUser a\n", "Match host=bar\nUser a\n", "Match HOST=foo,bar\nUser a\n",
		"Match all\nUser a\n", "Match originalhost foo user root\nUser b\n", "Match !host foo\nUser a\n", "Match localuser nobody\nUser a\n",
		"Host foo\nHostName real\nMatch host real\nUser a\nMatch originalhost foo\nPort 3\n",
		"HostName %h.example.com\nUser x\n", "Match final all\nUser a\n", "Host foo\nHostName q\nHost q\nUser no\nMatch final host q\nPort 8\n",
		"Match canonical all\nUser a\n", "Match exec true\nUser a\n", "Match exec false\nUser a\n", "Match exec \"test %h = foo\"\nUser a\n", "Match !exec false host foo\nPort 4\n",
		"ProxyJump a\nProxyCommand b\n", "ProxyCommand ssh b # no comment\nProxyJump a\n", "ProxyJump none\nProxyCommand b\n", "ProxyCommand none\nProxyJump b\n",
		"Include " + d + "/*.conf\nUser late\n", "Host bar\nInclude " + d + "/one.conf\nHost *\nUser late\n", "Include \"" + d + "/one.conf\" " + d + "/two.conf\n", "Include " + d + "/none\nUser a\n",
		"Port abc\n", "Port 0\n", "Foo\n", "Match host\nUser a\n", "Match all host foo\nUser a\n", "Host\n", "User \"a\nPort 1\n", "Port 65536\n",
		// The files of Debian and Ubuntu, and of Fedora with its crypto policy.
		"Include " + d + "/one.conf\nHost *\n    SendEnv LANG LC_*\n    HashKnownHosts yes\n    GSSAPIAuthentication yes\n",
		"Include " + d + "/*.conf\nMatch final all\n\tInclude " + d + "/none.config\n\tGSSAPIAuthentication yes\n\tForwardX11Trusted yes\n\tUser late\n\tPort 6\n",
		"SendEnv A B\nSendEnv C\nSendEnv A\n", "\tUser\ta\t\r\n", "# c\n\n  # d\nUser a#b\n", "ConnectTimeout 5\nBindAddress 127.0.0.1\n", "Match host foo,!bar\nUser a\n", "HostKeyAlias 'a b'\n",
		"Match host = foo\nUser a\n", "Match host= foo user =root\nUser a\n", "Match !host = foo\nUser a\n", "Match host=\nUser a\n", "Match host =\nUser a\n", "Match exec = \"test a = a\"\nUser a\n", "Match final = x\nUser a\n",
		"ProxyCommand NONE\nProxyJump j\n", "ProxyJump None\nProxyCommand c\n", "ForwardAgent True\n", "ForwardAgent FALSE\n", "ForwardAgent Yes\n",
	} {
		sameAsSSH(t, text, "foo", "bar", "FOO")
	}
}

func TestGeneratedConfigsAsOpenSSHReadsThem(t *testing.T) {
	t.Parallel()
	r := original.Rand(t)
	pick := func(from ...string) string { return from[r.IntN(len(from))] }
	for range original.Rounds(t, 40) {
		var b strings.Builder
		for range 1 + r.IntN(9) {
			switch r.IntN(4) {
			case 0:
				fmt.Fprintf(&b, "%s %s %s\n", pick("Host", "host", "HOST"), pick("foo", "*", "b?r", "!foo", "f*"), pick("", "bar", "!b*", "# c"))
			case 1:
				fmt.Fprintf(&b, "Match %s%s%s%s%s\n", pick("", "", "", "final "), pick("", "!"), pick("host", "Host", "originalhost", "user", "LocalUser"), pick(" ", "="), pick("foo", "bar", "*", "f*,!foo", "real", "root", "a,b"))
			case 2: // ssh refuses a jump host that is the host itself
				fmt.Fprintf(&b, "%s%s%s\n", pick("ProxyJump", "ProxyCommand"), pick(" ", "=", " = ", "\t"), pick("none", "j1", "me@j2:7,j3", "j4 # x"))
			default:
				fmt.Fprintf(&b, "%s%s%s\n", pick("User", "HostName", "HostKeyAlias", "BindAddress", "  user"), pick(" ", "=", " = ", "\t"), pick("a", "b", "\"c\"", "real", "foo # x"))
			}
		}
		sameAsSSH(t, b.String(), pick("foo", "bar"))
	}
}

func TestTokens(t *testing.T) {
	text := "Host foo\nHostName %h.example.com\nUser alice\nPort 2200\nIdentityFile ~/.ssh/%h-%r\nIdentityFile /k/%d/%n/%p/%u/%L/%l/%%/%C\nIdentityFile none\nProxyCommand ssh -W %h:%p j-%r %%x %n\nLocalForward 8080 x:80\n"
	c, err := sshx.ParseSSHConfig(strings.NewReader(text), nil)
	must(t, err)
	d, err := c.Lookup(ctx(t), "foo", &sshx.LookupOptions{LocalUser: "me", Home: "/h", LocalHost: "box.lan"})
	must(t, err)
	// The sum is that of sha1sum over "box.lanfoo.example.com2200alice".
	want := []string{"/h/.ssh/foo.example.com-alice", "/k//h/foo/2200/me/box/box.lan/%/" + sha1sum(t, "box.lanfoo.example.com2200alice")}
	if !slices.Equal(d["identityfile"], want) || d.Get("ProxyCommand") != "ssh -W foo.example.com:2200 j-alice %x foo" || d.Get("localforward") != "8080 x:80" {
		t.Errorf("%q", d)
	}
	if n, err := d.AsInt("port"); n != 2200 || err != nil {
		t.Errorf("%d %v", n, err)
	}
	if _, err := d.AsInt("user"); !errors.Is(err, sshx.ErrConfigParse) || d.AsBool("forwardagent") {
		t.Errorf("%v", err)
	}
}

// TestTimesOfConfigurations reads times as ssh -G prints them, in seconds.
func TestTimesOfConfigurations(t *testing.T) {
	file := filepath.Join(t.TempDir(), "config")
	for _, text := range []string{"0", "5", "022", "1m", "1m30s", "1h2m3", "2H", "1d1", "1w", "none", "-1", "+5", "1x", "m", "5s5", "1.5", "soon", "99999999999", "24856d", "3551w"} {
		write(t, file, "ServerAliveInterval "+text+"\nConnectTimeout "+text+"\n")
		theirs, theirErr := asSSH(t, file, "h")
		c, err := sshx.ReadSSHConfig(file, nil)
		must(t, err)
		_, o, err := c.ConnectOptions(ctx(t), "h", nil)
		if (err != nil) != (theirErr != nil) || err != nil && !errors.Is(err, sshx.ErrConfigParse) {
			t.Errorf("%s: %v, ssh says %v", text, err, theirErr)
			continue
		}
		if err != nil {
			continue
		}
		connect := strings.Replace(theirs["connecttimeout"][0], "none", "0", 1)
		if got := fmt.Sprint(o.KeepAlive.Seconds(), o.Timeout.Seconds()); got != theirs["serveraliveinterval"][0]+" "+connect {
			t.Errorf("%s: %s, ssh says %v and %v", text, got, theirs["serveraliveinterval"], theirs["connecttimeout"])
		}
	}
}

// TestNamesThatAreCommands has names of hosts and users that a shell would run. ssh refuses
// them wherever they go; here they are only kept out of commands.
func TestNamesThatAreCommands(t *testing.T) {
	file := filepath.Join(t.TempDir(), "config")
	mark := filepath.Join(t.TempDir(), "mark")
	for _, q := range []struct {
		host, user string
		refused    bool
	}{
		{"h", "", false}, {"h.example.org", "u", false}, {"::1", "", false}, {"h_1", "a b", false}, {"h", `a\b`, false}, {"h", "a$b", false},
		{"h;touch " + mark, "", true}, {"h;id", "", true}, {"-h", "", true}, {"$(id)", "", true}, {"`id`", "", true}, {"a b", "", true}, {"a'b", "", true}, {`a"b`, "", true}, {`a\b`, "", true},
		{"h\tx", "", true}, {"a|b", "", true}, {"a,b", "", true}, {"a&b", "", true}, {"a<b", "", true}, {"a{b", "", true}, {"a(b", "", true},
		{"h", "u;id", true}, {"h", "-u", true}, {"h", "`id`", true}, {"h", `u\`, true}, {"h", "u|id", true}, {"h", "u'x", true}, {"h", "a -b", true},
	} {
		for _, text := range []string{"ProxyCommand echo %n %r", "Match exec \"echo %n %r\"\nPort 5"} {
			write(t, file, text+"\n")
			args := []string{"-F", file, "-G"}
			if q.user != "" {
				args = append(args, "-l", q.user)
			}
			out, err := exec.CommandContext(ctx(t), peers.Need(t, "ssh"), append(args, "--", q.host)...).CombinedOutput()
			if (err != nil) != q.refused {
				t.Errorf("ssh, %q %q: %v %s", q.host, q.user, err, out)
			}
			c, err := sshx.ReadSSHConfig(file, nil)
			must(t, err)
			ran := false
			_, err = c.Lookup(ctx(t), q.host, &sshx.LookupOptions{User: q.user, Exec: func(context.Context, string) (bool, error) { ran = true; return true, nil }})
			if (err != nil) != q.refused || q.refused && (ran || !errors.Is(err, sshx.ErrConfigParse)) {
				t.Errorf("%q %q: %v, the command ran: %t, for\n%s", q.host, q.user, err, ran, text)
			}
			plain, err := sshx.ParseSSHConfig(strings.NewReader("ProxyCommand echo fixed\nIdentityFile /k/%n\n"), nil)
			must(t, err)
			if d, err := plain.Lookup(ctx(t), q.host, &sshx.LookupOptions{User: q.user}); err != nil || d.Get("identityfile") != "/k/"+q.host {
				t.Errorf("where no command has the name: %v, %v", d, err)
			}
		}
	}
}

func sha1sum(t testing.TB, text string) string {
	cmd := exec.Command(peers.Need(t, "sha1sum"))
	cmd.Stdin = strings.NewReader(text)
	out, err := cmd.Output()
	must(t, err)
	return string(out[:40])
}

func TestConfigErrorsNameTheLine(t *testing.T) {
	file := filepath.Join(t.TempDir(), "config")
	write(t, file, "# first\nPort abc\n")
	if _, err := sshx.ReadSSHConfig(file, nil); !errors.Is(err, sshx.ErrConfigParse) || !strings.Contains(err.Error(), file+":2") || !strings.Contains(err.Error(), `"abc"`) {
		t.Errorf("%v", err)
	}
	write(t, file, "Include "+file+"\n")
	if _, err := sshx.ReadSSHConfig(file, nil); !errors.Is(err, sshx.ErrConfigParse) || !strings.Contains(err.Error(), "deep") {
		t.Errorf("%v", err)
	}
	if _, err := sshx.ReadSSHConfig(file+".none", nil); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%v", err)
	}
	c, err := sshx.ParseSSHConfig(strings.NewReader("Match exec true\nUser a\n"), nil)
	must(t, err)
	if _, err := c.Lookup(ctx(t), "x", nil); !errors.Is(err, sshx.ErrConfigParse) || !strings.Contains(err.Error(), "LookupOptions.Exec") {
		t.Errorf("%v", err)
	}
}

// The files of a user and of the system lie in different folders, and so do those that
// they include by half a path.
func TestFilesThatAreIncluded(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	must(t, os.MkdirAll(filepath.Join(home, ".ssh", "conf.d"), 0o700))
	write(t, filepath.Join(home, ".ssh", "conf.d", "a"), "User included\n")
	write(t, filepath.Join(home, "port"), "Port 7\n")
	other := t.TempDir()
	write(t, filepath.Join(other, "o"), "User other\n")
	for text, q := range map[string]struct {
		options    *sshx.ConfigOptions
		user, port string
	}{
		"Include conf.d/*\n":                {nil, "included", ""},
		"Include ~/port conf.d/none\n":      {nil, "", "7"},
		"Include o\n":                       {&sshx.ConfigOptions{IncludeDir: other}, "other", ""},
		"Include " + other + "\nPort 9\n":   {nil, "", "9"}, // a folder is no file
		"Include nosuch.d/* nosuch\n":       {&sshx.ConfigOptions{Name: "/etc/ssh/none"}, "", ""},
		"Include \"conf.d/a\" ~/port # c\n": {nil, "included", "7"},
	} {
		c, err := sshx.ParseSSHConfig(strings.NewReader(text), q.options)
		must(t, err)
		d, err := c.Lookup(ctx(t), "x", nil)
		must(t, err)
		if d.Get("user") != q.user || d.Get("port") != q.port {
			t.Errorf("%q: %v", text, d)
		}
	}
	for text, says := range map[string]string{
		"Include\n": "mine:1", "Include # c\n": "Include names no file", "Include [\n": "is no pattern of files", "Include \"a\n": "mine:1",
		"User\n": `unparsable line "User"`, "=x\n": "unparsable line", "Host\n": "mine:1", "Host # c\n": "nothing after host", "ProxyJump a b\n": `ProxyJump "a b"`, "User # c\n": "has no value",
	} {
		if _, err := sshx.ParseSSHConfig(strings.NewReader(text), &sshx.ConfigOptions{Name: "mine"}); !errors.Is(err, sshx.ErrConfigParse) || !strings.Contains(err.Error(), says) || !strings.Contains(err.Error(), "mine:1") {
			t.Errorf("%q: %v", text, err)
		}
	}
	// Sixteen files deep is as far as it goes.
	for depth, fine := range map[int]bool{16: true, 17: false} {
		for i := range depth {
			write(t, filepath.Join(other, strconv.Itoa(i)), "Include "+filepath.Join(other, strconv.Itoa(i+1))+"\n")
		}
		write(t, filepath.Join(other, strconv.Itoa(depth)), "User deep\n")
		c, err := sshx.ReadSSHConfig(filepath.Join(other, "0"), nil)
		if (err == nil) != fine || err != nil && !strings.Contains(err.Error(), "more than 16 deep") {
			t.Fatalf("%d: %v", depth, err)
		}
		if !fine {
			continue
		}
		if d, err := c.Lookup(ctx(t), "x", nil); err != nil || d.Get("user") != "deep" {
			t.Errorf("%d: %v %v", depth, d, err)
		}
	}
}

func TestWordsOfConfigurations(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		`User a\"b` + "\n", `User "a b"` + "\n", `User a\'b` + "\n", `User a\\b` + "\n", `User a\b` + "\n", `User 'a b'` + "\n", `User "a\"b"` + "\n", `HostKeyAlias "a\\b" # c` + "\n",
		`HostKeyAlias a\ b` + "\n", `HostKeyAlias "a\ b"` + "\n", `HostKeyAlias a'b c'd` + "\n",
	} {
		sameAsSSH(t, text, "foo")
	}
	c, err := sshx.ParseSSHConfig(strings.NewReader("UserKnownHostsFile ~/kh\nIdentityFile ~/id\nCertificateFile ~/c\nIdentityAgent ~/agent\nControlPath ~/cp\nLocalForward ~/a b\n"), nil)
	must(t, err)
	d, err := c.Lookup(ctx(t), "x", &sshx.LookupOptions{Home: "/h"})
	must(t, err)
	for key, want := range map[string]string{"userknownhostsfile": "/h/kh", "identityfile": "/h/id", "certificatefile": "/h/c", "identityagent": "/h/agent", "controlpath": "/h/cp", "localforward": "~/a b"} {
		if d.Get(key) != want {
			t.Errorf("%s is %q, expected %q", key, d.Get(key), want)
		}
	}
}

func FuzzParseSSHConfig(f *testing.F) {
	f.Add("Host a\nMatch host=b !exec \"x\"\nInclude x\nPort 5 # c\n")
	f.Fuzz(func(t *testing.T, text string) {
		if strings.Contains(strings.ToLower(text), "include") {
			return // files of this machine
		}
		c, err := sshx.ParseSSHConfig(strings.NewReader(text), nil)
		if (c == nil) == (err == nil) || err != nil && !errors.Is(err, sshx.ErrConfigParse) {
			t.Fatalf("%v %v", c, err)
		}
		if err != nil {
			return
		}
		d, err := c.Lookup(t.Context(), "host", &sshx.LookupOptions{Resolve: func(context.Context, string) bool { return false }})
		if err == nil && d.Get("hostname") == "" {
			t.Error("no host name")
		}
	})
}
