package module

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pyops-go/pyops/examples/playbook/internal/pattern"
	"github.com/pyops-go/pyops/examples/playbook/internal/value"
)

// An edit is a change of a text file.
type edit struct {
	j      *Job
	path   string
	old    string
	exists bool
}

// open reads the file that a job edits; links are followed.
func (j *Job) open(create bool) (*edit, error) {
	e := &edit{j: j, path: j.path("path")}
	if info, err := os.Stat(e.path); err == nil && info.IsDir() {
		return nil, &failure{fmt.Sprintf("Path %s is a directory !", e.path), value.NewDict("rc", 256)}
	}
	data, err := os.ReadFile(e.path)
	switch {
	case err == nil:
		e.exists = true
	case !os.IsNotExist(err):
		return nil, failf("%v", err)
	case !create:
		return nil, &failure{fmt.Sprintf("Destination %s does not exist !", e.path), value.NewDict("rc", 257)}
	}
	e.old = string(data)
	return e, nil
}

// lines are the lines of the file with their ends.
func (e *edit) lines() []string {
	var out []string
	for l := range strings.Lines(e.old) {
		out = append(out, l)
	}
	return out
}

// finish writes the new text where it differs, and gives the file its attributes.
func (e *edit) finish(ctx context.Context, text, msg string) (*value.Dict, error) {
	j := e.j
	r := value.NewDict("msg", msg)
	changed := text != e.old || !e.exists && msg != ""
	if changed && !j.Check {
		if !e.exists {
			if err := os.MkdirAll(filepath.Dir(e.path), 0o777); err != nil {
				return r, failf("Error creating %s: %v", filepath.Dir(e.path), err)
			}
		}
		if err := j.validate([]byte(text), func(argv ...string) (ran, error) { return j.execute(ctx, "", "", argv...) }); err != nil {
			return nil, err
		}
		if e.exists && j.is("backup") {
			b, err := backup(e.path)
			if err != nil {
				return nil, err
			}
			r.Set("backup", b)
		}
		if err := replaceFile(e.path, []byte(text)); err != nil {
			return nil, failf("%v", err)
		}
	}
	before, after := value.NewDict(), value.NewDict()
	attr := false
	if _, err := os.Stat(e.path); err == nil {
		if attr, err = j.attributes(e.path, before, after, true); err != nil {
			return nil, err
		}
	}
	if attr && changed {
		r.Set("msg", msg+" and ownership, perms or SE linux context changed")
	} else if attr {
		r.Set("msg", "ownership, perms or SE linux context changed")
	}
	r.Set("changed", changed || attr)
	if j.Diff {
		content := value.NewDict("before_header", e.path+" (content)", "after_header", e.path+" (content)", "before", e.old, "after", text)
		second := value.NewDict("before_header", e.path+" (file attributes)", "after_header", e.path+" (file attributes)")
		if attr {
			second.Set("before", before)
			second.Set("after", after)
		}
		r.Set("diff", []any{content, second})
	}
	return r, nil
}

// position finds where a line goes: after or before the last match of an expression
// (or the first), at the beginning, or at the end (-1).
func (j *Job) position(lines []string) (int, error) {
	after, before := j.text("insertafter"), j.text("insertbefore")
	expr, shift := after, 1
	if before != "" {
		expr, shift = before, 0
	}
	switch {
	case before == "BOF":
		return 0, nil
	case expr == "" || expr == "EOF":
		return -1, nil
	}
	p, err := pattern.Compile(expr, pattern.Flags{})
	if err != nil {
		return 0, err
	}
	at := -1
	for i, l := range lines {
		m, err := p.Find(strings.TrimRight(l, "\r\n"))
		if err != nil {
			return 0, err
		}
		if m != nil {
			at = i + shift
			if j.is("firstmatch") {
				break
			}
		}
	}
	return at, nil
}

func lineInFile(ctx context.Context, j *Job) (*value.Dict, error) {
	line, expr := j.text("line"), j.text("regexp")
	find := j.text("search_string")
	var p *pattern.Pattern
	if expr != "" {
		var err error
		if p, err = pattern.Compile(expr, pattern.Flags{}); err != nil {
			return nil, failf("%v", err)
		}
	}
	if j.text("insertafter") != "" && j.text("insertbefore") != "" {
		return nil, failf("parameters are mutually exclusive: insertbefore|insertafter")
	}
	matches := func(l string) (*pattern.Match, bool, error) {
		if p != nil {
			m, err := p.Find(l)
			return m, m != nil, err
		}
		if find != "" {
			return nil, strings.Contains(l, find), nil
		}
		return nil, l == line, nil
	}
	if j.text("state") == "absent" {
		if p == nil && find == "" && !j.Args.Has("line") {
			return nil, failf("one of line, search_string, or regexp is required with state=absent")
		}
		if _, err := os.Stat(j.path("path")); os.IsNotExist(err) {
			return value.NewDict("msg", "file not present"), nil
		}
		e, err := j.open(false)
		if err != nil {
			return nil, err
		}
		var kept strings.Builder
		found := 0
		for _, l := range e.lines() {
			_, yes, err := matches(strings.TrimRight(l, "\r\n"))
			if err != nil {
				return nil, err
			}
			if yes {
				found++
				continue
			}
			kept.WriteString(l)
		}
		msg := ""
		if found > 0 {
			msg = fmt.Sprintf("%d line(s) removed", found)
		}
		r, err := e.finish(ctx, kept.String(), msg)
		if r != nil {
			r.Set("found", found)
		}
		return r, err
	}
	if !j.Args.Has("line") {
		return nil, failf("line is required with state=present")
	}
	if j.is("backrefs") && p == nil {
		return nil, failf("regexp is required with backrefs=true")
	}
	e, err := j.open(j.is("create"))
	if err != nil {
		return nil, err
	}
	lines := e.lines()
	at := -1
	var match *pattern.Match
	for i, l := range lines {
		m, yes, err := matches(strings.TrimRight(l, "\r\n"))
		if err != nil {
			return nil, err
		}
		if yes {
			at, match = i, m
			if j.is("firstmatch") {
				break
			}
		}
	}
	exact := slices.IndexFunc(lines, func(l string) bool { return strings.TrimRight(l, "\r\n") == line })
	switch {
	case at >= 0:
		text := line
		if j.is("backrefs") && match != nil {
			if text, err = match.Expand(line); err != nil {
				return nil, failf("%v", err)
			}
		}
		if strings.TrimRight(lines[at], "\r\n") == text {
			return e.finish(ctx, e.old, "")
		}
		lines[at] = text + "\n"
		return e.finish(ctx, strings.Join(lines, ""), "line replaced")
	case j.is("backrefs"), exact >= 0:
		return e.finish(ctx, e.old, "")
	}
	where, err := j.position(lines)
	if err != nil {
		return nil, failf("%v", err)
	}
	if where < 0 {
		where = len(lines)
	}
	if where > 0 && where == len(lines) && !strings.HasSuffix(lines[where-1], "\n") {
		lines[where-1] += "\n"
	}
	return e.finish(ctx, strings.Join(slices.Insert(lines, where, line+"\n"), ""), "line added")
}

