// Command confedit reads, builds and edits configuration files, as the programs
// of the book's chapter on ConfigObj do.
//
//	confedit FILE                              print it as a dictionary
//	confedit FILE SECTION.KEY                  print one value
//	confedit -o FILE FILE SECTION.KEY=VALUE    edit a file, named twice
//	confedit -o FILE SECTION.KEY=VALUE ...     build a file from nothing
//	confedit -d KEY -o OTHER FILE              delete a member and write elsewhere
//
// The file after -o may be there already only if it is the one that is read, so
// that nothing is lost unseen. A value with commas is a list, as it is in a file.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/pyops-go/pyops/confobj"
	"github.com/pyops-go/pyops/examples/internal/cli"
)

func main() { cli.Main("confedit", run) }

func run(args []string, std cli.IO) error {
	flags := cli.New("confedit", "Read, build and edit configuration files. With -o the outcome is written to a file:\nto edit one that is there, name it twice, after -o and as the one to read.\nWithout -o values are printed.")
	flags.Example("confedit app.conf web.port")
	flags.Example("confedit -o app.conf app.conf web.port=8080")
	flags.Example("confedit -o new.conf web.port=8080 'web.hosts=a, b'")
	flags.Example("confedit -d web.port -o other.conf app.conf")
	to := flags.Flags.String("o", "", "write the configuration to this `FILE`, which must be new or the one that is read")
	member := flags.Flags.String("d", "", "delete this `MEMBER`, SECTION.KEY or KEY")
	encoding := flags.Flags.String("e", "", "the `ENCODING` of the files; UTF-8 without it")
	words := flags.List("WORD", "the file to read, if any, then SECTION.KEY to print or SECTION.KEY=VALUE to set", 0)
	if err := flags.Parse(args, std.Out); err != nil {
		return err
	}
	if len(*words) == 0 && *to == "" && *member == "" {
		return flags.Usagef("nothing to do: expected a file, a member or -o")
	}
	rest, read := *words, ""
	if len(rest) > 0 && !strings.Contains(rest[0], "=") {
		rest, read = rest[1:], rest[0]
	}
	if err := unseen(*to, read); err != nil {
		return err
	}
	o := &confobj.ConfigObjOptions{FileError: true, Encoding: *encoding, PreserveFormat: true}
	c, err := confobj.NewConfigObj(nil, o)
	if err == nil && read != "" {
		c, err = confobj.Load(read, o)
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

// unseen refuses to write over a file that has not been read.
func unseen(to, read string) error {
	if to == "" {
		return nil
	}
	there, err := os.Stat(to)
	if err != nil || !there.Mode().IsRegular() {
		return nil // whoever writes says what is wrong with it, if anything
	}
	if same, err := os.Stat(read); err == nil && os.SameFile(there, same) {
		return nil
	}
	return fmt.Errorf("%s is there: name it twice to edit it", to)
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
