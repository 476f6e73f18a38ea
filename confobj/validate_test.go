package confobj_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/confobj"
	"github.com/pyops-go/pyops/internal/original"
)

// validator has the two checks that testdata/original.py adds.
func validator() *confobj.Validator {
	return confobj.NewValidator(map[string]confobj.CheckFunc{
		"shout": func(value any, args confobj.Args) (any, error) {
			mark := "!"
			if len(args.Positional) > 0 {
				mark = args.Positional[0]
			}
			text, ok := value.(string)
			if !ok {
				return nil, confobj.NewVdtTypeError(value)
			}
			return strings.ToUpper(text) + mark, nil
		},
		"refuse": func(value any, _ confobj.Args) (any, error) { return nil, confobj.NewVdtValueError(value) },
	})
}

var vdtClasses = []struct {
	kind error
	name string
}{
	{confobj.ErrVdtMissingValue, "VdtMissingValue"}, {confobj.ErrVdtUnknownCheck, "VdtUnknownCheckError"}, {confobj.ErrVdtType, "VdtTypeError"},
	{confobj.ErrVdtValueTooSmall, "VdtValueTooSmallError"}, {confobj.ErrVdtValueTooBig, "VdtValueTooBigError"},
	{confobj.ErrVdtValueTooShort, "VdtValueTooShortError"}, {confobj.ErrVdtValueTooLong, "VdtValueTooLongError"},
	{confobj.ErrVdtValue, "VdtValueError"}, {confobj.ErrVdtParam, "VdtParamError"}, {confobj.ErrValidate, "ValidateError"},
}

// checked is outcome for errors of checks.
func checked(value any, err error) any {
	for _, c := range vdtClasses {
		if errors.Is(err, c.kind) {
			return original.Dict{{Key: "error", Value: c.name}, {Key: "text", Value: pythonText(err)}}
		}
	}
	return outcome(value, err)
}

var checks = strings.Split(`|pass|integer|integer()|integer(1,2)|integer (1,2)|integer(1|integer(a)|integer(max=9,3)|integer(3, min=4)|integer(1,2,3)|integer(x=1)|integer(0, 9)|integer(min=0, max=9, default=5)|integer(default=20, max=9)|integer(default=None)|integer(1.5)|integer(default="None")|integer(min="3")
float|float(0, 1)|float(min=0.5)|float(max=x)|float(default=1)|float(min=nan)|boolean|boolean(1)|boolean(default=yes)|boolean(x=1)|string|string(2)|string(max=2)|string(default="a, b")|string(default='None')|string(default=None)|string(default="None")|string(default=)|string(default="it's")|string(default='a"b')|string(default=)|string(default="")|string(min=1, max=3)
ip_addr|ip_addr(default=1.2.3.4)|list|list(2)|list(max=1)|list(default=list())|list(default=list('a', "b", c))|list(default=list(a b))|list(default=list('a, b', c))|list(default=list(,))|tuple|tuple(default=list(1,2))|int_list|int_list(default=list(1, 2))|int_list(1)|float_list|bool_list|ip_addr_list|string_list|string_list(min=1, default=list(a))|force_list|force_list(1,2)|force_list(default=a)
mixed_list|mixed_list(integer, string)|mixed_list('integer')|mixed_list('str')|mixed_list(integer, float, ip_addr, boolean)|mixed_list(x=1)|option|option(a, b)|option('a', "b c")|option(a, b, default=a)|option(a, default=c)|option(1, 2)|option(a,b,)|option(,a)|nothing|nothing(1)|(a)|(a)(b)|a)b(c)|integer)|shout|shout(?)|shout("??")|refuse|integer(a b)|option(a b, 'c'd)|option("a, b")|option(a=b=c)|string(default=a=b)|list(default=list(a), min=1)|integer(min=list(1))|option( a , b )|option(a
b)|float(list(1))|option("a" "b")|option(é, 日本)|option(default=list(a)|mixed_list()|integer(min=1, min=2)|integer( default = 3 )|string(default= 'x' , min=1)`, "|")

var checkValues = []any{
	"", "1", "10", " 7 ", "1.0", "1.5", "a", "b c", "abc", "yes", "OFF", "1.2.3.4", "1.2", "0x7f.1", "01.02.03.04", "256.1.1.1", "::1", "1.2.3.4 x", "1.", "4294967295", "4294967296", "1.16777216", "08.1", "0x", "été", "٣", "nan", "None",
	nil, true, false, 0, 1, 2, -1, 1.0, 0.0, 1.5, []any{}, []any{"1"}, []any{"1", "2"}, []any{"a", "b"}, []any{"1", "1.5", "1.2.3.4", "yes"}, []any{1, 2.5, "x"}, "99999999999999999999", []any{"yes", "no"}, "a=b=c", "a, b",
}

