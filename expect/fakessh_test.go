package expect_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/pyops-go/pyops/expect"
	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
)

// fake is an ssh that says what servers seldom say. Its first argument tells what.
const fake = `#!/bin/sh
mode=$1
shell() { PS1='$ ' exec sh -i; }
case $mode in
sure) printf 'Are you sure you want to continue connecting? '; read a; [ "$a" = yes ] || exit 1; shell ;;
sureTwice) printf 'Are you sure you want to continue connecting? '; read a; printf 'Are you sure you want to continue connecting? '; read a ;;
surePassword) printf 'Are you sure you want to continue connecting? '; read a; printf 'Password:'; read a; [ "$a" = secret ] || exit 1; shell ;;
terminal) printf 'Terminal type? '; read a; [ "$a" = ansi ] || exit 1; shell ;;
terminalTwice) printf 'Terminal type? '; read a; printf 'Terminal type? '; read a ;;
denied) echo 'Permission denied.'; read a ;;
passwordDenied) printf 'Password:'; read a; echo 'Permission denied.'; read a ;;
closed) echo 'Connection closed by remote host'; read a ;;
end) exit 255 ;;
silent) stty -echo; exec sleep 1000 ;;
jobs) shell() { printf '$ '; while read -r a; do case $a in PS1*) printf '\n[PEXPECT]$ ' ;; exit) return ;; *) printf '\n$ ' ;; esac; done; }
  shell; echo 'There are stopped jobs.'; printf '$ '; read -r a; echo "$a" >"$2" ;;
esac
`

func TestLoginsAtOddServers(t *testing.T) {
	py := startOwn(t)
	py.Define("from pexpect import pxssh")
	path := filepath.Join(t.TempDir(), "fakessh")
	peers.WriteProgram(t, path, fake)
	for _, mode := range []string{"sure", "sureTwice", "surePassword", "terminal", "terminalTwice", "denied", "passwordDenied", "closed", "end", "silent"} {
		wait := 20
		if mode == "silent" {
			wait = 1
		}
		theirs := py.Value("odd_login", path+" "+mode, wait)
		s := expect.NewPxssh(nil)
		err := s.Login(context.Background(), "host", "user", "secret", &expect.LoginOptions{Cmd: path + " " + mode, LoginTimeout: time.Duration(wait) * time.Second, AcceptUnknownHost: true})
		var ours any
		if err == nil {
			s.SendLine("echo $((6 * 7))")
			ok, err := s.Prompt(0)
			if err != nil {
				t.Fatalf("%s: %v", mode, err)
			}
			ours = []any{ok, []byte(s.Before())}
		} else if errors.Is(err, expect.ErrPxssh) {
			ours = original.Dict{{Key: "error", Value: "ExceptionPxssh"}, {Key: "text", Value: reasonOf(err)}}
		} else {
			ours = err
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if !original.Same(ours, theirs) {
			t.Errorf("%s: got %q\nwant %q", mode, original.Plain(ours), theirs)
		}
	}
}

// A shell with stopped jobs stays after the first exit, and goes by the second.
func TestLogoutWithStoppedJobs(t *testing.T) {
	path, last := filepath.Join(t.TempDir(), "fakessh"), filepath.Join(t.TempDir(), "last")
	peers.WriteProgram(t, path, fake)
	s := expect.NewPxssh(nil)
	if err := s.Login(context.Background(), "host", "user", "", &expect.LoginOptions{Cmd: path + " jobs " + last, NoSync: true}); err != nil {
		t.Fatal(err)
	}
	err := s.Logout()
	if status, ok := s.ExitStatus(); err != nil || !ok || status != 0 {
		t.Errorf("%v, exited %v with %d", err, ok, status)
	}
	if said, err := os.ReadFile(last); err != nil || string(said) != "exit\n" {
		t.Errorf("the last word was %q, %v", said, err)
	}
}

// Interact within the measured process: the user's side is a terminal that the
// test itself types at.
func TestInteractStep(t *testing.T) {
	py := startPexpect(t)
	theirs := py.Value("interacted")
	c := spawn(t, context.Background(), &expect.SpawnOptions{NoEcho: true}, "sh", "-c", "while read x; do echo got $x; done")
	in, keys, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	defer keys.Close()
	out, screen, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	user, err := expect.NewFdSpawn(context.Background(), out, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer user.Close()
	done := make(chan error, 1)
	go func() {
		err := c.Interact(&expect.InteractOptions{In: in, Out: screen})
		done <- errors.Join(err, screen.Close())
	}()
	keys.WriteString("abc\n")
	if _, err := user.Expect("got abc\r\n"); err != nil {
		t.Fatal(err)
	}
	first := user.Before() + user.After()
	keys.WriteString("de\x1d")
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	rest, err := user.ReadN(-1)
	if err != nil {
		t.Fatal(err)
	}
	if ours := []byte(first + rest); !original.Same(ours, theirs) {
		t.Errorf("got %q\nwant %q", ours, theirs)
	}
}
