package cli

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
	"testing"
)

// greet is a program with all kinds of arguments; it says what it was given.
func greet(args []string, std IO) error {
	c := New("greet", "Greet somebody.")
	c.Example("greet -times 2 Ada Hello")
	times := c.Flags.Int("times", 1, "how often, a `NUMBER`")
	who := c.Arg("NAME", "whom to greet")
	word := c.Optional("WORD", "what to say")
	more := c.List("MORE", "what to say after it", 0)
	if err := c.Parse(args, std.Out); err != nil {
		return err
	}
	switch *who {
	case "nobody":
		return c.Usagef("%q is no name", *who)
	case "broken":
		return errors.New("out of words")
	case "seven":
		return Status(7, nil)
	case "eight":
		return fmt.Errorf("wrapped: %w", Status(8, errors.New("cannot")))
	}
	fmt.Fprintf(std.Out, "%d %s %s %q\n", *times, *who, *word, *more)
	return nil
}

const help = `Greet somebody.

usage: greet [flags] NAME [WORD] [MORE...]

  NAME  whom to greet
  WORD  what to say
  MORE  what to say after it

flags:
  -times NUMBER
    	how often, a NUMBER (default 1)

example:
  greet -times 2 Ada Hello
`

func TestAProgramIsRun(t *testing.T) {
	usage := "\nusage: greet [flags] NAME [WORD] [MORE...]\n"
	for _, c := range []struct {
		args     string
		status   int
		out, err string
	}{
		{"Ada", 0, "1 Ada  []\n", ""},
		{"-times 2 Ada Hello dear friend", 0, "2 Ada Hello [\"dear\" \"friend\"]\n", ""},
		{"-- -Ada", 0, "1 -Ada  []\n", ""},
		{"-h", 0, help, ""},
		{"--help", 0, help, ""},
		{"-times 2 -h", 0, help, ""},
		{"", 2, "", "greet: NAME is missing: expected NAME [WORD] [MORE...]" + usage},
		{"-loud Ada", 2, "", "greet: flag provided but not defined: -loud" + usage},
		{"-times x Ada", 2, "", `greet: invalid value "x" for flag -times: parse error` + usage},
		{"-times", 2, "", "greet: flag needs an argument: -times" + usage},
		{"nobody", 2, "", `greet: "nobody" is no name` + usage},
		{"broken", 1, "", "greet: out of words\n"},
		{"seven", 7, "", ""},
		{"eight", 8, "", "greet: cannot\n"},
	} {
		var out, err strings.Builder
		status := Run("greet", strings.Fields(c.args), IO{Out: &out, Err: &err}, greet)
		if status != c.status || out.String() != c.out || err.String() != c.err {
			t.Errorf("greet %s: status %d, printed %q and %q\nwant %d, %q and %q", c.args, status, out.String(), err.String(), c.status, c.out, c.err)
		}
	}
}

func TestOtherwise(t *testing.T) {
	for _, c := range []struct {
		err    error
		status int
	}{{nil, 0}, {flag.ErrHelp, 0}, {errors.New("broken"), 3}, {Status(7, nil), 7}, {fmt.Errorf("wrapped: %w", &UsageError{"x", errors.New("y")}), 2}} {
		status := Run("x", nil, IO{Err: io.Discard}, func([]string, IO) error { return Otherwise(3, c.err) })
		if status != c.status {
			t.Errorf("%v: status %d, want %d", c.err, status, c.status)
		}
	}
}

func TestTooManyArguments(t *testing.T) {
	for _, c := range []struct {
		declare func(*Command)
		args    string
		want    string
	}{
		{func(c *Command) {}, "x", `unexpected argument "x": expected none`},
		{func(c *Command) { c.Arg("OLD", ""); c.Arg("NEW", "") }, "a b c d", `unexpected argument "c": expected OLD NEW`},
		{func(c *Command) { c.Arg("OLD", ""); c.Arg("NEW", "") }, "a", "NEW is missing: expected OLD NEW"},
		{func(c *Command) { c.Optional("NAME", "") }, "a b", `unexpected argument "b": expected [NAME]`},
		{func(c *Command) { c.List("FILE", "", 2) }, "a", "FILE is missing: expected FILE..."},
	} {
		command := New("x", "X.")
		c.declare(command)
		var usage *UsageError
		if err := command.Parse(strings.Fields(c.args), io.Discard); !errors.As(err, &usage) || err.Error() != c.want {
			t.Errorf("%q: %v, want %s", c.args, err, c.want)
		}
	}
}

func TestHelpThatCannotBePrintedIsSaid(t *testing.T) {
	r, w := io.Pipe()
	r.CloseWithError(errors.New("the pipe is gone"))
	err := New("x", "X.").Parse([]string{"-h"}, w)
	if !errors.Is(err, flag.ErrHelp) || !strings.Contains(err.Error(), "the pipe is gone") {
		t.Error(err)
	}
}

func TestChoose(t *testing.T) {
	run := func(args []string, std IO) error {
		return Choose("zone", "Look after a zone.", args, std.Out,
			Subcommand{"get", "fetch it", func(args []string) error { fmt.Fprintf(std.Out, "get %q\n", args); return nil }},
			Subcommand{"remove", "remove it", func(args []string) error { return errors.New("never") }})
	}
	for _, c := range []struct {
		args     string
		status   int
		out, err string
	}{
		{"get -x a", 0, "get [\"-x\" \"a\"]\n", ""},
		{"remove", 1, "", "zone: never\n"},
		{"-h", 0, "Look after a zone.\n\nusage: zone get|remove ...\n\n  get     fetch it\n  remove  remove it\n\nzone get -h tells more of one.\n", ""},
		{"", 2, "", "zone: expected get, remove\nusage: zone get|remove ...\n"},
		{"put", 2, "", "zone: unexpected \"put\": expected get, remove\nusage: zone get|remove ...\n"},
	} {
		var out, err strings.Builder
		status := Run("zone", strings.Fields(c.args), IO{Out: &out, Err: &err}, run)
		if status != c.status || out.String() != c.out || err.String() != c.err {
			t.Errorf("zone %s: status %d, printed %q and %q\nwant %d, %q and %q", c.args, status, out.String(), err.String(), c.status, c.out, c.err)
		}
	}
}

func TestAsk(t *testing.T) {
	for in, want := range map[string]string{"a b\nc": "a b", "a": "a", "a\r\n": "a", "\n": ""} {
		var out strings.Builder
		if got, err := Ask(IO{In: strings.NewReader(in), Out: &out}, "What? "); got != want || err != nil || out.String() != "What? " {
			t.Errorf("%q: %q, %v, printed %q", in, got, err, out.String())
		}
	}
	std := IO{In: strings.NewReader("first\nsecond\n"), Out: io.Discard}
	for _, want := range []string{"first", "second"} {
		if got, err := Ask(std, ""); got != want || err != nil {
			t.Errorf("asked again: %q, %v, want %q", got, err, want)
		}
	}
	if _, err := Ask(IO{In: strings.NewReader(""), Out: io.Discard}, ""); !errors.Is(err, io.EOF) {
		t.Error(err)
	}
}
