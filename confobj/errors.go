package confobj

import (
	"fmt"
	"io/fs"
	"strings"

	"github.com/pyops-go/pyops/internal/pyerr"
)

// The classes of errors, which errors.Is finds in what this package returns. It
// follows Python's tree: all from ErrNesting to ErrMissingInterpolationOption are
// an ErrConfigObj too, and the last two an ErrInterpolation.
var (
	ErrConfigObj                  = pyerr.Class("confobj: configuration error")                                   // any error of a configuration
	ErrNesting                    = pyerr.Class("confobj: wrong depth of a section", ErrConfigObj)                // brackets that do not fit the sections before
	ErrParse                      = pyerr.Class("confobj: line that cannot be read", ErrConfigObj)                // a line that cannot be read
	ErrDuplicate                  = pyerr.Class("confobj: name that is there already", ErrConfigObj)              // a key or section that was there before
	ErrConfigspec                 = pyerr.Class("confobj: configspec that cannot be read", ErrConfigObj)          // a configspec that cannot be read
	ErrUnrepr                     = pyerr.Class("confobj: value that is no Python literal", ErrConfigObj)         // a value that is no Python literal
	ErrInterpolation              = pyerr.Class("confobj: reference that cannot be resolved", ErrConfigObj)       // a reference that cannot be resolved
	ErrInterpolationLoop          = pyerr.Class("confobj: value that refers to itself", ErrInterpolation)         // a value that refers to itself
	ErrMissingInterpolationOption = pyerr.Class("confobj: reference to a name that is nowhere", ErrInterpolation) // a reference to a name that is nowhere

	ErrInPlace  = pyerr.Class("confobj: file that can only be written in place")  // what WriteFile cannot replace in one step
	ErrReload   = pyerr.Class("confobj: no file to reload")                       // Reload without a file name
	ErrKey      = pyerr.Class("confobj: no such key")                             // a key that is not there (Python's KeyError)
	ErrValue    = pyerr.Class("confobj: wrong value")                             // a value that is not of the wanted kind (ValueError)
	ErrType     = pyerr.Class("confobj: wrong type")                              // a value of a type that has no place here (TypeError)
	ErrEncoding = pyerr.Class("confobj: wrong character set")                     // a character set that is not known, or text that is not in it
	ErrNotFound = pyerr.Class("confobj: configuration not found", fs.ErrNotExist) // FileError, or a configspec, and no such file
)

// A ConfigObjError is what is wrong with a configuration: Python's class of that
// name and those below it.
type ConfigObjError struct {
	Kind       error  // ErrParse, ErrNesting, ...; ErrConfigObj when of no class below it
	Path       string // the file, if it came from one; of a reference, section and key
	Reason     string // what is wrong, in Python's words
	LineNumber int    // from 1; 0 when it is of no line
	Line       string // the text of that line, without its ending
	Column     int    // the character of Line, from 1, where reading stopped; 0 when unknown
	Err        error  // the cause, of an unrepr value and of a configspec; or nil

	// Errors are all that were found, when this is the error of a whole file
	// that was read without RaiseErrors, and Config is what could be read.
	Errors []*ConfigObjError
	Config *ConfigObj
}

// Error is one line: where, and what is wrong there. [ConfigObjError.Detail] has
// all errors of a file and their lines.
func (e *ConfigObjError) Error() string {
	if e == nil {
		return "confobj: no error"
	}
	return located(e.Path, e.Kind, e.Reason)
}

// Unwrap gives the class, the cause, and the single errors of a file.
func (e *ConfigObjError) Unwrap() []error {
	if e == nil {
		return nil
	}
	all := pyerr.Chain(e.Kind, e.Err)
	for _, one := range e.Errors {
		if one != e {
			all = append(all, one)
		}
	}
	return all
}

// An Error is a misuse that Python answers with KeyError, ValueError, TypeError,
// UnicodeError or OSError.
type Error struct {
	Kind   error  // ErrKey, ErrValue, ErrType, ErrReload, ErrEncoding, ErrNotFound or ErrInPlace
	Path   string // where: section and key, as web.port, or a file; or empty
	Input  string // the key, name or text that is meant; or empty
	Reason string // what is wrong with it
	Err    error  // the cause, or nil
}

// Error is one line: where, and what is wrong there.
func (e *Error) Error() string {
	if e == nil {
		return "confobj: no error"
	}
	return located(e.Path, e.Kind, e.Reason)
}

// Unwrap gives the class and the cause.
func (e *Error) Unwrap() []error {
	if e == nil {
		return nil
	}
	return pyerr.Chain(e.Kind, e.Err)
}

// located puts a place before what is wrong there, or before the words of the kind.
func located(path string, kind error, reason string) string {
	reason = strings.TrimPrefix(pyerr.Line("confobj", kind, reason), "confobj: ")
	if path != "" {
		reason = path + ": " + reason
	}
	return pyerr.Line("confobj", nil, reason)
}

func failed(kind error, format string, args ...any) *Error {
	return &Error{Kind: kind, Reason: fmt.Sprintf(format, args...)}
}

// noKey is the error of a key that is not there.
func (s *Section) noKey(key string) *Error {
	e := failed(ErrKey, "no key %q", key)
	e.Input = key
	if s == nil {
		e.Reason += ": there is no such section"
	} else if s.depth > 0 {
		e.Reason += " in " + s.marks()
	}
	return e
}

// marks is where a section stands, as in [web][tls].
func (s *Section) marks() string {
	text := ""
	for ; s != nil && s.depth > 0; s = s.parent {
		text = "[" + s.name + "]" + text
	}
	return text
}

// pathOf is where a key stands, as in web.tls.cert.
func (s *Section) pathOf(key string) string {
	for ; s != nil && s.depth > 0; s = s.parent {
		key = s.name + "." + key
	}
	return key
}

// at tells an error where it happened, unless it knows.
func (s *Section) at(key string, err error) error {
	switch e := err.(type) {
	case *Error:
		if e.Path == "" && e.Kind != ErrKey {
			e.Path = s.pathOf(key)
		}
	case *ConfigObjError:
		if e.Path == "" {
			e.Path = s.pathOf(key)
		}
	}
	return err
}
