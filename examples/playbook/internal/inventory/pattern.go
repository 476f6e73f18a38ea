package inventory

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Implicit reports whether a name is this machine although no inventory has it.
func Implicit(name string) bool {
	return name == "localhost" || name == "127.0.0.1" || name == "::1"
}

var subscript = regexp.MustCompile(`^(.+)\[(-\d+|\d+(?:([:-])(\d*))?)\]$`)

// Select are the hosts of a pattern: names, groups and globs, parted by commas or
// colons; ~ begins a regular expression, ! takes away, & keeps what both have, and
// [0:2] takes some of a group. Names that nothing matches come back as unmatched.
func (inv *Inventory) Select(pattern string) (hosts, unmatched []string, err error) {
	var parts []string
	if strings.Contains(pattern, ",") {
		parts = strings.Split(pattern, ",")
	} else {
		parts = splitColons(pattern)
	}
	var plain, with, without []string
	for _, p := range parts {
		switch p = strings.TrimSpace(p); {
		case p == "":
		case p[0] == '&':
			with = append(with, p[1:])
		case p[0] == '!':
			without = append(without, p[1:])
		default:
			plain = append(plain, p)
		}
	}
	if len(plain) == 0 && len(with)+len(without) > 0 {
		plain = []string{"all"}
	}
	for i, p := range slices.Concat(plain, with, without) {
		if strings.HasPrefix(p, "@") {
			return nil, nil, fmt.Errorf("pattern %q; a file of hosts works with --limit", p)
		}
		found, err := inv.match(p)
		if err != nil {
			return nil, nil, err
		}
		in := func(h string) bool { return slices.Contains(found, h) }
		switch {
		case i < len(plain):
			if len(found) == 0 && p != "all" && p != "*" {
				unmatched = append(unmatched, p)
			}
			for _, h := range found {
				if !slices.Contains(hosts, h) {
					hosts = append(hosts, h)
				}
			}
		case i < len(plain)+len(with):
			hosts = slices.DeleteFunc(hosts, func(h string) bool { return !in(h) })
		default:
			hosts = slices.DeleteFunc(hosts, in)
		}
	}
	return hosts, unmatched, nil
}

// splitColons parts at colons that are not in brackets, nor in an IPv6 address.
func splitColons(s string) (out []string) {
	if strings.Count(s, ":") > 1 && strings.Trim(s, "0123456789abcdefABCDEF:.") == "" {
		return []string{s}
	}
	depth, from := 0, 0
	for i := range len(s) {
		switch {
		case s[i] == '[':
			depth++
		case s[i] == ']':
			depth--
		case s[i] == ':' && depth == 0 && !strings.HasSuffix(s[:i], "(?"): // which is a regular expression's
			out = append(out, s[from:i])
			from = i + 1
		}
	}
	return append(out, s[from:])
}

func (inv *Inventory) match(p string) ([]string, error) {
	if strings.HasPrefix(p, "~") {
		re, err := regexp.Compile("^(?:" + p[1:] + ")")
		if err != nil {
			return nil, fmt.Errorf("pattern %q: %w", p, err)
		}
		return inv.matching(re.MatchString), nil
	}
	if m := subscript.FindStringSubmatch(p); m != nil && !inv.Has(p) {
		all, err := inv.match(m[1])
		if err != nil {
			return nil, err
		}
		from, _ := strconv.Atoi(strings.TrimRight(strings.TrimSuffix(m[2], m[4]), ":-"))
		if from < 0 {
			from += len(all)
		}
		to := from
		if m[3] != "" {
			to = len(all) - 1
			if m[4] != "" {
				to, _ = strconv.Atoi(m[4])
			}
		}
		from, to = max(from, 0), min(to+1, len(all))
		if from >= to {
			return nil, nil
		}
		return all[from:to], nil
	}
	if inv.groups[p] != nil {
		return inv.Members(p), nil
	}
	if inv.Has(p) {
		return []string{p}, nil
	}
	if strings.ContainsAny(p, "*?[") {
		re, err := glob(p)
		if err != nil {
			return nil, fmt.Errorf("pattern %q: %w", p, err)
		}
		return inv.matching(re.MatchString), nil
	}
	if Implicit(p) {
		if i := slices.IndexFunc(inv.names, Implicit); i >= 0 {
			return []string{inv.names[i]}, nil // this machine by another name
		}
		return []string{p}, nil
	}
	return nil, nil
}

// glob reads a pattern of Python's fnmatch.
func glob(p string) (*regexp.Regexp, error) {
	var b strings.Builder
	b.WriteString(`(?s)\A`)
	for i := 0; i < len(p); i++ {
		switch p[i] {
		case '*':
			b.WriteString(`.*`)
		case '?':
			b.WriteString(`.`)
		case '[':
			class := i + 1
			if class < len(p) && p[class] == '!' {
				class++
			}
			end := -1
			if class < len(p) { // a ] that comes first is one of the class
				end = strings.IndexByte(p[class+1:], ']')
			}
			if end < 0 {
				return nil, errors.New("a [ without its ]")
			}
			end += class + 1
			b.WriteByte('[')
			if class > i+1 {
				b.WriteByte('^')
			}
			for j := class; j < end; j++ {
				if strings.IndexByte(`\[]^&~|`, p[j]) >= 0 {
					b.WriteByte('\\')
				}
				b.WriteByte(p[j])
			}
			b.WriteByte(']')
			i = end
		default:
			b.WriteString(regexp.QuoteMeta(p[i : i+1]))
		}
	}
	b.WriteString(`\z`)
	return regexp.Compile(b.String())
}

// matching are the hosts of groups, and hosts, whose name does.
func (inv *Inventory) matching(f func(string) bool) (out []string) {
	seen := map[string]bool{}
	add := func(names []string) {
		for _, n := range names {
			if !seen[n] {
				seen[n] = true
				out = append(out, n)
			}
		}
	}
	for _, g := range inv.order {
		if f(g) {
			add(inv.Members(g))
		}
	}
	for _, h := range inv.names {
		if f(h) {
			add([]string{h})
		}
	}
	return out
}

// Limit reads what --limit says: a pattern, or @ and a file with a pattern a line.
func Limit(s string) (string, error) {
	var out []string
	for part := range strings.SplitSeq(s, ",") {
		if !strings.HasPrefix(part, "@") {
			out = append(out, part)
			continue
		}
		data, err := os.ReadFile(part[1:])
		if err != nil {
			return "", fmt.Errorf("--limit: %w", err)
		}
		for line := range strings.Lines(string(data)) {
			if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
				out = append(out, line)
			}
		}
	}
	return strings.Join(out, ","), nil
}
