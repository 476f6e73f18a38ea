package fab

import (
	"bytes"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzParseCall: what is read, written again with its separators escaped, reads the
// same.
func FuzzParseCall(f *testing.F) {
	for _, s := range []string{"t", "t:", `t:a\,b,x=1\=2`, "t:hosts=a;b,role=r", "t:a=b=c", "", ":x", `t:\`, "t:exclude_hosts=a"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := ParseCall(text)
		if err != nil {
			if c != nil || strings.Contains(err.Error(), "\n") {
				t.Fatalf("%v with an error %v", c, err)
			}
			return
		}
		if strings.Contains(text, `\`) {
			return // one at the end of a part would escape the separator behind it
		}
		escape := strings.NewReplacer(",", `\,`, "=", `\=`).Replace
		var parts []string
		for _, a := range c.Args {
			parts = append(parts, escape(a))
		}
		for k, v := range c.Kwargs {
			parts = append(parts, escape(k)+"="+escape(v))
		}
		for key, list := range map[string][]string{"hosts": c.Hosts, "roles": c.Roles, "exclude_hosts": c.ExcludeHosts} {
			if len(list) == 1 && key != "exclude_hosts" {
				key = strings.TrimSuffix(key, "s") // which takes it as it is
			}
			if list != nil {
				parts = append(parts, key+"="+escape(strings.Join(list, ";")))
			}
		}
		again := c.Name
		if parts != nil {
			again += ":" + strings.Join(parts, ",")
		}
		d, err := ParseCall(again)
		if err != nil {
			t.Fatalf("%q, written as %q: %v", text, again, err)
		}
		if !reflect.DeepEqual(c, d) {
			t.Errorf("%q is %+v; written as %q it is %+v", text, c, again, d)
		}
	})
}

// FuzzHostString: the parts of a host string make one with the same parts.
func FuzzHostString(f *testing.F) {
	for _, s := range []string{"h", "u@h:1", "u@d@h:1", "::1", "[::1]:22", "u@[fe80::1%eth0]:99", "h:", "[", "]", "@", "[a]b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p := ParseHostString(text)
		if strings.ContainsAny(p.Host, "[]@") || strings.Contains(p.Port, ":") || strings.Contains(p.Port, "@") {
			return // no host that could be dialled
		}
		full := JoinHostStrings(p.User, p.Host, p.Port)
		if q := ParseHostString(full); q != p {
			t.Errorf("%q is %+v; joined it is %q, and that %+v", text, p, full, q)
		}
		e := &Env{User: "me"}
		if n := e.Normalize(text); p.Host != "" && e.Normalize(e.NormalizeToString(text)) != n {
			t.Errorf("%q in full is %q", text, e.NormalizeToString(text))
		}
	})
}

// FuzzInventory: every host that is read can be read as a host string, and an error
// brings nothing.
func FuzzInventory(f *testing.F) {
	for _, s := range []string{"a\nb\n", "[web]\nweb[01:03] ansible_port=2\n", "[a:children]\nb\n[b]\nx\n", "[a:children]\na\n", "h[1:2][a:b]\n", "x # y\n", "[v:vars]\nq\n", "h[1:2000]\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		in, err := parseInventory("hosts", text)
		if err != nil {
			if in != nil {
				t.Fatal("both an inventory and an error")
			}
			return
		}
		for _, h := range in.hosts {
			if ParseHostString(h).Host == "" || strings.ContainsAny(h, " \t\n") {
				t.Errorf("host %q", h)
			}
		}
		for name := range in.children {
			has := map[string]bool{}
			for _, h := range in.roles[name] {
				has[h] = true
			}
			for _, child := range in.children[name] {
				for _, h := range in.roles[child] {
					if len(in.children[child]) == 0 && !has[h] {
						t.Errorf("%s lacks %s of its child %s", name, h, child)
					}
				}
			}
		}
	})
}

// FuzzSettings: what a file of settings sets is there afterwards.
func FuzzSettings(f *testing.F) {
	for _, s := range []string{"user = x\n", "# c\nwarn_only=1\n", "timeout = x\n", "=", "a", "k = v = w\n", "ok_ret_codes = 1,2\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		e := &Env{}
		if err := parseSettings(e, "rc", text); err != nil {
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("%q", err)
			}
			return
		}
		lines := bytes.Split(bytes.TrimRight(text, "\n"), []byte("\n"))
		last := strings.TrimSpace(string(lines[len(lines)-1]))
		if key, value, ok := strings.Cut(last, "="); ok && last[0] != '#' && last[0] != ';' {
			key, value = strings.TrimSpace(key), strings.TrimSpace(value)
			if got, known := e.Get(key); !known || keys[key].get == nil && got != value {
				t.Errorf("%q: %s is %v", text, key, got)
			}
		}
	})
}

// FuzzSSHSettings: whatever ssh prints, no line of it becomes two values.
func FuzzSSHSettings(f *testing.F) {
	f.Add([]byte("user me\nhostname h\nport 22\nidentityfile ~/.ssh/x\nproxycommand none\nserveraliveinterval 5\n"))
	f.Add([]byte("proxyjump a,b\nuser\n\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		s := parseSSHSettings(text)
		for _, v := range []string{s.host, s.user, s.port, s.proxyCommand, s.proxyJump, s.hostKeyAlias} {
			if strings.Contains(v, "\n") || v != "" && !bytes.Contains(text, []byte(v)) {
				t.Errorf("%q", v)
			}
		}
		if s.keepAlive < 0 {
			t.Errorf("keepalive %v", s.keepAlive)
		}
	})
}

// FuzzStream: with its prefixes taken away, what is printed is what was written, in
// whatever pieces it came.
func FuzzStream(f *testing.F) {
	f.Add([]byte("a\r\nb\nc"), byte(2), true)
	f.Add([]byte("\r\r\n\n\r"), byte(1), false)
	f.Fuzz(func(t *testing.T, text []byte, piece byte, linewise bool) {
		var out bytes.Buffer
		p := newPrinter(&out, nil)
		s := p.stream(&out, "> ", linewise)
		for rest := text; len(rest) > 0; {
			n := min(int(piece)%7+1, len(rest))
			s.Write(rest[:n])
			rest = rest[n:]
		}
		s.finish()
		if len(text) == 0 {
			if out.Len() != 0 {
				t.Errorf("nothing is printed as %q", out.String())
			}
			return
		}
		var lines []string
		for line := range strings.Lines(out.String()) {
			rest, ok := strings.CutPrefix(line, "> ")
			if !ok {
				t.Fatalf("%q, printed as %q: a line without a prefix", text, out.String())
			}
			lines = append(lines, rest)
		}
		want := strings.ReplaceAll(string(text), "\r\n", "\n") + "\n"
		if got := strings.Join(lines, ""); strings.ReplaceAll(got, "\r", "") != strings.ReplaceAll(want, "\r", "") {
			t.Errorf("%q in pieces of %d: printed %q, want %q", text, piece%7+1, got, want)
		}
	})
}

// FuzzQuotePath: the shell's reader of words finds one word, and that is the path.
func FuzzQuotePath(f *testing.F) {
	for _, s := range []string{"a b", "~/x y", "~", "-x", "it's", "~user/x", "~a b/c", "$x", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, path string) {
		if !utf8.ValidString(path) || strings.ContainsRune(path, 0) {
			return
		}
		words, err := splitWords(QuotePath(path))
		want := path
		if strings.HasPrefix(path, "-") {
			want = "./" + path
		}
		if err != nil || len(words) != 1 || words[0] != want {
			t.Errorf("%q is quoted as %q: words %q, %v", path, QuotePath(path), words, err)
		}
	})
}
