package run

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/pyops-go/pyops/diffx"
	"github.com/pyops-go/pyops/examples/playbook/internal/play"
	"github.com/pyops-go/pyops/examples/playbook/internal/value"
)

// A printer writes what Ansible's default output writes.
type printer struct {
	mu        sync.Mutex
	out, err  io.Writer
	secrets   func() []string
	verbosity int
	last      *play.Task
	plain     bool // as the command ansible prints
	oneLine   bool
}

// hide covers secrets.
func (p *printer) hide(s string) string {
	if p.secrets == nil {
		return s
	}
	for _, secret := range p.secrets() {
		secret = strings.TrimSpace(secret)
		if len(secret) < 3 {
			continue
		}
		s = strings.ReplaceAll(s, secret, "********")
		if q := strings.Trim(value.JSON(secret, 0), `"`); q != secret {
			s = strings.ReplaceAll(s, q, "********")
		}
	}
	return s
}

func (p *printer) line(s string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	io.WriteString(p.out, p.hide(s)+"\n")
}

func (p *printer) warn(s string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	io.WriteString(p.err, p.hide("[WARNING]: "+s)+"\n")
}

// banner is a heading, filled with stars to the width of a terminal.
func (p *printer) banner(s string, check bool) {
	if check {
		s += " [CHECK MODE]"
	}
	p.line("\n" + s + " " + strings.Repeat("*", max(79-len([]rune(s)), 3)))
}

// task is the heading of a task, printed when another one was before.
func (p *printer) task(t *play.Task, kind, name string) {
	p.mu.Lock()
	same := p.last == t
	p.last = t
	p.mu.Unlock()
	if !same && !p.plain {
		p.banner(kind+" ["+name+"]", false)
	}
}

// dump is a result as the output shows it.
func (p *printer) dump(r *value.Dict, indent int) string {
	shown := value.NewDict()
	for k, v := range r.All() {
		if strings.HasPrefix(k, "_") || k == "diff" || k == "failed" && indent == 0 || k == "invocation" && p.verbosity < 3 || k == "exception" {
			continue
		}
		shown.Set(k, v)
	}
	return value.JSON(shown, indent)
}

// An outcome is what became of a task, or of one item, on a host.
type outcome struct {
	result     *value.Dict
	item       string // "" without a loop
	loop       bool
	hidden     bool // no_log
	verbose    bool // show the result always, as debug does
	delegate   string
	ignore     bool
	skipCheck  bool
	diff       bool
	loopResult bool // of the whole loop, after its items
	included   bool // what was included speaks for itself
}

const censored = "the output has been hidden due to the fact that 'no_log: true' was specified for this result"

// outcome prints one line about a host, or one and its result.
func (p *printer) outcome(host string, o outcome) {
	r := o.result
	if o.hidden {
		r = value.NewDict("censored", censored, "changed", o.result.Value("changed") == true)
		if o.loop {
			o.item = "(censored due to no_log)"
		}
	}
	if p.plain {
		if o.diff && !o.hidden {
			if d := Diff(o.result.Value("diff")); d != "" {
				p.line(d)
			}
		}
		p.adHoc(host, p.last, o)
		return
	}
	label := host
	if o.delegate != "" {
		label += " -> " + o.delegate
	}
	failed, skipped := o.result.Value("failed") == true, o.result.Value("skipped") == true
	unreachable := o.result.Value("unreachable") == true
	changed := o.result.Value("changed") == true
	shown := ""
	if !o.hidden {
		if ws, ok := o.result.Value("warnings").([]any); ok {
			for _, w := range ws {
				p.warn(value.Str(w))
			}
		}
		if o.diff && (!o.loopResult) {
			if d := Diff(o.result.Value("diff")); d != "" {
				shown = d + "\n"
			}
		}
	}
	if o.loopResult && !skipped {
		// The items have been printed.
		if failed && o.ignore {
			p.line("...ignoring")
		}
		return
	}
	if o.included && !failed && !skipped {
		return
	}
	var b strings.Builder
	b.WriteString(shown) // in one piece with what is said about the host
	switch {
	case unreachable && o.loop:
		fmt.Fprintf(&b, "failed: [%s] (item=%s) => %s", label, o.item, p.dump(r, 0))
	case unreachable:
		fmt.Fprintf(&b, "fatal: [%s]: UNREACHABLE! => %s", label, p.dump(r, 0))
	case failed && o.loop:
		fmt.Fprintf(&b, "failed: [%s] (item=%s) => %s", label, o.item, p.dump(r, 0))
	case failed:
		fmt.Fprintf(&b, "fatal: [%s]: FAILED! => %s", label, p.dump(r, 0))
	case skipped:
		fmt.Fprintf(&b, "skipping: [%s]", label)
		if o.loop {
			fmt.Fprintf(&b, " => (item=%s) ", o.item)
		}
		if o.skipCheck {
			b.WriteString(" (not run because of check mode)")
		}
		if p.verbosity > 0 {
			b.WriteString(" => " + p.dump(r, 0))
		}
	default:
		word := "ok"
		if changed {
			word = "changed"
		}
		fmt.Fprintf(&b, "%s: [%s]", word, label)
		if o.loop {
			fmt.Fprintf(&b, " => (item=%s)", o.item)
		}
		switch {
		case o.verbose && !o.hidden:
			if r.Has("msg") { // which debug shows alone
				r = value.NewDict("msg", r.Value("msg"))
			}
			b.WriteString(" => " + p.dump(r, 4))
		case p.verbosity > 0:
			indent := 0
			b.WriteString(" => " + p.dump(r, indent))
		}
	}
	if (failed || unreachable) && o.ignore && !o.loop {
		b.WriteString("\n...ignoring")
	}
	p.line(b.String())
}

