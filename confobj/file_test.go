package confobj_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/confobj"
	"github.com/pyops-go/pyops/internal/original"
)

func write(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "c.conf")
	if err := os.WriteFile(name, []byte(text), 0o640); err != nil {
		t.Fatal(err)
	}
	return name
}

func read(t *testing.T, name string) string {
	t.Helper()
	contents, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(contents)
}

func TestParityFiles(t *testing.T) {
	rng := original.Rand(t)
	// Each is synced to the disk, so that a long run is no longer than this.
	var table, generated []original.Call
	for _, text := range texts {
		table = append(table, onDisk{text: text}.call(t))
	}
	for range min(original.Rounds(t, 300), 2000) {
		generated = append(generated, onDisk{text: strings.ReplaceAll(randomFile(rng), "new", "n")}.call(t))
	}
	j := judge(t)
	j.Table(t, table)
	j.Generated(t, generated)
}

// An onDisk is a file that is read, changed, written and read again.
type onDisk struct {
	Name string // the original's copy

	text, mine string
}

func (f onDisk) call(t *testing.T) original.Call {
	f.Name, f.mine = write(t, f.text), write(t, f.text)
	return original.Call{Func: "from_file", Args: []any{f}}
}

func (f onDisk) ours() any {
	c, err := confobj.Load(f.mine, &confobj.ConfigObjOptions{Interpolation: confobj.InterpolationOff})
	if err != nil {
		return outcome(nil, err)
	}
	facts := file(c)
	facts = facts[:len(facts)-1] // without "lines"
	if err := errors.Join(c.Set("new", "x"), c.Write()); err != nil {
		return []any{facts, outcome(nil, err)}
	}
	after, err := os.ReadFile(f.mine)
	if err = errors.Join(err, c.Set("new", "lost"), c.Reload()); err != nil {
		return []any{facts, outcome(nil, err)}
	}
	return []any{facts, []any{after, dump(&c.Section), c.Filename == f.mine}}
}

func TestParityAbsentFiles(t *testing.T) {
	py := startConfigObj(t)
	for _, o := range []confobj.ConfigObjOptions{{}, {CreateEmpty: true}, {FileError: true}, {CreateEmpty: true, FileError: true}} {
		name := filepath.Join(t.TempDir(), "none.conf")
		_, perr := py.Call("lambda n, c, f: ConfigObj(n, create_empty=c, file_error=f).dict()", name, o.CreateEmpty, o.FileError)
		_, serr := os.Stat(name)
		theirs := serr == nil
		_ = os.Remove(name)
		_, err := confobj.Load(name, &o)
		_, serr = os.Stat(name)
		if ours := serr == nil; ours != theirs || (err == nil) != (perr == nil) {
			t.Errorf("%+v: made %v, %v here; made %v, %v there", o, ours, err, theirs, perr)
		}
		if err != nil && (!errors.Is(err, confobj.ErrNotFound) || !errors.Is(err, fs.ErrNotExist) || "OSError: "+pythonText(err) != perr.Error()) {
			t.Errorf("%v here, %v there", err, perr)
		}
	}
}

