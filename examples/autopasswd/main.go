// Autopasswd runs a command and answers each of its questions for a password.
//
//	autopasswd command [argument ...]
//
// The password is taken from the environment variable PASSWORD. Without a command
// it answers a small program of its own.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/pyops-go/pyops/expect"
)

func main() {
	status, err := run(context.Background(), os.Args[1:], os.Getenv("PASSWORD"), os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, "autopasswd:", err)
		os.Exit(1)
	}
	os.Exit(status)
}

// asking is the program of the default run: it asks twice, as passwd does.
var asking = []string{"sh", "-c", `stty -echo
printf 'New password: '; read a; echo
printf 'Again, the password: '; read b; echo
[ -n "$a" ] && [ "$a" = "$b" ] && echo 'the two are the same'`}

// mostAnswers ends a conversation with a program that asks again and again.
const mostAnswers = 5

func run(ctx context.Context, command []string, password string, out io.Writer) (int, error) {
	if len(command) == 0 {
		command, password = asking, "correct horse"
	}
	if password == "" {
		return 0, errors.New("PASSWORD is not set")
	}
	answer := func(s *expect.EventState) (string, bool) {
		// Once echo is off nobody can look over the program's shoulder.
		if off, err := s.Child.WaitNoEcho(5 * time.Second); err != nil || !off {
			return "", true
		}
		return password + "\n", s.EventCount == mostAnswers
	}
	output, status, ok, err := expect.RunWithExitStatus(ctx, command[0], &expect.RunOptions{
		Timeout: 10 * time.Minute,
		Events:  []expect.Event{{Pattern: "(?i)(password|passphrase)[^\n]*: ?$", Callback: answer}},
		Spawn:   &expect.SpawnOptions{Args: command[1:], SessionOptions: expect.SessionOptions{Secrets: []string{password}}},
	})
	fmt.Fprint(out, output)
	if err == nil && !ok {
		err = errors.New("the command was ended: it asked too often, with echo on, or took too long")
	}
	return status, err
}
