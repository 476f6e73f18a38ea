package fab_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/fab"
)

func TestKeysOfEnv(t *testing.T) {
	for _, q := range []struct {
		name  string
		value any
		want  any
		bad   bool
	}{
		{"warn_only", "true", true, false}, {"warn_only", "False", false, false}, {"warn_only", "1", true, false}, {"warn_only", "", false, false}, {"warn_only", true, true, false},
		{"warn_only", "perhaps", nil, true}, {"warn_only", 1.5, nil, true}, {"use_shell", "no", false, false}, {"always_use_pty", false, false, false},
		{"pool_size", "7", 7, false}, {"pool_size", 7, 7, false}, {"pool_size", "-1", nil, true}, {"pool_size", "x", nil, true},
		{"timeout", "1.5", 1500 * time.Millisecond, false}, {"timeout", "1m30s", 90 * time.Second, false}, {"timeout", 3, 3 * time.Second, false}, {"command_timeout", nil, fab.NoTimeout, false},
		{"timeout", "soon", nil, true}, {"timeout", "-1", nil, true}, {"timeout", "NaN", nil, true}, {"timeout", "1e300", nil, true},
		{"hosts", "a, b,,c", []string{"a", "b", "c"}, false}, {"hosts", []string{"x"}, []string{"x"}, false}, {"hosts", 1, nil, true},
		{"ok_ret_codes", "0,3", []int{0, 3}, false}, {"ok_ret_codes", []int{4}, []int{4}, false}, {"ok_ret_codes", "x", nil, true},
		{"user", "me", "me", false}, {"user", 1.5, nil, true}, {"password", "p", fab.Secret("p"), false}, {"version", "2", nil, true}, {"local_user", "x", nil, true},
		{"passwords", map[string]fab.Secret{"a": "b"}, map[string]fab.Secret{"a": "b"}, false}, {"passwords", "x", nil, true},
		{"deploy_release_dir", "/srv", "/srv", false}, {"", "x", nil, true},
		{"user", 5, "5", false}, {"shell", true, "true", false}, {"gateway", nil, "", false}, {"warn_only", nil, false, false}, {"warn_only", 0, false, false}, {"warn_only", 2, true, false}, {"parallel", "N", false, false}, {"parallel", " Y ", true, false},
		{"pool_size", 1.5, nil, true}, {"retries", true, nil, true}, {"timeout", 0.25, 250 * time.Millisecond, false}, {"timeout", true, nil, true}, {"timeout", time.Minute, time.Minute, false}, {"hosts", nil, []string(nil), false},
		{"ok_ret_codes", 3, nil, true}, {"key_filename", "a", []string{"a"}, false}, {"roledefs", []string{"x"}, nil, true}, {"password", 1.5, nil, true},
		{"reject_unknown_hosts", "no", false, false}, {"reject_unknown_hosts", "yes", true, false}, {"reject_unknown_hosts", "perhaps", nil, true}, {"disable_known_hosts", "on", true, false},
	} {
		e := &fab.Env{}
		err := e.Set(q.name, q.value)
		if q.bad {
			if !errors.Is(err, fab.ErrInvalid) || strings.Contains(err.Error(), "\n") || q.name != "" && !strings.Contains(err.Error(), q.name) {
				t.Errorf("%s = %v: %v", q.name, q.value, err)
			}
			continue
		}
		got, ok := e.Get(q.name)
		if err != nil || !ok || !reflect.DeepEqual(got, q.want) {
			t.Errorf("%s = %v: %v %T, %v; want %v", q.name, q.value, got, got, err, q.want)
		}
	}
	if _, ok := (&fab.Env{}).Get("nosuch"); ok {
		t.Error("a key that nobody set is there")
	}
}

// TestKeysThatDependOnOthers are those of servers that are not known, and of a host.
func TestKeysThatDependOnOthers(t *testing.T) {
	for _, q := range []struct {
		before             fab.Env
		to                 any
		accept, disable, r bool
	}{
		{fab.Env{}, false, true, false, false}, {fab.Env{DisableKnownHosts: true}, false, false, true, false}, {fab.Env{DisableKnownHosts: true, AcceptNewHosts: true}, true, false, false, true}, {fab.Env{AcceptNewHosts: true}, true, false, false, true},
	} {
		e := q.before.Clone()
		err := e.Set("reject_unknown_hosts", q.to)
		if r, _ := e.Get("reject_unknown_hosts"); err != nil || e.AcceptNewHosts != q.accept || e.DisableKnownHosts != q.disable || r != q.r {
			t.Errorf("%+v to %v: %t, %t, %v, %v", q.before, q.to, e.AcceptNewHosts, e.DisableKnownHosts, r, err)
		}
	}
	e := &fab.Env{Extra: map[string]any{"zone": 1, "user": 2}}
	if err := e.Set("host_string", "u@h:7"); err != nil || e.Host != "h" || e.User != "u" || e.Port != "7" {
		t.Errorf("%+v, %v", e, err)
	}
	keys := e.Keys()
	if !slices.IsSorted(keys) || !slices.Contains(keys, "zone") || len(keys) != len((&fab.Env{}).Keys())+1 {
		t.Errorf("%q", keys)
	}
	c := fab.NewContext(ctx(t), nil, nil).Settings(func(e *fab.Env) { e.HostString = "x@y:9" })
	if c.Env.User != "x" || c.Env.Host != "y" || c.Env.Port != "9" {
		t.Errorf("%+v", c.Env)
	}
}

