package fab

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// A wanted is what a command line asks for, beside its tasks.
type wanted struct {
	env *Env

	list, version, help     bool
	display, format, config string
	completion              string
	askPassword, askSudo    bool
	summary, json           bool
	inventories             []string
	hide, show              []string
	set                     [][2]string
	valueless               []string // keys of --set without a value
	calls                   []string
	remainder               string
	hasRemainder            bool
	compile                 string
}

// An option is one of the command line.
type option struct {
	short, long, value, help string
	take                     func(s *wanted, value string) error
}

func flag(set func(s *wanted)) func(*wanted, string) error {
	return func(s *wanted, _ string) error { set(s); return nil }
}

func envOption(name string) func(*wanted, string) error {
	return func(s *wanted, v string) error { return keys[name].set(s.env, v) }
}

func secondsOption(name string) func(*wanted, string) error { return envOption(name) }

func commas(to func(s *wanted) *[]string) func(*wanted, string) error {
	return func(s *wanted, v string) error { *to(s) = splitList(v, ","); return nil }
}

// cliOptions are the options, in the order of the help.
var cliOptions = []option{
	{"h", "help", "", "show this help and exit", flag(func(s *wanted) { s.help = true })},
	{"d", "display", "NAME", "print what there is to know of a task, and exit", func(s *wanted, v string) error { s.display = v; return nil }},
	{"F", "list-format", "FORMAT", "how --list prints: short, normal or nested", listFormat},
	{"I", "initial-password-prompt", "", "ask for the password at the start", flag(func(s *wanted) { s.askPassword = true })},
	{"", "initial-sudo-password-prompt", "", "ask for sudo's password at the start", flag(func(s *wanted) { s.askSudo = true })},
	{"l", "list", "", "print the tasks, and exit", flag(func(s *wanted) { s.list = true })},
	{"", "set", "KEY=VALUE,...", "set keys of env, parted by commas", setOption},
	{"", "shortlist", "", "the same as -F short --list", flag(func(s *wanted) { s.list, s.format = true, "short" })},
	{"V", "version", "", "print the version, and exit", flag(func(s *wanted) { s.version = true })},
	{"a", "no_agent", "", "do not ask the SSH agent for keys", envFlag("no_agent")},
	{"A", "forward-agent", "", "let commands use the agent here", envFlag("forward_agent")},
	{"", "abort-on-prompts", "", "end instead of asking for a password, a host and the like", envFlag("abort_on_prompts")},
	{"c", "config", "PATH", "the file of settings, instead of ~/.fabricrc", func(s *wanted, v string) error { s.config = v; return nil }},
	{"", "colorize-errors", "", "colour warnings and errors", envFlag("colorize_errors")},
	{"D", "disable-known-hosts", "", "believe every server, known or not", envFlag("disable_known_hosts")},
	{"e", "eagerly-disconnect", "", "close connections after each task", envFlag("eagerly_disconnect")},
	{"f", "fabfile", "PATH", "the fabfile, or the name that it has", envOption("fabfile")},
	{"g", "gateway", "HOST", "connect through this host", envOption("gateway")},
	{"", "hide", "LEVELS", "levels of output not to show, parted by commas", commas(func(s *wanted) *[]string { return &s.hide })},
	{"H", "hosts", "HOSTS", "hosts to run on, parted by commas", commas(func(s *wanted) *[]string { return &s.env.Hosts })},
	{"i", "", "PATH", "file of a private key; may be given several times", func(s *wanted, v string) error { s.env.KeyFilename = append(s.env.KeyFilename, v); return nil }},
	{"k", "no-keys", "", "do not look for private keys in ~/.ssh", envFlag("no_keys")},
	{"", "keepalive", "N", "ask servers every N seconds whether they are there", secondsOption("keepalive")},
	{"", "linewise", "", "show output by whole lines", envFlag("linewise")},
	{"n", "connection-attempts", "M", "try M times to connect", envOption("connection_attempts")},
	{"", "no-pty", "", "run commands without a terminal there", flag(func(s *wanted) { s.env.NoPTY = true })},
	{"p", "password", "PASSWORD", "the password for logins and sudo", func(s *wanted, v string) error { s.env.Password = Secret(v); return nil }},
	{"P", "parallel", "", "run on all hosts at once", envFlag("parallel")},
	{"", "port", "PORT", "port of hosts that name none", envOption("port")},
	{"r", "reject-unknown-hosts", "", "refuse servers that are not known, as is usual here", envFlag("reject_unknown_hosts")},
	{"", "sudo-password", "PASSWORD", "the password for sudo", func(s *wanted, v string) error { s.env.SudoPassword = Secret(v); return nil }},
	{"", "system-known-hosts", "PATH", "the file of known servers", envOption("system_known_hosts")},
	{"R", "roles", "ROLES", "roles whose hosts to run on, parted by commas", commas(func(s *wanted) *[]string { return &s.env.Roles })},
	{"s", "shell", "SHELL", "the shell there, instead of '/bin/bash -l -c'", envOption("shell")},
	{"", "show", "LEVELS", "levels of output to show, parted by commas", commas(func(s *wanted) *[]string { return &s.show })},
	{"", "skip-bad-hosts", "", "go on without hosts that cannot be reached", envFlag("skip_bad_hosts")},
	{"", "skip-unknown-tasks", "", "go on without tasks that are not there", envFlag("skip_unknown_tasks")},
	{"", "ssh-config-path", "PATH", "the file of SSH's settings", envOption("ssh_config_path")},
	{"t", "timeout", "N", "how many seconds a connection may take", secondsOption("timeout")},
	{"T", "command-timeout", "N", "how many seconds a command may take", secondsOption("command_timeout")},
	{"u", "user", "USER", "log in as this user", envOption("user")},
	{"w", "warn-only", "", "warn, instead of ending, when a command fails", envFlag("warn_only")},
	{"x", "exclude-hosts", "HOSTS", "hosts not to run on, parted by commas", commas(func(s *wanted) *[]string { return &s.env.ExcludeHosts })},
	{"z", "pool-size", "N", "run on N hosts at once", envOption("pool_size")},

	{"", "accept-new-hosts", "", "believe servers that are new, and remember them", envFlag("accept_new_hosts")},
	{"", "batch", "N", "with -P: run on N hosts, wait for them, and go on", envOption("batch_size")},
	{"", "completion", "SHELL", "print a script that completes tasks: bash, zsh or fish", func(s *wanted, v string) error { s.completion = v; return nil }},
	{"", "dry-run", "", "say what would be done, and do nothing", envFlag("dry_run")},
	{"", "inventory", "FILE", "take hosts and roles from a file; may be given several times", func(s *wanted, v string) error { s.inventories = append(s.inventories, v); return nil }},
	{"", "json", "", "print at the end what came of it, as JSON, and nothing else to standard output", flag(func(s *wanted) { s.json = true })},
	{"", "keep-by-host", "", "with -P: show what a host says when it is done, in one piece", envFlag("keep_by_host")},
	{"", "max-failures", "N", "start no further host once N have failed", envOption("max_failures")},
	{"", "retries", "N", "try a task again on a host where it failed, N times", envOption("retries")},
	{"", "retry-wait", "N", "wait N seconds before that", secondsOption("retry_wait")},
	{"", "summary", "", "print at the end what came of each host, and how long it took", flag(func(s *wanted) { s.summary = true })},
	{"", "use-ssh-config", "", "heed ~/.ssh/config, as ssh does", envFlag("use_ssh_config")},
	{"", "compile", "FILE", "make a program of the fabfile, for machines without Go", func(s *wanted, v string) error { s.compile = v; return nil }},
}

