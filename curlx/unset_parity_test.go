package curlx

import (
	"bufio"
	"io"
	"net"
	"regexp"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
)

// What is taken back leaves what pycurl leaves of a login, and the setting that was made
// last counts: the other side is asked what it was told.
func TestLoginsThatAreTakenBack(t *testing.T) {
	py := original.Start(t, "pycurl")
	py.Define(`
def login(url, steps):
    c = pycurl.Curl()
    c.setopt(c.URL, url)
    for name, value in steps:
        if value is None:
            c.unsetopt(getattr(c, name))
        else:
            c.setopt(getattr(c, name), value)
    c.perform()
    c.close()
`)
	told := make(chan string, 1)
	line := regexp.MustCompile(`(?m)^Authorization: .*$`)
	u := faulty(t, func(_ int, c net.Conn, br *bufio.Reader) {
		head, _ := readRequestHead(br)
		told <- string(line.Find(head))
		io.WriteString(c, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
	})
	options := map[string]Option[string]{"USERPWD": USERPWD, "USERNAME": USERNAME, "PASSWORD": PASSWORD}
	for _, steps := range [][][2]any{
		{{"USERPWD", "u:p"}, {"PASSWORD", nil}}, {{"USERPWD", "u:p"}, {"USERNAME", nil}}, {{"USERNAME", "u"}, {"PASSWORD", "p"}, {"USERPWD", nil}},
		{{"USERPWD", "u:p"}, {"PASSWORD", "q"}}, {{"PASSWORD", "q"}, {"USERPWD", "u:p"}}, {{"USERPWD", "u:p"}, {"USERNAME", "v"}}, {{"USERNAME", "u"}, {"PASSWORD", "p"}, {"PASSWORD", nil}},
	} {
		c := handle(t, URL, u)
		var theirs []any
		for _, s := range steps {
			theirs = append(theirs, []any{s[0], s[1]})
			var err error
			if option := options[s[0].(string)]; s[1] == nil {
				err = c.Unsetopt(option)
			} else {
				err = c.Setopt(option, s[1])
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		py.Value("login", u, theirs)
		want := <-told
		if err := c.Perform(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := <-told; got != want {
			t.Errorf("%v: %q, pycurl sends %q", steps, got, want)
		}
	}
}
