package files

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/pyops-go/pyops/fab"
	"github.com/pyops-go/pyops/internal/pytext"
	"github.com/pyops-go/pyops/internal/sshconn"
)

// ErrFile is the kind of the errors of this package: a file cannot be read or
// written, or is not there.
var ErrFile = errors.New("files: the file cannot be used")

// An Error says what could not be done with which file.
type Error struct {
	Kind   error // ErrFile
	Op     string
	Path   string
	Reason string // what the command said
	Err    error
}

// Error is one line, whatever a command of the host said.
func (e *Error) Error() string {
	if e == nil {
		return "files: no error"
	}
	return sshconn.OneLine(fmt.Sprintf("files: %s %q: %s", e.Op, e.Path, e.Reason))
}

// Unwrap gives errors.Is the kind and the cause.
func (e *Error) Unwrap() []error {
	if e == nil {
		return nil
	}
	if e.Err == nil {
		return []error{e.Kind}
	}
	return []error{e.Kind, e.Err}
}

// script runs a shell script with arguments, and returns its status and what it said.
// Names among the arguments are words of the shell already.
func script(c *fab.Context, op, path string, sudo bool, text string, words ...string) (*fab.Result, error) {
	if c == nil || c.Env == nil {
		return nil, &Error{Kind: ErrFile, Op: op, Path: path, Reason: "there is no context: make one by fab.NewContext"}
	}
	quiet := c.Hide(fab.Everything).WarnOnly()
	// A directory of Cd holds; commands that go before others are not for these.
	quiet.Env.CommandPrefixes = nil
	command := "sh -c " + pytext.Quote(text) + " sh " + strings.Join(words, " ")
	do := quiet.Run
	if sudo {
		do = quiet.Sudo
	}
	return do(command, &fab.RunOptions{NoPTY: true, NoCombineStderr: true})
}

// done turns a status other than 0 into an error that names the file.
func done(op, path string, r *fab.Result, err error) error {
	if err != nil || r.Succeeded() {
		return err
	}
	reason := strings.Join(strings.FieldsFunc(r.Stderr, func(x rune) bool { return x == '\n' || x == '\r' }), "; ")
	if reason == "" {
		reason = fmt.Sprintf("the command ended with status %d", r.ReturnCode)
	}
	return &Error{Kind: ErrFile, Op: op, Path: path, Reason: reason}
}

// answer is a yes for status 0, a no for 1, and an error for anything else.
func answer(op, path string, r *fab.Result, err error) (bool, error) {
	switch {
	case err != nil:
		return false, err
	case r.ReturnCode == 0 && r.Succeeded():
		return true, nil
	case r.ReturnCode == 1:
		return false, nil
	}
	return false, done(op, path, r, err)
}

// Options are those of functions that only look.
type Options struct {
	UseSudo bool // look as Env.SudoUser

	// Literal takes * ? and [ in names as they are; else they are patterns.
	Literal bool
}

// pattern quotes a name but for what makes it a pattern: * and ?, and [ with all that
// belongs to it.
func pattern(path string) string {
	var b strings.Builder
	plain := ""
	flush := func() {
		if plain != "" {
			if b.Len() == 0 {
				b.WriteString(fab.QuotePath(plain))
			} else {
				b.WriteString(pytext.Quote(plain))
			}
			plain = ""
		}
	}
	for i := 0; i < len(path); i++ {
		ch := path[i]
		if ch == '*' || ch == '?' {
			flush()
			b.WriteByte(ch)
			continue
		}
		if end := bracket(path[i:]); end > 0 {
			flush()
			b.WriteString(set(path[i : i+end]))
			i += end - 1
			continue
		}
		plain += path[i : i+1]
	}
	flush()
	return b.String()
}

// bracket is how long the [set] at the beginning of a text is, or 0. A ] that comes
// first belongs to it, and so does one that ends a class, as in [[:digit:]]. A slash
// never does.
func bracket(s string) int {
	if s[0] != '[' {
		return 0
	}
	i := 1
	if strings.HasPrefix(s[i:], "!") || strings.HasPrefix(s[i:], "^") {
		i++
	}
	// A range goes from one character to another: behind it, and behind a class, no
	// range begins, and where it ends, no class does.
	single := false
	for first := true; i < len(s) && s[i] != '/'; first = false {
		switch n := class(s[i:]); {
		case s[i] == ']' && !first:
			return i + 1
		case n > 0:
			i, single = i+n, false
		case s[i] == '-' && single && i+1 < len(s) && s[i+1] != ']' && s[i+1] != '/':
			i, single = i+1, false
			if !strings.HasPrefix(s[i:], "[.") {
				i++
			}
		default:
			i, single = i+1, true
		}
	}
	return 0
}

// class is how long the [:class:] at the beginning of a text is, or the like of it
// with = or a dot, or 0.
func class(s string) int {
	if len(s) < 2 || s[0] != '[' || strings.IndexByte(":=.", s[1]) < 0 {
		return 0
	}
	if end := strings.Index(s[2:], s[1:2]+"]"); end >= 0 && !strings.Contains(s[2:2+end], "/") {
		return 2 + end + 2
	}
	return 0
}

