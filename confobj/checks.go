package confobj

import (
	"math/big"
	"strings"
	"unicode/utf8"

	"github.com/pyops-go/pyops/internal/pytext"
)

// bound is a parameter that has to be a whole number, or nil.
func bound(name string, value any) (*big.Int, error) {
	switch value.(type) {
	case nil:
		return nil, nil
	case []string, []any:
		return nil, NewVdtParamError(name, value)
	}
	n, err := toInt(value)
	if err != nil {
		return nil, NewVdtParamError(name, value)
	}
	return n, nil
}

func bounds(min, max any) (low, high *big.Int, err error) {
	if low, err = bound("min", min); err != nil {
		return nil, nil, err
	}
	high, err = bound("max", max)
	return low, high, err
}

// IsInteger is the check integer: a whole number or the text of one, which comes
// back as an int or, where that cannot hold it, as a *big.Int. min and max,
// numbers or text, are allowed themselves; nil is no bound.
func IsInteger(value, min, max any) (any, error) {
	low, high, err := bounds(min, max)
	if err != nil {
		return nil, err
	}
	n, whole := integer(value)
	if text, ok := value.(string); ok {
		if n, whole = pytext.Int(text); whole {
			value = shrink(n)
		}
	}
	switch {
	case !whole:
		return nil, NewVdtTypeError(value)
	case low != nil && n.Cmp(low) < 0:
		return nil, refused(ErrVdtValueTooSmall, value, "too small")
	case high != nil && n.Cmp(high) > 0:
		return nil, refused(ErrVdtValueTooBig, value, "too big")
	}
	return value, nil
}

// IsFloat is the check float: a number or the text of one, which comes back as a
// float64. min and max are as for [IsInteger].
func IsFloat(value, min, max any) (any, error) {
	var limits [2]*float64
	for i, limit := range []any{min, max} {
		if limit == nil {
			continue
		}
		f, err := toFloat(limit)
		if err != nil {
			return nil, NewVdtParamError([]string{"min", "max"}[i], limit)
		}
		limits[i] = &f
	}
	f, err := toFloat(value)
	switch {
	case err != nil:
		return nil, NewVdtTypeError(value)
	case limits[0] != nil && f < *limits[0]:
		return nil, refused(ErrVdtValueTooSmall, f, "too small")
	case limits[1] != nil && f > *limits[1]:
		return nil, refused(ErrVdtValueTooBig, f, "too big")
	}
	return f, nil
}

// booleans are the words for truth values, in lower case.
var booleans = map[string]bool{"on": true, "1": true, "true": true, "yes": true, "off": false, "0": false, "false": false, "no": false}

// IsBoolean is the check boolean: a truth value, 0 or 1, or one of the words on,
// 1, true, yes, off, 0, false and no in any case.
func IsBoolean(value any) (bool, error) {
	if text, ok := value.(string); ok {
		if truth, known := booleans[strings.ToLower(text)]; known {
			return truth, nil
		}
	} else if n, ok := number(value); ok && (n == 0 || n == 1) {
		return n == 1, nil
	}
	return false, NewVdtTypeError(value)
}

// IsString is the check string: text of min to max characters.
func IsString(value, min, max any) (any, error) {
	text, ok := value.(string)
	if !ok {
		return nil, NewVdtTypeError(value)
	}
	low, high, err := bounds(min, max)
	if err != nil {
		return nil, err
	}
	if err := sized(value, utf8.RuneCountInString(text), low, high); err != nil {
		return nil, err
	}
	return text, nil
}

// sized holds a length against its bounds.
func sized(value any, n int, low, high *big.Int) error {
	length := big.NewInt(int64(n))
	if low != nil && length.Cmp(low) < 0 {
		return refused(ErrVdtValueTooShort, value, "too short")
	}
	if high != nil && length.Cmp(high) > 0 {
		return refused(ErrVdtValueTooLong, value, "too long")
	}
	return nil
}

// IsOption is the check option: text that is one of the options.
func IsOption(value any, options ...string) (any, error) {
	text, ok := value.(string)
	if !ok {
		return nil, NewVdtTypeError(value)
	}
	for _, option := range options {
		if text == option {
			return text, nil
		}
	}
	return nil, NewVdtValueError(value)
}
