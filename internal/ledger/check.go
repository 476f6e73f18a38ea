package ledger

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Check reads the ledger of a package folder and holds it against the package:
// each row has a status, a reason where the status asks for one, and Go
// identifiers that exist. The error joins an [*Error] for each finding.
func Check(dir string) error {
	l, err := Read(filepath.Join(dir, File))
	if err != nil {
		return err
	}
	return l.Check(dir)
}

// Check is the package function for a ledger that has been read.
func (l *Ledger) Check(dir string) error {
	lookup := lookup{dir: dir, folders: map[string]map[string]Kind{}}
	var errs []error
	for _, r := range l.Rows {
		fail := func(format string, args ...any) {
			errs = append(errs, &Error{l.Path, r.Line, r.Python + ": " + fmt.Sprintf(format, args...)})
		}
		switch r.Status {
		case Same:
		case Adapted, Fixed, Absent:
			if strings.TrimSpace(r.Why) == "" {
				fail("status %s wants a reason in column why", r.Status)
			}
		default:
			fail("status %q is none of same, adapted, fixed, absent", r.Status)
			continue
		}
		switch {
		case r.Status == Absent && len(r.Go) > 0:
			fail("is absent and yet names %s", strings.Join(r.Go, ", "))
		case r.Status != Absent && len(r.Go) == 0:
			fail("status %s wants a Go name in column go", r.Status)
		}
		for _, name := range r.Go {
			if _, err := lookup.kind(name); err != nil {
				fail("%v", err)
			}
		}
	}
	return errors.Join(errs...)
}

// A lookup finds the Go names of a ledger in a package and its sub-packages.
type lookup struct {
	dir     string
	folders map[string]map[string]Kind
}

func (x *lookup) kind(name string) (Kind, error) {
	folder, local := x.dir, name
	if sub, rest, dotted := strings.Cut(name, "."); dotted && sub != "" && sub == strings.ToLower(sub) {
		folder, local = filepath.Join(x.dir, filepath.FromSlash(sub)), rest
	}
	names, read := x.folders[folder]
	if !read {
		var err error
		if names, err = Identifiers(folder); os.IsNotExist(err) {
			return "", fmt.Errorf("%s: there is no folder %s", name, filepath.ToSlash(folder))
		} else if err != nil {
			return "", err
		}
		x.folders[folder] = names
	}
	kind, ok := names[local]
	if !ok {
		return "", fmt.Errorf("%s is not an exported name of %s", name, filepath.ToSlash(folder))
	}
	return kind, nil
}
