// Command confedit reads, builds and edits configuration files, as the programs
// of the book's chapter on ConfigObj do.
//
//	confedit FILE                              print it as a dictionary
//	confedit FILE SECTION.KEY                  print one value
//	confedit -o FILE SECTION.KEY=VALUE ...     build a file from nothing
//	confedit -d KEY -o OTHER FILE              delete a member and write elsewhere
//
// With -o a file that is named as well is read first. A value with commas is a
// list, as it is in a file.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/pyops-go/pyops/confobj"
)

func main() {
	if err := run(os.Args[1:], os.Stdout, os.Stderr); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "confedit:", err)
		os.Exit(1)
	}
}

func run(args []string, out, usage io.Writer) error {
	flags := flag.NewFlagSet("confedit", flag.ContinueOnError)
	flags.SetOutput(usage)
	to := flags.String("o", "", "write the configuration to this `file`")
	member := flags.String("d", "", "delete this `member`, SECTION.KEY or KEY")
	encoding := flags.String("e", "", "the `encoding` of the files; UTF-8 without it")
	if err := flags.Parse(args); err != nil {
		return err
	}
	o := &confobj.ConfigObjOptions{FileError: true, Encoding: *encoding, PreserveFormat: true}
	c, err := confobj.NewConfigObj(nil, o)
	rest := flags.Args()
	if err == nil && len(rest) > 0 && !strings.Contains(rest[0], "=") {
		c, err = confobj.Load(rest[0], o)
		rest = rest[1:]
	}
	var wrong *confobj.ConfigObjError
	if errors.As(err, &wrong) {
		return errors.New(wrong.Detail())
	} else if err != nil {
		return err
	}
	if *member != "" {
		section, key := place(*member)
		if err := c.Sub(section...).Delete(key); err != nil {
			return fmt.Errorf("deleting %s: %w", *member, err)
		}
	}
	shown := false
	for _, arg := range rest {
		name, value, assigned := strings.Cut(arg, "=")
		if !assigned {
			shown = true
			if err := show(out, c, name); err != nil {
				return err
			}
		} else if err := set(c, name, value); err != nil {
			return fmt.Errorf("setting %s: %w", name, err)
		}
	}
	if *to != "" {
		return c.WriteFile(*to)
	}
	if !shown {
		fmt.Fprintln(out, c)
	}
	return nil
}

// place parts SECTION.SECTION.KEY.
func place(name string) (sections []string, key string) {
	parts := strings.Split(name, ".")
	return parts[:len(parts)-1], parts[len(parts)-1]
}

func show(out io.Writer, c *confobj.ConfigObj, name string) error {
	sections, key := place(name)
	value, err := c.Sub(sections...).Get(key)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	fmt.Fprintln(out, confobj.Str(value))
	return nil
}

// set makes the sections on the way, and reads the value as a file's.
func set(c *confobj.ConfigObj, name, text string) error {
	line, err := confobj.NewConfigObj([]string{"value = " + text}, &confobj.ConfigObjOptions{Interpolation: confobj.InterpolationOff})
	if err != nil {
		return err
	}
	sections, key := place(name)
	s := &c.Section
	for _, below := range sections {
		if s.Sub(below) == nil {
			if err := s.Set(below, confobj.Dict{}); err != nil {
				return err
			}
		}
		s = s.Sub(below)
	}
	return s.Set(key, line.Raw("value"))
}