// TestEveryKeyReadsBack sets every key to what it is.
func TestEveryKeyReadsBack(t *testing.T) {
	for _, name := range (&fab.Env{}).Keys() {
		e := &fab.Env{}
		before, _ := e.Get(name)
		if err := e.Set(name, before); err != nil && name != "version" && name != "local_user" {
			t.Errorf("%s: %v", name, err)
		}
		if after, _ := e.Get(name); !reflect.DeepEqual(before, after) {
			t.Errorf("%s: %v became %v", name, before, after)
		}
	}
}

// TestAClonedEnvSharesNothing fills every list and map of an env.
func TestAClonedEnvSharesNothing(t *testing.T) {
	e := &fab.Env{}
	v := reflect.ValueOf(e).Elem()
	for i := range v.NumField() {
		switch f := v.Field(i); f.Kind() {
		case reflect.Slice:
			f.Set(reflect.MakeSlice(f.Type(), 1, 1))
		case reflect.Map:
			f.Set(reflect.MakeMap(f.Type()))
			f.SetMapIndex(reflect.ValueOf("k"), reflect.Zero(f.Type().Elem()))
		}
	}
	c := e.Clone()
	if !reflect.DeepEqual(c, e) {
		t.Error("the clone differs")
	}
	w := reflect.ValueOf(c).Elem()
	for i := range v.NumField() {
		if k := v.Field(i).Kind(); (k == reflect.Slice || k == reflect.Map) && v.Field(i).Pointer() == w.Field(i).Pointer() {
			t.Errorf("%s is shared", v.Type().Field(i).Name)
		}
	}
}

func TestSecretsDoNotPrint(t *testing.T) {
	e := &fab.Env{Password: "hush", SudoPasswords: map[string]fab.Secret{"a": "hush"}, Extra: map[string]any{"p": fab.Secret("hush")}}
	text, err := json.Marshal(e.Password)
	if err != nil {
		t.Fatal(err)
	}
	for _, shown := range []string{fmt.Sprint(e.Password), fmt.Sprintf("%v %+v %#v %s %q", *e, *e, *e, e.Password, e.Password), string(text), fmt.Sprint(e.Set("warn_only", fab.Secret("hush")), e.Set("hosts", fab.Secret("hush")))} {
		if strings.Contains(shown, "hush") {
			t.Errorf("%s", shown)
		}
	}
}

func TestLevels(t *testing.T) {
	c := fab.NewContext(ctx(t), nil, nil)
	for _, names := range [][]fab.Level{{"nosuch"}, {fab.Running, "x"}} {
		if _, err := c.Hide(names...).Local("true", nil); !errors.Is(err, fab.ErrInvalid) || !strings.Contains(err.Error(), "everything") {
			t.Errorf("%v: %v", names, err)
		}
	}
	for _, q := range []struct {
		with func(*fab.Context) *fab.Context
		want string
	}{
		{func(c *fab.Context) *fab.Context { return c }, "[localhost] local: echo x\nx\nsaid\n\nWarning: w\n\n"},
		{func(c *fab.Context) *fab.Context { return c.Hide(fab.Running) }, "x\nsaid\n\nWarning: w\n\n"},
		{func(c *fab.Context) *fab.Context { return c.Hide(fab.Commands) }, "said\n\nWarning: w\n\n"},
		{func(c *fab.Context) *fab.Context { return c.Hide(fab.Output, fab.Warnings) }, "[localhost] local: echo x\nsaid\n"},
		{func(c *fab.Context) *fab.Context { return c.Hide(fab.Everything) }, ""},
		{func(c *fab.Context) *fab.Context { return c.Hide(fab.Everything).Show(fab.User) }, "said\n"},
		{func(c *fab.Context) *fab.Context { return c.Quiet().Show(fab.Running) }, "[localhost] local: echo x\n"},
	} {
		c, seen := open(t, &fab.Env{})
		d := q.with(c)
		if _, err := d.Local("echo x", nil); err != nil {
			t.Fatal(err)
		}
		d.Puts("said", nil)
		d.Warn("w")
		if seen.String() != q.want {
			t.Errorf("shown %q, want %q", seen, q.want)
		}
		// The context that it was made from is as it was.
		if slices.Equal([]string{q.want}, []string{""}) {
			c.Puts("still", nil)
			if !strings.Contains(seen.String(), "still") {
				t.Error("hidden for all")
			}
		}
	}
}

