package fab

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"os"
	"regexp"
	"strconv"
	"strings"
)

// loadSettings reads a file of settings into an env: a line is key = value, and #
// begins a comment. A file that is not there has none, unless somebody named it.
func loadSettings(e *Env, path string, named bool) error {
	path = expandHome(path)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && !named {
		return nil
	}
	if err != nil {
		return &Error{Kind: ErrInvalid, Op: "settings", Input: path, Reason: "the file cannot be read", Err: err}
	}
	return parseSettings(e, path, text)
}

func parseSettings(e *Env, path string, text []byte) error {
	number := 0
	for line := range bytes.Lines(text) {
		number++
		l := strings.TrimSpace(string(line))
		if l == "" || l[0] == '#' || l[0] == ';' {
			continue
		}
		key, value, ok := strings.Cut(l, "=")
		if !ok {
			return &Error{Kind: ErrInvalid, Op: "settings", Input: fmt.Sprintf("%s:%d", path, number), Reason: "expected key = value"}
		}
		if err := e.Set(strings.TrimSpace(key), strings.TrimSpace(value)); err != nil {
			return fmt.Errorf("%s:%d: %w", path, number, err)
		}
	}
	return nil
}

// LoadInventory adds the hosts of a file to an env: a host string a line, # begins a
// comment. A line [name] makes those after it the role of that name, which goes on
// where the name comes again; [name:children] makes it of other roles. Behind a host
// may stand ansible_host, ansible_port and ansible_user, as in Ansible's inventories,
// and web[01:12] is twelve hosts. Hosts before the first role are env.hosts.
//
// The error names the line. Nothing is added then.
func (e *Env) LoadInventory(path string) error {
	if e == nil {
		return bad("inventory", path, "there is no env to load it into")
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return &Error{Kind: ErrInvalid, Op: "inventory", Input: path, Reason: "the file cannot be read", Err: err}
	}
	in, err := parseInventory(path, text)
	if err != nil {
		return err
	}
	e.Hosts = append(e.Hosts, in.hosts...)
	if e.Roledefs == nil {
		e.Roledefs = map[string]Role{}
	}
	for _, name := range in.names {
		r := e.Roledefs[name]
		r.Hosts = append(r.Hosts, in.roles[name]...)
		e.Roledefs[name] = r
	}
	return nil
}

type inventory struct {
	hosts    []string
	names    []string
	roles    map[string][]string
	children map[string][]string
}

var (
	sectionLine = regexp.MustCompile(`^\[([^\[\]:\s]+)(:[a-z]+)?\]$`)
	hostRange   = regexp.MustCompile(`\[(\d+|[a-z]):(\d+|[a-z])\]`)
	variable    = regexp.MustCompile(`^([A-Za-z_][A-Za-z0-9_]*)=(.*)$`)
)

// mostHosts bounds what the ranges of a file come to.
const mostHosts = 1 << 17

func parseInventory(path string, text []byte) (*inventory, error) {
	in := &inventory{roles: map[string][]string{}, children: map[string][]string{}}
	role, kind := "", ""
	number, total := 0, 0
	for line := range bytes.Lines(text) {
		number++
		wrong := func(reason string) error {
			return &Error{Kind: ErrInvalid, Op: "inventory", Input: fmt.Sprintf("%s:%d", path, number), Reason: reason}
		}
		l := strings.TrimSpace(string(line))
		if i := strings.Index(l, " #"); i >= 0 {
			l = strings.TrimSpace(l[:i])
		}
		if l == "" || l[0] == '#' || l[0] == ';' {
			continue
		}
		if l[0] == '[' && strings.HasSuffix(l, "]") && !strings.Contains(l, " ") {
			m := sectionLine.FindStringSubmatch(l)
			if m == nil || m[2] != "" && m[2] != ":children" && m[2] != ":vars" {
				return nil, wrong("expected [role] or [role:children]")
			}
			role, kind = m[1], m[2]
			if kind != ":vars" {
				if _, known := in.roles[role]; !known {
					in.roles[role] = nil
					in.names = append(in.names, role)
				}
			}
			continue
		}
		switch kind {
		case ":vars": // they are Ansible's own
			continue
		case ":children":
			in.children[role] = append(in.children[role], l)
			continue
		}
		hosts, err := inventoryHosts(l, mostHosts-total)
		if err != nil {
			return nil, wrong(err.Error())
		}
		total += len(hosts)
		if role == "" {
			in.hosts = append(in.hosts, hosts...)
		} else {
			in.roles[role] = append(in.roles[role], hosts...)
		}
	}
	own := map[string][]string{}
	for name, hosts := range in.roles {
		own[name] = hosts
	}
	for name := range in.children {
		seen := map[string]bool{}
		all, err := in.below(name, own, seen)
		if err != nil {
			return nil, &Error{Kind: ErrInvalid, Op: "inventory", Input: path, Reason: err.Error()}
		}
		in.roles[name] = all
	}
	return in, nil
}

