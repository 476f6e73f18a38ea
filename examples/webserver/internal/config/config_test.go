package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/leak"
)

func show(v any) string { return fmt.Sprintf("%#v", v) }

func TestMain(m *testing.M) { leak.Main(m) }

func TestTheDefaultFileSaysTheDefaults(t *testing.T) {
	full, err := Parse("a.ini", Default)
	if err != nil {
		t.Fatal(err)
	}
	empty, err := Parse("a.ini", nil)
	if err != nil {
		t.Fatal(err)
	}
	if full.Listen[0] != "127.0.0.1:8080" || full.HeaderTimeout != 5*time.Second || full.Sites[0].Root != "." || !full.Log.Combined || full.Status != "/server-status" {
		t.Errorf("%+v", full)
	}
	// Both say the same, key by key.
	for name, pair := range map[string][2]any{
		"sites": {full.Sites[0], empty.Sites[0]}, "compress": {full.Compress, empty.Compress}, "cgi": {full.CGI, empty.CGI}, "log": {full.Log, empty.Log},
		"listen": {full.Listen, empty.Listen}, "tls": {full.TLSListen, empty.TLSListen}, "limits": {full.MaxBody + int64(full.MaxHeader), empty.MaxBody + int64(empty.MaxHeader)},
	} {
		if a, b := show(pair[0]), show(pair[1]); a != b {
			t.Errorf("%s: the file says %s, nothing says %s", name, a, b)
		}
	}
}

