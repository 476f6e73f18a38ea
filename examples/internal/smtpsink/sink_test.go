package smtpsink

import (
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/mailx"
)

func TestMain(m *testing.M) { leak.Main(m) }

func TestAMessageComesAsItWasSent(t *testing.T) {
	s, err := Start()
	if err != nil {
		t.Fatal(err)
	}
	c, err := mailx.NewSMTP(t.Context(), s.Address(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	const text = "Subject: dots\r\n\r\n.\r\n..two\r\nQUIT\r\nDATA\r\nlast\r\n"
	if _, err := c.SendMail(t.Context(), "a@example.org", []string{"b@example.org"}, []byte(text), nil); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Quit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Close(); err != nil || got != text {
		t.Errorf("%q, %v", got, err)
	}
}

// A session that breaks off has sent nothing, and one that nobody opens is not
// waited for.
func TestWhatIsNotWholeIsNothing(t *testing.T) {
	for _, said := range []string{"", "EHLO x\r\n", "DATA\r\nSubject: x\r\n", "DATA\r\nSubject: x\r\n.\n", "DATA\r\nSubject: x\r\n\r\nall\r\n."} {
		s, err := Start()
		if err != nil {
			t.Fatal(err)
		}
		if said != "" {
			c, err := net.Dial("tcp", s.Address())
			if err != nil {
				t.Fatal(err)
			}
			c.SetDeadline(time.Now().Add(peers.ReadyTimeout))
			io.CopyN(io.Discard, c, int64(len("220 sink\r\n"))) // it is a session now
			fmt.Fprint(c, said)
			c.Close()
		}
		if got, err := s.Close(); !errors.Is(err, ErrNothing) || got != "" {
			t.Errorf("%q: %q, %v", said, got, err)
		}
	}
}

// The size is told beforehand; who sends more all the same is refused in words, and
// the next message comes.
func TestATooLongMessageIsRefused(t *testing.T) {
	s, err := Start()
	if err != nil {
		t.Fatal(err)
	}
	c, err := mailx.NewSMTP(t.Context(), s.Address(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.EhloOrHeloIfNeeded(t.Context()); err != nil || !c.HasExtn("size") {
		t.Errorf("no SIZE: %v", err)
	}
	long := []byte(strings.Repeat(strings.Repeat("x", 62)+"\r\n", mostMessage/64+1))
	if reply, err := c.Data(t.Context(), long); err != nil || reply.Code != 552 {
		t.Errorf("%v, %v", reply, err)
	}
	if _, err := c.SendMail(t.Context(), "a@example.org", []string{"b@example.org"}, long, nil); err == nil {
		t.Error("it went")
	}
	const text = "Subject: short\r\n\r\n"
	if _, err := c.SendMail(t.Context(), "a@example.org", []string{"b@example.org"}, []byte(text), nil); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Quit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Close(); err != nil || got != text {
		t.Errorf("%d bytes, %v", len(got), err)
	}
}
