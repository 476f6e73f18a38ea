package nmapx

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// ConvertNmapOutputToEncoding returns a copy of a dictionary such as
// [Result.AsDict] makes, in which each value that is a string is bytes in an
// encoding: ascii, latin-1 or utf-8; empty means ascii. Keys, numbers and None
// stay. The error names a character that the encoding lacks, or an encoding that
// is none of these.
func ConvertNmapOutputToEncoding(value map[string]any, code string) (map[string]any, error) {
	var most rune
	switch strings.ReplaceAll(strings.ToLower(code), "_", "-") {
	case "", "ascii", "us-ascii":
		code, most = "ascii", 0x7f
	case "latin-1", "latin1", "iso-8859-1":
		code, most = "latin-1", 0xff
	case "utf-8", "utf8":
		code, most = "utf-8", utf8.MaxRune
	default:
		return nil, fmt.Errorf("%w: unknown encoding %q, expected ascii, latin-1 or utf-8", ErrEncoding, code)
	}
	v, err := encoded(value, code, most)
	if err != nil {
		return nil, err
	}
	return v.(map[string]any), nil
}

func encoded(v any, code string, most rune) (any, error) {
	switch v := v.(type) {
	case string:
		if code == "utf-8" {
			return []byte(v), nil
		}
		b := make([]byte, 0, len(v))
		for i, r := range v {
			if r > most {
				return nil, fmt.Errorf("%w: %s has no %q, at byte %d of %q", ErrEncoding, code, r, i, v)
			}
			b = append(b, byte(r))
		}
		return b, nil
	case []any:
		return convertAll(v, code, most)
	case map[string]any:
		return convertMap(v, code, most)
	case map[int]any:
		return convertMap(v, code, most)
	}
	return v, nil
}

func convertAll(list []any, code string, most rune) (any, error) {
	out := make([]any, len(list))
	for i, x := range list {
		var err error
		if out[i], err = encoded(x, code, most); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func convertMap[K comparable](m map[K]any, code string, most rune) (any, error) {
	out := make(map[K]any, len(m))
	for k, x := range m {
		var err error
		if out[k], err = encoded(x, code, most); err != nil {
			return nil, err
		}
	}
	return out, nil
}
