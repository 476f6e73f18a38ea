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
	"os"
	"time"

	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/expect"
)

func main() {
	cli.Main("autopasswd", func(args []string, std cli.IO) error {
		return run(context.Background(), args, os.Getenv("PASSWORD"), std)
	})
}

// asking is the program of the default run: it asks twice, as passwd does.
var asking = []string{"sh", "-c", `stty -echo
printf 'New password: '; read a; echo
printf 'Again, the password: '; read b; echo
[ -n "$a" ] && [ "$a" = "$b" ] && echo 'the two are the same'`}

// mostAnswers ends a conversation with a program that asks again and again.
const mostAnswers = 5

func run(ctx context.Context, args []string, password string, std cli.IO) error {
	c := cli.New("autopasswd", "Run a command and answer each of its questions for a password with that of the environment variable PASSWORD.\n"+
		"Without a command it answers a small program of its own. The exit status is the command's.")
	c.Example("PASSWORD=secret autopasswd scp file user@host.example.org:")
	words := c.List("COMMAND", "the command and its arguments", 0)
	if err := c.Parse(args, std.Out); err != nil {
		return err
	}
	command := *words
	if len(command) == 0 {
		command, password = asking, "correct horse"
	}
	if password == "" {
		return errors.New("PASSWORD is not set")
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
	fmt.Fprint(std.Out, output)
	switch {
	case err != nil:
		return err
	case !ok:
		return errors.New("the command was ended: it asked too often, with echo on, or took too long")
	case status != 0:
		return cli.Status(status, nil)
	}
	return nil
}