func TestMistakesAreRefusedWithTheirPlace(t *testing.T) {
	for text, want := range map[string]string{
		"[server]\nlisten = 127.0.0.1,":                      `a.ini:2: [server] listen: "127.0.0.1" is no address; expected host:port, such as 127.0.0.1:8080 or [::1]:8080`,
		"[server]\n\nmax_connections = many":                 `a.ini:3: [server] max_connections: the value "many" is of the wrong type; expected integer(1, 1000000)`,
		"[server]\nmax_conections = 5":                       `a.ini:2: [server] max_conections: there is no such key: did you mean "max_connections"?`,
		"[serve]\nroot = x":                                  `a.ini:1: serve: there is no such section: did you mean "server"?`,
		"[ssl]\ncertificate = a.pem":                         "a.ini:2: [ssl] certificate: certificate and key go together; one of them is missing",
		"[ssl]\nmin_version = 1.0":                           `a.ini:2: [ssl] min_version: the value "1.0" is unacceptable; expected option("1.2", "1.3")`,
		"[cgi]\npath = cgi-bin":                              `a.ini:2: [cgi] path: "cgi-bin" is no path of a site; expected one such as /cgi-bin`,
		"[cgi]\npath = /a/../b":                              `a.ini:2: [cgi] path: "/a/../b" is no path of a site; expected one such as /cgi-bin`,
		"[errors]\n200 = /x":                                 "a.ini:2: [errors] 200: expected a code from 400 to 599 and a path, such as 404 = /404.html",
		"[compress]\nencodings = gzip, deflate":              `a.ini:2: [compress] encodings: "deflate" is none of zstd, br, gzip`,
		"[server]\nlisten = ,":                               "a.ini:2: [server] listen: nothing to listen on; expected an address such as 127.0.0.1:8080",
		"[vhost]\n[[a.test]]\naliases = b.test,\n[[B.test]]": `a.ini:4: [vhost] [B.test]: "b.test" is a name of [[a.test]] already`,
		"[vhost]\n[[a.test]]\nlisten = x":                    "a.ini:3: [vhost] [a.test] listen: there is no such key: did you mean \"listing\"?",
		"[server\nroot = x":                                  "a.ini: confobj: Invalid line ('[server') (matched as neither section nor keyword) at line 1.",
		"[server]\nheader_timeout = nan":                     `a.ini:2: [server] header_timeout: the value NaN is no number to compare with; expected float(0.1, 3600)`,
		"[server]\nidle_timeout = 1e999":                     `a.ini:2: [server] idle_timeout: the value "inf" is too big; expected float(0.1, 86400)`,
		"[server]\nlisten = 127.0.0.1:80, 127.0.0.1:80":      `a.ini:2: [server] listen: "127.0.0.1:80" stands twice; expected each address once`,
		"[server]\nlisten = 127.0.0.1:http,":                 `a.ini:2: [server] listen: "127.0.0.1:http" is no address; expected host:port, such as 127.0.0.1:8080 or [::1]:8080`,
		"[server]\nlisten = 127.0.0.1:65536,":                `a.ini:2: [server] listen: "127.0.0.1:65536" is no address; expected host:port, such as 127.0.0.1:8080 or [::1]:8080`,
		"[server]\nlisten = 127.0.0.1:-1,":                   `a.ini:2: [server] listen: "127.0.0.1:-1" is no address; expected host:port, such as 127.0.0.1:8080 or [::1]:8080`,
		"[server]\ntls_listen = 127.0.0.1:70000,":            `a.ini:2: [server] tls_listen: "127.0.0.1:70000" is no address; expected host:port, such as 127.0.0.1:8080 or [::1]:8080`,
		"[vhost]\n[[a.test]]\naliases = b test,":             `a.ini:2: [vhost] [a.test]: "b test" is no host name`,
		"[vhost]\n[[a.test]]\naliases = b/c,":                `a.ini:2: [vhost] [a.test]: "b/c" is no host name`,
		"[vhost]\n[[a.test]]\naliases = b:1,":                `a.ini:2: [vhost] [a.test]: "b:1" is no host name`,
		"[vhost]\n[[a.test]]\naliases = .,":                  `a.ini:2: [vhost] [a.test]: "" is no host name`,
		"[vhost]\n[[a.test]]\naliases = A.test.,":            `a.ini:2: [vhost] [a.test]: "a.test" is a name of [[a.test]] already`,
		"[vhost]\n[[a.test]]\nkey = k":                       "a.ini:2: [vhost] [a.test] certificate: certificate and key go together; one of them is missing",
		"[server]\nstatus = status":                          `a.ini:2: [server] status: "status" is no path of a site; expected one such as /cgi-bin`,
		"[server]\nlisten = www.example.org:80,":             "a.ini:2: [server] listen: \"www.example.org:80\": the host is no IP address",
		"[cgi]\nextensions = sh,":                            `a.ini:2: [cgi] extensions: "sh" is no end of a name; expected one such as .cgi`,
	} {
		_, err := Parse("a.ini", []byte(text))
		if err == nil || err.Error() != want {
			t.Errorf("%q: %v\nwant %s", text, err, want)
		}
	}
}

// The first and the last of what is allowed is.
func TestBoundsAreIncluded(t *testing.T) {
	c, err := Parse("a.ini", []byte("[server]\nlisten = localhost:8080, [::1]:8081, :8082\n[errors]\n400 = /a\n599 = /b\n"))
	if err != nil {
		t.Fatal(err)
	}
	if c.Errors[400] != "/a" || c.Errors[599] != "/b" || len(c.Errors) != 2 {
		t.Errorf("%v", c.Errors)
	}
	for text, want := range map[string]string{
		"[errors]\n399 = /a":                 "a.ini:2: [errors] 399: expected a code from 400 to 599 and a path, such as 404 = /404.html",
		"[errors]\n600 = /a":                 "a.ini:2: [errors] 600: expected a code from 400 to 599 and a path, such as 404 = /404.html",
		"[errors]\n404 = a":                  "a.ini:2: [errors] 404: expected a code from 400 to 599 and a path, such as 404 = /404.html",
		"[server]\nlisten = example.org:80,": `a.ini:2: [server] listen: "example.org:80": the host is no IP address`,
	} {
		if _, err := Parse("a.ini", []byte(text)); err == nil || err.Error() != want {
			t.Errorf("%q: %v\nwant %s", text, err, want)
		}
	}
}