func TestParityOtherInputs(t *testing.T) {
	py := startConfigObj(t)
	d := confobj.Dict{{Key: "a", Value: "1"}, {Key: "s", Value: confobj.Dict{{Key: "b", Value: []any{"x", 2}}}}, {Key: "c", Value: 1.5}}
	c, err := confobj.NewConfigObj(d, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := py.Value("lambda d: [file(ConfigObj(d)), file(ConfigObj(ConfigObj(d)))]", pythonic(d)).([]any)
	again, err := confobj.NewConfigObj(c, nil)
	if err != nil {
		t.Fatal(err)
	}
	// The first file() gives the configuration its indentation.
	for i, ours := range []*confobj.ConfigObj{c, again} {
		got := file(ours)
		for _, p := range want[i].(original.Dict) {
			if p.Key != "indent" && !original.Same(got.Get(p.Key), p.Value) {
				t.Errorf("%v: got %v, want %v", p.Key, original.Plain(got.Get(p.Key)), p.Value)
			}
		}
	}
	for _, bad := range []any{3, []byte("a=1"), 1.5, true} {
		_, perr := py.Call("ConfigObj", bad)
		_, err := confobj.NewConfigObj(bad, nil)
		if got, want := outcome(nil, err), plainErr(original.Result{Err: perr}); !original.Same(got, want) {
			t.Errorf("%v: got %v, want %v", bad, got, want)
		}
	}
	if err := (&confobj.ConfigObj{}).Reload(); !errors.Is(err, confobj.ErrReload) {
		t.Error(err)
	}
	_, perr := py.Call("lambda: ConfigObj().reload()")
	if err := c.Reload(); "ReloadError: "+pythonText(err) != perr.Error() {
		t.Errorf("%v, %v", err, perr)
	}
	if _, err := confobj.NewConfigObj([]string{"a=1\nb=2"}, nil); !errors.Is(err, confobj.ErrValue) {
		t.Error("a line feed within a line:", err)
	}
}

func TestParityReset(t *testing.T) {
	want := startConfigObj(t).Value(`lambda: (lambda c: (c.reset(), [dump(c), c.filename, c.list_values, c.raise_errors, c.unrepr, c.initial_comment])[1])(ConfigObj(["# i", "a=1"], list_values=False, raise_errors=True))`)
	c, err := confobj.NewConfigObj([]string{"# i", "a=1"}, &confobj.ConfigObjOptions{NoListValues: true, RaiseErrors: true})
	if err != nil {
		t.Fatal(err)
	}
	c.Reset()
	got := []any{dump(&c.Section), orNone(c.Filename), !c.Options.NoListValues, c.Options.RaiseErrors, c.Options.Unrepr, append([]string{}, c.InitialComment...)}
	if !original.Same(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// A file that has gone bad leaves a configuration as it was.
func TestReloadIsAllOrNothing(t *testing.T) {
	name := write(t, "a = 1\n[s]\nb = 2\n")
	c, err := confobj.Load(name, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte("a = 3\n[\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := c.Reload(); !errors.Is(err, confobj.ErrParse) || c.Raw("a") != "1" {
		t.Errorf("%v, a is %v", err, c.Raw("a"))
	}
	if err := os.WriteFile(name, []byte("a = 3\n[s]\nx = %(a)s\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := c.Reload(); err != nil {
		t.Fatal(err)
	}
	s := c.Sub("s")
	if v, err := s.Get("x"); v != "3" || err != nil || s.Main() != c || s.Parent() != &c.Section {
		t.Errorf("%v, %v after reloading", v, err)
	}
}

func TestWriteKeepsModeAndLinks(t *testing.T) {
	name := write(t, "a = 1\n")
	link := filepath.Join(t.TempDir(), "link.conf")
	if err := os.Symlink(name, link); err != nil && runtime.GOOS != "windows" {
		t.Fatal(err)
	} else if err != nil {
		link = name
	}
	c, err := confobj.Load(link, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(c.Set("a", "2"), c.Write()); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(name)
	if err != nil || read(t, name) != "a = 2\n" || runtime.GOOS != "windows" && info.Mode().Perm() != 0o640 {
		t.Errorf("%q, %v, %v", read(t, name), info.Mode(), err)
	}
	if l, err := os.Lstat(link); link != name && (err != nil || l.Mode()&fs.ModeSymlink == 0) {
		t.Errorf("the link is %v, %v", l.Mode(), err)
	}
	left, err := os.ReadDir(filepath.Dir(name))
	if err != nil || len(left) != 1 {
		t.Errorf("left beside it: %v, %v", left, err)
	}
}

// What cannot be written leaves the file as it was, and nothing beside it.
func TestAFailedWriteChangesNothing(t *testing.T) {
	name := write(t, "a = 1\n")
	c, err := confobj.Load(name, &confobj.ConfigObjOptions{Encoding: "ascii"})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Set("a", "é"); err != nil {
		t.Fatal(err)
	}
	if err := c.Write(); !errors.Is(err, confobj.ErrEncoding) {
		t.Errorf("%v", err)
	}
	if err := c.WriteFile(filepath.Join(name, "below a file")); err == nil {
		t.Error("written below a file")
	}
	if left, _ := os.ReadDir(filepath.Dir(name)); read(t, name) != "a = 1\n" || len(left) != 1 {
		t.Errorf("%q, %v", read(t, name), left)
	}
	if err := (&confobj.ConfigObj{}).Write(); !errors.Is(err, confobj.ErrValue) {
		t.Errorf("no name: %v", err)
	}
}

// What cannot be replaced in one step is written in place when that is allowed,
// and never silently something else.
func TestWritingInPlaceIsAllowedOrRefused(t *testing.T) {
	name := write(t, "a = 1\n")
	other := filepath.Join(filepath.Dir(name), "other.conf")
	if err := os.Link(name, other); err != nil {
		t.Fatal(err)
	}
	c, err := confobj.Load(name, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(c.Set("a", "2"), c.Write()); !errors.Is(err, confobj.ErrInPlace) || !strings.Contains(err.Error(), name) || read(t, name) != "a = 1\n" {
		t.Errorf("%v, %q", err, read(t, name))
	}
	c.Options.InPlace = true
	if err := c.Write(); err != nil || read(t, name) != "a = 2\n" || read(t, other) != "a = 2\n" {
		t.Errorf("%v, %q and %q", err, read(t, name), read(t, other))
	}
	if runtime.GOOS == "windows" {
		return
	}
	// A link that leads nowhere is not replaced by a file: the file is made.
	link := filepath.Join(t.TempDir(), "link.conf")
	target := filepath.Join(filepath.Dir(link), "target.conf")
	if err := errors.Join(os.Symlink("target.conf", link), c.WriteFile(link)); err != nil || read(t, target) != "a = 2\n" {
		t.Errorf("%v, %q", err, read(t, target))
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Errorf("the link is %v, %v", info, err)
	}
}

func TestParityEncodings(t *testing.T) {
	py := startConfigObj(t)
	py.Define(`
def encoded(raw, encoding):
    return attempt(lambda: (lambda c: [dump(c), written(c), c.BOM])(ConfigObj(io.BytesIO(raw), encoding=encoding)))
`)
	words := map[string]string{
		"latin-1": "é = ÿ", "ISO-8859-15": "a = €", "cp1252": "a = “x”", "koi8-r": "ключ = да", "cp1251": "ключ = да", "gbk": "键 = 值", "gb2312": "键 = 值", "gb18030": "键 = 😀",
		"big5": "鍵 = 值", "euc-jp": "鍵 = 値", "shift_jis": "鍵 = 値", "iso2022_jp": "鍵 = 値", "euc_kr": "키 = 값", "utf-8": "é = 😀", "U8": "é = 😀", "utf_16": "é = 😀", "utf-16-le": "é = 😀", "UTF-16BE": "é = 😀",
		"ascii": "a = b", "mac-roman": "é = ü", "cp437": "é = ü", "iso8859-2": "ł = ż", "utf-8-sig": "é = 1",
	}
	for name, text := range words {
		raw := py.Value("lambda t, e: t.encode(e)", text+"\n", name).([]byte)
		c, err := confobj.Parse(raw, &confobj.ConfigObjOptions{Encoding: name})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		written, err := c.Bytes()
		want := py.Value("encoded", raw, name)
		list, ok := want.([]any)
		if !ok || err != nil {
			t.Errorf("%s: %v here, %v there", name, err, want)
			continue
		}
		// The mark that utf-8-sig takes away is its own there, the file's here.
		if !original.Same(dump(&c.Section), list[0]) || !original.Same(written, list[1]) || name != "utf-8-sig" && c.BOM != list[2] {
			t.Errorf("%s: %v, %q, %v here, %q there", name, dump(&c.Section), written, c.BOM, want)
		}
		for _, broken := range [][]byte{append(raw, 0xff, 0xff, 0xff), raw[:len(raw)-2]} {
			theirs := py.Value("lambda r, e: attempt(lambda: r.decode(e))", broken, name)
			text, failed := theirs.(string)
			c, err := confobj.Parse(broken, &confobj.ConfigObjOptions{Encoding: name})
			if (err == nil) == failed && err != nil && !errors.Is(err, confobj.ErrEncoding) {
				t.Errorf("%s of %q: %v, %v here, %q there", name, broken, c, err, text)
			}
		}
	}
	if _, err := confobj.Parse([]byte("a=1"), &confobj.ConfigObjOptions{Encoding: "nonsense"}); !errors.Is(err, confobj.ErrEncoding) || err.Error() != "confobj: unknown encoding: nonsense" {
		t.Error(err)
	}
	for _, bad := range []string{"\xff=1", "a=\xed\xa0\x80", "a\n=\xc3"} {
		_, perr := py.Call("ConfigObj", []any{[]byte(bad)})
		_, err := confobj.Parse([]byte(bad), nil)
		var e *original.Exception
		if !errors.Is(err, confobj.ErrEncoding) || !errors.As(perr, &e) || !e.IsA("UnicodeDecodeError") {
			t.Errorf("%q: %v, %v", bad, err, perr)
		}
	}
}

// Files in UTF-16 fail in Python; here they come back as they were.
func TestUTF16Files(t *testing.T) {
	py := startConfigObj(t)
	for _, raw := range []string{"\xff\xfea\x00=\x00\xe9\x00\n\x00", "\xfe\xff\x00a\x00=\x00\xe9\x00\n"} {
		name := write(t, raw)
		if _, err := py.Call("lambda n: ConfigObj(n).dict()", name); err == nil {
			t.Error("the original reads UTF-16 files now")
		}
		c, err := confobj.Load(name, nil)
		if err != nil || c.Raw("a") != "é" {
			t.Fatalf("%v, %v", c, err)
		}
		if err := errors.Join(c.Set("a", "x"), c.Write()); err != nil {
			t.Fatal(err)
		}
		want := strings.ReplaceAll(strings.ReplaceAll(raw, "\xe9\x00", " \x00x\x00"), "\x00\xe9", "\x00 \x00x")
		want = strings.ReplaceAll(strings.ReplaceAll(want, "a\x00=", "a\x00 \x00="), "\x00a\x00=", "\x00a\x00 \x00=")
		if got := read(t, name); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if _, err := confobj.Parse([]byte("\xff\xfea"), nil); !errors.Is(err, confobj.ErrEncoding) {
		t.Error(err)
	}
}

// Python writes ASCII when no encoding is told; here UTF-8, unless ASCII is.
func TestDefaultEncodingIsUTF8(t *testing.T) {
	py := startConfigObj(t)
	if _, err := py.Call("lambda: written(ConfigObj(['a=é']))"); err == nil {
		t.Error("the original writes more than ASCII by default now")
	}
	c, err := confobj.NewConfigObj([]string{"a=é"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := c.Bytes(); string(got) != "a = é\n" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	c.Options.DefaultEncoding = "ascii"
	if _, err := c.Bytes(); !errors.Is(err, confobj.ErrEncoding) {
		t.Error(err)
	}
	var out bytes.Buffer
	c.Options.DefaultEncoding = "latin-1"
	if n, err := c.WriteTo(&out); n != 6 || err != nil || out.String() != "a = \xe9\n" {
		t.Errorf("%q, %v", out.String(), err)
	}
}

func TestParityByteOrderMarks(t *testing.T) {
	py := startConfigObj(t)
	py.Define(`
def marked(raw, encoding, lines):
    c = ConfigObj(raw.splitlines(True) if lines else io.BytesIO(raw), encoding=encoding, default_encoding="utf-8")
    return [dump(c), c.BOM, written(c), b"\n".join(c.write())]
`)
	const text = "\xef\xbb\xbfa = é\nb = 1\n"
	for _, encoding := range []string{"utf-8", "utf_8", "U8"} {
		for _, lines := range []bool{false, true} {
			c, err := confobj.Parse([]byte(text), &confobj.ConfigObjOptions{Encoding: encoding})
			if err != nil {
				t.Fatal(err)
			}
			contents, err := c.Bytes()
			if err != nil {
				t.Fatal(err)
			}
			got := []any{dump(&c.Section), c.BOM, contents, contents[:len(contents)-1]}
			if want := py.Value("marked", []byte(text), encoding, lines); !original.Same(got, want) {
				t.Errorf("%s: got %q, want %q", encoding, got, want)
			}
		}
	}
}
