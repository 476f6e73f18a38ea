// Package checks looks at what should be as it is known to be: files, names,
// services, ports, and a folder free of viruses.
package checks

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/pyops-go/pyops/diffx"
	"github.com/pyops-go/pyops/examples/opsreport/internal/model"
	"github.com/pyops-go/pyops/internal/atomicfile"
	"github.com/pyops-go/pyops/internal/netctx"
)

// largest is how many bytes of a file are compared line by line, and mostLines how
// many lines of a difference are told. Lines that are made for it cost a comparison
// the square of their number.
const (
	largest   = 256 << 10
	mostLines = 200
)

// Files compares files with the copies that the last run left in a folder. What
// cannot be read is in the error; a file that is nowhere is no change. remember
// leaves new copies: once the changes have been told, and no earlier, or a run that
// is ended between would have seen them for nobody.
func Files(ctx context.Context, dir string, files []string) (changes []model.Change, remember func() error, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, func() error { return nil }, err
	}
	var failed error
	var keep []func() error
	for _, file := range files {
		copied := filepath.Join(dir, url.QueryEscape(file))
		change, after, err := compare(ctx, copied, file)
		if err != nil {
			failed = errors.Join(failed, err)
			continue
		}
		if change != nil {
			changes = append(changes, *change)
		}
		keep = append(keep, func() error { return leave(copied, after) })
	}
	return changes, func() (err error) {
		for _, k := range keep {
			err = errors.Join(err, k())
		}
		return err
	}, failed
}

// absent marks the copy of a file that was not there.
const absent = ".absent"

func compare(ctx context.Context, copied, file string) (*model.Change, []byte, error) {
	before, since, err := remembered(copied)
	first := errors.Is(err, fs.ErrNotExist)
	if err != nil && !first {
		return nil, nil, err
	}
	after, err := read(ctx, file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, nil, err
	}
	if first || bytes.Equal(before, after) && (before == nil) == (after == nil) {
		return nil, after, nil
	}
	change := &model.Change{Kind: "file", What: model.Clean(file), Since: since}
	switch {
	case before == nil:
		change.Text = fmt.Sprintf("is new, %s", model.Plural(bytes.Count(after, []byte("\n")), "line"))
	case after == nil:
		change.Text = "is gone"
	case bytes.HasPrefix(before, tooLarge) || bytes.HasPrefix(after, tooLarge):
		change.Text = fmt.Sprintf("is another; more than %s are not compared line by line", model.Bytes(largest))
	case bytes.IndexByte(before, 0) >= 0 || bytes.IndexByte(after, 0) >= 0:
		change.Text = "is another; it is no text"
	default:
		added, removed, err := difference(change, file, before, after)
		if err != nil {
			return nil, nil, err
		}
		change.Text = fmt.Sprintf("%s added, %d removed", model.Plural(added, "line"), removed)
	}
	return change, after, nil
}

// tooLarge begins what stands for a file that is not compared line by line.
var tooLarge = []byte("\x00opsreport: too large\n")

// read is nil for a file that is not there. What is larger than can be compared is
// its size and its hash: none of it is kept, and all of it is looked at.
func read(ctx context.Context, file string) ([]byte, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s: expected a regular file, not %v", file, info.Mode().Type())
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, largest+1))
	if err != nil {
		return nil, err
	}
	if len(text) <= largest {
		return text, nil
	}
	h := sha256.New()
	h.Write(text)
	rest, err := io.Copy(h, netctx.Reader(ctx, f))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return fmt.Appendf(bytes.Clone(tooLarge), "%d bytes, SHA-256 %x\n", int64(len(text))+rest, h.Sum(nil)), nil
}

func remembered(copied string) (text []byte, since time.Time, err error) {
	if info, err := os.Stat(copied + absent); err == nil {
		return nil, info.ModTime(), nil
	}
	info, err := os.Stat(copied)
	if err != nil {
		return nil, time.Time{}, err
	}
	text, err = os.ReadFile(copied)
	if text == nil {
		text = []byte{}
	}
	return text, info.ModTime(), err
}

// leave keeps a copy that only its owner reads: the files may hold secrets.
func leave(copied string, text []byte) error {
	gone, kept := copied, copied+absent
	if text != nil {
		gone, kept = kept, gone
	}
	if err := atomicfile.WriteFile(kept, text, &atomicfile.Options{Mode: 0o600}); err != nil {
		return err
	}
	if err := os.Remove(gone); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func difference(change *model.Change, file string, before, after []byte) (added, removed int, err error) {
	lines := func(text []byte) []string { return diffx.SplitLines(string(text), diffx.DropEnds) }
	delta, err := diffx.UnifiedDiff(lines(before), lines(after), &diffx.DiffOptions{FromFile: file, ToFile: file})
	if err != nil {
		return 0, 0, err
	}
	n := 0
	for line := range delta {
		if n++; n <= 2 || line == "" {
			continue // the names of the files
		}
		switch line[0] {
		case '+':
			added++
		case '-':
			removed++
		}
		if len(change.Diff) < mostLines {
			change.Diff = append(change.Diff, model.DiffLine{Kind: line[0], Text: model.Clean(strings.TrimRight(line[1:], "\r\n"))})
		}
	}
	return added, removed, nil
}