func TestOnlyWhatIsNearIsSuggested(t *testing.T) {
	for text, want := range map[string]string{
		"[database]\nroot = x": "a.ini:1: database: there is no such section",
		"[sl]\na = x":          `a.ini:1: sl: there is no such section: did you mean "ssl"?`,
		"[server]\nrxxx = x":   "a.ini:2: [server] rxxx: there is no such key",
	} {
		if _, err := Parse("a.ini", []byte(text)); err == nil || err.Error() != want {
			t.Errorf("%q: %v\nwant %s", text, err, want)
		}
	}
}

// What the file names lies where the file does, unless it is told from the root on.
func TestPathsAreFromTheFilesFolder(t *testing.T) {
	const text = "[server]\nroot = www\n[ssl]\ncertificate = c\nkey = %[1]sk\n[log]\naccess = log/a\n[vhost]\n[[a.test]]\ncertificate = d/c\nkey = k\n[[b.test]]\nroot = %[1]sb\n"
	root := string(filepath.Separator)
	if v := filepath.VolumeName(t.TempDir()); v != "" {
		root = v + root
	}
	file := filepath.Join(root, "etc", "web.ini")
	c, err := Parse(file, []byte(strings.ReplaceAll(fmt.Sprintf(text, root), `\`, `\\`)))
	if err != nil {
		t.Fatal(err)
	}
	etc := func(name string) string { return filepath.Join(root, "etc", name) }
	for what, pair := range map[string][2]string{
		"root": {c.Sites[0].Root, etc("www")}, "certificate": {c.TLS.Certificate, etc("c")}, "key": {c.TLS.Key, root + "k"}, "log": {c.Log.Access, etc("log/a")},
		"site's root": {c.Sites[1].Root, etc("www")}, "site's certificate": {c.Sites[1].Cert.Certificate, etc("d/c")}, "site's key": {c.Sites[1].Cert.Key, etc("k")},
		"other root": {c.Sites[2].Root, root + "b"}, "no certificate": {c.Sites[2].Cert.Certificate, ""},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s: %s, want %s", what, pair[0], pair[1])
		}
	}
	if c, err := Parse(file, []byte("[log]\naccess = -\n")); err != nil || c.Log.Access != "-" {
		t.Errorf("%+v, %v", c.Log, err)
	}
	if c, err := Parse(file, []byte("[log]\naccess = \"\"\n")); err != nil || c.Log.Access != "" {
		t.Errorf("%+v, %v", c.Log, err)
	}
}

func TestAFileOfSites(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "web.ini")
	text := "[server]\nroot = www\n[cache]\n[[max_age]]\ntext/css = 60\n.png = 5\n[vhost]\n[[One.test]]\naliases = uno.test,\nroot = one\nlisting = no\n[[two.test]]\nindex = start.html,\n"
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	c, err := Load(file)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := show(c.Sites), show([]Site{
		{nil, filepath.Join(dir, "www"), []string{"index.html", "index.htm"}, true, false, Pair{}},
		{[]string{"one.test", "uno.test"}, filepath.Join(dir, "one"), []string{"index.html", "index.htm"}, false, false, Pair{}},
		{[]string{"two.test"}, filepath.Join(dir, "www"), []string{"start.html"}, true, false, Pair{}},
	}); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	for name, want := range map[[2]string]int{{"a.PNG", "image/png"}: 5, {"a.css", "text/css; charset=utf-8"}: 60, {"a.txt", "text/plain"}: -1} {
		if got := c.Cache.Age(name[0], name[1]); got != want {
			t.Errorf("%v may be kept %d s, want %d", name, got, want)
		}
	}
	if err := os.WriteFile(file, []byte("[server]\n\nroot = a\nroots = b\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(file); err == nil || !strings.Contains(err.Error(), "web.ini:4: [server] roots") {
		t.Errorf("got %v", err)
	}
	if _, err := Load(file + ".gone"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
}
