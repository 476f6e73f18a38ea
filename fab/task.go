package fab

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A Task is a function that the command line can call, by its name or an alias.
type Task struct {
	Name    string
	Aliases []string
	Doc     string // the first line is shown in lists

	// Func is what is run: a function whose first parameter may be a *[Context] or a
	// [context.Context], and whose others are of type string, bool, int, int64, uint,
	// float64, [time.Duration], or a list of strings at the end, which takes what is
	// left. It returns nothing, an error, or a value and an error.
	Func any

	// Args name the parameters after the context, in their order. One that is not
	// named here can be given by its place alone, and must be.
	Args []Arg

	// Default makes it what runs where the command line names no task.
	Default bool

	// Hosts and Roles are where it runs, instead of env's.
	Hosts, Roles []string

	// Parallel runs it on its hosts at once whatever env says, PoolSize at a time;
	// 0 is env's. Serial never does. RunsOnce runs it once in a session, on its first
	// host, and never in parallel; further calls have the same result.
	Parallel, Serial, RunsOnce bool
	PoolSize                   int

	// Settings changes the env that it runs with.
	Settings func(e *Env)
}

// An Arg is a parameter of a task.
type Arg struct {
	Name string

	// Default is what it is when nothing is given; nil means that something must be.
	Default *string
}

// Value is a *Default of an [Arg].
func Value(text string) *string { return &text }

// names are all that a task can be called by.
func (t *Task) names() []string { return append([]string{t.Name}, t.Aliases...) }

var (
	ownContext  = reflect.TypeFor[*Context]()
	context_    = reflect.TypeFor[context.Context]()
	errorType   = reflect.TypeFor[error]()
	duration    = reflect.TypeFor[time.Duration]()
	stringsType = reflect.TypeFor[[]string]()
)

// check reports what is wrong with a task's declaration.
func (t *Task) check() error {
	wrong := func(format string, args ...any) error {
		return &Error{Kind: ErrInvalid, Op: "task", Input: t.Name, Reason: fmt.Sprintf(format, args...)}
	}
	if t.Name == "" || strings.ContainsAny(t.Name, ":, \t\n") {
		return wrong("expected a name without blanks, commas and colons")
	}
	if t.Parallel && t.Serial {
		return wrong("it cannot be both parallel and serial")
	}
	f := reflect.ValueOf(t.Func)
	if f.Kind() != reflect.Func || f.IsNil() {
		return wrong("Func is a %T: expected a function", t.Func)
	}
	typ := f.Type()
	parameters := t.parameters(typ)
	for i, p := range parameters {
		last := i == len(parameters)-1
		if !(convertible(p) || last && p == stringsType) {
			return wrong("parameter %d is of type %v, which no text becomes: expected string, bool, int, int64, uint, float64, time.Duration, or []string at the end", i+1, p)
		}
	}
	if len(t.Args) > len(parameters) {
		return wrong("%d arguments are named, of %d parameters", len(t.Args), len(parameters))
	}
	switch n := typ.NumOut(); {
	case n > 2, n == 2 && typ.Out(1) != errorType:
		return wrong("it returns %d values: expected nothing, an error, or a value and an error", n)
	}
	return nil
}

// parameters are the types of those after the context.
func (t *Task) parameters(typ reflect.Type) []reflect.Type {
	var all []reflect.Type
	for i := range typ.NumIn() {
		if p := typ.In(i); i > 0 || p != ownContext && p != context_ {
			all = append(all, p)
		}
	}
	return all
}

func convertible(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.String, reflect.Bool, reflect.Int, reflect.Int64, reflect.Uint, reflect.Float64:
		return true
	}
	return false
}

// convert makes a text what a parameter wants.
func convert(text string, t reflect.Type) (reflect.Value, error) {
	v := reflect.New(t).Elem()
	switch {
	case t == duration:
		d, err := asDuration(text)
		if err != nil {
			return v, fmt.Errorf("expected a time, such as 10, 0.5 or 1m30s")
		}
		v.SetInt(int64(d))
	case t.Kind() == reflect.String:
		v.SetString(text)
	case t.Kind() == reflect.Bool:
		b, err := asBool(text)
		if err != nil {
			return v, fmt.Errorf("expected true or false")
		}
		v.SetBool(b)
	case t.Kind() == reflect.Int, t.Kind() == reflect.Int64:
		n, err := strconv.ParseInt(strings.TrimSpace(text), 10, t.Bits())
		if err != nil {
			return v, fmt.Errorf("expected a whole number")
		}
		v.SetInt(n)
	case t.Kind() == reflect.Uint:
		n, err := strconv.ParseUint(strings.TrimSpace(text), 10, t.Bits())
		if err != nil {
			return v, fmt.Errorf("expected a whole number, at least 0")
		}
		v.SetUint(n)
	case t.Kind() == reflect.Float64:
		n, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
		if err != nil {
			return v, fmt.Errorf("expected a number")
		}
		v.SetFloat(n)
	}
	return v, nil
}

