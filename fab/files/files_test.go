package files_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/fab"
	"github.com/pyops-go/pyops/fab/files"
	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/peers"
)

func TestMain(m *testing.M) { leak.Main(m) }

// session is a context on a server, and where its home is.
func session(t *testing.T, s *peers.SSHD) *fab.Context {
	t.Helper()
	t.Setenv("HOME", t.TempDir())
	bounded, cancel := context.WithTimeout(t.Context(), 10*peers.ReadyTimeout)
	t.Cleanup(cancel)
	c := fab.NewContext(bounded, &fab.Env{
		HostString: fmt.Sprintf("127.0.0.1:%d", s.Port), User: s.User, Password: fab.Secret(s.Password),
		SystemKnownHosts: s.KnownHosts, NoAgent: true, NoKeys: true, Timeout: 4 * peers.ReadyTimeout,
	}, nil)
	t.Cleanup(func() { c.Close() })
	return c
}

// write makes a file of the server's user.
func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.WriteFile(path, []byte(text), 0o644), os.Chown(path, 4242, 4242), os.Chown(filepath.Dir(path), 4242, 4242)); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

const sudoers = "Defaults !lecture\nopsuser ALL=(ALL:ALL) ALL\nroot ALL=(ALL:ALL) ALL"

var odd = []string{"a b", "it's", `quo"te`, "$HOME", "`id`", `back\slash`, "-n", "new\nline", "a'b\"c$d", "grün", "\xff"}

func TestFiles(t *testing.T) {
	s := peers.StartSudoSSHD(t, sudoers)
	c := session(t, s)
	t.Run("exists, is_link, first", func(t *testing.T) { looking(t, s, c) })
	t.Run("append", func(t *testing.T) { appending(t, s, c) })
	t.Run("contains", func(t *testing.T) { containing(t, s, c) })
	t.Run("sed", func(t *testing.T) { editing(t, s, c) })
	t.Run("comment and uncomment", func(t *testing.T) { commenting(t, s, c) })
	t.Run("upload_template", func(t *testing.T) { templates(t, s, c) })
}

func looking(t *testing.T, s *peers.SSHD, c *fab.Context) {
	dir := filepath.Join(s.Home, "look")
	for _, name := range append([]string{"q]b", "n5", "a[zz/b]"}, odd...) {
		write(t, filepath.Join(dir, name), "x")
	}
	if err := errors.Join(os.Symlink("nowhere", dir+"/dangling"), os.Symlink("a b", dir+"/link")); err != nil {
		t.Fatal(err)
	}
	in := c.Cd("look")
	for _, q := range []struct {
		path    string
		options *files.Options
		want    bool
	}{
		{"a b", nil, true}, {"~/look/a b", nil, true}, {"~", nil, true}, {"a", nil, false}, {"a*", nil, true}, {"[x-z]*", nil, false}, {"a?b", nil, true}, {"a?", nil, false}, {"[a-c] b", nil, true}, {"i?'s", nil, true}, {"[!a] b", nil, false}, {"[b-z] b", nil, false}, {"[^a] b", nil, false}, {"[!b-z] b", nil, true}, {"it[ '$]s", nil, true}, {"it[ $]s", nil, false}, {"a[] ]b", nil, true}, {"a[]x]b", nil, false}, {"[a", nil, false}, {"a[/]b", nil, false},
		{"?[]]b", nil, true}, {"q[!]]b", nil, false}, {"q[$%]b", nil, false}, {"q[$]]b", nil, false}, {"a[*/b]", nil, true}, {"n[[:digit:]]", nil, true}, {"n[![:digit:]]", nil, false}, {"n[0-9]", nil, true}, {"n[6-9]", nil, false},
		{"a*", &files.Options{Literal: true}, false}, {"~/look/*", &files.Options{Literal: true}, false}, {"dangling", nil, true}, {"/root/.", &files.Options{UseSudo: true}, true},
	} {
		if got, err := files.Exists(in, q.path, q.options); err != nil || got != q.want {
			t.Errorf("exists %q %+v: %t, %v", q.path, q.options, got, err)
		}
	}
	for _, name := range odd {
		for _, o := range []*files.Options{nil, {Literal: true}, {UseSudo: true}} {
			if got, err := files.Exists(in, name, o); err != nil || !got {
				t.Errorf("exists %q %+v: %t, %v", name, o, got, err)
			}
		}
		if got, err := files.Exists(in, name+"x", nil); err != nil || got {
			t.Errorf("exists %q: %t, %v", name+"x", got, err)
		}
	}
	for name, want := range map[string]bool{"link": true, "dangling": true, "a b": false, "none": false} {
		if got, err := files.IsLink(in, name, nil); err != nil || got != want {
			t.Errorf("is_link %q: %t, %v", name, got, err)
		}
	}
	// A command that goes before those of the caller is not for ours.
	if got, err := files.Exists(in.Prefix("false"), "a b", nil); err != nil || !got {
		t.Errorf("after a prefix: %t, %v", got, err)
	}
	if got, err := files.First(in, []string{"none", "it's", "a b"}, nil); err != nil || got != "it's" {
		t.Errorf("first: %q, %v", got, err)
	}
	if got, err := files.First(in, []string{"none"}, nil); err != nil || got != "" {
		t.Errorf("first of none: %q, %v", got, err)
	}
	if got, err := files.First(in, []string{"none", ""}, nil); err == nil || got != "" || err.Error() != `files: exists "": expected a name` {
		t.Errorf("no name: %q, %v", got, err)
	}
}

