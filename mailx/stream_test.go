package mailx_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/mailx"
)

// The first message of a connection may hold what the server says that it takes.
func TestAReaderOfEightBits(t *testing.T) {
	server := &scripted{Ehlo: "250-x\n250 8BITMIME"}
	s := open(t, server, nil)
	if _, err := s.SendReader(ctx(t), "f@a.test", []string{"a@b.test"}, strings.NewReader("é"), nil); err != nil {
		t.Fatal(err)
	}
	if heard := server.sessions()[0]; !strings.Contains(heard, "mail FROM:<f@a.test> BODY=8BITMIME\r\n") || !strings.HasSuffix(heard, "data\r\né\r\n.\r\n") {
		t.Errorf("heard %q", heard)
	}
	if _, err := s.SendReader(ctx(t), "f@a.test", []string{"a@b.test"}, nil, nil); !errors.Is(err, mailx.ErrMessage) {
		t.Errorf("no reader: %v", err)
	}
}

// Only io.EOF ends a message: what was cut short is not sent as if it were whole.
func TestReadersThatAreCutShort(t *testing.T) {
	for _, failure := range []error{io.ErrUnexpectedEOF, errors.New("disk gone")} {
		cut := func() io.Reader { return io.MultiReader(bytes.NewReader(letters), iotest.ErrReader(failure)) }
		for _, chunking := range []bool{false, true} {
			server := &scripted{Ehlo: "250-x\n250 CHUNKING"}
			s := open(t, server, &mailx.Options{Chunking: chunking})
			if _, err := s.SendReader(ctx(t), "f@a.test", []string{"a@b.test"}, cut(), nil); !errors.Is(err, failure) || !errors.Is(err, mailx.ErrMessage) {
				t.Errorf("%v, chunking %v: %v", failure, chunking, err)
			}
			if heard := server.sessions()[0]; strings.Contains(heard, "LAST") || strings.Contains(heard, "\r\n.\r\n") {
				t.Errorf("%v, chunking %v: the message was ended: %q", failure, chunking, heard)
			}
		}
		m := letter(t, "From", "a@b.test", "To", "c@d.test")
		m.AddAttachmentReader(func() (io.ReadCloser, error) { return io.NopCloser(cut()), nil }, "text/csv", nil)
		server := &scripted{}
		if _, err := open(t, server, nil).SendMessage(ctx(t), m, nil); !errors.Is(err, failure) {
			t.Errorf("%v, an attachment: %v", failure, err)
		}
	}
}

func TestNothingIsOpenedForWhatIsRefused(t *testing.T) {
	m := letter(t, "From", "a@b.test", "To", "c@d.test")
	opened := false
	m.AddAttachmentReader(func() (io.ReadCloser, error) { opened = true; return nil, errors.New("not for you") }, "text/csv", nil)
	if _, err := open(t, &scripted{Replies: map[string]string{"rcpt": "550 no"}}, nil).SendMessage(ctx(t), m, nil); !errors.Is(err, mailx.ErrRecipientsRefused) || opened {
		t.Errorf("opened %v: %v", opened, err)
	}
}

// A reader of the caller's that blocks holds nobody up longer than the context.
func TestAnAttachmentThatBlocks(t *testing.T) {
	for name, atOpen := range map[string]bool{"when it is opened": true, "when it is read": false} {
		cause := errors.New("enough")
		c, cancel := context.WithCancelCause(ctx(t))
		blocked := make(chan struct{})
		stop := func() { cancel(cause); <-blocked }
		m := letter(t, "From", "a@b.test", "To", "c@d.test")
		m.AddAttachmentReader(func() (io.ReadCloser, error) {
			if atOpen {
				stop()
			}
			return io.NopCloser(readerFunc(func([]byte) (int, error) { stop(); return 0, io.EOF })), nil
		}, "text/csv", nil)
		server := &scripted{}
		s := open(t, server, nil)
		done := make(chan error)
		go func() { _, err := s.SendMessage(c, m, nil); done <- err }()
		select {
		case err := <-done:
			if !errors.Is(err, cause) {
				t.Errorf("%s: %v", name, err)
			}
		case <-time.After(peers.ReadyTimeout):
			t.Errorf("%s: it blocks", name)
			close(blocked)
			<-done
			continue
		}
		close(blocked)
		if heard := server.sessions()[0]; strings.Contains(heard, "\r\n.\r\n") {
			t.Errorf("%s: the message was ended: %q", name, heard)
		}
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// A small message takes three packets: the greeting, the envelope, and the text with its
// end.
func TestASmallMessageGoesAtOnce(t *testing.T) {
	port := (&scripted{Ehlo: "250-x\n250 PIPELINING"}).serve(t)
	var writes []string
	dial := func(ctx context.Context, network, _ string) (net.Conn, error) {
		c, err := (&net.Dialer{}).DialContext(ctx, network, at(port))
		return counted{c, &writes}, err
	}
	s, err := mailx.NewSMTP(ctx(t), "mail.test", &mailx.Options{Dial: dial, LocalHostname: "client.test"})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.SendMail(ctx(t), "f@a.test", []string{"a@b.test"}, letters, nil); err != nil {
		t.Fatal(err)
	}
	if want := []string{"ehlo client.test\r\n", "mail FROM:<f@a.test>\r\nrcpt TO:<a@b.test>\r\ndata\r\n", string(letters) + ".\r\n"}; !slices.Equal(writes, want) {
		t.Errorf("wrote %q, want %q", writes, want)
	}
}

// counted keeps what is written at once.
type counted struct {
	net.Conn
	writes *[]string
}

func (c counted) Write(p []byte) (int, error) {
	*c.writes = append(*c.writes, string(p))
	return c.Conn.Write(p)
}
