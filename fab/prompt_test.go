package fab_test

import (
	"context"
	"errors"
	"io"
	"strconv"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/fab"
)

// asked is a session with somebody who types.
func asked(t *testing.T, e *fab.Env, typed string) (*fab.Context, *screen) {
	t.Helper()
	seen := &screen{}
	return fab.NewContext(ctx(t), e, &fab.ContextOptions{Stdin: strings.NewReader(typed), Stdout: seen, Stderr: seen}), seen
}

func TestPrompt(t *testing.T) {
	number := func(s string) (string, error) {
		n, err := strconv.Atoi(s)
		return strconv.Itoa(2 * n), err
	}
	for _, q := range []struct {
		options     *fab.PromptOptions
		typed       string
		want, shown string
	}{
		{nil, "blue\n", "blue", "Colour? "},
		{nil, "blue", "blue", "Colour? "},
		{nil, "blue\r\n", "blue", "Colour? "},
		{&fab.PromptOptions{Default: "red"}, "\n", "red", "Colour? [red] "},
		{&fab.PromptOptions{Default: "red"}, "green\n", "green", "Colour? [red] "},
		{&fab.PromptOptions{Pattern: "b.*e"}, "xbluex\nblue\n", "blue", "Colour? Validation failed for the following reason:\n    Regular expression validation failed: 'xbluex' does not match 'b.*e'\n\nColour? "},
		{&fab.PromptOptions{Validate: number}, "x\n21\n", "42", "Colour? Validation failed for the following reason:\n    strconv.Atoi: parsing \"x\": invalid syntax\n\nColour? "},
		{&fab.PromptOptions{Key: "colour"}, "blue\n", "blue", "Colour? "},
	} {
		c, seen := asked(t, nil, q.typed)
		got, err := c.Prompt("Colour?", q.options)
		if err != nil || got != q.want || seen.String() != q.shown {
			t.Errorf("%+v, %q: %q, %v, shown %q", q.options, q.typed, got, err, seen)
		}
		if q.options != nil && q.options.Key != "" {
			if v, _ := c.Env.Get("colour"); v != "blue" {
				t.Errorf("the key is %v", v)
			}
		}
	}
	c, _ := asked(t, nil, "")
	if _, err := c.Prompt("x", nil); !errors.Is(err, fab.ErrPrompt) || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("%v", err)
	}
	c, _ = asked(t, &fab.Env{AbortOnPrompts: true}, "x\n")
	if _, err := c.Prompt("x", nil); !errors.Is(err, fab.ErrPrompt) || !strings.Contains(err.Error(), "abort-on-prompts") {
		t.Errorf("%v", err)
	}
	if _, err := c.Prompt("x", &fab.PromptOptions{Pattern: "("}); !errors.Is(err, fab.ErrInvalid) {
		t.Errorf("%v", err)
	}
}

func TestConfirm(t *testing.T) {
	for _, q := range []struct {
		typed string
		no    bool
		want  bool
		shown string
	}{
		{"\n", false, true, "Sure? [Y/n] "}, {"\n", true, false, "Sure? [y/N] "}, {"y\n", true, true, "Sure? [y/N] "}, {"YES\n", true, true, "Sure? [y/N] "}, {"n\n", false, false, "Sure? [Y/n] "}, {"No\n", false, false, "Sure? [Y/n] "},
		{"hm\nn\n", false, false, "Sure? [Y/n] I didn't understand you. Please specify '(y)es' or '(n)o'.\nSure? [Y/n] "},
	} {
		c, seen := asked(t, nil, q.typed)
		got, err := c.Confirm("Sure?", &fab.ConfirmOptions{No: q.no})
		if err != nil || got != q.want || seen.String() != q.shown {
			t.Errorf("%q: %t, %v, shown %q", q.typed, got, err, seen)
		}
	}
}

// TestAPromptEndsWithItsContext leaves the answer for the next who asks.
func TestAPromptEndsWithItsContext(t *testing.T) {
	r, w := io.Pipe()
	defer w.Close()
	why := errors.New("no more time")
	stopping, cancel := context.WithCancelCause(ctx(t))
	c := fab.NewContext(stopping, nil, &fab.ContextOptions{Stdin: r})
	cancel(nil)
	_ = why
	if _, err := c.Prompt("x", nil); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	stopping, cancel = context.WithCancelCause(ctx(t))
	c = fab.NewContext(stopping, nil, &fab.ContextOptions{Stdin: r, Stdout: onWrite(func() { cancel(why) })})
	if _, err := c.Prompt("x", nil); !errors.Is(err, why) {
		t.Errorf("%v", err)
	}
}

// onWrite calls a function when somebody writes.
type onWrite func()

