package curlx

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// fileRoom is a folder with a file that was changed in 2001.
func fileRoom(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "f f.txt")
	if err := os.WriteFile(file, []byte("0123456789\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	at := time.Unix(1000000000, 0)
	if err := os.Chtimes(file, at, at); err != nil {
		t.Fatal(err)
	}
	return dir
}

func fileJobs(dir string) []job {
	get := func(name string, more ...any) job {
		options := map[string]any{}
		for i := 0; i < len(more); i += 2 {
			options[more[i].(string)] = more[i+1]
		}
		return job{url: "file://" + dir + "/" + name, options: options}
	}
	put := func(name, data string, more ...any) job {
		j := get(name, more...)
		j.data = []byte(data)
		return j
	}
	return []job{
		get("f%20f.txt"), get("f%20%66%2etxt"), get("f%20f.txt?query"), get("f%20f.txt", "RANGE", "2-4"), get("f%20f.txt", "RANGE", "2-4", "RESUME_FROM", 3), get("f%20f.txt", "RANGE", "-3"), get("f%20f.txt", "RANGE", "5-"), get("f%20f.txt", "RANGE", "2-400"), get("f%20f.txt", "RANGE", "0-1,3-4"), get("f%20f.txt", "RANGE", "20-30"), get("f%20f.txt", "RANGE", "5-2"),
		get("f%20f.txt", "RESUME_FROM", 4), get("f%20f.txt", "RESUME_FROM", 11), get("f%20f.txt", "RESUME_FROM", 12), get("f%20f.txt", "RESUME_FROM", -1), get("f%20f.txt", "RANGE", "-20"), get("f%20f.txt", "RANGE", "-11"),
		get("f%20f.txt", "NOBODY", 1), get("f%20f.txt", "NOBODY", 1, "OPT_FILETIME", 1), get("f%20f.txt", "HEADER", 1), get("f%20f.txt", "OPT_FILETIME", 1),
		get("f%20f.txt", "TIMECONDITION", 1, "TIMEVALUE", 1000000001), get("f%20f.txt", "TIMECONDITION", 1, "TIMEVALUE", 999999999), get("f%20f.txt", "TIMECONDITION", 2, "TIMEVALUE", 999999999), get("f%20f.txt", "TIMECONDITION", 2, "TIMEVALUE", 1000000001),
		get("none"), get("none/x"), get("f%20f.txt%00x"),
		put("up", "abc"), put("up", "defg"), put("up3", "abc", "INFILESIZE", 3), put("up4", "abc", "APPEND", 1), put("up", "defgh", "RESUME_FROM", 4), put("up", "defghij", "RESUME_FROM", -1), put("perm", "x", "NEW_FILE_PERMS", 0o600), put("none/x", "a"), put("", "a"), put("crlf", "a\nb", "CRLF", 1), put("emptied", ""),
	}
}

// Libcurl takes the size that a device or a file of the kernel's tells, which is none.
func TestParityFilesWithoutSize(t *testing.T) {
	var jobs []job
	for _, path := range []string{"/dev/null", "/proc/version"} {
		for _, options := range []map[string]any{
			{}, {"NOBODY": 1}, {"RANGE": "0-3"}, {"RANGE": "-3"}, {"RANGE": "5-"}, {"RESUME_FROM": 2}, {"HEADER": 1},
		} {
			jobs = append(jobs, job{url: "file://" + path, options: options})
		}
	}
	compareJobs(t, jobs, jobs, nil)
}

func TestParityFile(t *testing.T) {
	theirs, ours := fileRoom(t), fileRoom(t)
	compareJobs(t, fileJobs(theirs), fileJobs(ours), func(j job, want, got *outcome) {
		for o, dir := range map[*outcome]string{want: theirs, got: ours} {
			o.message = strings.ReplaceAll(o.message, dir, "DIR")
			o.info["EFFECTIVE_URL"] = strings.ReplaceAll(o.info["EFFECTIVE_URL"].(string), dir, "DIR")
		}
		if strings.HasSuffix(j.url, "?query") {
			want.info["EFFECTIVE_URL"] = want.info["EFFECTIVE_URL"].(string) + "?query" // libcurl 7.88 forgets it
		}
	})
	want, got := treeOf(t, theirs), treeOf(t, ours)
	for name, text := range want {
		if got[name] != text {
			t.Errorf("%s holds %q, pycurl's %q", name, got[name], text)
		}
	}
	a, err1 := os.Stat(filepath.Join(theirs, "perm"))
	b, err2 := os.Stat(filepath.Join(ours, "perm"))
	if err := errors.Join(err1, err2); err != nil || a.Mode() != b.Mode() {
		t.Errorf("permissions differ: %v, %v (%v)", a, b, err)
	}
}

// What pycurl lets pass, and we do not.
func TestFileIsStrict(t *testing.T) {
	dir := fileRoom(t)
	for _, c := range []struct {
		why  string
		job  job
		want Code
		orig int
	}{
		{"a directory is no empty file", job{url: "file://" + dir}, E_FILE_COULDNT_READ_FILE, 0},
		{"a range that is none", job{url: "file://" + dir + "/f%20f.txt", options: map[string]any{"RANGE": "abc"}}, E_RANGE_ERROR, 0},
		{"the last byte where there is none", job{url: "file:///proc/version", options: map[string]any{"RESUME_FROM": -1}}, E_BAD_DOWNLOAD_RESUME, 0},
		{"a file longer than MAXFILESIZE", job{url: "file://" + dir + "/f%20f.txt", options: map[string]any{"MAXFILESIZE": 5}}, E_FILESIZE_EXCEEDED, 0},
		{"a reader shorter than INFILESIZE", job{url: "file://" + dir + "/short", options: map[string]any{"INFILESIZE": 5}, data: []byte("abc")}, E_READ_ERROR, 0},
	} {
		if o := pycurlJobs(t, []job{c.job})[0]; o.code != c.orig {
			t.Errorf("%s: pycurl's error is %d, and was %d", c.why, o.code, c.orig)
		}
		if o := ourJobs(t, []job{c.job})[0]; o.code != int(c.want) {
			t.Errorf("%s: error %d, want %d", c.why, o.code, c.want)
		}
	}
	c := NewCurl()
	defer c.Close()
	if err := errors.Join(c.Setopt(URL, "file://"+dir+"/none"), c.Setopt(WRITEDATA, &strings.Builder{})); err != nil {
		t.Fatal(err)
	}
	if err := c.Perform(t.Context()); !errors.Is(err, fs.ErrNotExist) || !errors.Is(err, E_FILE_COULDNT_READ_FILE) {
		t.Errorf("a file that is not there: %v", err)
	}
}
