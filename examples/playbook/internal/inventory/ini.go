package inventory

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/pyops-go/pyops/confobj"
	"github.com/pyops-go/pyops/examples/playbook/internal/source"
	"github.com/pyops-go/pyops/examples/playbook/internal/value"
	"github.com/pyops-go/pyops/internal/pytext"
)

func (inv *Inventory) readINI(path, text string) error {
	section, kind := "ungrouped", "hosts"
	type parent struct {
		pos   value.Pos
		child string
	}
	var wanted []parent
	for i, line := range strings.Split(text, "\n") {
		pos := value.Pos{File: path, Line: i + 1}
		fail := func(format string, args ...any) error {
			return &source.Error{Pos: pos, Reason: fmt.Sprintf(format, args...)}
		}
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' || line[0] == ';' {
			continue
		}
		if line[0] == '[' && !addressed.MatchString(line) {
			head, rest, ok := strings.Cut(line[1:], "]")
			if rest = strings.TrimSpace(rest); !ok || rest != "" && rest[0] != '#' {
				return fail("section %q; expected [group], [group:vars] or [group:children]", line)
			}
			name, k, hasKind := strings.Cut(head, ":")
			section, kind = strings.TrimSpace(name), "hosts"
			if hasKind {
				kind = strings.TrimSpace(k)
			}
			if section == "" || !slices.Contains([]string{"hosts", "vars", "children"}, kind) {
				return fail("section %q; expected [group], [group:vars] or [group:children]", line)
			}
			inv.group(section)
			continue
		}
		switch kind {
		case "vars":
			k, v, ok := strings.Cut(line, "=")
			if k = strings.TrimSpace(k); !ok || k == "" {
				return fail("%q; expected name=value", line)
			}
			inv.group(section).Vars.Set(k, literal(strings.TrimSpace(v), pos))
		case "children":
			name, _, _ := strings.Cut(line, "#")
			name = strings.TrimSpace(name)
			g := inv.group(section)
			if !slices.Contains(g.Children, name) {
				g.Children = append(g.Children, name)
			}
			wanted = append(wanted, parent{pos, name})
		default:
			if err := inv.line(pos, section, line); err != nil {
				return err
			}
		}
	}
	for _, w := range wanted {
		if inv.groups[w.child] == nil {
			return &source.Error{Pos: w.pos, Reason: fmt.Sprintf("there is no group %q", w.child)}
		}
	}
	return nil
}

// literal is what Python's literal_eval makes of a text, or the text.
func literal(s string, pos value.Pos) any {
	if v, err := Literal(s); err == nil {
		if t, ok := v.(string); ok {
			return value.Text{S: t, Pos: pos}
		}
		return v
	}
	return value.Text{S: s, Pos: pos}
}

// Literal reads a literal of Python: a number, a string, True, None, a list, …
func Literal(s string) (any, error) {
	if strings.TrimSpace(s) == "" {
		return nil, errors.New("no literal")
	}
	v, err := confobj.Unrepr(s)
	if err != nil {
		return nil, err
	}
	return convert(v)
}

func convert(v any) (any, error) {
	list := func(items []any) (any, error) {
		out := make([]any, len(items))
		for i, e := range items {
			c, err := convert(e)
			if err != nil {
				return nil, err
			}
			out[i] = c
		}
		return out, nil
	}
	switch v := v.(type) {
	case nil, bool, int, float64, string:
		return v, nil
	case []string:
		out := make([]any, len(v))
		for i, s := range v {
			out[i] = s
		}
		return out, nil
	case []any:
		return list(v)
	case confobj.Tuple:
		return list(v)
	case confobj.Dict:
		d := value.NewDict()
		for _, p := range v {
			c, err := convert(p.Value)
			if err != nil {
				return nil, err
			}
			d.Set(value.Str(p.Key), c)
		}
		return d, nil
	}
	return nil, fmt.Errorf("%T is no value of playbooks", v)
}

