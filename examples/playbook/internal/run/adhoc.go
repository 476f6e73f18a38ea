package run

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/pyops-go/pyops/examples/playbook/internal/play"
	"github.com/pyops-go/pyops/examples/playbook/internal/value"
)

// AdHoc plays a play of one task and prints its results as the command ansible does:
// a line and JSON a host, or one line.
func (r *Runner) AdHoc(ctx context.Context, p *play.Play, oneLine bool) (int, error) {
	r.play, r.playVars = p, value.NewDict()
	pattern := value.Str(p.Keys.Value("hosts"))
	names, unmatched, err := r.Inventory.Select(pattern)
	if err != nil {
		return 0, err
	}
	for _, u := range unmatched {
		r.printer.warn("Could not match supplied host pattern, ignoring: " + u)
	}
	if r.Limit != nil {
		names = slices.DeleteFunc(names, func(h string) bool { return !slices.Contains(r.Limit, h) })
	}
	if len(names) == 0 {
		r.printer.warn("No hosts matched, nothing to do")
		return 0, nil
	}
	r.printer.plain = true
	r.printer.oneLine = oneLine
	var hosts []*host
	for _, n := range names {
		hosts = append(hosts, r.host(n))
	}
	r.batch, r.all = hosts, names
	r.tasks(ctx, hosts, p.Tasks)
	return r.status(), nil
}

// adHoc is what the command ansible prints about a host.
func (p *printer) adHoc(host string, t *play.Task, o outcome) {
	r := o.result
	if o.hidden {
		r = value.NewDict("censored", censored, "changed", r.Value("changed") == true)
	}
	failed, changed, lost := r.Value("failed") == true, r.Value("changed") == true, r.Value("unreachable") == true
	word := "SUCCESS"
	switch {
	case lost:
		word = "UNREACHABLE!"
	case failed:
		word = "FAILED"
	case r.Value("skipped") == true:
		p.line(host + " | SKIPPED")
		return
	case changed:
		word = "CHANGED"
	}
	plain := t != nil && t.Module != nil && slices.Contains([]string{"command", "shell", "raw", "script"}, t.Module.Name) && r.Has("stdout")
	switch {
	case plain && p.oneLine:
		text := strings.ReplaceAll(value.Str(r.Value("stdout")), "\n", `\n`)
		line := fmt.Sprintf("%s | %s | rc=%s | (stdout) %s", host, word, value.Str(r.Value("rc")), text)
		if e := value.Str(r.Value("stderr")); e != "" {
			line += " (stderr) " + strings.ReplaceAll(e, "\n", `\n`)
		}
		p.line(line)
	case plain:
		text := value.Str(r.Value("stdout")) + value.Str(r.Value("stderr"))
		if m := r.Value("msg"); m != nil {
			text += value.Str(m)
		}
		p.line(fmt.Sprintf("%s | %s | rc=%s >>\n%s", host, word, value.Str(r.Value("rc")), strings.TrimSuffix(text, "\n")))
	default:
		if failed {
			word = "FAILED!"
		}
		if p.oneLine {
			p.line(fmt.Sprintf("%s | %s => %s", host, word, strings.ReplaceAll(p.dump(r, 0), `, "`, `,"`)))
			return
		}
		p.line(fmt.Sprintf("%s | %s => %s", host, word, p.dump(r, 4)))
	}
}
