package files

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"text/template"

	"github.com/pyops-go/pyops/fab"
)

// TemplateOptions are those of [UploadTemplate].
type TemplateOptions struct {
	// Template reads the file as one of Go's text/template, in the place of Jinja;
	// else %(name)s is replaced, as Python's % does.
	Template    bool
	TemplateDir string // where the file is, if not in the directory of Lcd

	UseSudo  bool // write as Env.SudoUser
	NoBackup bool // do not keep what is there, with .bak at the end of its name

	// Mode is what the file gets; MirrorLocalMode gives it that of the template.
	Mode            fs.FileMode
	MirrorLocalMode bool
}

// UploadTemplate fills in a local file and writes it to the host. data is a map with
// texts as keys; a template of Go takes anything. What the file there was is kept
// beside it. Nothing of it stands in a file that others may read on the way.
func UploadTemplate(c *fab.Context, filename, destination string, data any, opts *TemplateOptions) error {
	const op = "upload_template"
	if opts == nil {
		opts = &TemplateOptions{}
	}
	if c == nil || c.Env == nil {
		return &Error{Kind: ErrFile, Op: op, Path: filename, Reason: "there is no context: make one by fab.NewContext"}
	}
	local := filename
	if opts.TemplateDir != "" {
		local = filepath.Join(opts.TemplateDir, filename)
	}
	if !filepath.IsAbs(local) && c.Env.LCWD != "" {
		local = filepath.Join(c.Env.LCWD, local)
	}
	text, err := os.ReadFile(local)
	if err != nil {
		return &Error{Kind: ErrFile, Op: op, Path: filename, Reason: "the template cannot be read: " + err.Error(), Err: err}
	}
	filled, err := Fill(string(text), data, opts.Template)
	if err != nil {
		return &Error{Kind: ErrFile, Op: op, Path: filename, Reason: err.Error(), Err: err}
	}
	put := &fab.PutOptions{UseSudo: opts.UseSudo, Mode: opts.Mode}
	if opts.MirrorLocalMode {
		info, err := os.Stat(local)
		if err != nil {
			return &Error{Kind: ErrFile, Op: op, Path: filename, Reason: err.Error(), Err: err}
		}
		put.Mode = info.Mode().Perm()
	}
	const backup = `d=$1; [ ! -d "$d" ] || d=${d%/}/$2; if [ "$3" = y ] && [ -e "$d" ]; then cp -p -- "$d" "$d.bak" || exit 2; fi; [ ! -d "$1" ] || echo directory`
	keep := "y"
	if opts.NoBackup {
		keep = "n"
	}
	r, err := script(c, op, destination, opts.UseSudo, backup, fab.QuotePath(destination), "'"+strings.ReplaceAll(filepath.Base(filename), "'", `'\''`)+"'", keep)
	if err := done(op, destination, r, err); err != nil {
		return err
	}
	if strings.TrimSpace(r.Stdout) == "directory" {
		destination = path.Join(destination, filepath.Base(filename))
	}
	_, err = c.PutReader(strings.NewReader(filled), destination, put)
	return err
}

var verb = regexp.MustCompile(`%(?:\(([^)]*)\))?([a-zA-Z%])?`)

// Fill fills in a template: one of Go's text/template, or %(name)s, %(name)d and
// %% as in Python, of a map with texts as keys. A name that is not there, and a verb
// that is neither, is an error.
func Fill(text string, data any, goTemplate bool) (string, error) {
	if goTemplate {
		t, err := template.New("template").Option("missingkey=error").Parse(text)
		if err != nil {
			return "", err
		}
		var b bytes.Buffer
		if err := t.Execute(&b, data); err != nil {
			return "", err
		}
		return b.String(), nil
	}
	var values map[string]any
	switch d := data.(type) {
	case nil: // as in Fabric, nothing is replaced
		return text, nil
	case map[string]any:
		values = d
	case map[string]string:
		values = map[string]any{}
		for k, v := range d {
			values[k] = v
		}
	default:
		return "", fmt.Errorf("the data is a %T: expected a map with texts as keys", data)
	}
	var wrong error
	filled := verb.ReplaceAllStringFunc(text, func(m string) string {
		p := verb.FindStringSubmatch(m)
		v, known := values[p[1]]
		switch {
		case m == "%%":
			return "%"
		case !strings.HasPrefix(m, "%("):
			wrong = fmt.Errorf("%q: expected %%(name)s, or %%%% for a percent sign", m)
		case !known:
			wrong = fmt.Errorf("%s: the data has no %q", m, p[1])
		case p[2] == "s":
			return fmt.Sprint(v)
		case p[2] == "d" || p[2] == "i":
			switch v.(type) {
			case int, int8, int16, int32, int64, uint, uint8, uint16, uint32, uint64:
				return fmt.Sprint(v)
			}
			wrong = fmt.Errorf("%s: the value is a %T: expected a whole number", m, v)
		default:
			wrong = fmt.Errorf("%s: expected %%(name)s or %%(name)d", m)
		}
		return m
	})
	return filled, wrong
}