// TestWhatContextsRefuse chains methods with what they cannot use: the next operation
// says so, and names it.
func TestWhatContextsRefuse(t *testing.T) {
	c := fab.NewContext(ctx(t), nil, nil)
	for want, d := range map[string]*fab.Context{
		`fab: cd: expected the path of a directory`:                                     c.Cd(""),
		`fab: lcd: expected the path of a directory`:                                    c.Lcd(""),
		`fab: prefix: " ": expected a command`:                                          c.Prefix(" "),
		`fab: path: expected a directory`:                                               c.Path("", nil),
		`fab: path: "sideways": no such behaviour: expected append, prepend or replace`: c.Path("/x", &fab.PathOptions{Behavior: "sideways"}),
		`fab: shell_env: "A B": no name of a variable: expected letters, digits and _`:  c.ShellEnv(map[string]string{"A B": ""}),
		`fab: shell_env: "A": its value holds a zero byte`:                              c.ShellEnv(map[string]string{"A": "\x00"}),
		`fab: cd: "?": expected the path of a directory`:                                c.Cd("\x00").Lcd(""),
		`fab: output: "all": no such level: expected one of aborts, commands, debug, everything, exceptions, output, running, status, stderr, stdout, user, warnings`: c.Show("all").WarnOnly().Cd("/"),
	} {
		if _, err := d.Local("true", nil); err == nil || err.Error() != want || !errors.Is(err, fab.ErrInvalid) {
			t.Errorf("%v, want %s", err, want)
		}
	}
	if _, err := c.Local("true", nil); err != nil {
		t.Errorf("the context that they were made from: %v", err)
	}
}

// TestKindsOfErrors have their texts, and are those that Fabric and Go take them for.
func TestKindsOfErrors(t *testing.T) {
	for text, q := range map[string]struct {
		kind error
		is   []error
	}{
		"fab: aborted":              {fab.ErrAbort, nil},
		"fab: command failed":       {fab.ErrFailed, []error{fab.ErrAbort}},
		"fab: transfer failed":      {fab.ErrTransfer, []error{fab.ErrAbort}},
		"fab: task failed on hosts": {fab.ErrHosts, []error{fab.ErrAbort}},
		"fab: network error":        {fab.ErrNetwork, nil},
		"fab: command timed out":    {fab.ErrCommandTimeout, []error{os.ErrDeadlineExceeded}},
		"fab: nobody to ask":        {fab.ErrPrompt, []error{fab.ErrAbort}},
		"fab: invalid argument":     {fab.ErrInvalid, nil},
		"fab: no such task":         {fab.ErrNoTask, []error{fs.ErrNotExist}},
		"fab: session is closed":    {fab.ErrClosed, []error{fs.ErrClosed}},
	} {
		e := &fab.Error{Kind: q.kind}
		if q.kind.Error() != text || e.Error() != text || !errors.Is(e, q.kind) {
			t.Errorf("%v, %v, want %s", q.kind, e, text)
		}
		for _, other := range []error{fab.ErrAbort, fab.ErrNetwork, fab.ErrInvalid, os.ErrDeadlineExceeded, fs.ErrNotExist, fs.ErrClosed} {
			if want := slices.Contains(q.is, other) || q.kind == other; errors.Is(e, other) != want {
				t.Errorf("%s is %v: %t", text, other, !want)
			}
		}
	}
}

func TestErrorsAreOneLine(t *testing.T) {
	cause := errors.New("two\nlines")
	e := &fab.Error{Kind: fab.ErrTransfer, Op: "put", Host: "h", Input: "a\nb", Reason: "did\nnot arrive", Err: cause}
	if got, want := e.Error(), `fab: put on h: "a b": did not arrive: two lines`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if !errors.Is(e, fab.ErrTransfer) || !errors.Is(e, fab.ErrAbort) || !errors.Is(e, cause) {
		t.Error("its kinds and its cause are not found")
	}
	if got, want := (&fab.Error{Kind: fab.ErrClosed, Op: "run"}).Error(), "fab: run: session is closed"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got, want := (&fab.Error{Host: "h", Reason: "x"}).Detail(), "h: x"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got, want := (&fab.Error{Op: "run", Reason: "\x1b[2Jgone\x00"}).Error(), "fab: run: ?[2Jgone?"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	long := &fab.Error{Op: "run", Input: strings.Repeat("x", 10_000), Reason: "y"}
	if n := len(long.Error()); n > 300 {
		t.Errorf("%d bytes", n)
	}
}