func envFlag(name string) func(*wanted, string) error {
	return func(s *wanted, _ string) error { return keys[name].set(s.env, true) }
}

func listFormat(s *wanted, v string) error {
	if !slices.Contains([]string{"short", "normal", "nested"}, v) {
		return fmt.Errorf("%q: expected short, normal or nested", v)
	}
	s.format = v
	return nil
}

func setOption(s *wanted, v string) error {
	for _, pair := range splitEscaped(v, ',') {
		parts := splitEscaped(pair, '=')
		switch len(parts) {
		case 1:
			s.valueless = append(s.valueless, unescape(parts[0]))
		case 2:
			s.set = append(s.set, [2]string{unescape(parts[0]), unescape(parts[1])})
		default:
			return fmt.Errorf("%q: expected KEY=VALUE, with \\= for an equals sign in it", pair)
		}
	}
	return nil
}

// parseOptions reads a command line. Options may stand between tasks; what follows
// -- is a command.
func parseOptions(args []string, s *wanted) error {
	for i := 0; i < len(args); i++ {
		a := args[i]
		switch {
		case a == "--":
			s.remainder, s.hasRemainder = strings.Join(args[i+1:], " "), true
			return nil
		case strings.HasPrefix(a, "--"):
			name, value, given := strings.Cut(a[2:], "=")
			o, err := longOption(name)
			if err != nil {
				return err
			}
			switch {
			case o.value == "" && given:
				return fmt.Errorf("--%s option does not take a value", o.long)
			case o.value != "" && !given:
				if i++; i == len(args) {
					return fmt.Errorf("--%s option requires 1 argument", o.long)
				}
				value = args[i]
			}
			if err := o.take(s, value); err != nil {
				return fmt.Errorf("option --%s: %w", o.long, err)
			}
		case len(a) > 1 && a[0] == '-':
			for rest := a[1:]; rest != ""; {
				name := rest[:1]
				rest = rest[1:]
				n := slices.IndexFunc(cliOptions, func(o option) bool { return o.short == name })
				if n < 0 {
					return fmt.Errorf("no such option: -%s", name)
				}
				o, value := cliOptions[n], ""
				if o.value != "" {
					if value, rest = rest, ""; value == "" {
						if i++; i == len(args) {
							return fmt.Errorf("-%s option requires 1 argument", name)
						}
						value = args[i]
					}
				}
				if err := o.take(s, value); err != nil {
					return fmt.Errorf("option -%s: %w", name, err)
				}
			}
		default:
			s.calls = append(s.calls, a)
		}
	}
	return nil
}