func appending(t *testing.T, s *peers.SSHD, c *fab.Context) {
	lines := []string{"-n", "-e x", `a\b`, "$HOME", "`id`", `it's "x"`, "(x, '/')", "a*b", "", "plain", "ü", "^x$", "[a]", "  blanks  "}
	for _, name := range append([]string{"plain"}, odd...) {
		path := filepath.Join(s.Home, "app", name)
		write(t, path, "last line")
		for range 2 {
			if err := files.Append(c.Cd("app"), name, lines, nil); err != nil {
				t.Fatal(err)
			}
		}
		if want := "last line\n" + strings.Join(lines, "\n") + "\n"; read(t, path) != want {
			t.Errorf("%q:\n got %q\nwant %q", name, read(t, path), want)
		}
	}
	fresh := filepath.Join(s.Home, "app", "fresh")
	for _, l := range []string{"key=1", "key=12", "key="} {
		if err := files.Append(c, fresh, []string{l}, &files.AppendOptions{Partial: true}); err != nil {
			t.Fatal(err)
		}
	}
	if got := read(t, fresh); got != "key=1\nkey=12\n" {
		t.Errorf("beginnings: %q", got)
	}
	for text, added := range map[string]bool{"ke.=1": false, "k|z": false, "ey": true, "z=|k": false} {
		before := read(t, fresh)
		if err := files.Append(c, fresh, []string{text}, &files.AppendOptions{NoEscape: true, Partial: true}); err != nil || (read(t, fresh) == before+text+"\n") != added || !added && read(t, fresh) != before {
			t.Errorf("an expression that begins a line, %s: %q, %v", text, read(t, fresh), err)
		}
	}
	if err := files.Append(c, "/nosuch/dir/file", nil, nil); err != nil {
		t.Errorf("no lines: %v", err)
	}
	if err := files.Append(c, fresh, []string{"k[a-z]+=1"}, &files.AppendOptions{NoEscape: true}); err != nil || strings.Contains(read(t, fresh), "[") {
		t.Errorf("an expression that matches a line: %q, %v", read(t, fresh), err)
	}
	if err := files.Append(c, fresh, []string{"two\nlines"}, nil); err != nil || !strings.HasSuffix(read(t, fresh), "two\nlines\n") {
		t.Errorf("%q, %v", read(t, fresh), err)
	}
	blocks := filepath.Join(s.Home, "app", "blocks")
	for _, q := range []struct {
		before, text string
		options      files.AppendOptions
		want         string
	}{
		{"", "server {\n  listen 80;\n}\nserver {\n  listen 81;\n}", files.AppendOptions{}, "server {\n  listen 80;\n}\nserver {\n  listen 81;\n}\n"},
		{"}\n", "a {\n\n}", files.AppendOptions{}, "}\na {\n\n}\n"},
		{"a\nx\nb\n", "a\nb", files.AppendOptions{}, "a\nx\nb\na\nb\n"},
		{"b\na", "a\nb", files.AppendOptions{}, "b\na\na\nb\n"},
		{"x\na\nb\ny\n", "a\nb", files.AppendOptions{}, "x\na\nb\ny\n"},
		{"a\na\nb", "a\nb", files.AppendOptions{}, "a\na\nb"},
		{"xa\nb\n", "a\nb", files.AppendOptions{}, "xa\nb\na\nb\n"},
		{"1\n2\n", "1.0\n2", files.AppendOptions{}, "1\n2\n1.0\n2\n"},
		{"x\n", "a\n", files.AppendOptions{}, "x\na\n\n"}, // the line's end is one more, as with echo
		{"\xff\n$HOME\n", "\xff\n$HOME", files.AppendOptions{}, "\xff\n$HOME\n"},
		{"a\nbc\n", "a\nb", files.AppendOptions{Partial: true}, "a\nbc\n"},
		{"ax\nbc\n", "a\nb", files.AppendOptions{Partial: true}, "ax\nbc\na\nb\n"},
		{"", "", files.AppendOptions{Partial: true}, "\n"},
		{"a\nx\nb\n", ".\n[b]", files.AppendOptions{NoEscape: true}, "a\nx\nb\n"},
		{"a\n", ".\nb", files.AppendOptions{NoEscape: true}, "a\n.\nb\n"},
		{"ay\nbx\n", "a\n[b]", files.AppendOptions{NoEscape: true, Partial: true}, "ay\nbx\n"},
	} {
		write(t, blocks, q.before)
		for range 2 {
			if err := files.Append(c, blocks, []string{q.text}, &q.options); err != nil || read(t, blocks) != q.want {
				t.Errorf("%q to %q, %+v: %q, want %q, %v", q.text, q.before, q.options, read(t, blocks), q.want, err)
			}
		}
	}
	var e *files.Error
	if err := files.Append(c, "/nosuch/dir/file", []string{"x"}, nil); !errors.As(err, &e) || !errors.Is(err, files.ErrFile) || e.Path != "/nosuch/dir/file" || e.Op != "append" {
		t.Errorf("%v", err)
	}
	if err := files.Append(c, fresh, []string{"a\x00"}, nil); !errors.As(err, &e) || e.Op != "append" || e.Path != fresh {
		t.Errorf("%v", err)
	}
	silent := c.Settings(func(e *fab.Env) { e.Shell = "/bin/false" })
	if err := files.Append(silent, fresh, []string{"x"}, nil); !errors.As(err, &e) || e.Reason != "the command ended with status 1" {
		t.Errorf("a shell that says nothing: %v", err)
	}
	rooted := filepath.Join(s.Home, "app", "root's")
	write(t, rooted, "")
	if err := errors.Join(os.Chown(rooted, 0, 0), os.Chmod(rooted, 0o600)); err != nil {
		t.Fatal(err)
	}
	if err := files.Append(c, rooted, []string{"x"}, nil); !errors.Is(err, files.ErrFile) {
		t.Errorf("without sudo: %v", err)
	}
	if err := files.Append(c, rooted, []string{"x"}, &files.AppendOptions{UseSudo: true}); err != nil || read(t, rooted) != "x\n" {
		t.Errorf("with sudo: %q, %v", read(t, rooted), err)
	}
}