func blockInFile(ctx context.Context, j *Job) (*value.Dict, error) {
	marker := j.text("marker")
	if marker == "" {
		marker = "# {mark} ANSIBLE MANAGED BLOCK"
	}
	word := func(name, missing string) string {
		if s := j.text(name); s != "" {
			return s
		}
		return missing
	}
	begin := strings.ReplaceAll(marker, "{mark}", word("marker_begin", "BEGIN"))
	end := strings.ReplaceAll(marker, "{mark}", word("marker_end", "END"))
	present := j.text("state") != "absent" && j.text("block") != ""
	if _, err := os.Stat(j.path("path")); os.IsNotExist(err) && !present {
		return value.NewDict("msg", fmt.Sprintf("File %s not present", j.path("path"))), nil
	}
	e, err := j.open(j.is("create"))
	if err != nil {
		return nil, err
	}
	lines := e.lines()
	var block []string
	if present {
		block = append(block, begin+"\n")
		for l := range strings.SplitSeq(strings.TrimSuffix(j.text("block"), "\n"), "\n") {
			block = append(block, l+"\n")
		}
		block = append(block, end+"\n")
	}
	first, last := -1, -1
	for i, l := range lines {
		switch strings.TrimRight(l, "\r\n") {
		case begin:
			first = i
		case end:
			last = i
		}
	}
	msg := "Block inserted"
	switch {
	case first >= 0 && last >= 0:
		from, to := min(first, last), max(first, last)
		lines = slices.Replace(lines, from, to+1, block...)
		msg = "Block inserted"
		if !present {
			msg = "Block removed"
		}
	case !present:
		return e.finish(ctx, e.old, "")
	default:
		at, err := j.position(lines)
		if err != nil {
			return nil, failf("%v", err)
		}
		if at < 0 {
			at = len(lines)
		}
		if at > 0 && !strings.HasSuffix(lines[at-1], "\n") {
			lines[at-1] += "\n"
		}
		lines = slices.Insert(lines, at, block...)
	}
	text := strings.Join(lines, "")
	switch {
	case !e.exists:
		msg = "File created"
	case text == e.old:
		msg = ""
	}
	return e.finish(ctx, text, msg)
}

func replace(ctx context.Context, j *Job) (*value.Dict, error) {
	e, err := j.open(false)
	if err != nil {
		return nil, err
	}
	p, err := pattern.Compile(j.text("regexp"), pattern.Flags{MultiLine: true})
	if err != nil {
		return nil, failf("%v", err)
	}
	from, to := 0, len(e.old)
	for _, b := range []struct {
		name string
		at   *int
		end  bool
	}{{"after", &from, true}, {"before", &to, false}} {
		expr := j.text(b.name)
		if expr == "" {
			continue
		}
		q, err := pattern.Compile(expr, pattern.Flags{DotAll: true})
		if err != nil {
			return nil, failf("%v", err)
		}
		m, err := q.Find(e.old[from:])
		if err != nil {
			return nil, err
		}
		if m == nil {
			return value.NewDict("rc", 0, "msg", fmt.Sprintf("Pattern for before/after params did not match the given file: %s", expr)), nil
		}
		if b.end {
			*b.at = from + m.Groups[1]
		} else {
			*b.at = from + m.Groups[0]
		}
	}
	text, n, err := p.Replace(e.old[from:to], j.text("replace"), -1)
	if err != nil {
		return nil, failf("%v", err)
	}
	msg := ""
	if n > 0 && text != e.old[from:to] {
		msg = fmt.Sprintf("%d replacements made", n)
	}
	whole := e.old[:from] + text + e.old[to:]
	r, err := e.finish(ctx, whole, msg)
	if r != nil {
		r.Set("rc", 0)
		r.Delete("diff")
		if j.Diff && whole != e.old {
			r.Set("diff", value.NewDict("before_header", e.path, "after_header", e.path, "before", e.old, "after", whole))
		}
	}
	return r, err
}
