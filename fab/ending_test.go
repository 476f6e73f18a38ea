package fab_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/fab"
)

// TestHowRunsEnd is what is said of a run that fails, and by which output.
func TestHowRunsEnd(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	program := func(setup func(*fab.Env) error) *fab.Program {
		return &fab.Program{Setup: setup, Tasks: []fab.Task{{Name: "fail", Func: func() error { return errors.New("it failed") }}, {Name: "fine", Func: func() {}}}}
	}
	for _, q := range []struct {
		args, typed string
		setup       func(*fab.Env) error
		out, err    string
		status      int
	}{
		{args: "fail", err: "\nFatal error: it failed\n\nAborting.\n", status: 1},
		{args: "fail --hide=aborts", status: 1},
		{args: "fail --colorize-errors", err: "\033[31m\nFatal error: it failed\n\nAborting.\n\033[0m", status: 1},
		{args: "fine", out: "\nDone.\n"},
		{args: "fine --hide=status"},
		{args: "fine", setup: func(*fab.Env) error { return errors.New("no such site") }, err: "\nFatal error: no such site\n\nAborting.\n", status: 1},
		{args: "fine -I", out: "Initial value for env.password: ", err: "\nFatal error: password: nobody answered: the input is at its end: unexpected EOF\n\nAborting.\n", status: 1},
		{args: "fine -I --abort-on-prompts", typed: "x\n", err: "\nFatal error: Needed to prompt for a connection or sudo password (host: None), but abort-on-prompts was set to True\n\nAborting.\n", status: 1},
		{args: "fine --set=version", err: "\nFatal error: env: \"version\": cannot be set: it is what this module is\n\nAborting.\n", status: 1},
	} {
		var out, errs screen
		status := program(q.setup).Run(ctx(t), strings.Fields(q.args), &fab.Streams{In: strings.NewReader(q.typed), Out: &out, Err: &errs})
		if status != q.status || out.String() != q.out || errs.String() != q.err {
			t.Errorf("%s: status %d, %q, %q", q.args, status, &out, &errs)
		}
	}
}

// TestRunsThatAreStopped say so, in place of what the interrupted task failed with.
func TestRunsThatAreStopped(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	stopping, cancel := context.WithCancel(ctx(t))
	p := &fab.Program{Tasks: []fab.Task{{Name: "wait", Func: func(c *fab.Context) error {
		cancel()
		<-c.Done()
		return errors.New("interrupted")
	}}}}
	var out, errs screen
	if status := p.Run(stopping, []string{"wait"}, &fab.Streams{Out: &out, Err: &errs}); status != 1 || errs.String() != "\nStopped.\n" || out.String() != "" {
		t.Errorf("%d, %q, %q", status, &out, &errs)
	}
	// Nor is it tried again, however long that would take.
	stopping, cancel = context.WithCancel(ctx(t))
	tries := 0
	c := fab.NewContext(stopping, &fab.Env{Retries: 5, RetryWait: time.Hour}, &fab.ContextOptions{Stderr: onWrite(func() { cancel() })})
	if _, err := c.Execute(func() error { tries++; return errors.New("not yet") }, nil); err == nil || tries != 1 {
		t.Errorf("%d tries, %v", tries, err)
	}
}

// TestAnswersThatAreThere are no question where nobody may be asked, as in Fabric.
func TestAnswersThatAreThere(t *testing.T) {
	c, seen := asked(t, &fab.Env{AbortOnPrompts: true, Extra: map[string]any{"stage": "prod", "empty": ""}}, "typed\n")
	if got, err := c.Prompt("Stage?", &fab.PromptOptions{Key: "stage"}); err != nil || got != "prod" || seen.String() != "" {
		t.Errorf("%q, %v, shown %q", got, err, seen)
	}
	for _, key := range []string{"empty", "nosuch"} {
		if got, err := c.Prompt("Stage?", &fab.PromptOptions{Key: key}); !errors.Is(err, fab.ErrPrompt) {
			t.Errorf("%s: %q, %v", key, got, err)
		}
	}
	c, _ = asked(t, nil, "many\n")
	if got, err := c.Prompt("How many?", &fab.PromptOptions{Key: "pool_size"}); !errors.Is(err, fab.ErrInvalid) || !strings.Contains(err.Error(), "pool_size") {
		t.Errorf("%q, %v", got, err)
	}
	c, _ = asked(t, nil, "")
	if _, err := c.Confirm("Sure?", nil); !errors.Is(err, fab.ErrPrompt) {
		t.Errorf("%v", err)
	}
}
