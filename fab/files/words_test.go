package files_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/pyops-go/pyops/fab/files"
	"github.com/pyops-go/pyops/internal/peers"
)

// Wrong calls, and hosts that refuse, are told in these words.
func TestWords(t *testing.T) {
	s := peers.StartSSHD(t)
	c := session(t, s)
	d := t.TempDir()
	write(t, filepath.Join(s.Home, "f"), "one\n")
	template := filepath.Join(d, "template")
	upload := func(text string, data any) error {
		if err := os.WriteFile(template, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return files.UploadTemplate(c, template, "x", data, nil)
	}
	values := map[string]any{"name": "x"}
	_, first := files.First(nil, []string{"f"}, nil)
	for _, q := range []struct {
		err, kind error
		want      string
	}{
		{files.Append(nil, "f", []string{"x"}, nil), files.ErrFile, `files: append "f": there is no context: make one by fab.NewContext`},
		{first, files.ErrFile, `files: exists "f": there is no context: make one by fab.NewContext`},
		{files.UploadTemplate(nil, "f", "x", nil, nil), files.ErrFile, `files: upload_template "f": there is no context: make one by fab.NewContext`},
		{files.Append(c, "f", []string{"a\x00b"}, nil), files.ErrFile, `files: append "f": a line holds a zero byte`},
		{files.Sed(c, "f", "one", "two", &files.SedOptions{Flags: "w"}), files.ErrFile, `files: sed "f": flags 'w': expected those of a replacement, such as i`},
		{files.Sed(c, "f", "one", "two", &files.SedOptions{Backup: "/x"}), files.ErrFile, `files: sed "f": backup '/x': expected the end of a name, without /, * and zero bytes`},
		{files.Sed(c, "f", "one", "t\x00wo", nil), files.ErrFile, `files: sed "f": what is looked for, or what takes its place, holds a zero byte`},
		{files.Sed(c, "none", "one", "two", nil), files.ErrFile, `files: sed "none": none: No such file or directory`},
		{files.UploadTemplate(c, template, "x", nil, nil), os.ErrNotExist, `files: upload_template "` + template + `": the template cannot be read: open ` + template + ": no such file or directory"},
		{upload("100 %", values), files.ErrFile, `files: upload_template "` + template + `": "%": expected %(name)s, or %% for a percent sign`},
		{upload("%(none)s", values), files.ErrFile, `files: upload_template "` + template + `": %(none)s: the data has no "none"`},
		{upload("%(name)x", values), files.ErrFile, `files: upload_template "` + template + `": %(name)x: expected %(name)s or %(name)d`},
		{upload("%(name)d", values), files.ErrFile, `files: upload_template "` + template + `": %(name)d: the value is a string: expected a whole number`},
		{upload("x", 5), files.ErrFile, `files: upload_template "` + template + `": the data is a int: expected a map with texts as keys`},
		{&files.Error{Kind: files.ErrFile, Op: "sed", Path: "f", Reason: "a\x1b[2J\nb"}, files.ErrFile, `files: sed "f": a?[2J b`},
	} {
		if q.err == nil || q.err.Error() != q.want || !errors.Is(q.err, q.kind) {
			t.Errorf("got  %v\nwant %s", q.err, q.want)
		}
	}
	var none *files.Error
	if none.Error() != "files: no error" || none.Unwrap() != nil {
		t.Error(none.Error())
	}
}
