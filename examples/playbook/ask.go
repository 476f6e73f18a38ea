package main

import (
	"errors"
	"fmt"
	"os"

	"golang.org/x/term"

	"github.com/pyops-go/pyops/examples/internal/cli"
)

// terminal is the standard input where somebody sits before it, or nil.
func terminal(std cli.IO) *os.File {
	f, ok := std.In.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return nil
	}
	return f
}

// askSecret is [cli.Ask] for what no terminal should show.
func askSecret(std cli.IO, question string) (string, error) {
	f := terminal(std)
	if f == nil {
		return cli.Ask(std, question)
	}
	fmt.Fprint(std.Out, question)
	text, err := term.ReadPassword(int(f.Fd()))
	fmt.Fprintln(std.Out)
	return string(text), err
}

// asker answers vars_prompt; it is nil where nobody can.
func asker(std cli.IO) func(question string, hidden bool) (string, error) {
	if terminal(std) == nil {
		return nil
	}
	return func(question string, hidden bool) (string, error) {
		if hidden {
			return askSecret(std, question)
		}
		answer, err := cli.Ask(std, question)
		if err != nil {
			return "", errors.New("no answer to " + question)
		}
		return answer, nil
	}
}
