package expect_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/expect"
	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
)

func TestREPLs(t *testing.T) {
	py := startOwn(t)
	py.Define("from pexpect import replwrap")
	if want := py.Value("lambda: [replwrap.PEXPECT_PROMPT, replwrap.PEXPECT_CONTINUATION_PROMPT]"); !original.Same([]any{expect.PexpectPrompt, expect.PexpectContinuationPrompt}, want) {
		t.Errorf("prompts: %q", want)
	}
	peers.Need(t, "bash")
	for _, c := range []struct {
		kind     string
		start    func() (*expect.REPLWrapper, error)
		commands []string
	}{
		{"replwrap.bash", func() (*expect.REPLWrapper, error) { return expect.NewBash(context.Background(), "") },
			[]string{"echo hi", "for a in 1 2; do echo $a\ndone", "", "for a in 1 2; do", "echo again", "printf 'no newline'", "false; echo $?", "X=5\necho $X"}},
		{"lambda: replwrap.python('/usr/bin/python3')", func() (*expect.REPLWrapper, error) {
			return expect.NewPython(context.Background(), original.Interpreter)
		}, []string{"1 + 1", "for a in (1, 2):\n  print(a)\n", "print('x')\nprint('y')", "'é'", "1/0", "for a in (1, 2):"}},
	} {
		theirs := py.Value("lambda commands: evaluated("+c.kind+", commands)", c.commands)
		r, err := c.start()
		if err != nil {
			t.Fatal(err)
		}
		ours := []any{}
		for _, command := range c.commands {
			out, err := r.RunCommand(command, 0)
			if err != nil {
				if !errors.Is(err, expect.ErrValue) {
					t.Fatal(err)
				}
				ours = append(ours, original.Dict{{Key: "error", Value: "ValueError"}, {Key: "text", Value: pyText(err)}})
				continue
			}
			ours = append(ours, out)
		}
		r.Child.Close()
		if !original.Same(ours, theirs) {
			t.Errorf("%s\n got %q\nwant %q", c.kind, original.Plain(ours), theirs)
		}
	}
}

// What changes a prompt is written as for str.format.
func TestChangesOfPrompts(t *testing.T) {
	py := startPexpect(t)
	for _, change := range []string{"PS1={0} PS2={1}", "PS1={0!r} PS2={1!r} PROMPT_COMMAND=''", "f() {{ echo {0}; }}", "{{0}} {{{1}}} {{{{0!r}}}}", "nothing", "{1}{0}{1!r}{0!r}"} {
		for _, prompt := range []string{"[PEXPECT]>", "it's", `a\b`, "é\x00", "{1}", ""} {
			want := py.Value("lambda s, *prompts: s.format(*prompts)", change, prompt, prompt+"+ ")
			if got := expect.WithPrompts(change, prompt, prompt+"+ "); !original.Same(got, want) {
				t.Errorf("%q of %q: got %q, want %q", change, prompt, got, want)
			}
		}
	}
}

// A prompt that is taken as it is.
func TestREPLWithoutAChange(t *testing.T) {
	bc, err := expect.Spawn(context.Background(), "sh -c 'PS1=%% exec bash --norc --noprofile'", &expect.SpawnOptions{NoEcho: true, Env: append(os.Environ(), "TERM=dumb")})
	if err != nil {
		t.Fatal(err)
	}
	defer bc.Close()
	r, err := expect.NewREPLWrapper(bc, "%%", "", nil)
	if err != nil {
		t.Fatal(err)
	}
	if out, err := r.RunCommand("echo $((6*7))", 0); err != nil || !strings.Contains(out, "42\r\n") {
		t.Errorf("%q, %v", out, err)
	}
}

