package confobj

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/pyops-go/pyops/internal/pytext"
)

// A ConfigObj is a configuration: its outermost section, and what belongs to
// the file as a whole. It is not safe for concurrent use while anything is
// changed; reading alone is.
type ConfigObj struct {
	Section

	// Options are those it was made with. Reading sets Encoding (from a byte
	// order mark) and IndentType.
	Options ConfigObjOptions

	// Filename is what Write without a target writes to, and Reload reads.
	Filename string

	// Newlines is the line ending that is written: the first that was read, and
	// when empty the system's.
	//
	// "\n" and "\r\n" are written; "\r", which ends no line of a file that is
	// read, is written as "\n", and anything else is an ErrValue.
	Newlines string

	// BOM says that the file begins with UTF-8's byte order mark.
	BOM bool

	// InitialComment and FinalComment are the lines above everything and below.
	InitialComment []string
	FinalComment   []string

	spec     *ConfigObj // of Options.Configspec, read
	original *document  // under PreserveFormat
	size     int        // of the text that was read, as a guess of what is written
}

// NewConfigObj makes a configuration from infile:
//
//	string                      the name of a file
//	io.Reader                   text or bytes
//	[]string                    lines, with or without their endings, one each
//	map[string]any, Dict        keys, values and, for maps within, sections
//	*ConfigObj                  a copy, without its comments
//	nil                         nothing
//
// A line in a file ends with a line feed; in a reader with any line ending that
// Python's str.splitlines knows. The error is a [*ConfigObjError] for what is
// wrong in the configuration, and then holds what could be read; an [*Error] or
// one of the system for what cannot be opened.
func NewConfigObj(infile any, opts *ConfigObjOptions) (*ConfigObj, error) {
	c := &ConfigObj{}
	c.initialise(opts)
	if err := c.load(infile); err != nil {
		return nil, err
	}
	return c, nil
}

// Load is NewConfigObj for the file of that name. Without FileError a file that
// is not there is an empty configuration. What is there and is no regular file,
// such as a folder, is an error always.
func Load(filename string, opts *ConfigObjOptions) (*ConfigObj, error) {
	return NewConfigObj(filename, opts)
}

// Parse is NewConfigObj for the contents of a file.
func Parse(contents []byte, opts *ConfigObjOptions) (*ConfigObj, error) {
	c := &ConfigObj{}
	c.initialise(opts)
	if err := c.read(contents, fileLines); err != nil {
		return nil, err
	}
	return c, nil
}

func (c *ConfigObj) initialise(opts *ConfigObjOptions) {
	var o ConfigObjOptions
	if opts != nil {
		o = *opts
	}
	if o.Inspec {
		o.NoListValues = true
	}
	*c = ConfigObj{Options: o}
	c.Section.main = c
	c.Section.parent = &c.Section
}

func (c *ConfigObj) load(infile any) error {
	switch in := infile.(type) {
	case nil:
		return c.read(nil, fileLines)
	case string:
		return c.loadFile(in)
	case []string:
		for i, line := range in {
			if text := strings.TrimRight(line, "\r\n"); strings.IndexByte(text, '\n') >= 0 {
				return failed(ErrValue, "line %d holds a line feed: %s", i+1, Repr(text))
			}
		}
		return c.readLines(slices.Clone(in))
	case map[string]any, Dict:
		if err := c.Update(in); err != nil {
			return err
		}
		return c.setConfigspec()
	case *ConfigObj:
		if in == nil {
			break
		}
		if err := c.Update(&in.Section); err != nil {
			return err
		}
		return c.setConfigspec()
	case io.Reader:
		contents, err := io.ReadAll(in)
		if err != nil {
			return fmt.Errorf("confobj: reading the configuration: %w", err)
		}
		return c.read(contents, pytext.SplitLines)
	}
	return failed(ErrType, "infile must be a filename, file like object, or list of lines.")
}

