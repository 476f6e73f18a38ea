package confobj

import (
	"github.com/pyops-go/pyops/internal/pyerr"
)

// The classes of errors of a check. errors.Is finds them in a [*ValidateError]
// and follows Python's tree: all are an ErrValidate but ErrVdtParam, which says
// that the check is wrong and not the value; the four of size are an
// ErrVdtValue.
var (
	ErrValidate         = pyerr.Class("confobj: value that does not pass its check")          // any value that does not pass
	ErrVdtMissingValue  = pyerr.Class("confobj: missing value", ErrValidate)                  // no value, and no default
	ErrVdtUnknownCheck  = pyerr.Class("confobj: unknown check", ErrValidate)                  // a check that is not there
	ErrVdtType          = pyerr.Class("confobj: value of the wrong type", ErrValidate)        // a value of another type
	ErrVdtValue         = pyerr.Class("confobj: value that is not allowed", ErrValidate)      // a value that is not allowed
	ErrVdtValueTooSmall = pyerr.Class("confobj: number that is too small", ErrVdtValue)       // a number below min
	ErrVdtValueTooBig   = pyerr.Class("confobj: number that is too big", ErrVdtValue)         // a number above max
	ErrVdtValueTooShort = pyerr.Class("confobj: text or list that is too short", ErrVdtValue) // a text or list shorter than min
	ErrVdtValueTooLong  = pyerr.Class("confobj: text or list that is too long", ErrVdtValue)  // a text or list longer than max
	ErrVdtParam         = pyerr.Class("confobj: parameter that a check cannot take")          // a parameter that the check cannot take
)

// A ValidateError is why a value does not pass a check.
type ValidateError struct {
	Kind   error  // ErrVdtType, ErrVdtValue, ...
	Reason string // in Python's words, which has none for ErrVdtMissingValue
	Value  any    // what did not pass; nil for ErrVdtMissingValue
}

// Error is one line that says what does not pass, and why.
func (e *ValidateError) Error() string {
	if e == nil {
		return "confobj: no error"
	}
	return pyerr.Line("confobj", e.Kind, e.Reason)
}

// Unwrap gives the class.
func (e *ValidateError) Unwrap() error {
	if e == nil {
		return nil
	}
	return e.Kind
}

// refused says what is wrong with a value.
func refused(kind error, value any, what string) *ValidateError {
	return &ValidateError{kind, "the value \"" + Str(value) + "\" is " + what + ".", value}
}

// NewVdtTypeError is what a check of one's own returns for a value of the wrong
// type, and NewVdtValueError for one that is not allowed.
func NewVdtTypeError(value any) *ValidateError {
	return refused(ErrVdtType, value, "of the wrong type")
}

// NewVdtValueError is what a check of one's own returns for a value that is not
// allowed.
func NewVdtValueError(value any) *ValidateError {
	return refused(ErrVdtValue, value, "unacceptable")
}

// NewVdtParamError is what a check of one's own returns for a parameter in the
// configspec that it cannot take.
func NewVdtParamError(name string, value any) *ValidateError {
	return &ValidateError{ErrVdtParam, "passed an incorrect value \"" + Str(value) + "\" for parameter \"" + name + "\".", value}
}
