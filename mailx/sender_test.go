package mailx_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/pyops-go/pyops/mailx"
)

func sender(t testing.TB, server *scripted) *mailx.Sender {
	port := server.serve(t)
	d := mailx.NewSender(func(ctx context.Context) (*mailx.SMTP, error) {
		return mailx.NewSMTP(ctx, fmt.Sprintf("127.0.0.1:%d", port), &mailx.Options{LocalHostname: "client.test"})
	})
	t.Cleanup(func() { d.Close(context.Background()) })
	return d
}

func TestSenderKeepsItsConnection(t *testing.T) {
	server := &scripted{}
	d := sender(t, server)
	for range 3 {
		if _, err := d.SendMail(ctx(t), "a@b.test", []string{"c@d.test"}, []byte("x\n"), nil); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Close(ctx(t)); err != nil {
		t.Error(err)
	}
	// Nothing is asked between messages: no RSET, no NOOP.
	heard := server.sessions()
	message := "mail FROM:<a@b.test>\r\nrcpt TO:<c@d.test>\r\ndata\r\nx\r\n.\r\n"
	if want := "ehlo client.test\r\n" + strings.Repeat(message, 3) + "quit\r\n"; len(heard) != 1 || strings.ReplaceAll(heard[0], "QUIT", "quit") != want {
		t.Errorf("heard %q, want %q", heard, want)
	}
	if _, err := d.SendMail(ctx(t), "a@b.test", []string{"c@d.test"}, nil, nil); !errors.Is(err, mailx.ErrServerDisconnected) {
		t.Errorf("after Close: %v", err)
	}
}

func TestSenderRenewsAConnectionThatWasDropped(t *testing.T) {
	for name, server := range map[string]*scripted{
		"a drop": {Drops: 1}, "a goodbye": {Drops: 1, Goodbye: "421 idle for too long"},
	} {
		d := sender(t, server)
		for i := range 3 {
			if _, err := d.SendMail(ctx(t), "a@b.test", []string{"c@d.test"}, []byte("x\n"), nil); err != nil {
				t.Errorf("%s: message %d: %v", name, i, err)
			}
		}
		if heard := server.sessions(); len(heard) != 3 {
			t.Errorf("%s: %d connections", name, len(heard))
		}
	}
}

func TestSenderNeverSendsTwice(t *testing.T) {
	server := &scripted{DataEnd: "drop"}
	d := sender(t, server)
	_, err := d.SendMail(ctx(t), "a@b.test", []string{"c@d.test"}, []byte("x\n"), nil)
	var e *mailx.SendError
	if !errors.As(err, &e) || len(e.Unknown) != 1 || e.Unknown[0] != "c@d.test" {
		t.Errorf("a drop after the message: %v", err)
	}
	if heard := server.sessions(); len(heard) != 1 {
		t.Errorf("sent again: %q", heard)
	}
}

func TestSenderOfMessages(t *testing.T) {
	server := &scripted{}
	d := sender(t, server)
	for range 2 {
		if refused, err := d.SendMessage(ctx(t), letter(t, "From", "a@b.test", "To", "c@d.test"), nil); err != nil || len(refused) > 0 {
			t.Errorf("%v, %v", refused, err)
		}
	}
	if heard := server.sessions(); len(heard) != 1 || strings.Count(heard[0], "rcpt TO:<c@d.test>\r\n") != 2 || strings.Count(heard[0], "\r\nbody\r\n.\r\n") != 2 {
		t.Errorf("heard %q", heard)
	}
}

// A new connection is made once, and only for a message of which nothing past MAIL was
// sent; a connection that was never used is not made again.
func TestSenderTriesNoMoreThanOnce(t *testing.T) {
	for name, test := range map[string]struct {
		hangs       string // the command that the second message breaks at
		from        string // of the second message; refused@ is refused
		connections int
	}{"before MAIL": {"mail", "a@b.test", 2}, "at the recipient": {"rcpt", "a@b.test", 1}, "at DATA": {"data", "a@b.test", 1}, "after a refusal": {"data", "refused@b.test", 1}} {
		var servers []*scripted
		d := mailx.NewSender(func(ctx context.Context) (*mailx.SMTP, error) {
			server := &scripted{Ehlo: "250-x\n250 PIPELINING", Hangs: test.hangs, Replies: map[string]string{"mail from:<refused@": "550 who?"}}
			if len(servers) == 0 {
				server.Skips = 1
			}
			servers = append(servers, server)
			return mailx.NewSMTP(ctx, at(server.serve(t)), &mailx.Options{LocalHostname: "client.test"})
		})
		if _, err := d.SendMail(ctx(t), "a@b.test", []string{"c@d.test"}, []byte("x\n"), nil); err != nil {
			t.Fatalf("%s: the first message: %v", name, err)
		}
		if _, err := d.SendMail(ctx(t), test.from, []string{"c@d.test"}, []byte("y\n"), nil); !errors.Is(err, mailx.ErrServerDisconnected) {
			t.Errorf("%s: %v", name, err)
		}
		d.Close(ctx(t))
		if len(servers) != test.connections {
			t.Errorf("%s: %d connections, want %d", name, len(servers), test.connections)
		}
	}
}

// Messages of many goroutines go one after another over one connection.
func TestSenderOfMany(t *testing.T) {
	server := &scripted{Ehlo: "250-x\n250 PIPELINING"}
	d := sender(t, server)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for j := range 5 {
				if _, err := d.SendMail(ctx(t), "a@b.test", []string{fmt.Sprintf("c%d.%d@d.test", i, j)}, []byte("x\n"), nil); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	heard := server.sessions()
	if len(heard) != 1 {
		t.Fatalf("%d connections", len(heard))
	}
	for i := range 8 {
		for j := range 5 {
			if want := fmt.Sprintf("mail FROM:<a@b.test>\r\nrcpt TO:<c%d.%d@d.test>\r\ndata\r\nx\r\n.\r\n", i, j); strings.Count(heard[0], want) != 1 {
				t.Errorf("not once whole: %q", want)
			}
		}
	}
}

// Who waits for another's message waits no longer than his context.
func TestSenderThatIsBusy(t *testing.T) {
	cause := errors.New("enough")
	connecting, release := make(chan struct{}), make(chan struct{})
	refusal := errors.New("no server")
	d := mailx.NewSender(func(context.Context) (*mailx.SMTP, error) {
		close(connecting)
		<-release
		return nil, refusal
	})
	first := make(chan error)
	go func() {
		_, err := d.SendMail(context.Background(), "a@b.test", []string{"c@d.test"}, nil, nil)
		first <- err
	}()
	<-connecting
	c, cancel := context.WithCancelCause(t.Context())
	cancel(cause)
	if _, err := d.SendMail(c, "a@b.test", []string{"c@d.test"}, nil, nil); !errors.Is(err, cause) || !strings.Contains(err.Error(), "another message goes") {
		t.Errorf("a message that waits: %v", err)
	}
	if err := d.Close(c); !errors.Is(err, cause) {
		t.Errorf("Close: %v", err)
	}
	close(release)
	if err := <-first; !errors.Is(err, refusal) {
		t.Errorf("the first message: %v", err)
	}
	if err := d.Close(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := mailx.NewSender(nil).SendMail(ctx(t), "a@b.test", []string{"c@d.test"}, nil, nil); !errors.Is(err, mailx.ErrServerDisconnected) {
		t.Errorf("a sender that cannot connect: %v", err)
	}
	none := mailx.NewSender(func(context.Context) (*mailx.SMTP, error) { return nil, nil })
	if _, err := none.SendMail(ctx(t), "a@b.test", []string{"c@d.test"}, nil, nil); !errors.Is(err, mailx.ErrServerDisconnected) {
		t.Errorf("a connection that is none: %v", err)
	}
}

// A Sender without a connection says so in one line, in all its ways.
func TestSendersWithoutAConnection(t *testing.T) {
	none := mailx.NewSender(func(context.Context) (*mailx.SMTP, error) { return nil, nil })
	_, err := none.SendMail(t.Context(), "a@b.test", []string{"c@d.test"}, []byte("x"), nil)
	if !errors.Is(err, mailx.ErrServerDisconnected) || err.Error() != "mailx: send: the Sender's function gave no connection" {
		t.Error(err)
	}
	if err := none.Close(t.Context()); err != nil {
		t.Error(err)
	}
	_, err = none.SendMail(t.Context(), "a@b.test", []string{"c@d.test"}, []byte("x"), nil)
	if !errors.Is(err, mailx.ErrServerDisconnected) || err.Error() != "mailx: send: the sender is closed" {
		t.Error(err)
	}
}
