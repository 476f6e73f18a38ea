package jinja

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"errors"
	"fmt"
	"html"
	"net/url"
	"path"
	"path/filepath"
	"strings"

	"github.com/pyops-go/pyops/examples/playbook/internal/pattern"
	"github.com/pyops-go/pyops/examples/playbook/internal/value"
	"github.com/pyops-go/pyops/internal/pytext"
)

// onText makes a filter of a function on a text.
func onText(f func(s string, g *given) (any, error)) filter {
	return func(in any, g *given) (any, error) { return f(value.Str(in), g) }
}

func plainly(f func(string) string) filter {
	return onText(func(s string, _ *given) (any, error) { return f(s), nil })
}

func digest(name, s string) (string, error) {
	switch name {
	case "sha1":
		return fmt.Sprintf("%x", sha1.Sum([]byte(s))), nil
	case "md5":
		return fmt.Sprintf("%x", md5.Sum([]byte(s))), nil
	case "sha256":
		return fmt.Sprintf("%x", sha256.Sum256([]byte(s))), nil
	case "sha512":
		return fmt.Sprintf("%x", sha512.Sum512([]byte(s))), nil
	}
	return "", fmt.Errorf("hash %q; expected sha1, md5, sha256 or sha512", name)
}

func hashed(name string) filter {
	return onText(func(s string, _ *given) (any, error) { return digest(name, s) })
}

func compiled(expr string, g *given) (*pattern.Pattern, error) {
	return pattern.Compile(expr, pattern.Flags{
		IgnoreCase: value.Truth(g.get(-1, "ignorecase", false)), MultiLine: value.Truth(g.get(-1, "multiline", false))})
}

