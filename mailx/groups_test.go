package mailx_test

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/mailx"
)

// A sender that is refused in the middle of a group of commands: the answers to the
// rest are read, and the connection serves the next message.
func TestASenderRefusedInAGroup(t *testing.T) {
	const group = "mail FROM:<f@a.test>\r\nrcpt TO:<a@b.test>\r\nrcpt TO:<c@b.test>\r\ndata\r\n"
	for name, test := range map[string]struct {
		replies map[string]string
		heard   string // after the group
	}{
		"and DATA too": {map[string]string{"rcpt to:<c@": "503 no sender", "data": "503 no sender"}, "rset\r\n"},
		// A server that goes on all the same gets a message of nothing, which is for nobody.
		"but not DATA":             {nil, ".\r\nrset\r\n"},
		"and RSET, and not closed": {map[string]string{"data": "503 no sender", "rset": "502 what?"}, "rset\r\n"},
	} {
		replies := map[string]string{"mail from:<f@": "550 who?"}
		for k, v := range test.replies {
			replies[k] = v
		}
		server := &scripted{Ehlo: "250-x\n250 PIPELINING", Replies: replies}
		s := open(t, server, nil)
		_, err := s.SendMail(ctx(t), "f@a.test", []string{"a@b.test", "c@b.test"}, letters, nil)
		var e *mailx.SMTPError
		if !errors.Is(err, mailx.ErrSenderRefused) || !errors.As(err, &e) || e.Code != 550 || e.Reply != "who?" || e.Input != "f@a.test" {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := s.Noop(ctx(t)); err != nil {
			t.Errorf("%s: and then %v", name, err)
		}
		if heard := server.sessions()[0]; !strings.HasSuffix(heard, group+test.heard+"noop\r\n") {
			t.Errorf("%s: heard %q", name, heard)
		}
	}
}

// A server that refuses the sender and goes has said why all the same.
func TestASenderRefusedAndADrop(t *testing.T) {
	for name, server := range map[string]*scripted{
		"at the second recipient": {Hangs: "rcpt to:<c@"}, "at DATA": {Hangs: "data"}, "at the message of nothing": {DataEnd: "drop"},
	} {
		server.Ehlo, server.Replies = "250-x\n250 PIPELINING", map[string]string{"mail": "550 who?"}
		_, err := open(t, server, nil).SendMail(ctx(t), "f@a.test", []string{"a@b.test", "c@b.test"}, letters, nil)
		var e *mailx.SMTPError
		if !errors.Is(err, mailx.ErrSenderRefused) || !errors.Is(err, mailx.ErrServerDisconnected) || !errors.As(err, &e) || e.Code != 550 || e.Reply != "who?" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// After a group whose sender is refused no second group goes, and after 421 nothing.
func TestGroupsAfterARefusal(t *testing.T) {
	var to []string
	for i := range 250 {
		to = append(to, fmt.Sprintf("a%d@b.test", i))
	}
	for reply, closed := range map[string]bool{"550 who?": false, "421 going": true} {
		server := &scripted{Ehlo: "250-x\n250 PIPELINING", Replies: map[string]string{"mail": reply}}
		s := open(t, server, nil)
		if _, err := s.SendMail(ctx(t), "f@a.test", to, letters, nil); !errors.Is(err, mailx.ErrSenderRefused) {
			t.Errorf("%s: %v", reply, err)
		}
		if _, err := s.Noop(ctx(t)); (err != nil) != closed {
			t.Errorf("%s: and then %v", reply, err)
		}
		if heard := server.sessions()[0]; strings.Count(heard, "rcpt") > 100 || strings.Contains(heard, "data") {
			t.Errorf("%s: heard %q", reply, heard)
		}
	}
}

// A piece of a message that the server does not take ends the message.
func TestAPieceThatIsRefused(t *testing.T) {
	large := bytes.Repeat([]byte(strings.Repeat("x", 62)+"\r\n"), 4096) // four pieces
	for reply, closed := range map[string]bool{"452 no room": false, "421 going": true, "drop": true} {
		server := &scripted{Ehlo: "250-x\n250 CHUNKING", Replies: map[string]string{"bdat": reply}}
		if reply == "drop" {
			server.Replies, server.Hangs = nil, "bdat"
		}
		s := open(t, server, &mailx.Options{Chunking: true})
		_, err := s.SendMail(ctx(t), "f@a.test", []string{"a@b.test"}, large, nil)
		var e *mailx.SendError
		kind := mailx.ErrData
		if reply == "drop" {
			kind = mailx.ErrServerDisconnected
		}
		if !errors.As(err, &e) || !errors.Is(err, kind) || len(e.Accepted)+len(e.Unknown)+len(e.Refused) > 0 {
			t.Errorf("%s: %v", reply, err)
		}
		if _, err := s.Noop(ctx(t)); (err != nil) != closed {
			t.Errorf("%s: and then %v", reply, err)
		}
		heard := server.sessions()[0]
		if strings.Count(heard, "BDAT") != 1 || strings.Contains(heard, "LAST") || strings.HasSuffix(heard, "rset\r\nnoop\r\n") == closed {
			t.Errorf("%s: heard %.300q … %.60q", reply, heard, heard[max(0, len(heard)-60):])
		}
	}
}

var bdatLine = regexp.MustCompile(`BDAT \d+(?: LAST)?\r\n`)

// Messages about as long as what goes at once arrive whole.
func TestMessagesOfAllLengths(t *testing.T) {
	for _, size := range []int{4096, 32 << 10, 64 << 10} {
		for _, n := range []int{size - 6, size - 5, size - 4, size - 3, size - 2, size - 1, size, size + 1} {
			message := bytes.Repeat([]byte(strings.Repeat("y", 62)+"\r\n"), n/64+1)[:n]
			message = append(bytes.TrimRight(message, "\r\n"), "\r\n"...)
			for name, opts := range map[string]*mailx.Options{"by DATA": {}, "in pieces": {Chunking: true}} {
				server := &scripted{Ehlo: "250-x\n250 CHUNKING"}
				if _, err := open(t, server, opts).SendMail(ctx(t), "f@a.test", []string{"a@b.test"}, message, nil); err != nil {
					t.Fatalf("%d bytes %s: %v", n, name, err)
				}
				_, got, _ := strings.Cut(bdatLine.ReplaceAllString(server.sessions()[0], ""), "rcpt TO:<a@b.test>\r\n")
				want := "data\r\n" + string(message) + ".\r\n"
				if opts.Chunking {
					want = string(message)
				}
				if got != want {
					t.Errorf("%d bytes %s: heard %d, want %d", n, name, len(got), len(want))
				}
			}
		}
	}
}

// LMTP answers for each; when each is refused nobody has it.
func TestLMTPRefusesAll(t *testing.T) {
	s, err := mailx.NewLMTP(ctx(t), at((&scripted{DataEnd: "552 first is full\n550 second is gone"}).serve(t)), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	_, err = s.SendMail(ctx(t), "f@a.test", []string{"a@b.test", "c@d.test"}, letters, nil)
	var e *mailx.SendError
	if !errors.As(err, &e) || !errors.Is(err, mailx.ErrData) || e.Refused["a@b.test"].Code != 552 || e.Refused["c@d.test"].Code != 550 || len(e.Accepted)+len(e.Unknown) > 0 {
		t.Errorf("%v", err)
	}
	if _, err := s.Noop(ctx(t)); err != nil {
		t.Errorf("and then %v", err)
	}
}

// smtplib's data() by itself, where DATA is refused, and where the server goes.
func TestParityDataAlone(t *testing.T) {
	py := startSmtplib(t)
	begin := []step{{"ehlo", nil}, {"mail", []any{"f@a.test"}}, {"rcpt", []any{"a@b.test"}}, {"data", []any{"x\r\n.\r\n"}}, {"noop", nil}}
	for name, server := range map[string]*scripted{
		"refused": {Replies: map[string]string{"data": "554 no"}}, "refused at its end": {DataEnd: "554 spam"}, "taken": {}, "the server goes": {Hangs: "data"},
	} {
		port := server.serve(t)
		want := py.Value("session", port, begin, "SMTP")
		if got := original.Plain(session(t, port, "SMTP", begin)); !original.Same(got, want) {
			t.Errorf("%s: came to\n %v\nwant\n %v", name, got, want)
		}
		if heard := server.sessions(); len(heard) != 2 || heard[0] != heard[1] {
			t.Errorf("%s: the server heard\n %q", name, heard)
		}
	}
}
