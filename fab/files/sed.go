package files

import (
	"strings"

	"github.com/pyops-go/pyops/fab"
	"github.com/pyops-go/pyops/internal/pytext"
)

// SedOptions are those of [Sed], [Comment] and [Uncomment].
type SedOptions struct {
	UseSudo bool

	// Limit is a regular expression: only lines that match are changed.
	Limit string

	// Flags are those of sed's s command, besides g.
	Flags string

	// Backup is added to the name of the file as it was; "" is ".bak". NoBackup keeps
	// none.
	Backup   string
	NoBackup bool

	// Char begins a comment; "" is "#".
	Char string
}

func (o *SedOptions) char() string {
	if o == nil || o.Char == "" {
		return "#"
	}
	return o.Char
}

// slashes escapes the slashes of an expression that are not escaped yet.
func slashes(s string) string {
	var b strings.Builder
	escaped := false
	for _, r := range []byte(s) { // a file may hold what is no UTF-8
		if r == '/' && !escaped {
			b.WriteByte('\\')
		}
		escaped = r == '\\' && !escaped
		b.WriteByte(r)
	}
	return b.String()
}

// lineEnds escapes the line ends of a replacement that are not escaped yet.
func lineEnds(s string) string {
	var b strings.Builder
	escaped := false
	for _, r := range []byte(s) {
		if r == '\n' && !escaped {
			b.WriteByte('\\')
		}
		escaped = r == '\\' && !escaped
		b.WriteByte(r)
	}
	return b.String()
}

// edit is the script: sed into a file beside the old one, which takes its place with
// its mode. It follows a link to what it leads to.
const edit = `f=$1; backup=$2; expression=$3
[ -f "$f" ] || { echo "$f: No such file or directory" >&2; exit 2; }
[ ! -L "$f" ] || f=$(readlink -f -- "$f") || exit 2
sed -i"$backup" -E -e "$expression" -- "$f"`

func sed(c *fab.Context, op, path, expression string, o *SedOptions) error {
	if o == nil {
		o = &SedOptions{}
	}
	backup := o.Backup
	switch {
	case o.NoBackup:
		backup = ""
	case backup == "":
		backup = ".bak"
	}
	if strings.ContainsAny(backup, "/\x00*") {
		return &Error{Kind: ErrFile, Op: op, Path: path, Reason: "backup " + pytext.Repr(backup) + ": expected the end of a name, without /, * and zero bytes"}
	}
	if strings.ContainsRune(expression, 0) {
		return &Error{Kind: ErrFile, Op: op, Path: path, Reason: "what is looked for, or what takes its place, holds a zero byte"}
	}
	r, err := script(c, op, path, o.UseSudo, edit, fab.QuotePath(path), pytext.Quote(backup), pytext.Quote(expression))
	return done(op, path, r, err)
}

// Sed replaces what an extended regular expression matches in every line of a file:
// sed -E -e 's/before/after/g'. In after, \1 and & are what sed takes them for. What
// the file was is kept beside it. A file that is not there is an error.
func Sed(c *fab.Context, path, before, after string, opts *SedOptions) error {
	limit, flags := "", ""
	if opts != nil {
		flags = opts.Flags
		if opts.Limit != "" {
			limit = "/" + slashes(opts.Limit) + "/ "
		}
	}
	if strings.Trim(flags, "0123456789iIgpM") != "" {
		return &Error{Kind: ErrFile, Op: "sed", Path: path, Reason: "flags " + pytext.Repr(flags) + ": expected those of a replacement, such as i"}
	}
	return sed(c, "sed", path, limit+"s/"+slashes(before)+"/"+lineEnds(slashes(after))+"/"+flags+"g", opts)
}

// Comment makes lines comments: Options.Char is put before what the regular
// expression matches. Lines in which it stands there already stay as they are.
func Comment(c *fab.Context, path, regex string, opts *SedOptions) error {
	start, end := "", ""
	if rest, ok := strings.CutPrefix(regex, "^"); ok {
		start, regex = "^", rest
	}
	if rest, ok := strings.CutSuffix(regex, "$"); ok && !strings.HasSuffix(rest, `\`) {
		end, regex = "$", rest
	}
	ch := slashes(literal(opts.char()))
	expression := "/" + ch + "(" + slashes(regex) + ")" + end + "/! s/" + start + "(" + slashes(regex) + ")" + end + "/" + slashes(replacement(opts.char())) + `\1/g`
	return sed(c, "comment", path, expression, opts)
}

// Uncomment takes the character of a comment, and a blank after it, from lines that
// match a regular expression.
func Uncomment(c *fab.Context, path, regex string, opts *SedOptions) error {
	ch := slashes(literal(opts.char()))
	return sed(c, "uncomment", path, "/"+slashes(regex)+"/ s/^([[:space:]]*)"+ch+"[[:space:]]?/"+`\1/g`, opts)
}

// literal is a regular expression that matches a text.
func literal(s string) string {
	var b strings.Builder
	for _, r := range s {
		if strings.ContainsRune(`.[]\*^$+?(){}|`, r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// replacement is what sed puts in for a text.
func replacement(s string) string {
	return strings.NewReplacer(`\`, `\\`, "&", `\&`, "\n", "\\\n").Replace(s)
}
