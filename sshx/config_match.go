package sshx

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/pyops-go/pyops/internal/sshconn"
)

// A criterion is a condition of a Match line.
type criterion struct {
	name  string // in small letters
	value string
	not   bool
}

// criteria without a value, and those with one.
var (
	bareCriteria   = map[string]bool{"all": true, "canonical": true, "final": true}
	valuedCriteria = map[string]bool{"host": true, "originalhost": true, "user": true, "localuser": true, "exec": true}
)

// parseCriteria reads the words after Match: names regardless of case, values after
// blanks, '=' or both. A criterion that is not known is kept, and never matches.
func parseCriteria(words []string) (all []criterion, err error) {
	for i := 0; i < len(words); i++ {
		name, value, given := strings.Cut(words[i], "=")
		if !given && i+1 < len(words) {
			if value, given = strings.CutPrefix(words[i+1], "="); given {
				i++
			}
		}
		if given && value == "" {
			if i++; i == len(words) {
				return nil, fmt.Errorf("criterion %s of Match needs a value", name)
			}
			value = words[i]
		}
		name, not := strings.CutPrefix(strings.ToLower(name), "!")
		c := criterion{name: name, value: value, not: not}
		switch {
		case bareCriteria[name]:
			if given {
				return nil, fmt.Errorf("criterion %s of Match takes no value", name)
			}
		case !given:
			if i+1 == len(words) {
				if !valuedCriteria[name] {
					break
				}
				return nil, fmt.Errorf("criterion %s of Match needs a value", name)
			}
			i++
			c.value = words[i]
		}
		all = append(all, c)
	}
	for i, c := range all {
		if c.name == "all" && (len(all) > 2 || len(all) == 2 && (i == 0 || all[0].name != "canonical" && all[0].name != "final")) {
			return nil, errors.New("criterion all of Match goes with nothing but canonical or final before it")
		}
	}
	return all, nil
}

// matches reports whether a block is for the host that is looked up.
func (b *configBlock) matches(ctx context.Context, l *lookup) (bool, error) {
	switch {
	case b.hosts != nil:
		return matchPatterns(b.hosts, l.host), nil
	case b.match == nil:
		return true, nil
	}
	result := true
	for _, c := range b.match {
		hit := false
		switch c.name {
		case "all":
			hit = true
		case "canonical":
			hit = l.again
		case "final":
			hit = l.again
			l.wantAgain = true
		case "host":
			hit = matchHost(c.value, l.hostname())
		case "originalhost":
			hit = matchHost(c.value, l.original)
		case "user":
			hit = matchPatterns(strings.Split(c.value, ","), l.user())
		case "localuser":
			hit = matchPatterns(strings.Split(c.value, ","), l.opts.LocalUser)
		case "exec":
			if !result {
				continue // what failed before spares the command
			}
			if l.opts.Exec == nil {
				return false, badConfig(b.place, "Match exec asks to run %q; LookupOptions.Exec says whether and how", c.value)
			}
			command, err := l.expand("matchexec", c.value)
			if err != nil {
				return false, err
			}
			ok, err := l.opts.Exec(ctx, command)
			if err != nil {
				return false, &Error{Kind: ErrConfigParse, Op: "ssh_config", Host: b.place, Reason: "Match exec", Err: err}
			}
			hit = ok
		default:
			return false, nil
		}
		if hit == c.not {
			result = false
		}
	}
	return result, nil
}

// matchHost is matchPatterns regardless of case, as Match host has it; Host lines do
// look at the case.
func matchHost(patterns, host string) bool {
	return matchPatterns(strings.Split(strings.ToLower(patterns), ","), strings.ToLower(host))
}

// matchPatterns is OpenSSH's match of a list: one that is negated and hits decides
// against all others.
func matchPatterns(patterns []string, text string) bool {
	hit := false
	for _, p := range patterns {
		p, not := strings.CutPrefix(p, "!")
		if !sshconn.Glob(p, text) {
			continue
		}
		if not {
			return false
		}
		hit = true
	}
	return hit
}
