package fab

import (
	"context"
	"io"
	"strings"
	"sync"

	"github.com/pyops-go/pyops/internal/sshconn"
)

// A Context is where operations happen: a host, the env for it, and what is shown
// of it. It is also a [context.Context]; when that ends, operations end, and the
// commands that they run with them.
//
// Methods that take the place of Python's context managers, such as [Context.Cd] and
// [Context.Settings], return another Context and leave this one as it is:
//
//	c.Cd("/srv/app").WarnOnly().Run("git pull", nil)
//
// A Context may be used by several goroutines as long as none changes its Env.
type Context struct {
	context.Context

	// Env is what holds here. Changes hold for later calls on this Context and for
	// those that are made from it afterwards.
	Env *Env

	shown   outputs
	session *session
	print   *printer
	group   bool  // one of several hosts at once
	bad     error // what a chained method could not do; the next operation returns it
}

// A session is what the contexts of a run have in common.
type session struct {
	input     *input
	print     *printer
	links     links
	passwords broker
	known     memory[*sshconn.KnownHosts] // by names of files
	keys      memory[[]sshconn.Key]       // by file and passphrase
	settings  memory[sshSettings]         // by host

	mu     sync.Mutex
	tasks  []*Task
	once   map[string]*onceResult
	closed bool
	report report
}

// ContextOptions are those of [NewContext].
type ContextOptions struct {
	// Stdin answers prompts, and is what commands read where it is a terminal; nil
	// is empty. Stdout and Stderr get what is shown; nil drops it.
	Stdin          io.Reader
	Stdout, Stderr io.Writer

	// Tasks are those that [Context.Execute] finds by name.
	Tasks []Task
}

// NewContext begins a session without a command line: operations and tasks of a
// program of yours. It is for env as it stands, which is copied; nil is Python's
// defaults. Close ends the session.
func NewContext(ctx context.Context, env *Env, opts *ContextOptions) *Context {
	if opts == nil {
		opts = &ContextOptions{}
	}
	if ctx == nil {
		ctx = context.Background()
	}
	s := &session{input: newInput(opts.Stdin), print: newPrinter(opts.Stdout, opts.Stderr), once: map[string]*onceResult{}}
	for i := range opts.Tasks {
		s.tasks = append(s.tasks, &opts.Tasks[i])
	}
	c := &Context{Context: ctx, Env: env.Clone(), session: s, print: s.print}
	if c.Env.HostString != "" {
		c.Env.setHost(c.Env.HostString)
	}
	return c
}

// Close ends the session's connections. Operations on any of its contexts fail
// afterwards.
func (c *Context) Close() error {
	if c == nil || c.session == nil {
		return nil
	}
	s := c.session
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	for _, l := range s.links.takeAll() {
		l.close()
	}
	return nil
}

// derive is another Context of the same session, with an Env of its own.
func (c *Context) derive() *Context {
	if c == nil || c.session == nil {
		return &Context{Context: context.Background(), Env: &Env{}} // which is never ready
	}
	d := *c
	d.Env = c.Env.Clone()
	return &d
}

// ready reports what stands in the way of any operation.
func (c *Context) ready(op string) error {
	switch {
	case c == nil || c.session == nil || c.Env == nil:
		return &Error{Kind: ErrInvalid, Op: op, Reason: "the context was not made by NewContext"}
	case c.bad != nil:
		return c.bad
	case c.Err() != nil:
		return ended(c, op, c.Env.HostString, c.Err())
	}
	c.session.mu.Lock()
	defer c.session.mu.Unlock()
	if c.session.closed {
		return &Error{Kind: ErrClosed, Op: op}
	}
	return nil
}

func (c *Context) shows(l Level) bool { return c.shown.shows(l) }

// status prints a line of fab's own, where its level is shown.
func (c *Context) status(l Level, line string) {
	if c.shows(l) {
		c.print.say(line + "\n")
	}
}

// prefix stands before lines of what the host says.
func (c *Context) prefix(kind string) string {
	if c.Env.NoOutputPrefix || c.Env.HostString == "" && kind == "" {
		return ""
	}
	if kind == "" {
		return "[" + c.Env.HostString + "] "
	}
	return "[" + c.Env.HostString + "] " + kind + ": "
}

// Warn prints a warning. Lines after the first are kept.
func (c *Context) Warn(message string) {
	if c == nil || c.session == nil || !c.shows(Warnings) {
		return
	}
	text := "\nWarning: " + message + "\n\n"
	if c.Env.ColorizeErrors {
		text = "\033[35m" + text + "\033[0m"
	}
	c.print.sayErr(text)
}

// Abort is the error that ends a run with a message: return it from the task.
func (c *Context) Abort(message string) error {
	e := &Error{Kind: ErrAbort, Reason: message, message: message}
	if c != nil && c.Env != nil {
		e.Host = c.Env.HostString
	}
	return e
}

// fail makes an error what env says that it is: an error, or a warning.
func (c *Context) fail(e *Error) error {
	if c.Env.WarnOnly && e.Kind != ErrCommandTimeout {
		c.Warn(e.Detail())
		return nil
	}
	return e
}

// PutsOptions are those of [Context.Puts] and [Context.Fastprint].
type PutsOptions struct {
	// Prefix puts the host in front; NoPrefix leaves it out. Where neither is set,
	// Puts has it as Env.NoOutputPrefix says, and Fastprint has none.
	Prefix, NoPrefix bool

	// End replaces the end of the line, which Fastprint has none of. NoEnd is none.
	End   string
	NoEnd bool
}

// Puts prints text with the host in front and a line's end.
func (c *Context) Puts(text string, opts *PutsOptions) {
	if opts == nil {
		opts = &PutsOptions{}
	}
	if c == nil || c.session == nil || !c.shows(User) {
		return
	}
	if c.Env.HostString != "" && !opts.NoPrefix && (opts.Prefix || !c.Env.NoOutputPrefix) {
		text = "[" + c.Env.HostString + "] " + text
	}
	if !opts.NoEnd {
		text += or(opts.End, "\n")
	}
	c.print.append(text)
}

// Fastprint prints text as it is, without a line's end.
func (c *Context) Fastprint(text string, opts *PutsOptions) {
	o := PutsOptions{NoPrefix: true, NoEnd: true}
	if opts != nil {
		o.NoPrefix, o.Prefix = !opts.Prefix, opts.Prefix
		o.End, o.NoEnd = opts.End, opts.End == ""
	}
	c.Puts(text, &o)
}

// IndentOptions are those of [Indent].
type IndentOptions struct {
	Spaces int  // 0 means four
	Strip  bool // take common blanks at the beginnings away first
}

// Indent puts blanks before each line.
func Indent(text string, opts *IndentOptions) string {
	if opts == nil {
		opts = &IndentOptions{}
	}
	n := opts.Spaces
	if n <= 0 {
		n = 4
	}
	lines := strings.Split(text, "\n")
	if opts.Strip {
		common := -1
		for _, l := range lines {
			if t := strings.TrimLeft(l, " \t"); t != "" && (common < 0 || len(l)-len(t) < common) {
				common = len(l) - len(t)
			}
		}
		for i, l := range lines {
			lines[i] = l[min(max(common, 0), len(l)):]
		}
	}
	blanks := strings.Repeat(" ", n)
	for i := range lines {
		lines[i] = blanks + lines[i]
	}
	return strings.Join(lines, "\n")
}