func TestParityChecks(t *testing.T) {
	var calls []original.Call
	all := strings.Split(strings.Join(checks, "\n"), "\n")
	for _, check := range append(all, "option(a\nb)") {
		for _, value := range append(slices.Clone(checkValues), missing{}) {
			_, isMissing := value.(missing)
			if isMissing {
				value = nil
			}
			calls = append(calls, original.Call{Func: "check", Args: []any{check, value, isMissing}})
		}
	}
	judge(t).Table(t, calls)
}

type missing struct{}

// checkedBoth is what a check makes of a value, and its default.
func checkedBoth(check string, value any, isMissing bool) []any {
	v := validator()
	value, err := v.Check(check, value)
	if isMissing {
		value, err = v.CheckMissing(check)
	}
	return []any{checked(value, err), checked(v.GetDefaultValue(check))}
}

func TestParityChecksGenerated(t *testing.T) {
	rng := original.Rand(t)
	calls := make([]original.Call, original.Rounds(t, 3000))
	for i := range calls {
		name := pick(rng, "integer", "float", "string", "option", "list", "int_list", "mixed_list", "force_list", "boolean", "string_list", "nothing")
		var params strings.Builder
		for range rng.IntN(12) {
			params.WriteString(pick(rng, "1", "a", "'a'", `"b"`, ",", ", ", " ", "min=", "max=", "default=", "list(", ")", "(", "=", "'", `"`, "5", "é", "\n", "None", "\u00a0", "integer", "-1", "\\"))
		}
		check := name + "(" + params.String() + pick(rng, ")", ")", ")", ")", "", ")x")
		calls[i] = original.Call{Func: "check", Args: []any{check, checkValues[rng.IntN(len(checkValues))], rng.IntN(3) == 0}}
	}
	judge(t).Generated(t, calls)
}

func TestParityAddresses(t *testing.T) {
	py := startConfigObj(t)
	for _, v := range checkValues {
		text, ok := v.(string)
		if !ok {
			continue
		}
		want, perr := py.Call("validate.dottedQuadToNum", text)
		n, err := confobj.DottedQuadToNum(text)
		if got, want := outcome(n, err), plainErr(original.Result{Value: want, Err: perr}); !original.Same(got, want) {
			t.Errorf("%q: got %v, want %v", text, got, want)
		}
	}
	for _, n := range []int64{0, 1, 1 << 24, 16777218, 1<<32 - 1, 1 << 32, -1} {
		want, perr := py.Call("validate.numToDottedQuad", n)
		text, err := confobj.NumToDottedQuad(n)
		if got, want := outcome(text, err), plainErr(original.Result{Value: want, Err: perr}); !original.Same(got, want) {
			t.Errorf("%d: got %v, want %v", n, got, want)
		}
	}
}

func verdict(r *confobj.Result) any {
	switch {
	case r.Err != nil:
		return checked(nil, r.Err)
	case r.OK():
		return true
	case r.Failed:
		return false
	}
	out := original.Dict{}
	for _, name := range r.Names {
		out = append(out, original.Pair{Key: name, Value: verdict(r.Entries[name])})
	}
	return out
}

func state(s *confobj.Section) any {
	below := []any{}
	for _, k := range s.Sections() {
		below = append(below, []any{k, state(s.Sub(k))})
	}
	return []any{s.Defaults(), pythonic(s.DefaultValues()), s.ExtraValues(), below}
}

// A validationCase is a configuration to be validated.
type validationCase struct {
	Lines     []string
	Spec      []string
	Options   original.Dict
	Arguments original.Dict

	options confobj.ConfigObjOptions
	how     confobj.ValidateOptions
}

func (v validationCase) call() original.Call {
	v.Options = python(v.options)
	v.Arguments = original.Dict{{Key: "preserve_errors", Value: v.how.PreserveErrors}, {Key: "copy", Value: v.how.Copy}}
	return original.Call{Func: "validated", Args: []any{v}}
}

