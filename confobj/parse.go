package confobj

import (
	"strconv"
	"unicode/utf8"

	"github.com/pyops-go/pyops/internal/pytext"
)

// A parser reads lines without their endings into a configuration.
type parser struct {
	c       *ConfigObj
	lines   []string
	section *Section
	above   []string // comment lines since the last line that was none
	begun   bool     // by a line that is no comment
	first   int      // index of the first of above
	store   []member // members are taken from here
	errors  []*ConfigObjError
}

func (c *ConfigObj) parse(lines []string) error {
	p := &parser{c: c, lines: lines, section: &c.Section}
	fresh := true // no line but comments since above was emptied
	for i := 0; i < len(lines); {
		if !fresh {
			p.above, p.first = nil, i
		}
		line := lines[i]
		start := skipSpace(line, 0)
		if start == len(line) || line[start] == '#' {
			fresh = true
			p.above = append(p.above, line)
			i++
			continue
		}
		if !p.begun {
			p.begun = true
			c.InitialComment, p.above = p.above, nil
			if c.original != nil {
				c.original.begins(i, c.InitialComment)
			}
			p.first = i
		}
		fresh = false
		taken, err := p.line(i, line, start)
		if err != nil {
			if taken > 0 {
				// A value of several lines is told by its last.
				line, err.Column = lines[i+taken], 0
			}
			err.LineNumber, err.Line = i+taken+1, line
			err.Reason += " at line " + strconv.Itoa(err.LineNumber) + "."
			err.Path = c.Filename
			if c.Options.RaiseErrors {
				return err
			}
			p.errors = append(p.errors, err)
		}
		i += 1 + taken
	}
	if c.Options.IndentType == nil {
		c.Options.IndentType = new(string)
	}
	if c.Len() == 0 && len(c.InitialComment) == 0 {
		c.InitialComment = p.above
	} else if fresh {
		c.FinalComment = p.above
	}
	if c.original != nil {
		c.original.closes(p, fresh)
	}
	return p.verdict()
}

// line reads a line that is no comment, and says how many of the next lines
// belong to its value.
func (p *parser) line(i int, line string, start int) (taken int, err *ConfigObjError) {
	if line[start] == '[' {
		if m, ok := scanMarker(line); ok {
			p.indented(m.indent)
			return 0, p.enter(i, line, start, m)
		}
	}
	indent, key, value, ok := scanKeyword(line)
	if !ok {
		return 0, p.fail(ErrParse, "Invalid line ("+pytext.Repr(line)+") (matched as neither section nor keyword)", line, start)
	}
	p.indented(indent)
	m := p.member()
	if rest := line[value:]; len(rest) >= 3 && (rest[:3] == `"""` || rest[:3] == "'''") {
		text, comment, more, ok := scanTriple(rest, p.lines[i+1:])
		if !ok {
			return 0, p.fail(ErrParse, "Parse error in multiline value", line, value)
		}
		taken, m.value = more, text
		if p.c.Options.Unrepr {
			comment = ""
			if m.value, err = p.unrepr(text, "Parse error from unrepr-ing multiline value", line, value); err != nil {
				return taken, err
			}
		}
		m.annotate(nil, comment)
	} else if p.c.Options.Unrepr {
		if m.value, err = p.unrepr(rest, "Parse error from unrepr-ing value", line, value); err != nil {
			return 0, err
		}
	} else if at := 0; !p.value(m, rest, &at) {
		return 0, p.fail(ErrParse, "Parse error in value", line, value+at)
	}
	return taken, p.keep(m, key, i, 1+taken, line, start)
}

// enter opens a section.
func (p *parser) enter(i int, line string, start int, mark marker) *ConfigObjError {
	if mark.opened != mark.closed {
		return p.fail(ErrNesting, "Cannot compute the section depth", line, start)
	}
	if mark.opened > p.section.depth+1 {
		return p.fail(ErrNesting, "Section too nested", line, start)
	}
	parent := p.section
	for parent.depth >= mark.opened {
		parent = parent.parent
	}
	name, _ := unquote(mark.name)
	m, below := p.member(), parent.below(name)
	*m = member{key: name, value: below}
	m.annotate(p.above, mark.comment)
	if !parent.insertNew(m) {
		return p.fail(ErrDuplicate, "Duplicate section name", line, start)
	}
	// Sections are often much like the one before.
	below.room = p.section.Len()
	p.section = below
	p.note(m, i, 1)
	return nil
}

// value reads a value on one line.
func (p *parser) value(m *member, text string, at *int) bool {
	if p.c.Options.Inspec || plainText(text) {
		m.value = text
		return true
	}
	scan := scanValue
	if p.c.Options.NoListValues {
		scan = scanBare
	}
	v, stop, ok := scan(text)
	if !ok {
		*at = stop
		return false
	}
	m.annotate(nil, v.comment)
	if v.isList {
		m.value = v.list
	} else {
		m.value = v.single
	}
	return true
}

func (p *parser) unrepr(text, message, line string, at int) (value any, err *ConfigObjError) {
	value, cause := Unrepr(text)
	if cause == nil {
		return value, nil
	}
	failed := p.fail(ErrUnrepr, message, line, at)
	failed.Err = cause
	return nil, failed
}

// keep adds a value to the section.
func (p *parser) keep(m *member, key string, i, lines int, line string, start int) *ConfigObjError {
	m.key, _ = unquote(key)
	if p.above != nil {
		m.note().comments = p.above
	}
	if !p.section.insertNew(m) {
		return p.fail(ErrDuplicate, "Duplicate keyword name", line, start)
	}
	p.note(m, i, lines)
	return nil
}

// note remembers where a member stands.
func (p *parser) note(m *member, i, lines int) {
	if d := p.c.original; d != nil {
		m.note().source = d.source(p.first, i, i+lines)
	}
	p.above = nil
}

// member takes one from the store, which is filled for many at a time.
func (p *parser) member() *member {
	if len(p.store) == 0 {
		p.store = make([]member, min(len(p.lines), 512))
	}
	m := &p.store[0]
	p.store = p.store[1:]
	return m
}

func (p *parser) indented(indent string) {
	if indent != "" && p.c.Options.IndentType == nil {
		first := indent // else every line's would be allocated
		p.c.Options.IndentType = &first
	}
}

func (p *parser) fail(kind error, message, line string, at int) *ConfigObjError {
	return &ConfigObjError{Kind: kind, Reason: message, Column: utf8.RuneCountInString(line[:at]) + 1}
}

// verdict is the error of the whole file.
func (p *parser) verdict() error {
	switch len(p.errors) {
	case 0:
		return nil
	case 1:
		e := p.errors[0]
		e.Errors, e.Config = p.errors, p.c
		return e
	}
	return &ConfigObjError{
		Kind:   ErrConfigObj,
		Path:   p.c.Filename,
		Reason: strconv.Itoa(len(p.errors)) + " errors, of which the first is: " + p.errors[0].Reason,
		Errors: p.errors,
		Config: p.c,
	}
}
