// Package checks looks at what should be as it is known to be: files, names,
// services, ports, and a folder free of viruses.
package checks

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/pyops-go/pyops/diffx"
	"github.com/pyops-go/pyops/examples/opsreport/internal/model"
	"github.com/pyops-go/pyops/internal/atomicfile"
)

// largest is how many bytes of a file are compared line by line, and mostLines how
// many lines of a difference are told.
const (
	largest   = 1 << 20
	mostLines = 200
)

// Files compares files with the copies that the last run left in a folder, and
// leaves new ones. What cannot be read is in the error; a file that is nowhere is
// no change.
func Files(dir string, files []string) ([]model.Change, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	var changes []model.Change
	var failed error
	for _, file := range files {
		change, err := compare(filepath.Join(dir, url.QueryEscape(file)), file)
		if change != nil {
			changes = append(changes, *change)
		}
		failed = errors.Join(failed, err)
	}
	return changes, failed
}

// absent marks the copy of a file that was not there.
const absent = ".absent"

func compare(copied, file string) (*model.Change, error) {
	before, since, err := remembered(copied)
	first := errors.Is(err, fs.ErrNotExist)
	if err != nil && !first {
		return nil, err
	}
	after, err := read(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if err := remember(copied, after); err != nil {
		return nil, err
	}
	if first || bytes.Equal(before, after) && (before == nil) == (after == nil) {
		return nil, nil
	}
	change := &model.Change{Kind: "file", What: file, Since: since}
	switch {
	case before == nil:
		change.Text = fmt.Sprintf("is new, %s", model.Plural(bytes.Count(after, []byte("\n")), "line"))
	case after == nil:
		change.Text = "is gone"
	case bytes.IndexByte(before, 0) >= 0 || bytes.IndexByte(after, 0) >= 0:
		change.Text = "is another; it is no text"
	default:
		added, removed, err := difference(change, file, before, after)
		if err != nil {
			return nil, err
		}
		change.Text = fmt.Sprintf("%s added, %d removed", model.Plural(added, "line"), removed)
	}
	return change, nil
}

// read is nil for a file that is not there. What is larger than can be compared is
// its beginning and its size.
func read(file string) ([]byte, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s: expected a regular file, not %v", file, info.Mode().Type())
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	if len(text) > largest {
		text = fmt.Appendf(text[:largest:largest], "\n[%d bytes]\n", info.Size())
	}
	if text == nil {
		text = []byte{}
	}
	return text, nil
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

// remember keeps a copy that only its owner reads: the files may hold secrets.
func remember(copied string, text []byte) error {
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
