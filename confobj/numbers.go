package confobj

import (
	"math"
	"math/big"
	"reflect"

	"github.com/pyops-go/pyops/internal/pytext"
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
		n, err := pytext.ParseInt(v, 10)
		if err != nil {
			return nil, &Error{Kind: ErrValue, Input: v, Reason: err.Error()}
		}
		return n, nil
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
		f, err := pytext.ParseFloat(v)
		if err != nil {
			return 0, &Error{Kind: ErrValue, Input: v, Reason: err.Error()}
		}
		return f, nil
	}
	return 0, failed(ErrType, "float() argument must be a string or a real number, not '%s'", typeName(value))
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