// Diff shows what a module says it changed, as a unified diff and an empty line.
func Diff(v any) string {
	list, ok := v.([]any)
	if !ok {
		list = []any{v}
	}
	var b strings.Builder
	for _, e := range list {
		d, ok := e.(*value.Dict)
		if !ok {
			continue
		}
		for _, k := range []string{"dst_binary", "src_binary", "dst_larger", "src_larger"} {
			if d.Has(k) {
				side, why, _ := strings.Cut(k, "_")
				where := map[string]string{"dst": "remote file", "src": "local file"}[side]
				what := map[string]string{"binary": "appears to be binary", "larger": "is larger than 104448"}[why]
				fmt.Fprintf(&b, "diff skipped: %s %s\n", where, what)
			}
		}
		if text := value.Str(orText(d.Value("prepared"), "")); text != "" {
			b.WriteString(strings.TrimSuffix(text, "\n") + "\n\n")
		}
		if !d.Has("before") || !d.Has("after") {
			continue
		}
		var sides [2][]string
		var heads [2]string
		for i, k := range []string{"before", "after"} {
			heads[i] = k
			if h := d.Value(k + "_header"); h != nil {
				heads[i] = k + ": " + value.Str(h)
			}
			text, isText := d.Value(k).(string)
			if !isText {
				text = value.JSON(d.Value(k), 4) + "\n"
			}
			lines := diffx.SplitLines(text, diffx.KeepEnds)
			if n := len(lines); n > 0 && !strings.HasSuffix(lines[n-1], "\n") {
				lines[n-1] += "\n\\ No newline at end of file\n"
			}
			sides[i] = lines
		}
		lines, err := diffx.UnifiedDiff(sides[0], sides[1], &diffx.DiffOptions{FromFile: heads[0], ToFile: heads[1]})
		if err != nil {
			continue
		}
		some := false
		for l := range lines {
			b.WriteString(l)
			some = true
		}
		if some {
			b.WriteString("\n")
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// recap is the table at the end, with the handlers that a failure kept from running.
func (p *printer) recap(r *Runner) {
	p.banner("PLAY RECAP", false)
	names := slices.Sorted(slices.Values(r.played))
	for _, n := range names {
		h := r.hosts[n]
		s := &h.stats
		if *s == (struct{ ok, changed, unreachable, failed, skipped, rescued, ignored int }{}) {
			continue
		}
		p.line(fmt.Sprintf("%-26s : ok=%-4d changed=%-4d unreachable=%-4d failed=%-4d skipped=%-4d rescued=%-4d ignored=%-4d",
			n, s.ok, s.changed, s.unreachable, s.failed, s.skipped, s.rescued, s.ignored))
	}
	p.line("")
	for _, n := range names {
		if lost := r.hosts[n].lost; len(lost) > 0 {
			p.line(fmt.Sprintf("%s: handlers that were notified and did not run: %s", n, strings.Join(lost, ", ")))
		}
	}
}

// forget has the next task print its heading whatever came before.
func (p *printer) forget() {
	p.mu.Lock()
	p.last = nil
	p.mu.Unlock()
}