// addressed is an IPv6 address in brackets, perhaps with a port.
var addressed = regexp.MustCompile(`^\[([0-9a-fA-F]*:[0-9a-fA-F:.]*:[0-9a-fA-F.]*)\](?::([0-9]+))?(?:\s|$)`)

// line reads a line of hosts: names, perhaps with a range, and variables.
func (inv *Inventory) line(pos value.Pos, group, line string) error {
	fail := func(format string, args ...any) error {
		return &source.Error{Pos: pos, Reason: fmt.Sprintf(format, args...)}
	}
	if i := strings.Index(line, " #"); i >= 0 {
		line = line[:i]
	}
	words, err := pytext.Split(line)
	if err != nil {
		return fail("%v", err)
	}
	if len(words) == 0 {
		return nil
	}
	vars := value.NewDict()
	for _, w := range words[1:] {
		k, v, ok := strings.Cut(w, "=")
		if !ok || k == "" {
			return fail("%q after a host; expected name=value", w)
		}
		vars.Set(k, literal(v, pos))
	}
	name, port, hasPort := words[0], "", false
	if m := addressed.FindStringSubmatch(name); m != nil {
		name, port, hasPort = m[1], m[2], m[2] != ""
	} else if i := strings.LastIndexByte(name, ':'); i >= 0 && !strings.Contains(name[i:], "]") && strings.Count(name, ":") == 1+strings.Count(strings.Join(rangeForm.FindAllString(name, -1), ""), ":") {
		name, port, hasPort = name[:i], name[i+1:], true
	}
	if hasPort {
		n, err := strconv.Atoi(port)
		if err != nil || n < 1 || n > 65535 {
			return fail("host %q: port %q; expected 1 to 65535", words[0], port)
		}
		vars.Set("ansible_port", n)
	}
	names, err := expand(name)
	if err != nil {
		return fail("%v", err)
	}
	for _, n := range names {
		inv.put(group, n).Update(vars)
	}
	return nil
}

var rangeForm = regexp.MustCompile(`\[([0-9a-zA-Z]*):([0-9a-zA-Z]+)(?::([0-9]+))?\]`)

// maxHosts is how many hosts one range may name.
const maxHosts = 100_000

// expand unfolds h[01:10] and h[a:c].
func expand(name string) ([]string, error) {
	m := rangeForm.FindStringSubmatchIndex(name)
	if m == nil {
		if strings.ContainsAny(name, "[]") && !strings.HasPrefix(name, "[") {
			return nil, fmt.Errorf("host %q; expected a range like [01:10] or [a:f]", name)
		}
		return []string{name}, nil
	}
	from, to, step := name[m[2]:m[3]], name[m[4]:m[5]], 1
	if m[6] >= 0 {
		step, _ = strconv.Atoi(name[m[6]:m[7]])
	}
	if from == "" {
		from = "0"
	}
	bad := fmt.Errorf("range %q of %q; expected a first and a last that come in this order", name[m[0]:m[1]], name)
	var middle []string
	a, errA := strconv.Atoi(from)
	b, errB := strconv.Atoi(to)
	switch {
	case errA == nil && errB == nil:
		if a > b || step < 1 || (b-a)/step > maxHosts || from[0] == '0' && len(from) > 1 && len(from) != len(to) {
			return nil, bad
		}
		for i := a; i <= b; i += step {
			s := strconv.Itoa(i)
			if from[0] == '0' && len(from) > 1 {
				s = strings.Repeat("0", max(len(from)-len(s), 0)) + s
			}
			middle = append(middle, s)
		}
	case len(from) == 1 && len(to) == 1 && errA != nil && errB != nil && from <= to && step > 0:
		for c := int(from[0]); c <= int(to[0]); c += step {
			middle = append(middle, string(rune(c)))
		}
	default:
		return nil, bad
	}
	rest, err := expand(name[m[1]:])
	if err != nil {
		return nil, err
	}
	var out []string
	for _, x := range middle {
		for _, r := range rest {
			if len(out) > maxHosts {
				return nil, bad
			}
			out = append(out, name[:m[0]]+x+r)
		}
	}
	return out, nil
}
