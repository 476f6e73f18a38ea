package curlx

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
)

// tel writes TELNET's commands: "DO 24", "SB 24 1", "IAC 241", and text between them.
func tel(words ...string) string {
	var b strings.Builder
	for _, w := range words {
		switch f := strings.Fields(w); {
		case len(f) > 1 && strings.Contains("WILL WONT DO DONT", f[0]):
			b.WriteByte(telnetIAC)
			b.WriteByte(map[string]byte{"WILL": telnetWILL, "WONT": telnetWONT, "DO": telnetDO, "DONT": telnetDONT}[f[0]])
			b.WriteByte(number8(f[1]))
		case len(f) > 1 && f[0] == "SB":
			b.Write([]byte{telnetIAC, telnetSB})
			for _, n := range f[1:] {
				b.WriteByte(number8(n))
			}
			b.Write([]byte{telnetIAC, telnetSE})
		case len(f) == 2 && f[0] == "IAC":
			b.Write([]byte{telnetIAC, number8(f[1])})
		default:
			b.WriteString(w)
		}
	}
	return b.String()
}

func number8(s string) (n byte) {
	for _, c := range s {
		n = n*10 + byte(c-'0')
	}
	return n
}

// A session is a conversation: the server speaks, hears so and so much, and speaks
// again.
type session struct {
	script  []line
	options []string
	user    string
	input   string
}

func telnetSessions() []session {
	end := tel("SB 99 1") // what the server asks last, and gets no answer to
	ask := func(words ...string) []line { return []line{{say: tel(words...) + end}} }
	// The client offers these as soon as TELNET is spoken.
	offer := tel("WILL 3", "DO 3")
	return []session{
		{script: []line{{say: "hello\r\n"}}}, {script: []line{{say: "x\r\x00y\rz\r\n\x00w"}}}, {script: []line{{say: "ab" + tel("IAC 255") + "cd" + tel("IAC 241") + "e" + tel("IAC 249") + "f"}}},
		{script: []line{{say: "login: "}, {want: "bob\n", say: "Password: "}, {want: "secret\n", say: "$ "}}, input: "bob\nsecret\n"},
		{script: []line{{say: "a", want: ""}, {want: "y"}}, input: "x\xffy"},
		{script: ask("DO 24")}, {script: ask("WILL 1")}, {script: ask("WILL 3", "DO 1")}, {script: ask("DO 31")}, {script: ask("DO 0")}, {script: ask("WILL 0")}, {script: ask("WONT 1")}, {script: ask("DONT 24")}, {script: ask("WILL 5", "DO 5", "DO 200", "WILL 200")},
		{script: ask("DO 3", "DO 3", "WONT 3", "WILL 3")}, {script: ask("DO 39")}, {script: ask("DO 39"), user: "bob:pw"}, {script: ask("DO 0"), user: "bob:pw"},
		{script: ask("DO 24"), options: []string{"TTYPE=vt100"}}, {script: ask("DO 31"), options: []string{"WS=80x24"}}, {script: ask("DO 31"), options: []string{"WS=300x65535"}}, {script: ask("DO 0"), options: []string{"WS=80x24"}}, {script: ask("DO 0"), options: []string{"BINARY=0"}}, {script: ask("DO 0"), options: []string{"BINARY=1"}}, {script: ask("DO 0"), options: []string{"ttype=x", "xdisploc=:1"}},
		{script: []line{{say: tel("DO 24")}, {want: offer, say: tel("SB 24 1")}, {want: "vt100" + tel("IAC 240")}}, options: []string{"TTYPE=vt100"}},
		{script: []line{{say: tel("DO 35")}, {want: offer, say: tel("SB 35 1")}, {want: ":0" + tel("IAC 240")}}, options: []string{"XDISPLOC=:0"}},
		{script: []line{{say: tel("DO 39")}, {want: offer, say: tel("SB 39 1")}, {want: "d" + tel("IAC 240")}}, options: []string{"NEW_ENV=a,b", "NEW_ENV=c,d"}, user: "bob:pw"},
		{script: []line{{say: tel("WILL 1", "WILL 3", "DO 24", "DO 32", "DO 35") + "login: "}, {want: "bob\n", say: "welcome"}}, input: "bob\n"},
		// Commands cut in two.
		{script: []line{{say: "a\xff"}, {want: "i", say: "\xfd"}, {want: "j", say: "\x18b"}, {want: offer}}, input: "ij", options: []string{"TTYPE=dumb"}},
		// Errors.
		{options: []string{"FOO=1"}}, {options: []string{"TTYPE"}}, {options: []string{"WS=80"}}, {options: []string{"WS=axb"}}, {options: []string{"TTYPE="}},
	}
}