func (c *ConfigObj) loadFile(name string) error {
	c.Filename = name
	contents, err := readRegular(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if c.Options.FileError {
			return &Error{Kind: ErrNotFound, Input: name, Reason: fmt.Sprintf("Config file not found: \"%s\".", name), Err: err}
		}
		if c.Options.CreateEmpty {
			if err := os.WriteFile(name, nil, 0o666); err != nil {
				return err
			}
		}
		return c.read(nil, fileLines)
	case err != nil:
		return err
	}
	return c.read(contents, fileLines)
}

// readRegular reads a file, and nothing that might never end or never begin.
func readRegular(name string) ([]byte, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, &fs.PathError{Op: "read", Path: name, Err: errors.New("it is no regular file")}
	}
	return os.ReadFile(name)
}

// read takes the bytes of a file, and what cuts their text into lines.
func (c *ConfigObj) read(contents []byte, cut func(string) []string) error {
	text, err := c.decode(contents)
	if err != nil {
		return err
	}
	lines := cut(text)
	c.size = len(text)
	if c.Options.PreserveFormat {
		c.original = &document{bytes: contents, text: text, lines: slices.Clone(lines), encoding: c.Options.Encoding, bom: c.BOM}
	}
	return c.readLines(lines)
}

// readLines takes lines that may have their endings, and takes these off.
func (c *ConfigObj) readLines(lines []string) error {
	if c.Options.PreserveFormat && c.original == nil {
		c.original = documentOf(lines)
	}
	ended := false
	for i, line := range lines {
		end := len(line)
		for end > 0 && (line[end-1] == '\n' || line[end-1] == '\r') {
			end--
		}
		if end < len(line) && !ended {
			ended = true
			c.Newlines = newlineOf(line)
		}
		lines[i] = line[:end]
	}
	if err := c.parse(lines); err != nil {
		return err
	}
	return c.setConfigspec()
}

func newlineOf(line string) string {
	n := len(line)
	switch {
	case n > 1 && line[n-2:] == "\r\n":
		return "\r\n"
	case line[n-1] == '\n':
		return "\n"
	}
	return "\r"
}

// setConfigspec reads Options.Configspec.
func (c *ConfigObj) setConfigspec() error {
	c.spec = nil
	c.configspec = nil
	switch in := c.Options.Configspec.(type) {
	case nil:
		return nil
	case *ConfigObj:
		if in == nil {
			return failed(ErrType, "the configspec is a nil *ConfigObj")
		}
		c.spec = in
	default:
		spec, err := NewConfigObj(in, &ConfigObjOptions{RaiseErrors: true, FileError: true, Interpolation: InterpolationOff, Inspec: true})
		var e *ConfigObjError
		if errors.As(err, &e) {
			return &ConfigObjError{Kind: ErrConfigspec, Path: e.Path, Reason: "Parsing configspec failed: " + e.Reason, LineNumber: e.LineNumber, Line: e.Line, Column: e.Column, Err: e}
		} else if errors.Is(err, ErrNotFound) || errors.As(err, new(*fs.PathError)) {
			return &Error{Kind: ErrNotFound, Reason: "Reading configspec failed: " + strings.TrimPrefix(err.Error(), "confobj: "), Err: err}
		} else if err != nil {
			return err
		}
		c.spec = spec
		if _, once := in.(io.Reader); once {
			c.Options.Configspec = spec // a reader gives nothing a second time
		}
	}
	c.configspec = &c.spec.Section
	return nil
}

// Reload reads the file again, with the options as they are now. What was
// changed and not written is lost; when the file cannot be read, everything
// stays as it was.
func (c *ConfigObj) Reload() error {
	if c == nil || c.Filename == "" {
		return failed(ErrReload, "reload failed, filename is not set.")
	}
	fresh, err := NewConfigObj(c.Filename, &c.Options)
	if err != nil {
		return err
	}
	c.take(fresh)
	return nil
}

// Reset empties the configuration and sets every option to its default.
func (c *ConfigObj) Reset() {
	if c == nil {
		return
	}
	c.initialise(nil)
}

// take makes c what fresh is, whose sections then belong to c.
func (c *ConfigObj) take(fresh *ConfigObj) {
	*c = *fresh
	c.main, c.parent = c, &c.Section
	for _, s := range c.sections {
		s.value.(*Section).parent = &c.Section
	}
	c.adopt()
}