// longOption finds an option by its name or a beginning that no other has.
func longOption(name string) (option, error) {
	var found []option
	for _, o := range cliOptions {
		if o.long == "" {
			continue
		}
		if o.long == name {
			return o, nil
		}
		if name != "" && strings.HasPrefix(o.long, name) {
			found = append(found, o)
		}
	}
	switch len(found) {
	case 0:
		if strings.HasPrefix(name, "gss-") {
			return option{}, fmt.Errorf("--%s: GSS-API is not supported", name)
		}
		return option{}, fmt.Errorf("no such option: --%s", name)
	case 1:
		return found[0], nil
	}
	var names []string
	for _, o := range found {
		names = append(names, "--"+o.long)
	}
	return option{}, fmt.Errorf("ambiguous option: --%s (%s?)", name, strings.Join(names, ", "))
}

const usage = "fab [options] <task>[:arg1,arg2=val2,host=foo,hosts='h1;h2',...] ..."

// writeHelp prints what the command line can be.
func writeHelp(w io.Writer) error {
	var b strings.Builder
	b.WriteString("Run tasks of a fabfile, here or on hosts by SSH.\n\nUsage: " + usage + "\n\nOptions:\n")
	for _, o := range cliOptions {
		var names []string
		if o.short != "" {
			s := "-" + o.short
			if o.value != "" {
				s += " " + o.value
			}
			names = append(names, s)
		}
		if o.long != "" {
			s := "--" + o.long
			if o.value != "" {
				s += "=" + o.value
			}
			names = append(names, s)
		}
		left := "  " + strings.Join(names, ", ")
		const column = 36
		if len(left) >= column {
			b.WriteString(left + "\n" + strings.Repeat(" ", column) + o.help + "\n")
		} else {
			fmt.Fprintf(&b, "%-*s%s\n", column, left, o.help)
		}
	}
	b.WriteString("\nExample:\n  fab -H web1,web2 -P deploy:branch=main\n  fab -R web -- uptime\n")
	_, err := io.WriteString(w, b.String())
	return err
}

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
	s := wanted{env: &Env{}}
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