// partTelnet parts what a client sent into its user's input and TELNET's own words.
// Which of them goes first is a matter of time: the client polls for input while the
// server speaks.
func partTelnet(sent []string) (input, words string) {
	s := strings.Join(sent, "|")
	for s != "" {
		n := 1
		if s[0] == telnetIAC && len(s) > 1 {
			switch s[1] {
			case telnetIAC:
				n = 2
			case telnetSB:
				n = len(s)
				if end := strings.Index(s, "\xff\xf0"); end >= 0 {
					n = end + 2
				}
			default:
				n = min(3, len(s))
			}
		}
		if n == 1 || s[1] == telnetIAC {
			input += s[:n]
		} else {
			words += s[:n]
		}
		s = s[n:]
	}
	return input, words
}

func TestParityTelnet(t *testing.T) {
	for _, x := range telnetSessions() {
		s := play(t, x.script...)
		options := map[string]any{}
		if x.options != nil {
			options["TELNETOPTIONS"] = x.options
		}
		if x.user != "" {
			options["USERPWD"] = x.user
		}
		j := []job{{url: "telnet://" + s.addr + "/", options: options, data: []byte(x.input)}}
		want := pycurlJobs(t, j)[0]
		var theirs, ours []string
		if x.script != nil {
			theirs = s.take(t, 1)
		}
		got := ourJobs(t, j)[0]
		if x.script != nil {
			ours = s.take(t, 1)
		}
		if got.code != want.code || got.message != want.message || got.body != want.body {
			t.Errorf("%+v\n got (%d, %q) %q\nwant (%d, %q) %q", x, got.code, got.message, got.body, want.code, want.message, want.body)
		}
		input, words := partTelnet(ours)
		theirInput, theirWords := partTelnet(theirs)
		if input != theirInput || words != theirWords {
			t.Errorf("%+v: sent\n got %q, %q\nwant %q, %q", x, input, words, theirInput, theirWords)
		}
		if x.script == nil {
			continue // pycurl connects before it reads the options
		}
		for _, info := range []string{"SIZE_DOWNLOAD", "SIZE_UPLOAD", "RESPONSE_CODE", "NUM_CONNECTS", "HEADER_SIZE", "REQUEST_SIZE"} {
			if got.info[info] != want.info[info] {
				t.Errorf("%+v: %s is %v, pycurl's is %v", x, info, got.info[info], want.info[info])
			}
		}
	}
}

// pycurl takes these and sends something else.
func TestTelnetOptionsAreChecked(t *testing.T) {
	for _, o := range []string{"WS=80x24x", "WS=70000x1", "WS=-1x1"} {
		c := NewCurl()
		err := errors.Join(c.Setopt(URL, "telnet://127.0.0.1:1/"), c.Setopt(TELNETOPTIONS, []string{o}))
		if err == nil {
			err = c.Perform(t.Context())
		}
		if !errors.Is(err, E_TELNET_OPTION_SYNTAX) {
			t.Errorf("%s: %v", o, err)
		}
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestTelnetEndsWithItsContext(t *testing.T) {
	s := play(t, line{say: "login: "}, line{want: "never"})
	ctx, cancel := context.WithCancelCause(t.Context())
	c := NewCurl()
	defer c.Close()
	enough := errors.New("enough")
	pr, pw := io.Pipe() // a reader that blocks
	defer pw.Close()
	err := errors.Join(c.Setopt(URL, "telnet://"+s.addr+"/"), c.Setopt(READDATA, pr), c.Setopt(WRITEFUNCTION, func(p []byte) { cancel(enough) }))
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Perform(ctx); !errors.Is(err, enough) || !errors.Is(err, E_ABORTED_BY_CALLBACK) {
		t.Errorf("a cancelled session: %v", err)
	}
}

func TestTelnetReader(t *testing.T) {
	s := play(t, line{want: "one\n", say: "1"}, line{want: "two\n", say: "2"})
	c := NewCurl()
	defer c.Close()
	var b strings.Builder
	err := errors.Join(c.Setopt(URL, "telnet://"+s.addr+"/"), c.Setopt(READDATA, strings.NewReader("one\ntwo\n")), c.Setopt(WRITEDATA, &b))
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Perform(t.Context()); err != nil || b.String() != "12" {
		t.Errorf("%q, %v", b.String(), err)
	}
}

// libcurl offers when a command is whole, so that where its bytes are cut makes no
// difference to the order of the answers.
func TestCutCommandsOfTelnetAreAnsweredAlike(t *testing.T) {
	const command, want = "\xff\xfd\x18", "\xff\xfb\x18\xff\xfb\x00\xff\xfd\x00\xff\xfb\x03\xff\xfd\x03"
	for cut := range len(command) {
		n, err := newTelnet([]string{"TTYPE=dumb"}, "")
		if err != nil {
			t.Fatal(err)
		}
		n.receive([]byte(command[:cut]))
		if n.receive([]byte(command[cut:])); string(n.answer) != want {
			t.Errorf("cut after %d: answered %q, want %q", cut, n.answer, want)
		}
	}
}
