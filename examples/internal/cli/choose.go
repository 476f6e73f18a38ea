package cli

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
)

// A Subcommand is one of several things that a program does, chosen by its first
// argument.
type Subcommand struct {
	// Name is the first argument, and Summary what the help says of it.
	Name, Summary string
	// Run gets the arguments after the first.
	Run func(args []string) error
}

// Choose runs the subcommand that the first argument names. For -h it prints them
// all to out and returns [flag.ErrHelp]; without one, or with one that is not
// there, the error is a [*UsageError].
func Choose(name, summary string, args []string, out io.Writer, subcommands ...Subcommand) error {
	var names []string
	widest := 0
	for _, s := range subcommands {
		names = append(names, s.Name)
		widest = max(widest, len(s.Name))
	}
	usage := fmt.Sprintf("%s %s ...", name, strings.Join(names, "|"))
	if len(args) == 0 {
		return &UsageError{usage, fmt.Errorf("expected %s", strings.Join(names, ", "))}
	}
	for _, s := range subcommands {
		if s.Name == args[0] {
			return s.Run(args[1:])
		}
	}
	switch args[0] {
	case "-h", "-help", "--help":
		var b strings.Builder
		fmt.Fprintf(&b, "%s\n\nusage: %s\n\n", summary, usage)
		for _, s := range subcommands {
			fmt.Fprintf(&b, "  %-*s  %s\n", widest, s.Name, s.Summary)
		}
		fmt.Fprintf(&b, "\n%s %s -h tells more of one.\n", name, names[0])
		_, err := io.WriteString(out, b.String())
		return errors.Join(flag.ErrHelp, err)
	}
	return &UsageError{usage, fmt.Errorf("unexpected %q: expected %s", args[0], strings.Join(names, ", "))}
}