func (f onWrite) Write(p []byte) (int, error) { f(); return len(p), nil }

func TestRequire(t *testing.T) {
	c := fab.NewContext(ctx(t), &fab.Env{Command: "deploy", User: "u", Extra: map[string]any{"stage": "x", "empty": ""}}, nil)
	if err := c.Require("user", "stage", "shell"); err != nil {
		t.Error(err)
	}
	err := c.Require("user", "roledefs", "empty", "nosuch")
	var e *fab.Error
	if !errors.As(err, &e) || !errors.Is(err, fab.ErrAbort) || e.Input != "roledefs, empty, nosuch" || !strings.Contains(e.Detail(), "command 'deploy' failed because the following required environment variables were not defined:\n    roledefs\n") {
		t.Errorf("%v", err)
	}
}

func TestPutsAndIndent(t *testing.T) {
	c, seen := open(t, &fab.Env{HostString: "h"})
	c.Puts("a", nil)
	c.Puts("b", &fab.PutsOptions{NoPrefix: true})
	c.Puts("c", &fab.PutsOptions{End: "!\n"})
	c.Puts("x", &fab.PutsOptions{End: "!", NoEnd: true})
	c.Fastprint("d", nil)
	c.Fastprint("e", &fab.PutsOptions{Prefix: true, End: "\n"})
	c.Settings(func(e *fab.Env) { e.NoOutputPrefix = true }).Puts("f", nil)
	if want := "[h] a\nb\n[h] c!\n[h] xd[h] e\nf\n"; seen.String() != want {
		t.Errorf("%q, want %q", seen, want)
	}
	if got, want := fab.Indent("a\n b", nil), "    a\n     b"; got != want {
		t.Errorf("%q", got)
	}
	if got, want := fab.Indent("  a\n\n   b", &fab.IndentOptions{Spaces: 1, Strip: true}), " a\n \n  b"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestWhatWasNotMade calls everything on contexts that NewContext has not made, and
// on one whose session is over.
func TestWhatWasNotMade(t *testing.T) {
	over := fab.NewContext(ctx(t), &fab.Env{HostString: "127.0.0.1:1"}, nil)
	over.Close()
	for name, c := range map[string]*fab.Context{"nil": nil, "zero": {}, "over": over, "of nil": (*fab.Context)(nil).Cd("/"), "bad": fab.NewContext(ctx(t), nil, nil).Cd("")} {
		calls := map[string]func() error{
			"run": func() error { return second(c.Run("true", nil)) }, "sudo": func() error { return second(c.Sudo("true", nil)) }, "local": func() error { return second(c.Local("true", nil)) },
			"put": func() error { return second(c.Put("x", "y", nil)) }, "get": func() error { return second(c.Get("x", "y", nil)) }, "prompt": func() error { return second(c.Prompt("x", nil)) },
			"putreader": func() error { return second(c.PutReader(strings.NewReader(""), "y", nil)) }, "getwriter": func() error { return second(c.GetWriter("x", io.Discard, nil)) },
			"confirm": func() error { return second(c.Confirm("x", nil)) }, "reboot": func() error { return c.Reboot(nil) }, "shell": func() error { return c.OpenShell(nil) }, "require": func() error { return c.Require("x") },
			"execute": func() error { return second(c.Execute("x", nil)) }, "background": func() error { return second(c.Background("x", nil)) }, "tunnel": func() error { return second(c.RemoteTunnel(0, nil)) },
		}
		for what, call := range calls {
			if err := call(); err == nil || strings.Contains(err.Error(), "\n") {
				t.Errorf("%s on %s: %v", what, name, err)
			}
		}
		c.Warn("x")
		c.Puts("x", nil)
		c.Fastprint("x", nil)
		_ = c.Abort("x")
		_, _, _, _ = c.Prefix("x"), c.Path("x", nil), c.ShellEnv(nil), c.Settings(nil)
		_, _, _, _ = c.Hide(fab.Running), c.Quiet(), c.Lcd("x"), c.WarnOnly()
		c.Close()
	}
	var e *fab.Env
	e.Clone()
	e.Get("user")
	e.Keys()
	if err := errors.Join(e.Set("user", "x"), e.LoadInventory("x")); err == nil {
		t.Error("an env that is not there was set")
	}
	var r *fab.Result
	var x *fab.Transfer
	var n *fab.Execution
	var u *fab.Tunnel
	_, _, _, _, _, _, _ = r.String(), r.Succeeded(), r.Lines(), x.Succeeded(), n.Values(), n.Failed(), u.Port()
	u.Close()
	var never context.Context
	if status := (*fab.Program)(nil).Run(never, []string{"-l"}, nil); status != 0 {
		t.Errorf("status %d", status)
	}
}
