package rrd

import (
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"testing"
)

// Check says of a text what an update with it comes to.
func TestCheckIsWhatUpdateSays(t *testing.T) {
	texts := []string{"U", "Unknown", "", "5", "-5", "5.5", "1e5", "+5", " 5", "5 ", "0x10", "abc", "5abc", "1,5", "nan", "inf", "18446744073709551615", "123456789012345678901234567890123", ".5", "-"}
	for _, kind := range []DSType{DSGauge, DSCounter, DSDerive, DSAbsolute, DSDCounter, DSDDerive} {
		for _, text := range texts {
			path := filepath.Join(t.TempDir(), "x.rrd")
			if err := Create(path, "-b", "1000000200", fmt.Sprintf("DS:x:%s:600:U:U", kind), "RRA:AVERAGE:0.5:1:5"); err != nil {
				t.Fatal(err)
			}
			// The first reading of some types is only kept, and not looked at.
			if err := Update(path, "1000000500:5"); err != nil {
				t.Fatal(err)
			}
			err := Update(path, "1000000800:"+text)
			if got := kind.Check(text); (got == nil) != (err == nil) {
				t.Errorf("%s %q: %v, an update says %v", kind, text, got, err)
			} else if got != nil && !errors.Is(got, ErrSyntax) {
				t.Errorf("%s %q: %v", kind, text, got)
			}
		}
	}
	for _, kind := range []DSType{DSCompute, "FOO", ""} {
		for _, text := range []string{"U", "5"} {
			if err := kind.Check(text); err == nil || err.Error() != fmt.Sprintf("rrd: a %s takes no readings", kind) {
				t.Errorf("%q: %v", kind, err)
			}
		}
	}
}

func TestValuesAsNumbers(t *testing.T) {
	for _, c := range []struct {
		value  Value
		number float64
		text   string
		known  bool
	}{
		{Float(1.5), 1.5, "1.5", true}, {Float(-2), -2, "-2", true}, {Float(0), 0, "0", true}, {Float(math.Copysign(0, -1)), 0, "-0", true}, {Float(1e6), 1e6, "1e+06", true}, {Float(999999), 999999, "999999", true},
		{Float(math.Inf(1)), math.Inf(1), "inf", true}, {Float(math.Inf(-1)), math.Inf(-1), "-inf", true},
		{Int(-5), -5, "-5", true}, {Int(5), 5, "5", true}, {Int(math.MinInt64), math.MinInt64, "-9223372036854775808", true}, {Uint(math.MaxUint64), math.MaxUint64, "18446744073709551615", true},
	} {
		if c.value.Float64() != c.number || c.value.String() != c.text || c.value.Known() != c.known {
			t.Errorf("%v, %s, known %v; want %v, %s", c.value.Float64(), c.value, c.value.Known(), c.number, c.text)
		}
	}
	for _, v := range []Value{{}, Float(math.NaN())} {
		if f := v.Float64(); f == f || v.Known() || v.String() != "U" {
			t.Errorf("unknown is %v, %s, %v", f, v, v.Known())
		}
	}
}