func TestBC(t *testing.T) {
	inputrc := filepath.Join(t.TempDir(), "inputrc")
	if err := os.WriteFile(inputrc, []byte("set enable-bracketed-paste off\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	bc, err := expect.Spawn(context.Background(), peers.Need(t, "bc")+" -q", &expect.SpawnOptions{NoEcho: true, Env: append(os.Environ(), "INPUTRC="+inputrc)})
	if err != nil {
		t.Fatal(err)
	}
	defer bc.Close()
	for _, c := range [][2]string{{"2^100", "1267650600228229401496703205376"}, {"scale=5; 10/3", "3.33333"}, {"obase=16; 255", "FF"}} {
		bc.SendLine(c[0])
		if line, err := bc.ReadLine(); err != nil || line != c[1]+"\r\n" {
			t.Errorf("%s: %q, %v", c[0], line, err)
		}
	}
	// An end of input sent just as readline takes the terminal out of its line
	// mode is lost to it, with a person at the keyboard too: they press again.
	peers.Eventually(t, "the end of bc", func() bool {
		bc.SendEOF()
		_, err := bc.ExpectWith(t.Context(), []any{expect.EOF}, &expect.ExpectOptions{Timeout: 300 * time.Millisecond})
		return err == nil
	})
	if status, ok, err := bc.Wait(); status != 0 || !ok || err != nil {
		t.Errorf("%d, %v, %v", status, ok, err)
	}
}

// The book's session: log in, change folder here, get a file, leave.
func TestFTP(t *testing.T) {
	server := peers.StartVSFTPD(t, map[string]string{"pub/hello.txt": "hello from the server\n"})
	here := t.TempDir()
	ftp, err := expect.Spawn(context.Background(), peers.Need(t, "tnftp"), &expect.SpawnOptions{
		Args: []string{"-n", "-v", "127.0.0.1", fmt.Sprint(server.Port)}, Env: append(os.Environ(), "TERM=dumb"),
		SessionOptions: expect.SessionOptions{Timeout: 20 * time.Second},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer ftp.Close()
	for _, turn := range []struct{ await, send string }{
		{"ftp> ", "user " + server.User},
		{"(?i)password:", server.Password},
		{"230.*ftp> ", "lcd " + here},
		{"ftp> ", "cd pub"},
		{"250.*ftp> ", "get hello.txt"},
		{"226.*ftp> ", "bye"},
	} {
		if _, err := ftp.Expect(turn.await); err != nil {
			t.Fatal(err)
		}
		if turn.send == server.Password {
			if off, err := ftp.WaitNoEcho(5 * time.Second); !off || err != nil {
				t.Fatalf("echo: %v, %v", off, err)
			}
			ftp.SendSecret(turn.send)
			continue
		}
		ftp.SendLine(turn.send)
	}
	if _, err := ftp.Expect(expect.EOF); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(filepath.Join(here, "hello.txt")); err != nil || string(got) != "hello from the server\n" {
		t.Errorf("%q, %v", got, err)
	}
}

// passwd changes a password in a copy of the files of users.
func TestPasswd(t *testing.T) {
	dir := t.TempDir()
	for _, f := range []string{"passwd", "shadow", "group"} {
		text, err := os.ReadFile("/etc/" + f)
		if err != nil {
			peers.Missing(t, "/etc/"+f)
		}
		if err := os.WriteFile(filepath.Join(dir, f), append(text, map[string]string{
			"passwd": "opsuser:x:4242:4242::/tmp:/bin/sh\n", "shadow": "opsuser:!:19000:0:99999:7:::\n", "group": "opsuser:x:4242:\n",
		}[f]...), 0o640); err != nil {
			t.Fatal(err)
		}
	}
	// passwd renames a file of its own over the old one, which a mount of one file
	// would refuse: so all of /etc is a copy.
	etc := filepath.Join(dir, "etc")
	argv := peers.PrivateMounts(t, `mkdir "$2"; cp -a /etc/. "$2"; cp "$1/passwd" "$1/shadow" "$1/group" "$2"; mount --bind "$2" /etc`, dir, etc)
	argv = append(argv, peers.Need(t, "passwd"), "opsuser")
	c, err := expect.Spawn(context.Background(), argv[0], &expect.SpawnOptions{Args: argv[1:], SessionOptions: expect.SessionOptions{Timeout: 20 * time.Second}})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for range 2 {
		if _, err := c.Expect("(?i)password: ?$"); err != nil {
			t.Fatal(err)
		}
		c.SendSecret("n3w secret word")
	}
	if _, err := c.Expect("(?i)updated successfully|changed", expect.EOF); err != nil || c.MatchIndex() != 0 {
		t.Fatalf("%q, %v", c.Before(), err)
	}
	c.Expect(expect.EOF)
	shadow, err := os.ReadFile(filepath.Join(etc, "shadow"))
	if err != nil || !strings.Contains(string(shadow), "\nopsuser:$") {
		t.Errorf("the password was not changed: %v", err)
	}
	if mine, err := os.ReadFile("/etc/shadow"); err != nil || strings.Contains(string(mine), "opsuser") {
		t.Errorf("it was changed outside: %v", err)
	}
}

// telnetd runs a shell for whoever connects.
func TestTelnet(t *testing.T) {
	telnetd, telnet := peers.Need(t, "telnetd"), peers.Need(t, "telnet")
	port := peers.Port(t)
	server, err := listenOnce(port, telnetd, "-h", "-E", "/bin/sh")
	if err != nil {
		t.Fatal(err)
	}
	defer server()
	c, err := expect.Spawn(context.Background(), telnet, &expect.SpawnOptions{
		Args: []string{"127.0.0.1", fmt.Sprint(port)}, SessionOptions: expect.SessionOptions{Timeout: 20 * time.Second},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := c.Expect("[#$] $"); err != nil {
		t.Fatal(err)
	}
	c.SendLine("echo $((6 * 7))")
	if _, err := c.Expect(`\r\n42\r\n`); err != nil {
		t.Fatal(err)
	}
	c.SendLine("exit")
	if _, err := c.Expect(expect.EOF); err != nil {
		t.Error(err)
	}
}
