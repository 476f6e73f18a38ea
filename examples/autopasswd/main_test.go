package main

import (
	"context"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/internal/leak"
)

func TestMain(m *testing.M) { leak.Main(m) }

// ran is what the program prints, and its exit status.
func ran(password string, args ...string) (status int, out, errs string) {
	var o, e strings.Builder
	status = cli.Run("autopasswd", args, cli.IO{Out: &o, Err: &e}, func(args []string, std cli.IO) error {
		return run(context.Background(), args, password, std)
	})
	return status, o.String(), e.String()
}

func TestQuestionsAreAnswered(t *testing.T) {
	status, out, errs := ran("")
	if status != 0 || !strings.HasSuffix(out, "the two are the same\r\n") || strings.Contains(out, "horse") {
		t.Errorf("%d, %q, %q", status, out, errs)
	}
	if status, _, errs := ran("x", "sh", "-c", "exit 3"); status != 3 || errs != "" {
		t.Errorf("%d, %q", status, errs)
	}
	if status, _, errs := ran("x", "sh", "-c", "stty -echo; while printf 'Password: '; do read x; done"); status != 1 || !strings.Contains(errs, "asked too often") {
		t.Errorf("%d, %q", status, errs)
	}
	if status, _, errs := ran("", "true"); status != 1 || !strings.Contains(errs, "PASSWORD") {
		t.Errorf("%d, %q", status, errs)
	}
	if status, _, errs := ran("x", "no-such-command"); status != 1 || strings.Count(errs, "\n") != 1 {
		t.Errorf("%d, %q", status, errs)
	}
}

func TestArguments(t *testing.T) {
	if status, out, _ := ran("", "-h"); status != 0 || !strings.Contains(out, "usage: autopasswd") || !strings.Contains(out, "example:") {
		t.Errorf("%d, %q", status, out)
	}
	if status, _, errs := ran("", "-nope"); status != 2 || strings.Count(errs, "usage:") != 1 {
		t.Errorf("%d, %q", status, errs)
	}
}
