package main

import (
	"errors"

	"github.com/pyops-go/pyops/examples/internal/cli"
)

// asker answers vars_prompt; it is nil where nobody can.
func asker(std cli.IO) func(question string, hidden bool) (string, error) {
	if cli.Terminal(std) == nil {
		return nil
	}
	return func(question string, hidden bool) (string, error) {
		if hidden {
			return cli.AskSecret(std, question)
		}
		answer, err := cli.Ask(std, question)
		if err != nil {
			return "", errors.New("no answer to " + question)
		}
		return answer, nil
	}
}