// set quotes what the shell would not leave in a [set].
func set(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if strings.IndexByte("[]!^", s[i]) >= 0 || s[i] >= utf8.RuneSelf {
			b.WriteByte(s[i])
		} else {
			b.WriteString(pytext.Quote(s[i : i+1]))
		}
	}
	return b.String()
}

func (o *Options) word(path string) string {
	if o != nil && o.Literal {
		return fab.QuotePath(path)
	}
	return pattern(path)
}

func (o *Options) sudo() bool { return o != nil && o.UseSudo }

// there is a script that tells whether names are there, links that lead nowhere too.
const there = `for f; do [ -e "$f" ] || [ -L "$f" ] || exit 1; done`

// Exists reports whether a file, directory or link is there. The name may be a
// pattern: one that matches anything is there.
func Exists(c *fab.Context, path string, opts *Options) (bool, error) {
	if path == "" {
		return false, &Error{Kind: ErrFile, Op: "exists", Reason: "expected a name"}
	}
	r, err := script(c, "exists", path, opts.sudo(), there, opts.word(path))
	return answer("exists", path, r, err)
}

// IsLink reports whether a name is a symbolic link.
func IsLink(c *fab.Context, path string, opts *Options) (bool, error) {
	r, err := script(c, "is_link", path, opts.sudo(), `[ -L "$1" ]`, opts.word(path))
	return answer("is_link", path, r, err)
}

// First is the first of names that is there, or "".
func First(c *fab.Context, paths []string, opts *Options) (string, error) {
	for _, p := range paths {
		if ok, err := Exists(c, p, opts); ok || err != nil {
			return p, err
		}
	}
	return "", nil
}

// ContainsOptions are those of [Contains].
type ContainsOptions struct {
	UseSudo    bool
	Exact      bool // a whole line
	NoEscape   bool // the text is an extended regular expression
	IgnoreCase bool
}

// Contains reports whether a file has a line with the text in it. A file that is not
// there is an error.
func Contains(c *fab.Context, path, text string, opts *ContainsOptions) (bool, error) {
	if opts == nil {
		opts = &ContainsOptions{}
	}
	if strings.Contains(text, "\n") {
		return false, &Error{Kind: ErrFile, Op: "contains", Path: path, Reason: "the text has several lines: expected one"}
	}
	flags := "-q"
	if opts.NoEscape {
		flags += "E"
	} else {
		flags += "F"
	}
	if opts.Exact {
		flags += "x"
	}
	if opts.IgnoreCase {
		flags += "i"
	}
	r, err := script(c, "contains", path, opts.UseSudo, `grep "$1" -e "$2" -- "$3"`, flags, pytext.Quote(text), fab.QuotePath(path))
	return answer("contains", path, r, err)
}

// AppendOptions are those of [Append].
type AppendOptions struct {
	UseSudo  bool
	Partial  bool // a line that begins with the text, or with its last line, is enough
	NoEscape bool // the texts are extended regular expressions to the search
}

// appended is a script that adds texts to the file $1: those that it has not yet, after
// the end of a last line that has none. A text of several lines is there where they
// stand one after the other.
const appended = `f=$1; how=$2; shift 2
nl='
'
has() {
  case $how$l in
  line*"$nl"* | begin"$l") [ -f "$f" ] && H=$how L=$l LC_ALL=C awk '
    BEGIN { n = split(ENVIRON["L"], want, "\n"); if (n == 0) n = 1 }
    { have[NR % n] = $0 }
    NR < n { next }
    {
      for (i = 1; i < n; i++) if (have[(NR + i) % n] "" != want[i] "") next
      if (ENVIRON["H"] == "line" ? $0 "" == want[n] "" : want[n] == "" || index($0, want[n]) == 1) { found = 1; exit }
    }
    END { exit !found }' <"$f";;
  line*) grep -qxF -e "$l" -- "$f" 2>/dev/null;;
  *) printf '%s\n' "$l" | while IFS= read -r p; do
      case $how in
      regex) grep -qxE -e "$p" -- "$f" 2>/dev/null;;
      *) grep -qE -e "^($p)" -- "$f" 2>/dev/null;;
      esac || exit 1
    done;;
  esac
}
for l; do
  has || {
    if [ -s "$f" ] && [ -n "$(tail -c 1 -- "$f")" ]; then echo >>"$f" || exit 2; fi
    printf '%s\n' "$l" >>"$f" || exit 2
  }
done`

// Append adds lines to a file that it has not yet, and makes the file where there is
// none. Each lands once, whatever is in it. One of several lines is added as a whole,
// unless its lines stand in the file one after the other.
func Append(c *fab.Context, path string, lines []string, opts *AppendOptions) error {
	if opts == nil {
		opts = &AppendOptions{}
	}
	how := map[[2]bool]string{{false, false}: "line", {true, false}: "begin", {false, true}: "regex", {true, true}: "begins"}[[2]bool{opts.Partial, opts.NoEscape}]
	words := []string{fab.QuotePath(path), how}
	for _, l := range lines {
		if strings.ContainsRune(l, 0) {
			return &Error{Kind: ErrFile, Op: "append", Path: path, Reason: "a line holds a zero byte"}
		}
		words = append(words, pytext.Quote(l))
	}
	if len(lines) == 0 {
		return nil
	}
	r, err := script(c, "append", path, opts.UseSudo, appended, words...)
	return done("append", path, r, err)
}
