// Command confedit reads, builds and edits configuration files, as the programs
// of the book's chapter on ConfigObj do.
//
//	confedit FILE                              print it as a dictionary
//	confedit FILE SECTION.KEY                  print one value
//	confedit -o FILE FILE SECTION.KEY=VALUE    edit a file
//	confedit -o FILE SECTION.KEY=VALUE ...     build a file from nothing
//	confedit -d KEY -o OTHER FILE              delete a member and write elsewhere
//
// With -o a file that is named as well is read first; what the file after -o had
// is gone otherwise. A value with commas is a list, as it is in a file.
package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/pyops-go/pyops/confobj"
	"github.com/pyops-go/pyops/examples/internal/cli"
)

func main() { cli.Main("confedit", run) }

func run(args []string, std cli.IO) error {
	flags := cli.New("confedit", "Read, build and edit configuration files. With -o the outcome is written to a file in\nplace of what is there: to edit a file, name it twice, after -o and as the one to read.\nWithout -o values are printed.")
	flags.Example("confedit app.conf web.port")
	flags.Example("confedit -o app.conf app.conf web.port=8080")
	flags.Example("confedit -o new.conf web.port=8080 'web.hosts=a, b'")
	flags.Example("confedit -d web.port -o other.conf app.conf")
	to := flags.Flags.String("o", "", "write the configuration to this `FILE`, in place of what is there")
	member := flags.Flags.String("d", "", "delete this `MEMBER`, SECTION.KEY or KEY")
	encoding := flags.Flags.String("e", "", "the `ENCODING` of the files; UTF-8 without it")
	words := flags.List("WORD", "the file to read, if any, then SECTION.KEY to print or SECTION.KEY=VALUE to set", 0)
	if err := flags.Parse(args, std.Out); err != nil {
		return err
	}
	if len(*words) == 0 && *to == "" && *member == "" {
		return flags.Usagef("nothing to do: expected a file, a member or -o")
	}
	o := &confobj.ConfigObjOptions{FileError: true, Encoding: *encoding, PreserveFormat: true}
	c, err := confobj.NewConfigObj(nil, o)
	rest := *words
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
			if err := show(std.Out, c, name); err != nil {
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
		fmt.Fprintln(std.Out, c)
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
