package confobj

import (
	"math"
	"math/big"
	"reflect"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// shrink is a whole number as an int, where that can hold it.
func shrink(n *big.Int) any {
	if n.IsInt64() && int64(int(n.Int64())) == n.Int64() {
		return int(n.Int64())
	}
	return n
}

// integer is a value of any Go integer type, or a truth value, as a number.
func integer(value any) (*big.Int, bool) {
	switch v := value.(type) {
	case int:
		return big.NewInt(int64(v)), true
	case *big.Int:
		return v, v != nil
	case bool:
		if v {
			return big.NewInt(1), true
		}
		return new(big.Int), true
	}
	switch r := reflect.ValueOf(value); r.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return big.NewInt(r.Int()), true
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return new(big.Int).SetUint64(r.Uint()), true
	}
	return nil, false
}

// number is a value that is a number as a float64, for comparisons with 0 and 1.
func number(value any) (float64, bool) {
	if n, ok := integer(value); ok {
		f, _ := new(big.Float).SetInt(n).Float64()
		return f, true
	}
	switch v := value.(type) {
	case float64:
		return v, true
	case float32:
		return float64(v), true
	case complex128:
		return real(v), imag(v) == 0
	}
	return 0, false
}

// toInt is Python's int().
func toInt(value any) (*big.Int, error) {
	if n, ok := integer(value); ok {
		return n, nil
	}
	switch v := value.(type) {
	case string:
		if n, ok := parseInt(v); ok {
			return n, nil
		}
		return nil, failed(ErrValue, "invalid literal for int() with base 10: %s", Repr(v))
	case float32:
		return toInt(float64(v))
	case float64:
		if math.IsNaN(v) {
			return nil, failed(ErrValue, "cannot convert float NaN to integer")
		} else if math.IsInf(v, 0) {
			return nil, failed(ErrValue, "cannot convert float infinity to integer")
		}
		n, _ := big.NewFloat(v).Int(nil)
		return n, nil
	}
	return nil, failed(ErrType, "int() argument must be a string, a bytes-like object or a real number, not '%s'", typeName(value))
}

// mostDigits is how many digits of a number are read at most: turning text into
// a number takes time that grows faster than the text. Python has that limit too.
const mostDigits = 4300

// parseInt reads a number in the digits of any script.
func parseInt(text string) (*big.Int, bool) {
	digits, ok := decimal(strip(text))
	if !ok {
		return nil, false
	}
	body := strings.TrimLeft(digits, "+-")
	if len(digits)-len(body) > 1 || body == "" || len(body) > mostDigits || strings.Trim(body, "0123456789") != "" {
		return nil, false
	}
	return new(big.Int).SetString(digits, 10)
}

// decimal writes digits of other scripts as ASCII ones and leaves out underscores
// between digits. It is false for one that stands anywhere else.
func decimal(s string) (string, bool) {
	plain := true
	for i := 0; i < len(s); i++ {
		if s[i] == '_' || s[i] >= utf8.RuneSelf {
			plain = false
			break
		}
	}
	if plain {
		return s, true
	}
	var out strings.Builder
	var last rune
	for _, r := range s {
		if r == '_' {
			if !isDigit(last) {
				return "", false
			}
			last = r
			continue
		}
		if r >= utf8.RuneSelf {
			d, ok := digitOf(r)
			if !ok {
				return "", false
			}
			r = '0' + d
		}
		if last == '_' && !isDigit(r) {
			return "", false
		}
		last = r
		out.WriteRune(r)
	}
	return out.String(), last != '_'
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' }

// digitOf is the value of a decimal digit. Unicode has them in runs of ten that
// begin with the zero.
func digitOf(r rune) (rune, bool) {
	if !unicode.Is(unicode.Nd, r) {
		return 0, false
	}
	for _, table := range unicode.Nd.R16 {
		if rune(table.Lo) <= r && r <= rune(table.Hi) {
			return (r - rune(table.Lo)) % 10, true
		}
	}
	for _, table := range unicode.Nd.R32 {
		if rune(table.Lo) <= r && r <= rune(table.Hi) {
			return (r - rune(table.Lo)) % 10, true
		}
	}
	return 0, false
}

// toFloat is Python's float().
func toFloat(value any) (float64, error) {
	if n, ok := integer(value); ok {
		f, _ := new(big.Float).SetInt(n).Float64()
		if math.IsInf(f, 0) {
			return 0, failed(ErrValue, "int too large to convert to float")
		}
		return f, nil
	}
	switch v := value.(type) {
	case float64:
		return v, nil
	case float32:
		return float64(v), nil
	case string:
		if f, ok := parseFloat(v); ok {
			return f, nil
		}
		return 0, failed(ErrValue, "could not convert string to float: %s", Repr(v))
	}
	return 0, failed(ErrType, "float() argument must be a string or a real number, not '%s'", typeName(value))
}

func parseFloat(text string) (float64, bool) {
	s, ok := decimal(strip(text))
	if !ok || s == "" {
		return 0, false
	}
	switch strings.ToLower(strings.TrimLeft(s, "+-")) {
	case "nan", "inf", "infinity":
		if len(s) > 1 && (s[1] == '+' || s[1] == '-') {
			return 0, false
		}
	default:
		// strconv reads more than Python does, hexadecimal floats for one.
		if strings.Trim(s, "0123456789+-.eE") != "" {
			return 0, false
		}
	}
	s = strings.TrimPrefix(s, "+")
	if strings.HasPrefix(s, "+") || strings.EqualFold(s, "-nan") {
		return math.NaN(), strings.EqualFold(s, "-nan")
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil && !math.IsInf(f, 0) {
		return 0, false
	}
	return f, true
}

// typeName is what Python calls the type of a value.
func typeName(value any) string {
	switch v := value.(type) {
	case nil:
		return "NoneType"
	case bool:
		return "bool"
	case string:
		return "str"
	case float64, float32:
		return "float"
	case complex128:
		return "complex"
	case []byte:
		return "bytes"
	case []string, []any:
		return "list"
	case Tuple:
		return "tuple"
	case Dict, map[string]any:
		return "dict"
	case Set:
		return "set"
	case *Section:
		return "Section"
	default:
		if _, ok := integer(v); ok {
			return "int"
		}
		return reflect.TypeOf(v).String()
	}
}
