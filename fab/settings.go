package fab

import (
	"fmt"
	"maps"
	"regexp"
	"strings"
)

// Settings is a Context with an Env that change has changed: Python's settings. A
// change of HostString also sets Host, User and Port.
func (c *Context) Settings(change func(e *Env)) *Context {
	d := c.derive()
	if change == nil {
		return d
	}
	before := d.Env.HostString
	change(d.Env)
	if d.Env.HostString != before {
		d.Env.setHost(d.Env.HostString)
	}
	return d
}

// WarnOnly is a Context in which a command that fails is a warning.
func (c *Context) WarnOnly() *Context { return c.Settings(func(e *Env) { e.WarnOnly = true }) }

// Quiet is a Context that shows nothing, and in which a failure is not even a
// warning: it stands in the result alone.
func (c *Context) Quiet() *Context { return c.Hide(Everything).WarnOnly() }

// Hide is a Context that does not show some levels.
func (c *Context) Hide(names ...Level) *Context { return c.showing(false, names) }

// Show is a Context that shows some levels.
func (c *Context) Show(names ...Level) *Context { return c.showing(true, names) }

func (c *Context) showing(on bool, names []Level) *Context {
	d := c.derive()
	shown, err := d.shown.with(on, names...)
	if err != nil && d.bad == nil {
		d.bad = err
	}
	d.shown = shown
	return d
}

// refuse is a Context whose next operation fails.
func (c *Context) refuse(err *Error) *Context {
	if c.bad == nil {
		c.bad = err
	}
	return c
}

// Cd is a Context in which remote commands and paths start from a directory. A
// relative path goes on from that of c; ~ and ~user at the beginning are their home.
// The shell sees the path as it is: no $, no blank and no pattern means anything. A
// directory that cannot be entered fails the command as a whole.
func (c *Context) Cd(path string) *Context {
	d := c.derive()
	if path == "" || strings.ContainsRune(path, 0) {
		return d.refuse(bad("cd", path, "expected the path of a directory"))
	}
	d.Env.CWD = joinDirectory(d.Env.CWD, path)
	return d
}

// Lcd is [Context.Cd] for local commands and paths.
func (c *Context) Lcd(path string) *Context {
	d := c.derive()
	if path == "" || strings.ContainsRune(path, 0) {
		return d.refuse(bad("lcd", path, "expected the path of a directory"))
	}
	d.Env.LCWD = joinDirectory(d.Env.LCWD, path)
	return d
}

func joinDirectory(from, to string) string {
	if from == "" || strings.HasPrefix(to, "/") || strings.HasPrefix(to, "~") {
		return to
	}
	return strings.TrimRight(from, "/") + "/" + to
}

// Prefix is a Context whose commands, local and remote, are preceded by a command:
// "prefix && command". Where that fails, nothing of the command is run.
func (c *Context) Prefix(command string) *Context {
	d := c.derive()
	if strings.TrimSpace(command) == "" {
		return d.refuse(bad("prefix", command, "expected a command"))
	}
	d.Env.CommandPrefixes = append(d.Env.CommandPrefixes, command)
	return d
}

// A PathBehavior says what [Context.Path] does with the paths that are there.
type PathBehavior string

// What may be done with the paths that are there.
const (
	AppendPath  PathBehavior = "append"
	PrependPath PathBehavior = "prepend"
	ReplacePath PathBehavior = "replace"
)

// PathOptions are those of [Context.Path].
type PathOptions struct {
	Behavior PathBehavior // "" is AppendPath
}

// Path is a Context whose commands, local and remote, look for programs in path
// too: one directory or several, parted by colons. ~ at its beginning is the home;
// else the shell sees it as it is.
func (c *Context) Path(path string, opts *PathOptions) *Context {
	d := c.derive()
	behavior := AppendPath
	if opts != nil && opts.Behavior != "" {
		behavior = opts.Behavior
	}
	switch behavior {
	case AppendPath, PrependPath, ReplacePath:
	default:
		return d.refuse(bad("path", string(behavior), "no such behaviour: expected append, prepend or replace"))
	}
	if path == "" || strings.ContainsRune(path, 0) {
		return d.refuse(bad("path", path, "expected a directory"))
	}
	d.Env.Path, d.Env.PathBehavior = path, string(behavior)
	return d
}

var variableName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// ShellEnv is a Context whose commands, local and remote, have environment
// variables, besides those of c. Their values are exactly those given.
func (c *Context) ShellEnv(variables map[string]string) *Context {
	d := c.derive()
	for name, value := range variables {
		if !variableName.MatchString(name) {
			return d.refuse(bad("shell_env", name, "no name of a variable: expected letters, digits and _"))
		}
		if strings.ContainsRune(value, 0) {
			return d.refuse(bad("shell_env", name, "its value holds a zero byte"))
		}
	}
	if d.Env.ShellEnv == nil {
		d.Env.ShellEnv = map[string]string{}
	}
	maps.Copy(d.Env.ShellEnv, variables)
	return d
}

// Require checks that keys of the env are set, by Python's names, as
// [Env.Get] has them; those with an empty value are not.
func (c *Context) Require(names ...string) error {
	if err := c.ready("require"); err != nil {
		return err
	}
	var missing []string
	for _, name := range names {
		value, ok := c.Env.Get(name)
		if !ok || empty(value) {
			missing = append(missing, name)
		}
	}
	if missing == nil {
		return nil
	}
	word := "variable was"
	if len(missing) > 1 {
		word = "variables were"
	}
	message := fmt.Sprintf("The command '%s' failed because the following required environment %s not defined:\n%s", c.Env.Command, word, Indent(strings.Join(missing, "\n"), nil))
	return &Error{Kind: ErrAbort, Op: "require", Host: c.Env.HostString, Input: strings.Join(missing, ", "), Reason: "not set in env, and required", message: message}
}

func empty(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case Secret:
		return v == ""
	case []string:
		return len(v) == 0
	case map[string]string:
		return len(v) == 0
	case map[string]Secret:
		return len(v) == 0
	case map[string]Role:
		return len(v) == 0
	}
	return false
}
