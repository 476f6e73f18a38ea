package curlx

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
)

// matches compares with the C library's fnmatch, which libcurl uses.
func TestParityMatch(t *testing.T) {
	py := original.Start(t, "pycurl")
	py.Define(`
import ctypes
libc = ctypes.CDLL(None)
def fits(cases):
    return [libc.fnmatch(p, n, 0) == 0 for p, n in cases]`)
	r := original.Rand(t)
	pieces := []string{"*", "?", "a", "b", ".", "-", "[", "]", "!", "^", "[a-c]", "[!a]", "[^b]", "[]]", "[]a]", "[a-]", "[[:alpha:]]", "[[:digit:]x]", "[![:space:]]", `\*`, `\[`, `[\]]`, "5", "Z"}
	letters := []string{"a", "b", "c", "Z", "5", ".", "-", "]", "[", "*", "!", "^", `\`, " ", "x"}
	var cases []any
	var patterns, names []string
	for range original.Rounds(t, 5000) {
		var p, n strings.Builder
		for range r.IntN(5) {
			p.WriteString(pieces[r.IntN(len(pieces))])
		}
		for range r.IntN(5) {
			n.WriteString(letters[r.IntN(len(letters))])
		}
		patterns, names = append(patterns, p.String()), append(names, n.String())
		cases = append(cases, []any{[]byte(p.String()), []byte(n.String())})
	}
	wrong := 0
	for i, theirs := range py.Value("fits", cases).([]any) {
		got, err := matchName(patterns[i], names[i])
		if err != nil || got != theirs {
			if wrong++; wrong < 20 {
				t.Errorf("%q of %q: %v, fnmatch says %v (%v)", names[i], patterns[i], got, theirs, err)
			}
		}
	}
}

func TestWildcard(t *testing.T) {
	t.Parallel()
	s := peers.StartVSFTPD(t, map[string]string{"d/aa": "AA\n", "d/ab": "AB\n", "d/b": "B\n", "d/a.d/x": "no", "d/[x]": "X\n"})
	base := fmt.Sprintf("ftp://127.0.0.1:%d/d/", s.Port)
	fetch := func(pattern string, more ...any) (string, error) {
		c := NewCurl()
		defer c.Close()
		var b strings.Builder
		err := errors.Join(c.Setopt(URL, base+pattern), c.Setopt(USERPWD, s.User+":"+s.Password), c.Setopt(WRITEDATA, &b), c.Setopt(WILDCARDMATCH, 1))
		for i := 0; i < len(more); i += 2 {
			err = errors.Join(err, c.Setopt(more[i].(AnyOption), more[i+1]))
		}
		if err != nil {
			t.Fatal(err)
		}
		err = c.Perform(t.Context())
		return b.String(), err
	}
	theirs := pycurlJobs(t, []job{{url: base + "a*", options: map[string]any{"USERPWD": s.User + ":" + s.Password, "WILDCARDMATCH": 1}}})[0]
	if got, err := fetch("a*"); err != nil || got != "AA\nAB\n" || got != theirs.body {
		t.Errorf("a*: %q, %v; pycurl's is %q", got, err, theirs.body)
	}
	for pattern, want := range map[string]string{"?": "B\n", "[ab]": "B\n", "%5b%5c%5bx%5d%5d*": "", "aa": "AA\n"} {
		got, err := fetch(pattern)
		if want == "" && !errors.Is(err, E_REMOTE_FILE_NOT_FOUND) || want != "" && (err != nil || got != want) {
			t.Errorf("%s: %q, %v, want %q", pattern, got, err, want)
		}
	}
	if got, err := fetch("*", FNMATCH_FUNCTION, MatchFunc(func(pattern, name string) (bool, error) { return name == "b", nil })); err != nil || got != "B\n" {
		t.Errorf("FNMATCH_FUNCTION: %q, %v", got, err)
	}
	broken := errors.New("broken")
	if _, err := fetch("*", FNMATCH_FUNCTION, MatchFunc(func(string, string) (bool, error) { return false, broken })); !errors.Is(err, broken) {
		t.Errorf("FNMATCH_FUNCTION that fails: %v", err)
	}
	// A listing that is none, and names that lead elsewhere, fetch nothing.
	for _, listing := range []string{"garbage\r\n", "-rw-r--r-- 1 u g 3 Jan 1 2000 ../../etc/passwd\r\n", "01-01-00\f00:00 3 x\r\n"} {
		liar := (&ftpd{data: listing}).start(t)
		o := ourJobs(t, []job{{url: "ftp://" + liar.addr + "/*", options: map[string]any{"WILDCARDMATCH": 1}}})[0]
		if o.code != int(E_FTP_BAD_FILE_LIST) || o.body != "" {
			t.Errorf("%q: (%d, %s) %q", listing, o.code, o.message, o.body)
		}
		for _, command := range liar.commands() {
			if strings.HasPrefix(command, "RETR") {
				t.Errorf("%q: the server heard %q", listing, command)
			}
		}
	}
}
