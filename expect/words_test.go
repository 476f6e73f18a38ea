package expect_test

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/expect"
)

// The kinds of errors name the package and say in plain words what is wrong.
func TestWordsOfKinds(t *testing.T) {
	words := regexp.MustCompile(`^expect: [A-Za-z0-9][-A-Za-z0-9 ,:;'()/\\]*[A-Za-z0-9)]$`)
	for _, kind := range []error{
		expect.ErrPexpect, expect.EOF, expect.TIMEOUT, expect.ErrPxssh, expect.ErrNotFound, expect.ErrType, expect.ErrPattern, expect.ErrSearch,
		expect.ErrValue, expect.ErrDecode, expect.ErrClosed, expect.ErrPlatform,
	} {
		if !words.MatchString(kind.Error()) {
			t.Errorf("%q", kind.Error())
		}
	}
}

// Wrong calls are told which argument is wrong and what was expected, in these words.
func TestWordsOfWrongCalls(t *testing.T) {
	ctx := t.Context()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	s, err := expect.Scripted([][]byte{[]byte("text")}, &expect.SessionOptions{})
	if err != nil {
		t.Fatal(err)
	}
	failing := func(_ any, err error) error { return err }
	login := func(server, user string, o expect.LoginOptions) error {
		return expect.NewPxssh(nil).Login(ctx, server, user, "", &o)
	}
	var begun expect.Transcript
	begun.Output("x")
	for _, c := range []struct {
		err  error
		kind error
		want string
	}{
		{failing(s.Expect(1)), expect.ErrType, "got int (1) as pattern, must be one of: string, expect.Exact, *regexp.Regexp, expect.Matcher, expect.EOF, expect.TIMEOUT"},
		{failing(s.ExpectExact(regexp.MustCompile("x"))), expect.ErrType, "an exact pattern must be a string, expect.Exact, expect.EOF or expect.TIMEOUT, not re.compile(b'x')"},
		{failing(s.ExpectList([]*expect.Pattern{nil})), expect.ErrType, "pattern 0 of the list is nil"},
		{failing(s.ExpectLoop(nil, nil)), expect.ErrType, "the searcher is nil"},
		{failing(new(expect.Session).Expect("x")), expect.ErrClosed, "the session has not begun"},
		{failing(new(expect.Session).Send("x")), expect.ErrClosed, "the session has not begun"},
		{failing(new(expect.REPLWrapper).RunCommand("x", 0)), expect.ErrClosed, "the session has not begun"},
		{new(expect.Child).SetWinSize(1, 1), expect.ErrClosed, "the session has not begun"},
		{new(expect.Pxssh).Logout(), expect.ErrPxssh, "not logged in"},
		{expect.NewTranscript(nil, nil).Err(), expect.ErrValue, "a transcript's writer is nil"},
		{begun.Err(), expect.ErrClosed, "the transcript has not begun"},
		{failing(expect.NewSession(ctx, nil, nil)), expect.ErrPexpect, "The transport is nil."},
		{failing(expect.NewPopenSpawn(ctx, " ", nil)), expect.ErrPexpect, "The command was empty."},
		{failing(expect.NewFdSpawn(ctx, nil, nil)), expect.ErrPexpect, "The fd argument is not a valid file descriptor."},
		{failing(expect.NewSocketSpawn(ctx, nil, nil)), expect.ErrPexpect, "The connection is nil."},
		{failing(expect.Spawn(ctx, "true", &expect.SpawnOptions{Rows: -1})), expect.ErrValue, "a terminal of -1 rows and 80 columns: expected 0 to 65535"},
		{failing(expect.Spawn(ctx, "true", &expect.SpawnOptions{Cols: -1})), expect.ErrValue, "a terminal of 24 rows and -1 columns: expected 0 to 65535"},
		{failing(expect.Spawn(ctx, "true", &expect.SpawnOptions{Rows: 65536})), expect.ErrValue, "a terminal of 65536 rows and 80 columns: expected 0 to 65535"},
		{failing(expect.Spawn(ctx, "true", &expect.SpawnOptions{Cols: 65536})), expect.ErrValue, "a terminal of 24 rows and 65536 columns: expected 0 to 65535"},
		{failing(expect.Spawn(ctx, "true", &expect.SpawnOptions{Dir: file})), expect.ErrPexpect, "cannot start in folder " + file + ": not a folder"},
		{failing(expect.Spawn(ctx, "true", &expect.SpawnOptions{Dir: file + "-"})), expect.ErrPexpect, "cannot start in folder " + file + "-"},
		{
			failing(expect.Spawn(ctx, "true", &expect.SpawnOptions{SessionOptions: expect.SessionOptions{Encoding: "utf-8", CodecErrors: "odd"}})),
			expect.ErrValue, "unknown error handler name 'odd' (expected strict, replace or ignore)",
		},
		{login("", "u", expect.LoginOptions{}), expect.ErrPxssh, `server "": expected the name or address of a host`},
		{login("-oX", "u", expect.LoginOptions{}), expect.ErrPxssh, `server "-oX": expected the name or address of a host`},
		{login("h", "u", expect.LoginOptions{Cmd: " "}), expect.ErrPxssh, "the command was empty"},
		{login("h", "", expect.LoginOptions{}), expect.ErrPxssh, "login() needs either a username or an ssh_config"},
	} {
		var e *expect.Error
		if c.err == nil || strings.Count(c.err.Error(), c.want) != 1 {
			t.Errorf("got %q, want %q once in it", c.err, c.want)
		}
		if !errors.As(c.err, &e) || !errors.Is(c.err, c.kind) || e.Reason != c.want {
			t.Errorf("got %q (%v), want %q", e, c.err, c.want)
		}
	}
}

// A searcher that was not made finds nothing.
func TestNilSearcher(t *testing.T) {
	if i := (*expect.Searcher)(nil).Search([]byte("x"), 0); i != -1 {
		t.Errorf("got %d", i)
	}
}