var textFilters = map[string]filter{
	"upper": plainly(strings.ToUpper), "lower": plainly(strings.ToLower), "capitalize": plainly(capitalize), "title": plainly(title),
	"string": plainly(func(s string) string { return s }),
	"trim":   onText(func(s string, g *given) (any, error) { return strings.Trim(s, g.text(0, "chars", " \t\r\n\v\f")), nil }),
	"replace": onText(func(s string, g *given) (any, error) {
		n, err := g.number(2, "count", -1)
		return strings.Replace(s, g.text(0, "old", ""), g.text(1, "new", ""), n), err
	}),
	"split": onText(func(s string, g *given) (any, error) {
		sep := g.get(0, "sep", nil)
		if sep == nil {
			return texts(strings.Fields(s)), nil
		}
		return textMethod(s, "split").(Func)(append([]any{sep}, g.args[min(1, len(g.args)):]...), g.named)
	}),
	"splitlines": onText(func(s string, _ *given) (any, error) { return texts(lines(s)), nil }),
	"wordcount":  onText(func(s string, _ *given) (any, error) { return len(strings.Fields(s)), nil }),
	"center": onText(func(s string, g *given) (any, error) {
		n, err := g.number(0, "width", 80)
		pad := min(max(n-len([]rune(s)), 0), 10000)
		return strings.Repeat(" ", pad/2) + s + strings.Repeat(" ", pad-pad/2), err
	}),
	"truncate": onText(func(s string, g *given) (any, error) {
		n, err := g.number(0, "length", 255)
		r, end := []rune(s), g.text(2, "end", "...")
		if err != nil || len(r) <= n+5 {
			return s, err
		}
		cut := string(r[:max(n-len([]rune(end)), 0)])
		if !g.truth(1, "killwords") {
			if i := strings.LastIndexByte(cut, ' '); i > 0 {
				cut = cut[:i]
			}
		}
		return cut + end, nil
	}),
	"indent": onText(func(s string, g *given) (any, error) {
		pad, isText := g.get(0, "width", 4).(string)
		if !isText {
			n, err := g.number(0, "width", 4)
			if err != nil || n < 0 || n > 1000 {
				return nil, errors.New("expected a width up to 1000")
			}
			pad = strings.Repeat(" ", n)
		}
		rows := strings.Split(s, "\n")
		for i := range rows {
			if (i > 0 || g.truth(1, "first")) && (rows[i] != "" || g.truth(2, "blank")) {
				rows[i] = pad + rows[i]
			}
		}
		return strings.Join(rows, "\n"), nil
	}),
	"format": onText(func(s string, g *given) (any, error) { return percent(s, g.args) }),
	"comment": onText(func(s string, g *given) (any, error) {
		mark := "# "
		if g.text(0, "style", "plain") == "c" {
			mark = "// "
		}
		rows := strings.Split(s, "\n")
		for i := range rows {
			rows[i] = strings.TrimRight(mark+rows[i], " ")
		}
		bare := strings.TrimSpace(mark)
		return bare + "\n" + strings.Join(rows, "\n") + "\n" + bare, nil
	}),
	"quote":  plainly(pytext.Quote),
	"escape": plainly(html.EscapeString), "safe": plainly(func(s string) string { return s }),
	"urlencode": plainly(func(s string) string {
		return strings.ReplaceAll(strings.ReplaceAll(url.QueryEscape(s), "+", "%20"), "%2F", "/")
	}),
	"urlsplit": onText(func(s string, g *given) (any, error) {
		u, err := url.Parse(s)
		if err != nil {
			return nil, err
		}
		d := value.NewDict("scheme", u.Scheme, "hostname", u.Hostname(), "netloc", u.Host, "path", u.Path, "query", u.RawQuery, "fragment", u.Fragment)
		if n, ok := value.Int(u.Port()); ok {
			d.Set("port", n)
		} else {
			d.Set("port", nil)
		}
		if key := g.text(0, "query", ""); key != "" {
			return d.Value(key), nil
		}
		return d, nil
	}),
	"b64encode": onText(func(s string, _ *given) (any, error) { return base64.StdEncoding.EncodeToString([]byte(s)), nil }),
	"b64decode": onText(func(s string, _ *given) (any, error) {
		b, err := base64.StdEncoding.DecodeString(s)
		return string(b), err
	}),
	"sha1": hashed("sha1"), "md5": hashed("md5"), "checksum": hashed("sha1"),
	"hash": onText(func(s string, g *given) (any, error) { return digest(g.text(0, "hashtype", "sha1"), s) }),
	"basename": plainly(func(s string) string {
		if i := strings.LastIndexByte(s, '/'); i >= 0 {
			return s[i+1:]
		}
		return s
	}),
	"dirname": plainly(func(s string) string {
		i := strings.LastIndexByte(s, '/')
		if i < 0 {
			return ""
		}
		if d := strings.TrimRight(s[:i], "/"); d != "" {
			return d
		}
		return "/"
	}),
	"splitext": onText(func(s string, _ *given) (any, error) {
		ext := path.Ext(s)
		if strings.TrimLeft(path.Base(s), ".") == strings.TrimPrefix(ext, ".") {
			ext = ""
		}
		return []any{strings.TrimSuffix(s, ext), ext}, nil
	}),
	"realpath": onText(func(s string, _ *given) (any, error) {
		p, err := filepath.Abs(s)
		if err != nil {
			return nil, err
		}
		if r, err := filepath.EvalSymlinks(p); err == nil {
			return r, nil
		}
		return p, nil
	}),
	"relpath": onText(func(s string, g *given) (any, error) { return filepath.Rel(g.text(0, "start", "."), s) }),
	"path_join": onList(func(items []any, _ *given) (any, error) {
		out := ""
		for _, e := range items {
			p := value.Str(e)
			switch {
			case strings.HasPrefix(p, "/") || out == "":
				out = p
			case strings.HasSuffix(out, "/"):
				out += p
			default:
				out += "/" + p
			}
		}
		return out, nil
	}),
	"regex_replace": onText(func(s string, g *given) (any, error) {
		p, err := compiled(g.text(0, "pattern", ""), g)
		if err != nil {
			return nil, err
		}
		n, err := g.number(-1, "count", -1)
		if err != nil {
			return nil, err
		}
		if n == 0 {
			n = -1
		}
		out, _, err := p.Replace(s, g.text(1, "replacement", ""), n)
		return out, err
	}),
	"regex_search": onText(func(s string, g *given) (any, error) {
		p, err := compiled(g.text(0, "regex", ""), g)
		if err != nil {
			return nil, err
		}
		m, err := p.Find(s)
		if err != nil || m == nil {
			return nil, err
		}
		if len(g.args) < 2 {
			return m.Group(0), nil
		}
		out := []any{}
		for _, a := range g.args[1:] {
			ref := strings.TrimLeft(value.Str(a), `\`)
			if strings.HasPrefix(ref, "g<") {
				ref = strings.Trim(ref[1:], "<>")
			}
			text, ok := m.Named(ref)
			if !ok {
				return nil, fmt.Errorf("no group %q", ref)
			}
			out = append(out, text)
		}
		return out, nil
	}),
	"regex_findall": onText(func(s string, g *given) (any, error) {
		p, err := compiled(g.text(0, "regex", ""), g)
		if err != nil {
			return nil, err
		}
		all, err := p.All(s, -1)
		out := []any{}
		for _, m := range all {
			switch n := len(m.Groups) / 2; n {
			case 1, 2:
				out = append(out, m.Group(n-1))
			default:
				groups := []any{}
				for i := 1; i < n; i++ {
					groups = append(groups, m.Group(i))
				}
				out = append(out, groups)
			}
		}
		return out, err
	}),
	"regex_escape": plainly(func(s string) string {
		var b strings.Builder
		for _, r := range s {
			if strings.ContainsRune(`()[]{}?*+-|^$\.&~# `+"\t\n\r\v\f", r) {
				b.WriteByte('\\')
			}
			b.WriteRune(r)
		}
		return b.String()
	}),
}
