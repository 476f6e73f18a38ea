package confobj

import (
	"errors"
	"fmt"
)

// The classes of errors. errors.Is finds them in a [*ConfigObjError], and
// follows Python's tree: all but ErrReload, ErrKey, ErrValue, ErrType and
// ErrNotFound are an ErrConfigObj too, the two below ErrInterpolation are one.
var (
	ErrConfigObj                  = errors.New("ConfigObjError")             // any error of a configuration
	ErrNesting                    = errors.New("NestingError")               // brackets that do not fit the sections before
	ErrParse                      = errors.New("ParseError")                 // a line that cannot be read
	ErrDuplicate                  = errors.New("DuplicateError")             // a key or section that was there before
	ErrConfigspec                 = errors.New("ConfigspecError")            // a configspec that cannot be read
	ErrUnrepr                     = errors.New("UnreprError")                // a value that is no Python literal
	ErrRepeatSection              = errors.New("RepeatSectionError")         // raised by nothing, here or in the original
	ErrInterpolation              = errors.New("InterpolationError")         // a reference that cannot be resolved
	ErrInterpolationLoop          = errors.New("InterpolationLoopError")     // a value that refers to itself
	ErrMissingInterpolationOption = errors.New("MissingInterpolationOption") // a reference to a name that is nowhere
	ErrUnknownType                = errors.New("UnknownType")                // a name in an unrepr value, which is a literal only

	ErrReload   = errors.New("ReloadError")             // Reload without a file name
	ErrKey      = errors.New("KeyError")                // a key that is not there
	ErrValue    = errors.New("ValueError")              // a value that is not of the wanted kind
	ErrType     = errors.New("TypeError")               // a value of a type that has no place here
	ErrNotFound = errors.New("configuration not found") // FileError, or a configspec, and no such file
)

// A ConfigObjError is what is wrong with a configuration. Its text is that of
// Python's ConfigObjError.
type ConfigObjError struct {
	Kind       error  // ErrParse, ErrNesting, ...; ErrConfigObj when of no class below it
	Message    string // what str() gives in Python
	LineNumber int    // from 1; 0 when it is of no line
	Line       string // the text of that line, without its ending
	Column     int    // the character of Line, from 1, where reading stopped; 0 when unknown

	// Errors are all that were found, when this is the error of a whole file
	// that was read without RaiseErrors, and Config is what could be read.
	Errors []*ConfigObjError
	Config *ConfigObj

	cause error // what a configspec's own error was
}

// Error is Python's str() of the exception.
func (e *ConfigObjError) Error() string { return e.Message }

// Is follows the tree of Python's classes.
func (e *ConfigObjError) Is(target error) bool {
	switch target {
	case e.Kind, ErrConfigObj:
		return true
	case ErrInterpolation:
		return e.Kind == ErrInterpolationLoop || e.Kind == ErrMissingInterpolationOption
	}
	return false
}

// Unwrap gives the single errors of a file, and the cause of a configspec's.
func (e *ConfigObjError) Unwrap() []error {
	var all []error
	for _, one := range e.Errors {
		if one != e {
			all = append(all, one)
		}
	}
	if e.cause != nil {
		all = append(all, e.cause)
	}
	return all
}

// An Error is a misuse that Python answers with KeyError, ValueError, TypeError
// or OSError: Kind is ErrKey, ErrValue, ErrType, ErrReload or ErrNotFound.
type Error struct {
	Kind    error
	Message string
}

// Error is Python's str() of the exception, for a KeyError with the key quoted.
func (e *Error) Error() string { return e.Message }

// Unwrap gives the class.
func (e *Error) Unwrap() error { return e.Kind }

func failed(kind error, format string, args ...any) *Error {
	return &Error{kind, fmt.Sprintf(format, args...)}
}

// noKey is a KeyError, whose text Python quotes whatever it is.
func noKey(text string) *Error { return &Error{ErrKey, Repr(text)} }
