package confobj

import (
	"maps"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
)

// Args are what stands in the brackets of a check, the default left out. Values
// are strings, or []string for name=list(...).
type Args struct {
	Positional []string
	Named      []Pair // their keys are strings
}

// A CheckFunc checks a value and returns what it becomes. For a value that does
// not pass it returns a [*ValidateError]; any other error ends the validation.
type CheckFunc func(value any, args Args) (any, error)

// A Checker is what [ConfigObj.Validate] asks: [*Validator], [SimpleVal], or one
// of your own. Errors that are an ErrValidate or an ErrConfigObj say that a value
// does not pass.
type Checker interface {
	// Check holds a value against a check, as a configspec has it, and returns
	// what it becomes.
	Check(check string, value any) (any, error)

	// CheckMissing is Check for a value that is not there (missing=True): what it
	// becomes is the check's default.
	CheckMissing(check string) (any, error)

	// GetDefaultValue is the default of a check, converted. The error is an
	// ErrKey when it has none.
	GetDefaultValue(check string) (any, error)
}

// A Validator knows checks by their names. It is safe for concurrent use as long
// as Functions is not changed.
type Validator struct {
	// Functions are the checks; those of NewValidator are in it.
	Functions map[string]CheckFunc

	parsed sync.Map // string → call
	kept   atomic.Int64
}

// NewValidator makes a validator with the checks of Python's validate: integer,
// float, boolean, string, option, ip_addr, list, tuple, int_list, float_list,
// bool_list, string_list, ip_addr_list, mixed_list, force_list, pass (anything)
// and the same without a name. The functions are added to them, or replace one.
func NewValidator(functions map[string]CheckFunc) *Validator {
	v := &Validator{Functions: maps.Clone(builtin)}
	maps.Copy(v.Functions, functions)
	return v
}

// Check holds a value against a check. nil, which is Python's None, passes any.
// The error is a [*ValidateError], or an ErrType when the check does not have
// such parameters.
func (v *Validator) Check(check string, value any) (any, error) {
	return v.run(v.parse(check), value)
}

// CheckMissing is [Validator.Check] of the check's default. Without one it is an
// ErrVdtMissingValue.
func (v *Validator) CheckMissing(check string) (any, error) {
	c := v.parse(check)
	if !c.hasDefault {
		return nil, &ValidateError{Kind: ErrVdtMissingValue}
	}
	return v.run(c, c.standIn())
}

// GetDefaultValue is the default of a check, converted.
func (v *Validator) GetDefaultValue(check string) (any, error) {
	c := v.parse(check)
	if !c.hasDefault {
		return nil, noDefault(check)
	}
	return v.run(c, c.standIn())
}

func noDefault(check string) *Error {
	return &Error{Kind: ErrKey, Input: check, Reason: "Check \"" + check + "\" has no default value."}
}

// mostParsed bounds the checks that are kept taken apart.
const mostParsed = 10_000

func (v *Validator) parse(check string) call {
	if c, ok := v.parsed.Load(check); ok {
		return c.(call)
	}
	c := parseCheck(check)
	if v.kept.Add(1) <= mostParsed {
		v.parsed.Store(check, c)
	}
	return c
}

func (v *Validator) run(c call, value any) (any, error) {
	if value == nil {
		return nil, nil
	}
	check := v.Functions[c.name]
	if check == nil {
		return nil, &ValidateError{ErrVdtUnknownCheck, "the check \"" + c.name + "\" is unknown.", c.name}
	}
	return check(value, Args{slices.Clone(c.args.Positional), slices.Clone(c.args.Named)})
}

// SimpleVal is a [Checker] that only asks whether every value is there.
type SimpleVal struct{}

// Check gives the value back.
func (SimpleVal) Check(_ string, value any) (any, error) { return value, nil }

// CheckMissing is always an ErrConfigObj.
func (SimpleVal) CheckMissing(string) (any, error) {
	return nil, &ConfigObjError{Kind: ErrConfigObj}
}

// GetDefaultValue is always an ErrKey.
func (SimpleVal) GetDefaultValue(check string) (any, error) {
	return nil, noDefault(check)
}

// builtin are the checks of Python's validate. The names in texts are those of
// its functions, since the texts of wrong parameters have them.
var builtin = map[string]CheckFunc{
	"":             only("Validator._pass", 1, pass),
	"pass":         only("Validator._pass", 1, pass),
	"boolean":      only("is_boolean", 0, anyBoolean),
	"ip_addr":      only("is_ip_addr", 0, anyIPAddr),
	"integer":      minMax("is_integer", IsInteger),
	"float":        minMax("is_float", IsFloat),
	"string":       minMax("is_string", IsString),
	"list":         minMax("is_list", IsList),
	"tuple":        minMax("is_tuple", IsTuple),
	"int_list":     minMax("is_int_list", IsIntList),
	"float_list":   minMax("is_float_list", IsFloatList),
	"bool_list":    minMax("is_bool_list", IsBoolList),
	"string_list":  minMax("is_string_list", IsStringList),
	"ip_addr_list": minMax("is_ip_addr_list", IsIPAddrList),
	"force_list":   minMax("force_list", ForceList),
	"mixed_list":   anyOf("is_mixed_list", IsMixedList),
	"option":       anyOf("is_option", IsOption),
}

func pass(value any) (any, error) { return value, nil }

// only makes a check without parameters; implied counts those that Python's own
// function has besides the value.
func only(name string, implied int, check func(any) (any, error)) CheckFunc {
	return func(value any, args Args) (any, error) {
		if len(args.Named) > 0 {
			return nil, failed(ErrType, "%s() got an unexpected keyword argument '%s'", name, args.Named[0].Key)
		}
		if n := len(args.Positional); n > 0 {
			return nil, failed(ErrType, "%s() takes %s but %d were given", name, arguments(1+implied), n+1+implied)
		}
		return check(value)
	}
}

func arguments(n int) string {
	if n == 1 {
		return "1 positional argument"
	}
	return strconv.Itoa(n) + " positional arguments"
}

// minMax makes a check with the parameters min and max.
func minMax(name string, check func(value, min, max any) (any, error)) CheckFunc {
	names := []string{"min", "max"}
	return func(value any, args Args) (any, error) {
		var limits [2]any
		for _, p := range args.Named {
			i := slices.Index(names, p.Key.(string))
			if p.Key == "value" || i >= 0 && i < len(args.Positional) {
				return nil, failed(ErrType, "%s() got multiple values for argument '%s'", name, p.Key)
			}
			if i < 0 {
				return nil, failed(ErrType, "%s() got an unexpected keyword argument '%s'", name, p.Key)
			}
			limits[i] = p.Value
		}
		if n := len(args.Positional); n > 2 {
			return nil, failed(ErrType, "%s() takes from 1 to 3 positional arguments but %d were given", name, n+1)
		}
		for i, text := range args.Positional {
			limits[i] = text
		}
		return check(value, limits[0], limits[1])
	}
}

// anyOf makes a check of any number of parameters.
func anyOf(name string, check func(value any, words ...string) (any, error)) CheckFunc {
	return func(value any, args Args) (any, error) {
		if len(args.Named) > 0 {
			key := args.Named[0].Key
			if key == "value" {
				return nil, failed(ErrType, "%s() got multiple values for argument '%s'", name, key)
			}
			return nil, failed(ErrType, "%s() got an unexpected keyword argument '%s'", name, key)
		}
		return check(value, args.Positional...)
	}
}
