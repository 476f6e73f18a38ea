package confobj

import (
	"math/big"
	"slices"
	"strings"
)

// AsBool is the value of a key as a truth value: a boolean, a number that is 0
// or 1, or one of yes, no, on, off, 1, 0, true and false in any case. The error
// is an ErrValue for any other value.
func (s *Section) AsBool(key string) (bool, error) {
	value, err := s.Get(key)
	if err != nil {
		return false, err
	}
	if text, ok := value.(string); ok {
		switch strings.ToLower(text) {
		case "1", "true", "yes", "on":
			return true, nil
		case "0", "false", "no", "off":
			return false, nil
		}
	} else if n, ok := number(value); ok && n == 1 {
		return true, nil
	} else if ok && n == 0 {
		return false, nil
	}
	return false, failed(ErrValue, "Value \"%s\" is neither True nor False", Str(value))
}

// AsInt is the value of a key as a whole number, as Python's int() reads it:
// white space around, a sign, and single underscores between the digits may be
// there. The error is an ErrValue for other text and for a number that an int
// cannot hold, which [Section.AsBigInt] can, and an ErrType for a list or a
// section.
func (s *Section) AsInt(key string) (int, error) {
	n, err := s.AsBigInt(key)
	if err != nil {
		return 0, err
	}
	if i, ok := shrink(n).(int); ok {
		return i, nil
	}
	return 0, failed(ErrValue, "%s does not fit into an int", n)
}

// AsBigInt is AsInt for numbers of any size.
func (s *Section) AsBigInt(key string) (*big.Int, error) {
	value, err := s.Get(key)
	if err != nil {
		return nil, err
	}
	return toInt(value)
}

// AsFloat is the value of a key as Python's float() reads it: nan, inf, and
// underscores between digits included. Errors are as in [Section.AsInt].
func (s *Section) AsFloat(key string) (float64, error) {
	value, err := s.Get(key)
	if err != nil {
		return 0, err
	}
	return toFloat(value)
}

// AsList is the value of a key if it is a list, and else a list of it alone.
func (s *Section) AsList(key string) ([]any, error) {
	value, err := s.Get(key)
	if err != nil {
		return nil, err
	}
	if list, ok := asList(value); ok {
		return list, nil
	}
	return []any{value}, nil
}

// asList is a list or tuple, item by item.
func asList(value any) ([]any, bool) {
	switch v := value.(type) {
	case []any:
		return slices.Clone(v), true
	case Tuple:
		return slices.Clone([]any(v)), true
	case []string:
		list := make([]any, len(v))
		for i, item := range v {
			list[i] = item
		}
		return list, true
	}
	return nil, false
}
