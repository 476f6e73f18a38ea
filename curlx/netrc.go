package curlx

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// A netrcEntry is what a netrc file says of a machine, or of all others.
type netrcEntry struct {
	machine         string
	isDefault       bool
	login, password string
	hasLogin        bool
	hasPassword     bool
}

// netrc looks a host up in the netrc file, for a user where one is known.
func (t *transfer) netrc(host, user string) (login, password string, found bool, err error) {
	path := get(t.o, NETRC_FILE)
	if path == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			return "", "", false, nil // nobody's file
		}
		path = filepath.Join(home, ".netrc")
	}
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", "", false, nil
	}
	if err != nil {
		return "", "", false, fail(E_READ_ERROR, "the netrc file %s cannot be read", path).because(err)
	}
	entries, ok := parseNetrc(string(b))
	if !ok {
		return "", "", false, fail(E_READ_ERROR, ".netrc parser error")
	}
	login, password, found = chooseNetrc(entries, host, user)
	return login, password, found, nil
}

// chooseNetrc takes the first entry of a host that fits the user, one with the user's
// name or without a name, and that says all; and where none does, the last of those that
// say something for who has no name, and the first for who has one.
func chooseNetrc(entries []netrcEntry, host, user string) (login, password string, found bool) {
	var half *netrcEntry
	for i := range entries {
		e := &entries[i]
		if !e.isDefault && !strings.EqualFold(e.machine, host) || !e.hasLogin && !e.hasPassword {
			continue
		}
		if user != "" && e.hasLogin && e.login != user {
			continue
		}
		if e.hasPassword && (e.hasLogin || user != "") {
			half = e
			break
		}
		if half == nil || user == "" {
			half = e
		}
	}
	if half == nil {
		return "", "", false
	}
	login = half.login
	if user != "" {
		login = user
	}
	return login, half.password, true
}

// parseNetrc reads a netrc file. ok is false if a quote is not closed.
func parseNetrc(text string) (entries []netrcEntry, ok bool) {
	var now *netrcEntry
	expect, macro := "", false
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		if i := strings.IndexByte(line, 0); i >= 0 {
			line = line[:i]
		}
		if macro {
			macro = strings.TrimSpace(line) != ""
			continue
		}
		for {
			word, rest, good := netrcWord(line)
			if !good {
				return nil, false
			}
			if word == nil {
				break
			}
			line = rest
			w := *word
			switch {
			case expect == "machine":
				entries = append(entries, netrcEntry{machine: w})
				now = &entries[len(entries)-1]
				expect = ""
			case (expect == "login" || expect == "password") && now != nil && now.hasLogin && now.hasPassword:
				// It says all: what follows is of another login.
				entries = append(entries, netrcEntry{machine: now.machine, isDefault: now.isDefault})
				now = &entries[len(entries)-1]
				if expect == "login" {
					now.login, now.hasLogin = w, true
				} else {
					now.password, now.hasPassword = w, true
				}
				expect = ""
			case expect == "login" && now != nil:
				now.login, now.hasLogin, expect = w, true, ""
			case expect == "password" && now != nil:
				now.password, now.hasPassword, expect = w, true, ""
			case strings.EqualFold(w, "machine"), strings.EqualFold(w, "login"), strings.EqualFold(w, "password"):
				expect = strings.ToLower(w)
			case strings.EqualFold(w, "default"):
				entries = append(entries, netrcEntry{isDefault: true})
				now = &entries[len(entries)-1]
			case strings.EqualFold(w, "macdef"):
				macro, line = true, ""
			}
		}
	}
	return entries, true
}

// netrcWord takes the next word of a line: nil at its end or a comment; ok is
// false if a quote is not closed.
func netrcWord(line string) (word *string, rest string, ok bool) {
	line = strings.TrimLeft(line, " \t")
	if line == "" || line[0] == '#' {
		return nil, "", true
	}
	if line[0] != '"' {
		end := strings.IndexAny(line, " \t")
		if end < 0 {
			end = len(line)
		}
		w := line[:end]
		return &w, line[end:], true
	}
	var b strings.Builder
	for i := 1; i < len(line); i++ {
		switch c := line[i]; {
		case c == '"':
			w := b.String()
			return &w, line[i+1:], true
		case c == '\\' && i+1 < len(line):
			i++
			switch line[i] {
			case 'n':
				b.WriteByte('\n')
			case 'r':
				b.WriteByte('\r')
			case 't':
				b.WriteByte('\t')
			default:
				b.WriteByte(line[i])
			}
		default:
			b.WriteByte(c)
		}
	}
	return nil, "", false
}
