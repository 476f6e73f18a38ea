package atomicfile

import (
	"errors"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"unicode"
)

var (
	// ErrInPlace says that a file can only be written in place, which
	// Options.InPlace was not set to allow. The file is unchanged.
	ErrInPlace = errors.New("atomicfile: the file can only be written in place")

	// ErrNotRegular says that the path names something that is no file and
	// cannot be written like one: a directory, a socket, a block device.
	ErrNotRegular = errors.New("atomicfile: not a regular file")
)

// An Error says why a file was not written. Unless the Reason says otherwise
// the file is unchanged.
type Error struct {
	// Kind is ErrInPlace, ErrNotRegular, or nil when the system refused.
	Kind error

	// Path is the file as the caller named it.
	Path string

	// Reason is what stood in the way, or "" where Err says it all.
	Reason string

	// Err is what the system said, or nil.
	Err error
}

// Error is one line.
func (e *Error) Error() string {
	if e == nil {
		return "<nil>"
	}
	text := "write " + shown(e.Path)
	if e.Reason != "" {
		text += ": " + e.Reason
	}
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

// Unwrap returns the kind and the cause.
func (e *Error) Unwrap() []error {
	var chain []error
	if e == nil {
		return nil
	}
	for _, err := range []error{e.Kind, e.Err} {
		if err != nil {
			chain = append(chain, err)
		}
	}
	return chain
}

// shown keeps a path on the line.
func shown(path string) string {
	if path == "" || strings.ContainsFunc(path, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return strconv.Quote(path)
	}
	return path
}

// bare takes the name of the file off an error of the os package. It is that of
// a file aside, which would mislead, or that of the file itself, which the Error
// has already.
func bare(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err
	}
	if e, ok := errors.AsType[*os.LinkError](err); ok {
		return e.Err
	}
	return err
}