// argName is how errors speak of a parameter.
func (t *Task) argName(i int) string {
	if i < len(t.Args) {
		return t.Args[i].Name
	}
	return strconv.Itoa(i + 1)
}

// bind makes the arguments of a call those of the function, without its context.
func (t *Task) bind(args []any, kwargs map[string]any) ([]reflect.Value, error) {
	if err := t.check(); err != nil {
		return nil, err
	}
	wrong := func(input, format string, a ...any) error {
		return &Error{Kind: ErrInvalid, Op: "task " + t.Name, Input: input, Reason: fmt.Sprintf(format, a...)}
	}
	parameters := t.parameters(reflect.TypeOf(t.Func))
	given := make([]any, len(parameters))
	set := make([]bool, len(parameters))
	var rest []string
	hasRest := len(parameters) > 0 && parameters[len(parameters)-1] == stringsType
	fixed := len(parameters)
	if hasRest {
		fixed--
	}
	for i, a := range args {
		switch {
		case i < fixed:
			given[i], set[i] = a, true
		case hasRest:
			if more, ok := a.([]string); ok {
				rest = append(rest, more...)
			} else {
				rest = append(rest, fmt.Sprint(a))
			}
		default:
			return nil, wrong(fmt.Sprint(a), "too many arguments: it takes %s", t.usage(fixed))
		}
	}
	for name, a := range kwargs {
		i := slices.IndexFunc(t.Args, func(x Arg) bool { return x.Name == name })
		switch {
		case i < 0:
			return nil, wrong(name, "no such argument: it takes %s", t.usage(fixed))
		case i >= fixed:
			if more, ok := a.([]string); ok {
				rest = append(rest, more...)
			} else {
				rest = append(rest, splitList(fmt.Sprint(a), ";")...)
			}
		case set[i]:
			return nil, wrong(name, "the argument is given twice")
		default:
			given[i], set[i] = a, true
		}
	}
	values := make([]reflect.Value, 0, len(parameters))
	for i, p := range parameters {
		if i == fixed {
			values = append(values, reflect.ValueOf(rest).Convert(p))
			continue
		}
		if !set[i] {
			if i >= len(t.Args) || t.Args[i].Default == nil {
				return nil, wrong("", "argument %s is missing: it takes %s", t.argName(i), t.usage(fixed))
			}
			given[i] = *t.Args[i].Default
		}
		if v := reflect.ValueOf(given[i]); v.IsValid() && v.Type() == p {
			values = append(values, v)
			continue
		}
		text, ok := given[i].(string)
		if !ok {
			return nil, wrong("", "argument %s is a %T: expected %v", t.argName(i), given[i], p)
		}
		v, err := convert(text, p)
		if err != nil {
			return nil, wrong(text, "argument %s: %v", t.argName(i), err)
		}
		values = append(values, v)
	}
	return values, nil
}

// usage says what arguments a task takes.
func (t *Task) usage(fixed int) string {
	if fixed == 0 && len(t.Args) == 0 {
		return "none"
	}
	var parts []string
	for i := range max(fixed, len(t.Args)) {
		s := t.argName(i)
		if i < len(t.Args) && t.Args[i].Default != nil {
			s += "=" + *t.Args[i].Default
		}
		parts = append(parts, s)
	}
	return strings.Join(parts, ", ")
}

// invoke runs the function. A panic is an error of the task, and no end of those
// on other hosts.
func (t *Task) invoke(c *Context, values []reflect.Value) (value any, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = &Error{Kind: ErrAbort, Op: "task " + t.Name, Host: c.Env.HostString, Reason: fmt.Sprintf("it panicked: %v", r)}
		}
	}()
	f := reflect.ValueOf(t.Func)
	typ := f.Type()
	in := values
	if typ.NumIn() > 0 && (typ.In(0) == ownContext || typ.In(0) == context_) {
		in = append([]reflect.Value{reflect.ValueOf(c)}, values...)
	}
	var out []reflect.Value
	if typ.IsVariadic() {
		out = f.CallSlice(in)
	} else {
		out = f.Call(in)
	}
	for i, o := range out {
		if typ.Out(i) == errorType {
			err, _ = o.Interface().(error)
		} else {
			value = o.Interface()
		}
	}
	return value, err
}
