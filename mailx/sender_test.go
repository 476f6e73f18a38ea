package mailx_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
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
	heard := server.sessions()
	if len(heard) != 1 || strings.Count(heard[0], "mail FROM") != 3 || !strings.HasSuffix(heard[0], "quit\r\n") || strings.Contains(heard[0], "rset") {
		t.Errorf("heard %q", heard)
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