func (v validationCase) ours() any {
	v.options.Configspec = v.Spec
	c, err := confobj.NewConfigObj(v.Lines, &v.options)
	if err != nil {
		return outcome(nil, err)
	}
	res, err := c.Validate(validator(), &v.how)
	if err != nil {
		return checked(nil, err)
	}
	flat, extra := []any{}, []any{}
	for _, e := range confobj.FlattenErrors(&c.Section, res) {
		var key any = e.Key
		if e.IsSection {
			key = nil
		}
		var why any = false
		if e.Err != nil {
			why = checked(nil, e.Err)
		}
		flat = append(flat, []any{append([]string{}, e.Sections...), key, why})
	}
	for _, e := range confobj.GetExtraValues(&c.Section) {
		extra = append(extra, []any{append([]string{}, e.Sections...), e.Key})
	}
	written, werr := c.Bytes()
	out := original.Dict{
		{Key: "result", Value: verdict(res)}, {Key: "values", Value: dump(&c.Section)}, {Key: "state", Value: state(&c.Section)},
		{Key: "written", Value: outcome(written, werr)}, {Key: "flat", Value: flat}, {Key: "extra", Value: extra}, {Key: "str", Value: c.String()},
	}
	var restored any = done(c.RestoreDefaults())
	if restored == nil {
		restored = original.Tuple{dump(&c.Section), state(&c.Section)}
	}
	return append(out, original.Pair{Key: "restored", Value: restored})
}

func randomValidation(rng *rand.Rand) validationCase {
	var v validationCase
	names := []string{"a", "b", "c", "s", "t"}
	if rng.IntN(4) == 0 { // what the names with a meaning are when a file has them
		names = append(names, "__many__", "___many___")
	}
	for depth := 0; depth < 3; depth++ {
		if depth > 0 {
			mark := strings.Repeat("[", depth)
			name := pick(rng, "s", "t", "u", "DEFAULT", "s", "t", "__many__", "___many___")
			if rng.IntN(4) > 0 {
				v.Lines = append(v.Lines, mark+name+strings.Repeat("]", depth))
			}
			if rng.IntN(4) == 0 {
				name = pick(rng, "__many__", "___many___", "s")
			}
			if rng.IntN(4) > 0 || len(v.Spec) == 0 {
				v.Spec = append(v.Spec, "# about "+name, mark+name+strings.Repeat("]", depth)+pick(rng, "", " # c"))
			} else {
				break
			}
			if !strings.HasPrefix(v.Lines[max(0, len(v.Lines)-1)], mark) && depth > 1 {
				break
			}
		}
		for _, n := range names {
			if rng.IntN(3) > 0 {
				v.Lines = append(v.Lines, n+" = "+pick(rng, "1", "x", "5", "yes", "1, 2", "a, b", "1.5", `""`, "None"))
			}
			if rng.IntN(3) > 0 {
				v.Spec = append(v.Spec, n+" = "+pick(rng, "integer", "integer(0, 3, default=2)", "string", "string(default=d)", "boolean", "boolean(default=yes)", "int_list(default=list(1, 2))", "list", "option(x, y, default=x)", "float(default=None)", "nothing", "integer(default=x)", "string_list", "tuple(default=list(a))", "shout", "refuse", "force_list", `string(default="None")`, "float"))
			}
		}
		if rng.IntN(6) == 0 {
			v.Spec = append(v.Spec, pick(rng, "__many__", "___many___")+" = "+pick(rng, "integer", "string", "integer(default=3)", "float"))
		}
		if v.Lines == nil {
			v.Lines = []string{"z = 1"}
		}
	}
	v.how = confobj.ValidateOptions{PreserveErrors: rng.IntN(2) == 0, Copy: rng.IntN(3) == 0}
	v.options.NoStringify = rng.IntN(5) == 0
	v.options.Interpolation = confobj.InterpolationOff
	return v
}