// below are the hosts of a role and of those that it is made of.
func (in *inventory) below(name string, own map[string][]string, seen map[string]bool) ([]string, error) {
	if seen[name] {
		return nil, nil
	}
	seen[name] = true
	all := append([]string(nil), own[name]...)
	for _, child := range in.children[name] {
		if _, known := in.roles[child]; !known {
			return nil, fmt.Errorf("[%s:children] names %q, which is no role", name, child)
		}
		more, err := in.below(child, own, seen)
		if err != nil {
			return nil, err
		}
		all = append(all, more...)
	}
	return all, nil
}

// inventoryHosts are the host strings of a line.
func inventoryHosts(line string, most int) ([]string, error) {
	words := strings.Fields(line)
	names, err := expandRange(words[0], most)
	if err != nil {
		return nil, err
	}
	var user, port, address string
	for _, w := range words[1:] {
		m := variable.FindStringSubmatch(w)
		if m == nil {
			return nil, fmt.Errorf("%q: expected a host, and behind it name=value", w)
		}
		value := strings.Trim(m[2], `"'`)
		switch m[1] {
		case "ansible_host", "ansible_ssh_host":
			address = value
		case "ansible_port", "ansible_ssh_port":
			port = value
		case "ansible_user", "ansible_ssh_user":
			user = value
		}
	}
	if address != "" && len(names) > 1 {
		return nil, fmt.Errorf("one address for %d hosts", len(names))
	}
	for i, n := range names {
		p := ParseHostString(n)
		p.User, p.Port, p.Host = or(user, p.User), or(port, p.Port), or(address, p.Host)
		if _, err := netip.ParseAddr(p.Host); p.Host == "" || err != nil && strings.ContainsAny(p.Host, ":[]@/") {
			return nil, fmt.Errorf("%q: expected [user@]host[:port]", n)
		}
		names[i] = JoinHostStrings(p.User, p.Host, p.Port)
	}
	return names, nil
}

// expandRange makes web[1:3] three names.
func expandRange(s string, most int) ([]string, error) {
	at := hostRange.FindStringSubmatchIndex(s)
	if at == nil {
		if most < 1 {
			return nil, fmt.Errorf("more than %d hosts", mostHosts)
		}
		return []string{s}, nil
	}
	from, to := s[at[2]:at[3]], s[at[4]:at[5]]
	var middles []string
	a, errA := strconv.Atoi(from)
	b, errB := strconv.Atoi(to)
	switch {
	case errA == nil && errB == nil:
		if b < a || b-a >= most {
			return nil, fmt.Errorf("%s: not a range that goes up, of less than %d hosts", s[at[0]:at[1]], mostHosts)
		}
		for n := a; n <= b; n++ {
			middles = append(middles, fmt.Sprintf("%0*d", len(from), n))
		}
	case errA != nil && errB != nil && len(from) == 1 && len(to) == 1 && from <= to:
		for r := from[0]; r <= to[0]; r++ {
			middles = append(middles, string(rune(r)))
		}
	default:
		return nil, fmt.Errorf("%s: not a range that goes up", s[at[0]:at[1]])
	}
	var all []string
	for _, m := range middles {
		more, err := expandRange(s[:at[0]]+m+s[at[1]:], most-len(all))
		if err != nil {
			return nil, err
		}
		all = append(all, more...)
	}
	return all, nil
}
