package cli

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
)

// A Command is what a program tells of itself, and what it reads from its
// arguments. Make one with [New].
type Command struct {
	// Flags are the flags; declare them before Parse.
	Flags *flag.FlagSet

	name, summary string
	examples      []string
	arguments     []argument
}

// An argument is a positional one, or a list of them.
type argument struct {
	name, help string
	least      int // how many there must be, at least
	single     *string
	list       *[]string
}

// New describes a program by its name and one sentence or several.
func New(name, summary string) *Command {
	c := &Command{Flags: flag.NewFlagSet(name, flag.ContinueOnError), name: name, summary: summary}
	c.Flags.SetOutput(io.Discard)
	c.Flags.Usage = func() {}
	return c
}

// Example adds a command line that the help shows.
func (c *Command) Example(line string) { c.examples = append(c.examples, line) }

// Arg declares the next positional argument, which must be there.
func (c *Command) Arg(name, help string) *string { return c.one(name, help, 1) }

// Optional declares the next positional argument, which may be left out, and is
// "" then. What follows it may be left out too.
func (c *Command) Optional(name, help string) *string { return c.one(name, help, 0) }

func (c *Command) one(name, help string, least int) *string {
	value := new(string)
	c.arguments = append(c.arguments, argument{name: name, help: help, least: least, single: value})
	return value
}

// List declares that all further arguments are a list, of so many at least.
func (c *Command) List(name, help string, least int) *[]string {
	value := new([]string)
	c.arguments = append(c.arguments, argument{name: name, help: help, least: least, list: value})
	return value
}

// Parse reads the arguments, without the program's name. For -h it prints the help
// to out and returns [flag.ErrHelp]; what is wrong is a [*UsageError].
func (c *Command) Parse(args []string, out io.Writer) error {
	if err := c.Flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return errors.Join(err, c.help(out))
	} else if err != nil {
		return c.Usagef("%w", err)
	}
	rest := c.Flags.Args()
	for _, a := range c.arguments {
		switch {
		case len(rest) < a.least:
			return c.Usagef("%s is missing: expected %s", a.name, c.positional())
		case a.list != nil:
			*a.list, rest = rest, nil
		case len(rest) > 0:
			*a.single, rest = rest[0], rest[1:]
		}
	}
	if len(rest) == 0 {
		return nil
	}
	if len(c.arguments) == 0 {
		return c.Usagef("unexpected argument %q: expected none", rest[0])
	}
	return c.Usagef("unexpected argument %q: expected %s", rest[0], c.positional())
}

// Usagef says that the arguments are wrong, where Parse could not know.
func (c *Command) Usagef(format string, args ...any) error {
	return &UsageError{Usage: c.usage(), Err: fmt.Errorf(format, args...)}
}

// A UsageError says what is wrong with a program's arguments.
type UsageError struct {
	// Usage is the line that tells what the arguments are.
	Usage string
	// Err says what is wrong.
	Err error
}

func (e *UsageError) Error() string { return e.Err.Error() }

func (e *UsageError) Unwrap() error { return e.Err }

func (c *Command) usage() string {
	line := c.name
	if c.hasFlags() {
		line += " [flags]"
	}
	if len(c.arguments) > 0 {
		line += " " + c.positional()
	}
	return line
}

func (c *Command) hasFlags() (found bool) {
	c.Flags.VisitAll(func(*flag.Flag) { found = true })
	return found
}

// positional shows the arguments as a manual does: [NAME] may be left out, and
// there may be several of NAME...
func (c *Command) positional() string {
	var shown []string
	for _, a := range c.arguments {
		text := a.name
		if a.list != nil {
			text += "..."
		}
		if a.least == 0 {
			text = "[" + text + "]"
		}
		shown = append(shown, text)
	}
	return strings.Join(shown, " ")
}

func (c *Command) help(out io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\nusage: %s\n", c.summary, c.usage())
	widest := 0
	for _, a := range c.arguments {
		widest = max(widest, len(a.name))
	}
	if len(c.arguments) > 0 {
		b.WriteString("\n")
	}
	for _, a := range c.arguments {
		fmt.Fprintf(&b, "  %-*s  %s\n", widest, a.name, a.help)
	}
	if c.hasFlags() {
		b.WriteString("\nflags:\n")
		c.Flags.SetOutput(&b)
		c.Flags.PrintDefaults()
		c.Flags.SetOutput(io.Discard)
	}
	if len(c.examples) > 0 {
		b.WriteString("\nexample:\n")
	}
	for _, line := range c.examples {
		fmt.Fprintf(&b, "  %s\n", line)
	}
	_, err := io.WriteString(out, b.String())
	return err
}