func containing(t *testing.T, s *peers.SSHD, c *fab.Context) {
	path := filepath.Join(s.Home, "con", "it's")
	write(t, path, "alpha beta\n-x $y\nGamma.delta\n")
	for _, q := range []struct {
		text    string
		options files.ContainsOptions
		want    bool
	}{
		{"beta", files.ContainsOptions{}, true}, {"beta", files.ContainsOptions{Exact: true}, false}, {"alpha beta", files.ContainsOptions{Exact: true}, true},
		{"-x $y", files.ContainsOptions{}, true}, {"gamma", files.ContainsOptions{}, false}, {"gamma", files.ContainsOptions{IgnoreCase: true}, true},
		{"a.delta", files.ContainsOptions{}, true}, {"Gamma?delta", files.ContainsOptions{}, false}, {"G.*delta", files.ContainsOptions{NoEscape: true, Exact: true}, true}, {"G.mma", files.ContainsOptions{}, false},
		{"^beta", files.ContainsOptions{NoEscape: true}, false}, {"(beta|zeta)$", files.ContainsOptions{NoEscape: true}, true}, {"be+ta", files.ContainsOptions{NoEscape: true}, true}, {"(BETA|x){1}$", files.ContainsOptions{NoEscape: true, IgnoreCase: true}, true}, {"beta", files.ContainsOptions{UseSudo: true}, true},
	} {
		if got, err := files.Contains(c, path, q.text, &q.options); err != nil || got != q.want {
			t.Errorf("%q %+v: %t, %v", q.text, q.options, got, err)
		}
	}
	for _, text := range []string{"x", "two\nlines"} {
		if _, err := files.Contains(c, "/nosuch", text, nil); !errors.Is(err, files.ErrFile) || strings.Contains(text, "\n") && !strings.HasSuffix(err.Error(), "the text has several lines: expected one") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func editing(t *testing.T, s *peers.SSHD, c *fab.Context) {
	for _, q := range []struct {
		text, before, after string
		options             files.SedOptions
		want                string
	}{
		{"a b a\n", "a", "x", files.SedOptions{}, "x b x\n"},
		{"e='2'\n", "e='2'", "e='(3)'", files.SedOptions{}, "e='(3)'\n"},
		{"/usr/bin\n", "/usr/bin", "/opt/it's", files.SedOptions{}, "/opt/it's\n"},
		{"/usr/bin\n", `\/usr\/bin`, `\/opt`, files.SedOptions{}, "/opt\n"},
		{"f(x)\n", `f\((.)\)`, `g[\1](&)`, files.SedOptions{}, "g[x](f(x))\n"},
		{"a\nb a/'\n", "a", "x", files.SedOptions{Limit: "/'$"}, "a\nb x/'\n"},
		{"a(b)\na\n", "a", "x", files.SedOptions{Limit: `\(b\)`}, "x(b)\na\n"},
		{"Abc\n", "abc", "x", files.SedOptions{Flags: "i"}, "x\n"},
		{"one\n", "one", "two\nlines", files.SedOptions{}, "two\nlines\n"},
		{"one\n", "one", "two\\\nlines", files.SedOptions{}, "two\nlines\n"},
		{"one\n", "one", "two\\\\\nlines", files.SedOptions{}, "two\\\nlines\n"},
		{"a\xffb\n", "\xff", "\xfe/", files.SedOptions{}, "a\xfe/b\n"},
		{"$HOME `id`\n", `\$HOME`, "$PATH", files.SedOptions{}, "$PATH `id`\n"},
	} {
		path := filepath.Join(s.Home, "sed", "a 'file")
		write(t, path, q.text)
		if err := files.Sed(c.Cd("sed"), "a 'file", q.before, q.after, &q.options); err != nil {
			t.Errorf("%+v: %v", q, err)
		}
		if got := read(t, path); got != q.want {
			t.Errorf("%q -> %q: %q, want %q", q.before, q.after, got, q.want)
		}
		if got := read(t, path+".bak"); got != q.text {
			t.Errorf("the backup is %q, want %q", got, q.text)
		}
	}
	path := filepath.Join(s.Home, "sed", "none kept")
	write(t, path, "a\n")
	if err := files.Sed(c, path, "a", "b", &files.SedOptions{NoBackup: true, UseSudo: true}); err != nil || read(t, path) != "b\n" {
		t.Error(err)
	}
	if _, err := os.Stat(path + ".bak"); err == nil {
		t.Error("a backup was kept")
	}
	var own *files.Error
	if err := files.Sed(c, "/nosuch", "a", "b", nil); !errors.As(err, &own) || own.Op != "sed" || own.Path != "/nosuch" || own.Err != nil || strings.Contains(own.Reason, ";") || !strings.Contains(own.Reason, "/nosuch") {
		t.Errorf("%v", err)
	}
	for _, backup := range []string{"/x", "a*", "a\x00"} {
		if err := files.Sed(c, path, "a", "b", &files.SedOptions{Backup: backup}); !errors.Is(err, files.ErrFile) || read(t, path) != "b\n" {
			t.Errorf("a backup that ends in %q: %v", backup, err)
		}
	}
	for name, err := range map[string]error{
		"no file":   files.Sed(c, "/nosuch", "a", "b", nil),
		"odd flags": files.Sed(c, path, "a", "b", &files.SedOptions{Flags: "~"}),
		"bad flags": files.Sed(c, path, "a", "b", &files.SedOptions{Flags: "w /etc/x"}),
		"bad regex": files.Sed(c, path, "(", "b", nil),
		"bad end":   files.Sed(c, path, "a", "b", &files.SedOptions{Backup: "/../x"}),
	} {
		if !errors.Is(err, files.ErrFile) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := files.Sed(c, "/nosuch", "a", "b", nil); err == nil || !strings.Contains(err.Error(), "/nosuch") {
		t.Errorf("%v", err)
	}
}

func commenting(t *testing.T, s *peers.SSHD, c *fab.Context) {
	path := filepath.Join(s.Home, "com", "conf")
	const text = "a x/s\nb it's\nc\n"
	write(t, path, text)
	for _, q := range []struct {
		regex, char, want string
	}{
		{"^a x/s", "", "#a x/s\nb it's\nc\n"}, {"^b it's$", "//", "a x/s\n//b it's\nc\n"}, {"c", "&", "a x/s\nb it's\n&c\n"}, {"c", "*.", "a x/s\nb it's\n*.c\n"}, {"^(a|c).*$", "#", "#a x/s\nb it's\n#c\n"},
	} {
		write(t, path, text)
		o := &files.SedOptions{Char: q.char}
		for range 2 {
			if err := files.Comment(c, path, q.regex, o); err != nil {
				t.Fatal(err)
			}
			if got := read(t, path); got != q.want {
				t.Errorf("comment %q: %q, want %q", q.regex, got, q.want)
			}
		}
		if err := files.Uncomment(c, path, strings.TrimLeft(q.regex, "^"), o); err != nil || read(t, path) != text {
			t.Errorf("uncomment %q: %q, %v", q.regex, read(t, path), err)
		}
	}
	write(t, path, "a x/s\n")
	if err := files.Comment(c, path, "x/s", nil); err != nil || read(t, path) != "a #x/s\n" {
		t.Errorf("within a line: %q, %v", read(t, path), err)
	}
	write(t, path, "  # x/s = 1\n#x\n")
	if err := files.Uncomment(c, path, "x/s", nil); err != nil || read(t, path) != "  x/s = 1\n#x\n" {
		t.Errorf("%q, %v", read(t, path), err)
	}
}

func templates(t *testing.T, s *peers.SSHD, c *fab.Context) {
	dir := t.TempDir()
	for name, text := range map[string]string{"percent": "host %(host)s port %(port)d 100%%\n", "go": "host {{.host}}\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o640); err != nil {
			t.Fatal(err)
		}
	}
	data := map[string]any{"host": "it's $HOME", "port": 80}
	there := filepath.Join(s.Home, "tem")
	write(t, filepath.Join(there, "conf"), "old")
	in := c.Lcd(dir).Cd("tem")
	if err := files.UploadTemplate(in, "percent", "conf", data, nil); err != nil {
		t.Fatal(err)
	}
	if got := read(t, there+"/conf"); got != "host it's $HOME port 80 100%\n" {
		t.Errorf("%q", got)
	}
	if got := read(t, there+"/conf.bak"); got != "old" {
		t.Errorf("the backup is %q", got)
	}
	o := &files.TemplateOptions{Template: true, TemplateDir: dir, NoBackup: true, MirrorLocalMode: true, UseSudo: true}
	if err := files.UploadTemplate(c, "go", there, data, o); err != nil || read(t, there+"/go") != "host it's $HOME\n" {
		t.Errorf("into a directory: %v", err)
	}
	if info, err := os.Stat(there + "/go"); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	// Again, without a copy of what was there; and in a mode of its own.
	o.TemplateDir, o.MirrorLocalMode, o.Mode = ".", false, 0o604
	if err := files.UploadTemplate(in, "go", "go", data, o); err != nil || read(t, there+"/go") != "host it's $HOME\n" {
		t.Error(err)
	}
	if info, err := os.Stat(there + "/go"); err != nil || info.Mode().Perm() != 0o604 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if _, err := os.Stat(there + "/go.bak"); err == nil {
		t.Error("a copy was kept")
	}
	before := len(list(t, there)) + len(list(t, s.Home))
	for what, err := range map[string]error{
		"no template":  files.UploadTemplate(in, "nosuch", "x", data, nil),
		"no value":     files.UploadTemplate(in, "percent", "x", map[string]string{"host": "h"}, nil),
		"wrong data":   files.UploadTemplate(in, "percent", "x", 1, nil),
		"wrong number": files.UploadTemplate(in, "percent", "x", map[string]any{"host": "h", "port": "p"}, nil),
	} {
		says := map[string]string{"no value": `the data has no "port"`, "wrong number": "the value is a string: expected a whole number", "wrong data": "the data is a int: expected a map"}[what]
		if !errors.Is(err, files.ErrFile) || !strings.Contains(err.Error(), says) || strings.HasSuffix(err.Error(), "~") {
			t.Errorf("%s: %v", what, err)
		}
	}
	if err := files.UploadTemplate(in, "nosuch", "x", data, nil); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no template: %v", err)
	}
	if err := files.UploadTemplate(in, "percent", "no/such/dir/x", data, &files.TemplateOptions{UseSudo: true}); !errors.Is(err, fab.ErrTransfer) {
		t.Errorf("a directory that is not there: %v", err)
	}
	if after := len(list(t, there)) + len(list(t, s.Home)); after != before {
		t.Errorf("%d files are left over", after-before)
	}
}

func list(t *testing.T, dir string) []os.DirEntry {
	t.Helper()
	all, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestNoContext(t *testing.T) {
	_, exists := files.Exists(nil, "x", nil)
	_, isLink := files.IsLink(nil, "x", nil)
	_, first := files.First(nil, []string{"x"}, nil)
	_, contains := files.Contains(nil, "x", "y", nil)
	for what, err := range map[string]error{
		"exists": exists, "is_link": isLink, "first": first, "contains": contains, "append": files.Append(nil, "x", []string{"y"}, nil), "sed": files.Sed(nil, "x", "a", "b", nil),
		"comment": files.Comment(nil, "x", "a", nil), "uncomment": files.Uncomment(nil, "x", "a", nil), "upload_template": files.UploadTemplate(nil, "x", "y", nil, nil),
	} {
		if err == nil || !strings.HasSuffix(err.Error(), "NewContext") {
			t.Errorf("%s: %v", what, err)
		}
	}
}
