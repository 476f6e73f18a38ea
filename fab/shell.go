package fab

import (
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/pyops-go/pyops/internal/pytext"
)

// doubleQuoted escapes what means something between double quotes.
var doubleQuoted = strings.NewReplacer(`\`, `\\`, `"`, `\"`, `$`, `\$`, "`", "\\`")

// quotePath quotes a path for the shell. ~ and ~user at its beginning stay what
// they are, and a name that begins with a dash is no option.
func quotePath(path string) string {
	if strings.HasPrefix(path, "~") {
		home, rest, sub := strings.Cut(path, "/")
		if userName.MatchString(home[1:]) {
			switch {
			case !sub:
				return home
			case rest == "":
				return home + "/"
			}
			return home + "/" + pytext.Quote(rest)
		}
	}
	if strings.HasPrefix(path, "-") {
		path = "./" + path
	}
	return pytext.Quote(path)
}

var userName = regexp.MustCompile(`^[A-Za-z0-9._-]*$`)

// QuotePath quotes a path for a remote shell, so that a command can be made of it:
// blanks, quotes, line ends and a leading dash are part of the name. ~ at the
// beginning stays the home.
func QuotePath(path string) string { return quotePath(path) }

// exports are the variables that commands begin with.
func (e *Env) exports() string {
	var words []string
	if e.Path != "" {
		path := pytext.Quote(e.Path)
		if rest, ok := strings.CutPrefix(e.Path, "~/"); ok {
			path = `"$HOME"/` + pytext.Quote(rest)
		}
		// The empty quotes are where Fabric has them, so that commands compare equal.
		switch PathBehavior(e.PathBehavior) {
		case PrependPath:
			words = append(words, `PATH=""`+path+`":$PATH"`)
		case ReplacePath:
			words = append(words, `PATH=""`+path+`""`)
		default:
			words = append(words, `PATH="$PATH:"`+path+`""`)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(e.ShellEnv)) {
		words = append(words, name+`="`+doubleQuoted.Replace(e.ShellEnv[name])+`"`)
	}
	if words == nil {
		return ""
	}
	return "export " + strings.Join(words, " ") + " && "
}

// prefixed is a command with what the env puts before it. What could go on though
// a prefix has failed is made one.
func (e *Env) prefixed(command string) string {
	var before []string
	if e.CWD != "" {
		before = append(before, "cd "+quotePath(e.CWD)+" >/dev/null")
	}
	before = append(before, e.CommandPrefixes...)
	if exports := e.exports(); exports != "" {
		before = append([]string{strings.TrimSuffix(exports, " && ")}, before...)
	}
	if before == nil {
		return command
	}
	if strings.ContainsAny(command, ";&|\n") {
		end := "\n}"
		if strings.HasSuffix(command, `\`) { // it would take the line's end for its own
			end = "\n\n}"
		}
		command = "{ " + command + end
	}
	return strings.Join(before, " && ") + " && " + command
}

// wrapping is how a command becomes what is sent.
type wrapping struct {
	sudo     bool
	user     string
	group    string
	noShell  bool
	noEscape bool
	noInput  bool // what the shell runs has an empty input
}

// wrap is the command line that is sent for a command.
func (e *Env) wrap(command string, w wrapping) (string, error) {
	if strings.ContainsRune(command, 0) {
		op := "run"
		if w.sudo {
			op = "sudo"
		}
		return "", bad(op, command, "the command holds a zero byte")
	}
	sudo := ""
	if w.sudo {
		sudo = e.interpolate(e.sudoPrefix())
		if w.user != "" {
			sudo += ` -u "` + doubleQuoted.Replace(w.user) + `" `
		}
		if w.group != "" {
			sudo += ` -g "` + doubleQuoted.Replace(w.group) + `" `
		}
		sudo += " "
	}
	if w.noShell {
		if sudo == "" {
			return e.prefixed(command), nil
		}
		// sudo runs a program: what a shell must do comes before it, or cannot be.
		if len(e.CommandPrefixes) > 0 || len(e.ShellEnv) > 0 || e.Path != "" {
			return "", bad("sudo", command, "without a shell there are no prefixes and no variables for it: leave NoShell out")
		}
		return e.prefixed(sudo + command), nil
	}
	line := e.prefixed(command)
	if !w.noEscape {
		line = doubleQuoted.Replace(line)
	}
	if w.noInput {
		line = "exec </dev/null && " + line
	}
	return sudo + e.shell() + ` "` + line + `"`, nil
}

// posix reports whether the shell of the env is one that exec means the usual to.
func (e *Env) posix() bool {
	first, _, _ := strings.Cut(strings.TrimSpace(e.shell()), " ")
	return slices.Contains([]string{"sh", "bash", "dash", "ash", "ksh", "zsh"}, path.Base(first))
}

var interpolation = regexp.MustCompile(`%\(([A-Za-z_][A-Za-z0-9_]*)\)s|%%`)

// interpolate replaces %(key)s by the value of that key of env.
func (e *Env) interpolate(text string) string {
	return interpolation.ReplaceAllStringFunc(text, func(m string) string {
		if m == "%%" {
			return "%"
		}
		switch name := m[2 : len(m)-2]; name {
		case "sudo_prompt":
			return e.sudoPrompt()
		default:
			v, _ := e.Get(name)
			if v == nil {
				return ""
			}
			return fmt.Sprint(v)
		}
	})
}

// Quote makes text one word of the shell, whatever is in it.
func Quote(text string) string { return pytext.Quote(text) }
