package fab_test

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pyops-go/pyops/fab"
)

// TestArguments converts texts and values to what a task wants, and says which is wrong.
func TestArguments(t *testing.T) {
	c := fab.NewContext(ctx(t), nil, nil)
	var got []any
	all := fab.Task{
		Name: "all", Args: []fab.Arg{{Name: "s"}, {Name: "b", Default: fab.Value("yes")}, {Name: "i", Default: fab.Value("7")}, {Name: "l", Default: fab.Value("8")}, {Name: "u", Default: fab.Value("9")}, {Name: "f", Default: fab.Value("0.5")}, {Name: "d", Default: fab.Value("2")}, {Name: "rest"}},
		Func: func(s string, b bool, i int, l int64, u uint, f float64, d time.Duration, rest ...string) {
			got = []any{s, b, i, l, u, f, d, strings.Join(rest, "+")}
		},
	}
	for _, q := range []struct {
		args   []any
		kwargs map[string]any
		want   []any
		wrong  string
	}{
		{[]any{"x"}, nil, []any{"x", true, 7, int64(8), uint(9), 0.5, 2 * time.Second, ""}, ""},
		{[]any{"x", "no", " -1 ", "-2", "3", "1e3", "1m30s", "p", "q"}, nil, []any{"x", false, -1, int64(-2), uint(3), 1000.0, 90 * time.Second, "p+q"}, ""},
		{[]any{"x", false, 1, int64(2), uint(3), 4.5, time.Minute, []string{"p", "q"}, 5}, nil, []any{"x", false, 1, int64(2), uint(3), 4.5, time.Minute, "p+q+5"}, ""},
		{nil, map[string]any{"s": "", "d": "0", "rest": "a; b"}, []any{"", true, 7, int64(8), uint(9), 0.5, time.Duration(0), "a+b"}, ""},
		{nil, map[string]any{"s": "x", "rest": []string{"a;b"}}, []any{"x", true, 7, int64(8), uint(9), 0.5, 2 * time.Second, "a;b"}, ""},
		{nil, nil, nil, "task all: argument s is missing: it takes s, b=yes, i=7, l=8, u=9, f=0.5, d=2, rest"},
		{[]any{"x"}, map[string]any{"s": "y"}, nil, `task all: "s": the argument is given twice`},
		{[]any{"x"}, map[string]any{"n": "y"}, nil, `task all: "n": no such argument: it takes s, b=yes, i=7, l=8, u=9, f=0.5, d=2, rest`},
		{[]any{5}, nil, nil, "task all: argument s is a int: expected string"}, {[]any{nil}, nil, nil, "task all: argument s is a <nil>: expected string"},
		{[]any{"x", "maybe"}, nil, nil, `task all: "maybe": argument b: expected true or false`}, {[]any{"x", true, "1.5"}, nil, nil, `task all: "1.5": argument i: expected a whole number`},
		{[]any{"x", true, 1, "9223372036854775808"}, nil, nil, `task all: "9223372036854775808": argument l: expected a whole number`}, {[]any{"x", true, 1, int64(1), "-1"}, nil, nil, `task all: "-1": argument u: expected a whole number, at least 0`},
		{[]any{"x", true, 1, int64(1), uint(1), "x"}, nil, nil, `task all: "x": argument f: expected a number`}, {[]any{"x", true, 1, int64(1), uint(1), 1.5, "soon"}, nil, nil, `task all: "soon": argument d: expected a time, such as 10, 0.5 or 1m30s`},
	} {
		got = nil
		_, err := c.Execute(all, &fab.ExecuteOptions{Args: q.args, Kwargs: q.kwargs})
		if q.wrong != "" {
			if !errors.Is(err, fab.ErrInvalid) || err.Error() != "fab: "+q.wrong || got != nil {
				t.Errorf("%v %v: %v, want %s", q.args, q.kwargs, err, q.wrong)
			}
		} else if err != nil || !reflect.DeepEqual(got, q.want) {
			t.Errorf("%v %v: %v, %v, want %v", q.args, q.kwargs, got, err, q.want)
		}
	}
	nameless := fab.Task{Name: "n", Func: func(a, b string) {}}
	if _, err := c.Execute(nameless, &fab.ExecuteOptions{Args: []any{"x"}}); err == nil || err.Error() != "fab: task n: argument 2 is missing: it takes 1, 2" {
		t.Errorf("%v", err)
	}
	if _, err := c.Execute(nameless, &fab.ExecuteOptions{Args: []any{"x", "y", "z"}}); err == nil || err.Error() != `fab: task n: "z": too many arguments: it takes 1, 2` {
		t.Errorf("%v", err)
	}
}