func TestParityValidation(t *testing.T) {
	rng := original.Rand(t)
	cases := []validationCase{
		{Lines: []string{"a=5"}, Spec: []string{"a=integer(0,3)", "b=string"}},
		{Lines: []string{"[s]", "a=1"}, Spec: []string{"[__many__]", "a=integer", "[[t]]", "b=integer(default=3)"}},
		{Lines: []string{"zz=1", "[n]", "extra=2"}, Spec: []string{"a=integer(default=1)", "[n]"}},
		{Lines: nil, Spec: []string{"# i", "", "# c", "a = integer(default=1) # d", "[s] # e", "b = string(default=x)", "# f"}, how: confobj.ValidateOptions{Copy: true}},
		{Lines: nil, Spec: []string{"# i", "", "# c", "a = integer(default=1) # d", "# e", "b = integer(default=2) # f"}, how: confobj.ValidateOptions{Copy: true}},
		{Lines: []string{"# mine", "a = 3 # own"}, Spec: []string{"# i", "", "# c", "b = integer(default=2) # f", "# d", "a = integer(default=1) # g"}, how: confobj.ValidateOptions{Copy: true}},
		{Lines: []string{"a = 1"}, Spec: []string{"a=integer(x)"}}, {Lines: []string{"a = 1"}, Spec: []string{"a=integer(1,2,3)"}},
	}
	var table, generated []original.Call
	for _, v := range cases {
		table = append(table, v.call())
	}
	for range original.Rounds(t, 2000) {
		generated = append(generated, randomValidation(rng).call())
	}
	j := judge(t)
	j.Table(t, table)
	j.Generated(t, generated)
}

func TestParityKeysAndDefaults(t *testing.T) {
	py := startConfigObj(t)
	py.Define(`
def redefault():
    c = ConfigObj(["a=1"], configspec=["a=integer", "b=integer(default=2)", "t=tuple(default=list(x))"])
    c.validate(validator())
    before = list(c.defaults)
    c["b"] = 5
    return [before, list(c.defaults), c.dict(), repr(c), attempt(lambda: c.restore_default("a")), c.restore_default("b"), list(c.defaults)]

def of_dict():
    c = ConfigObj({"a": "1"}, configspec=["a=integer"])
    return [c.validate(validator()), c.dict()]
`)
	c, err := confobj.NewConfigObj([]string{"a=1"}, &confobj.ConfigObjOptions{Configspec: []string{"a=integer", "b=integer(default=2)", "t=tuple(default=list(x))"}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Validate(confobj.NewValidator(nil), nil); err != nil {
		t.Fatal(err)
	}
	got := []any{c.Defaults()}
	if err := c.Set("b", 5); err != nil {
		t.Fatal(err)
	}
	dict, err := ordered(&c.Section)
	got = append(got, c.Defaults(), outcome(dict, err), "ConfigObj("+c.String()+")", outcome(c.RestoreDefault("a")), outcome(c.RestoreDefault("b")), c.Defaults())
	if want := py.Value("redefault"); !original.Same(got, want) {
		t.Errorf("got %v, want %v", original.Plain(got), want)
	}
	if c, err = confobj.NewConfigObj(confobj.Dict{{Key: "a", Value: "1"}}, &confobj.ConfigObjOptions{Configspec: []string{"a=integer"}}); err != nil {
		t.Fatal(err)
	}
	res, err := c.Validate(confobj.NewValidator(nil), nil)
	if want := py.Value("of_dict"); err != nil || !original.Same([]any{verdict(res), map[string]any{"a": c.Raw("a")}}, want) {
		t.Errorf("%v, %v, want %v", verdict(res), c, want)
	}
	_, perr := py.Call("lambda: ConfigObj().validate(validator())")
	_, err = (&confobj.ConfigObj{}).Validate(validator(), nil)
	if got, want := done(err), plainErr(original.Result{Err: perr}); !original.Same(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	_, perr = py.Call("lambda: ConfigObj({1: 2})")
	_, err = confobj.NewConfigObj(confobj.Dict{{Key: 1, Value: 2}}, nil)
	if got, want := done(err), plainErr(original.Result{Err: perr}); !original.Same(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// Functions of the module that generated checks do not reach as such.
func TestParityCheckFunctions(t *testing.T) {
	py := startConfigObj(t)
	for _, v := range []any{5, 1.5, nil, "x", []any{"1"}} {
		_, perr := py.Call("validate.is_mixed_list", v, "integer")
		_, err := confobj.IsMixedList(v, "integer")
		if got, want := checked(nil, err), plainErr(original.Result{Err: perr}); perr != nil && !original.Same(got, want) || (perr == nil) != (err == nil) {
			t.Errorf("%v: got %v, want %v", v, got, want)
		}
	}
	for _, name := range []string{"a", "b"} {
		_, perr := py.Call("lambda n, v: (_ for _ in ()).throw(validate.VdtParamError(n, v))", name, 5)
		if err := confobj.NewVdtParamError(name, 5); perr.Error() != "VdtParamError: "+pythonText(err) || errors.Is(err, confobj.ErrValidate) {
			t.Errorf("%v, %v", err, perr)
		}
	}
}
