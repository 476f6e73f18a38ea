package diffx

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/pyops-go/pyops/internal/pyerr"
)

// A PatchError tells where text is not a unified diff. It is of kind [ErrPatch].
type PatchError struct {
	Line   int    // of the text, from 1
	Input  string // what stands there; empty after the last line
	Reason string // what is wrong with it
}

// Error tells line, reason and, if there is one, text.
func (e *PatchError) Error() string {
	if e == nil {
		return "diffx: no error"
	}
	text := fmt.Sprintf("patch line %d: %s", e.Line, e.Reason)
	if e.Input != "" {
		text += fmt.Sprintf(": %q", e.Input)
	}
	return pyerr.Line("diffx", nil, text)
}

// Unwrap returns ErrPatch.
func (e *PatchError) Unwrap() error { return ErrPatch }

// ParsePatch reads unified diffs, as [UnifiedDiff], diff -u and git diff write
// them, of one file or more. What stands before the header of a file is ignored.
// A line without an end is one whose file ends without; so is one that the line
// "\ No newline at end of file" follows. A name in quotes is one with escapes, as the programs diff and
// git write it. What does not come to what the ranges of a hunk say is a
// [*PatchError].
func ParsePatch(lines []string) ([]Patch, error) {
	p := patchParser{lines: lines}
	var list []Patch
	for p.at < len(p.lines) {
		if !p.header() {
			if line := p.lines[p.at]; strings.HasPrefix(line, "@@ ") {
				return nil, p.fail("a hunk outside of a file, whose header would be --- and +++")
			}
			p.at++
			continue
		}
		patch := Patch{}
		patch.FromFile, patch.FromFileDate = fileName(p.lines[p.at])
		patch.ToFile, patch.ToFileDate = fileName(p.lines[p.at+1])
		p.at += 2
		for p.at < len(p.lines) && strings.HasPrefix(p.lines[p.at], "@@ ") {
			hunk, err := p.hunk()
			if err != nil {
				return nil, err
			}
			patch.Hunks = append(patch.Hunks, *hunk)
		}
		list = append(list, patch)
	}
	return list, nil
}

type patchParser struct {
	lines []string
	at    int
}

func (p *patchParser) fail(reason string) error {
	e := &PatchError{Line: p.at + 1, Reason: reason}
	if p.at < len(p.lines) {
		e.Input = p.lines[p.at]
	}
	return e
}

// header reports whether the headers of a file come next.
func (p *patchParser) header() bool {
	return p.at+1 < len(p.lines) && strings.HasPrefix(p.lines[p.at], "--- ") && strings.HasPrefix(p.lines[p.at+1], "+++ ")
}

func fileName(header string) (file, date string) {
	body, _ := cutLineEnd(header)
	body = body[len("--- "):]
	if name, rest, ok := unquoteName(body); ok {
		return name, strings.TrimPrefix(rest, "\t")
	}
	file, date, _ = strings.Cut(body, "\t")
	return file, date
}

func (p *patchParser) hunk() (*Hunk, error) {
	h, err := parseRanges(p.lines[p.at])
	if err != nil {
		return nil, p.fail(err.Error())
	}
	p.at++
	from, to := h.FromCount, h.ToCount
	for from > 0 || to > 0 {
		if p.at == len(p.lines) {
			return nil, p.fail(fmt.Sprintf("the hunk ends early: %d lines of the old and %d of the new file are missing", from, to))
		}
		kind, text := hunkLine(p.lines[p.at])
		if kind == '\\' && p.end(h) {
			p.at++
			continue
		}
		switch {
		case kind == ' ' && from > 0 && to > 0:
			from, to = from-1, to-1
		case kind == '-' && from > 0:
			from--
		case kind == '+' && to > 0:
			to--
		default:
			return nil, p.fail(fmt.Sprintf("expected a line of the hunk, of whose old file %d and of whose new file %d are to come", from, to))
		}
		h.Lines = append(h.Lines, HunkLine{kind, text})
		p.at++
	}
	if p.at < len(p.lines) {
		switch kind, _ := hunkLine(p.lines[p.at]); {
		case kind == '\\' && p.end(h):
			p.at++
		case kind == '-' && (p.header() || strings.TrimRight(p.lines[p.at], "\r\n") == "-- "): // of a mail
		case kind == '-' || kind == '+' || kind == ' ' && strings.HasPrefix(p.lines[p.at], " "):
			return nil, p.fail("the hunk is longer than its ranges say")
		}
	}
	return h, nil
}

// end takes the end off the last line of a hunk, if it has a line.
func (p *patchParser) end(h *Hunk) bool {
	if len(h.Lines) == 0 {
		return false
	}
	last := &h.Lines[len(h.Lines)-1]
	last.Text = strings.TrimSuffix(last.Text, "\n")
	return true
}

// hunkLine parts a line of a hunk. An empty one has lost the space before it on
// the way.
func hunkLine(line string) (kind byte, text string) {
	if line == "" || line == "\n" || line == "\r\n" {
		return ' ', line
	}
	return line[0], line[1:]
}

var errRanges = errors.New("expected @@ -LINE,COUNT +LINE,COUNT @@")

func parseRanges(line string) (*Hunk, error) {
	rest, ok := strings.CutPrefix(line, "@@ -")
	from, rest, ok1 := strings.Cut(rest, " +")
	to, _, ok2 := strings.Cut(rest, " @@")
	if !ok || !ok1 || !ok2 {
		return nil, errRanges
	}
	h := &Hunk{}
	var err1, err2 error
	h.FromLine, h.FromCount, err1 = parseRange(from)
	h.ToLine, h.ToCount, err2 = parseRange(to)
	if err1 != nil {
		return h, err1
	}
	return h, err2
}

func parseRange(s string) (line, count int, err error) {
	first, length, counted := strings.Cut(s, ",")
	n, err := strconv.ParseUint(first, 10, 31)
	c := uint64(1)
	if err == nil && counted {
		c, err = strconv.ParseUint(length, 10, 31)
	}
	if err != nil || n == 0 && c > 0 {
		return 0, 0, errRanges
	}
	return int(n), int(c), nil
}