// TestTasksThatPanic do not end those on other hosts.
// A declaration that cannot be meant is refused with what was expected.
func TestTasksThatCannotBeMeant(t *testing.T) {
	c := fab.NewContext(ctx(t), nil, nil)
	ok := func() {}
	for want, task := range map[string]fab.Task{
		`task: expected a name without blanks, commas and colons`:        {Func: ok},
		`task: "a b": expected a name without blanks, commas and colons`: {Name: "a b", Func: ok},
		`task: "a,b": expected a name without blanks, commas and colons`: {Name: "a,b", Func: ok},
		`task: "x": it cannot be both parallel and serial`:               {Name: "x", Func: ok, Parallel: true, Serial: true},
		`task: "x": Func is a int: expected a function`:                  {Name: "x", Func: 5},
		`task: "x": Func is a func(): expected a function`:               {Name: "x", Func: (func())(nil)},
		`task: "x": parameter 1 is of type []string, which no text becomes: expected string, bool, int, int64, uint, float64, time.Duration, or []string at the end`: {Name: "x", Func: func([]string, string) {}},
		`task: "x": parameter 2 is of type []int, which no text becomes: expected string, bool, int, int64, uint, float64, time.Duration, or []string at the end`:    {Name: "x", Func: func(string, []int) {}},
		`task: "x": 2 arguments are named, of 1 parameters`:                                   {Name: "x", Func: func(string) {}, Args: []fab.Arg{{Name: "a"}, {Name: "b"}}},
		`task: "x": it returns 3 values: expected nothing, an error, or a value and an error`: {Name: "x", Func: func() (int, int, error) { return 0, 0, nil }},
		`task: "x": it returns 2 values: expected nothing, an error, or a value and an error`: {Name: "x", Func: func() (int, int) { return 0, 0 }},
	} {
		if _, err := c.Execute(task, nil); !errors.Is(err, fab.ErrInvalid) || err.Error() != "fab: "+want {
			t.Errorf("%v\nwant fab: %s", err, want)
		}
	}
	for _, f := range []any{ok, func([]string) {}, func(string, []string) {}, func(*fab.Context, bool) error { return nil }, func() (int, error) { return 1, nil }} {
		task := fab.Task{Name: "x", Func: f, Args: nil}
		if _, err := c.Execute(task, nil); err != nil && strings.Contains(err.Error(), "expected nothing") {
			t.Errorf("%T: %v", f, err)
		}
	}
}

func TestTasksThatPanic(t *testing.T) {
	c := fab.NewContext(ctx(t), &fab.Env{Hosts: []string{"a", "b", "c"}, Parallel: true}, nil)
	x, err := c.Execute(fab.Task{Name: "p", Func: func(c *fab.Context) string {
		if c.Env.Host == "b" {
			panic("no")
		}
		return "well"
	}}, nil)
	if !errors.Is(err, fab.ErrHosts) || !errors.Is(err, fab.ErrAbort) || x.Hosts[1].Err == nil || x.Hosts[1].Err.Error() != "fab: task p on b: it panicked: no" {
		t.Errorf("%v", err)
	}
	values := x.Values()
	if values["a"] != "well" || values["c"] != "well" || values["b"] != x.Hosts[1].Err {
		t.Errorf("%v", values)
	}
}

// TestSettingsOfATask hold for the task alone.
func TestSettingsOfATask(t *testing.T) {
	c := fab.NewContext(ctx(t), &fab.Env{Hosts: []string{"a"}}, nil)
	task := fab.Task{Name: "t", Settings: func(e *fab.Env) { e.WarnOnly, e.HostString = true, "me@other:7" }, Func: func(c *fab.Context) string {
		c.Env.Set("left", "behind")
		return fmt.Sprintf("%t %s %s %s", c.Env.WarnOnly, c.Env.Host, c.Env.User, c.Env.Port)
	}}
	x, err := c.Execute(task, nil)
	if err != nil || x.Hosts[0].Value != "true other me 7" {
		t.Errorf("%+v, %v", x.Hosts, err)
	}
	if _, there := c.Env.Get("left"); there || c.Env.WarnOnly || c.Env.Host != "" {
		t.Errorf("%+v", c.Env)
	}
}

// TestPoolsOfATask go before that of env.
func TestPoolsOfATask(t *testing.T) {
	for _, q := range []struct{ env, task, batch, most int64 }{{0, 2, 0, 2}, {3, 2, 0, 2}, {2, 3, 0, 3}, {2, 0, 0, 2}, {0, 5, 2, 2}, {9, 0, 4, 4}} {
		e := &fab.Env{Parallel: true, PoolSize: int(q.env), BatchSize: int(q.batch)}
		for i := range 12 {
			e.Hosts = append(e.Hosts, fmt.Sprint("h", i))
		}
		var now, most, met atomic.Int64
		all := make(chan struct{})
		_, err := fab.NewContext(ctx(t), e, nil).Execute(fab.Task{Name: "t", PoolSize: int(q.task), Func: func(c *fab.Context) error {
			n := now.Add(1)
			defer now.Add(-1)
			for old := most.Load(); n > old && !most.CompareAndSwap(old, n); old = most.Load() {
			}
			if met.Add(1) == q.most {
				close(all)
			}
			select { // as many as may run do so at once
			case <-all:
			case <-c.Done():
			}
			return c.Err()
		}}, nil)
		if err != nil || most.Load() != q.most {
			t.Errorf("%+v: %d at once, %v", q, most.Load(), err)
		}
	}
}
