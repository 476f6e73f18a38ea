package fab

// A CommandLine is what can be told from a command line before there are any tasks.
type CommandLine struct {
	// Fabfile is the fabfile, or the name that it has: "fabfile" where nobody says
	// otherwise.
	Fabfile string

	// Calls are the tasks with their arguments. Remainder is whether a command
	// follows --, and Command that command.
	Calls     []string
	Remainder bool
	Command   string

	// Answers is whether it asks for nothing that a task would have to run for: the
	// list of tasks, the help.
	Answers bool

	// NeedsFabfile is whether the answer is about tasks.
	NeedsFabfile bool

	// Compile is the file that a program is to be made of, or "".
	Compile string
}

// Inspect reads a command line, without the program's name, as [Program.Run] will. A
// wrong one is an error of kind [ErrInvalid].
func Inspect(args []string) (*CommandLine, error) {
	s := settings{env: &Env{}}
	if err := parseOptions(args, &s); err != nil {
		return nil, &Error{Kind: ErrInvalid, Op: "command line", Reason: err.Error(), Err: err}
	}
	c := &CommandLine{
		Fabfile: s.env.Fabfile, Calls: s.calls, Remainder: s.hasRemainder, Command: s.remainder, Compile: s.compile,
		Answers:      s.help || s.version || s.completion != "" || s.list || s.display != "",
		NeedsFabfile: !s.help && !s.version && s.completion == "",
	}
	if c.Fabfile == "" {
		path := s.config
		named := path != ""
		// What is wrong with the file is told when its settings are needed.
		_ = loadSettings(s.env, or(path, "~/.fabricrc"), named)
		c.Fabfile = or(s.env.Fabfile, "fabfile")
	}
	return c, nil
}
