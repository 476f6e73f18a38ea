package confobj

import "errors"

// The classes of errors of a check. errors.Is finds them in a [*ValidateError]
// and follows Python's tree: all are an ErrValidate but ErrVdtParam, which says
// that the check is wrong and not the value; the four of size are an
// ErrVdtValue.
var (
	ErrValidate         = errors.New("ValidateError")         // any value that does not pass
	ErrVdtMissingValue  = errors.New("VdtMissingValue")       // no value, and no default
	ErrVdtUnknownCheck  = errors.New("VdtUnknownCheckError")  // a check that is not there
	ErrVdtType          = errors.New("VdtTypeError")          // a value of another type
	ErrVdtValue         = errors.New("VdtValueError")         // a value that is not allowed
	ErrVdtValueTooSmall = errors.New("VdtValueTooSmallError") // a number below min
	ErrVdtValueTooBig   = errors.New("VdtValueTooBigError")   // a number above max
	ErrVdtValueTooShort = errors.New("VdtValueTooShortError") // a text or list shorter than min
	ErrVdtValueTooLong  = errors.New("VdtValueTooLongError")  // a text or list longer than max
	ErrVdtParam         = errors.New("VdtParamError")         // a parameter that the check cannot take
)

// A ValidateError is why a value does not pass a check. Its text is that of the
// Python exception.
type ValidateError struct {
	Kind    error // ErrVdtType, ErrVdtValue, ...
	Message string
	Value   any // what did not pass; nil for ErrVdtMissingValue
}

// Error is Python's str() of the exception.
func (e *ValidateError) Error() string { return e.Message }

// Is follows the tree of Python's classes.
func (e *ValidateError) Is(target error) bool {
	switch target {
	case e.Kind:
		return true
	case ErrValidate:
		return e.Kind != ErrVdtParam
	case ErrVdtValue:
		return e.Kind == ErrVdtValueTooSmall || e.Kind == ErrVdtValueTooBig || e.Kind == ErrVdtValueTooShort || e.Kind == ErrVdtValueTooLong
	}
	return false
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
