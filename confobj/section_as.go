package confobj

import (
	"math/big"
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
	return false, s.at(key, failed(ErrValue, "Value \"%s\" is neither True nor False", Str(value)))
}

// AsInt is the value of a key as a whole number, as Python's int() reads it:
// white space around, a sign, and single underscores between the digits may be
// there. The error is an ErrValue for other text and for a number that an int
// cannot hold, which [Section.AsIntBig] can, and an ErrType for a list or a
// section.
func (s *Section) AsInt(key string) (int, error) {
	n, err := s.AsIntBig(key)
	if err != nil {
		return 0, err
	}
	if i, ok := shrink(n).(int); ok {
		return i, nil
	}
	return 0, s.at(key, failed(ErrValue, "%s does not fit into an int", n))
}

// AsIntBig is AsInt for numbers of any size.
func (s *Section) AsIntBig(key string) (*big.Int, error) {
	value, err := s.Get(key)
	if err != nil {
		return nil, err
	}
	n, err := toInt(value)
	if err != nil {
		return nil, s.at(key, err)
	}
	return n, nil
}

// AsFloat is the value of a key as Python's float() reads it: nan, inf, and
// underscores between digits included. Errors are as in [Section.AsInt].
func (s *Section) AsFloat(key string) (float64, error) {
	value, err := s.Get(key)
	if err != nil {
		return 0, err
	}
	f, err := toFloat(value)
	if err != nil {
		return 0, s.at(key, err)
	}
	return f, nil
}

// AsString is the value of a key if it is text. The error is an ErrType for a list,
// a section, and what a check has made a number of, which [Str] writes as text.
func (s *Section) AsString(key string) (string, error) {
	value, err := s.Get(key)
	if err != nil {
		return "", err
	}
	text, ok := value.(string)
	if !ok {
		return "", s.at(key, failed(ErrType, "expected text, found %s", Repr(value)))
	}
	return text, nil
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

// AsStrings is the value of a key if it is a list of text, and else, if it is a
// text, a list of it alone. The error is an ErrType for anything that is no text.
func (s *Section) AsStrings(key string) ([]string, error) {
	list, err := s.AsList(key)
	if err != nil {
		return nil, err
	}
	texts := make([]string, len(list))
	for i, item := range list {
		text, ok := item.(string)
		if !ok {
			return nil, s.at(key, failed(ErrType, "expected text, found %s", Repr(item)))
		}
		texts[i] = text
	}
	return texts, nil
}
