package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"net"
	netsmtp "net/smtp"
	"strings"
	"sync"
	"time"

	"github.com/wneessen/go-mail"

	"github.com/pyops-go/pyops/mailx"
)

// A sink is a mail server that keeps nothing but what the last messages come to. Its
// answers arrive a while after what they answer, as over a network; commands that
// came together are answered together.
type sink struct {
	l     net.Listener
	delay time.Duration
	wait  sync.WaitGroup

	mu       sync.Mutex
	messages int
	rcpts    int
	sum      uint32
}

func newSink(delay time.Duration) (*sink, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &sink{l: l, delay: delay}
	s.wait.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go s.serve(c)
		}
	})
	return s, nil
}

func (s *sink) port() int    { return s.l.Addr().(*net.TCPAddr).Port }
func (s *sink) addr() string { return s.l.Addr().String() }

func (s *sink) close() {
	s.l.Close()
	s.wait.Wait()
}

// told is what came since it was last asked: messages, recipients, and a sum of the
// texts.
func (s *sink) told() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	told := fmt.Sprintf("%d messages, %d recipients, %08x", s.messages, s.rcpts, s.sum)
	s.messages, s.rcpts, s.sum = 0, 0, 0
	return told
}

type answer struct {
	at   time.Time
	text string
}

func (s *sink) serve(c net.Conn) {
	defer c.Close()
	answers := make(chan answer, 1000)
	defer close(answers)
	go func() {
		for a := range answers {
			if s.delay > 0 {
				time.Sleep(time.Until(a.at))
			}
			c.Write([]byte(a.text))
		}
	}()
	r := bufio.NewReaderSize(c, 64<<10)
	var text strings.Builder
	text.WriteString("220 sink\r\n")
	for {
		if r.Buffered() == 0 && text.Len() > 0 {
			answers <- answer{time.Now().Add(s.delay), text.String()}
			text.Reset()
		}
		line, err := r.ReadSlice('\n')
		if err != nil {
			return
		}
		switch verb := strings.ToUpper(string(line[:min(4, len(line))])); verb {
		case "EHLO":
			text.WriteString("250-sink\r\n250-8BITMIME\r\n250 PIPELINING\r\n")
		case "RCPT":
			s.mu.Lock()
			s.rcpts++
			s.mu.Unlock()
			text.WriteString("250 ok\r\n")
		case "VRFY":
			text.WriteString("250 " + s.told() + "\r\n")
		case "DATA":
			text.WriteString("354 go\r\n")
			answers <- answer{time.Now().Add(s.delay), text.String()}
			text.Reset()
			if !s.body(r) {
				return
			}
			text.WriteString("250 taken\r\n")
		case "QUIT":
			text.WriteString("221 bye\r\n")
		default:
			text.WriteString("250 ok\r\n")
		}
	}
}

// body reads a message. What stands before its first empty line may differ.
func (s *sink) body(r *bufio.Reader) bool {
	sum, head := uint32(0), true
	for {
		line, err := r.ReadSlice('\n')
		if err != nil {
			return false
		}
		if string(line) == ".\r\n" {
			break
		}
		if !head {
			sum = crc32.Update(sum, crc32.IEEETable, line)
		}
		head = head && string(line) != "\r\n"
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.messages++
	s.sum += sum
	return true
}

const smtpLetter = "From: a@example.org\r\nTo: b@example.org\r\nSubject: Report\r\n\r\nThree hosts, all is well.\r\n"

// sending is a contest of messages to recipients over one connection.
func sending(delay time.Duration, messages, recipients int, python, netSMTP, goMail float64) (*Contest, error) {
	s, err := newSink(delay)
	if err != nil {
		return nil, err
	}
	ctx := context.Background()
	var to []string
	for i := range recipients {
		to = append(to, fmt.Sprintf("user%d@example.org", i))
	}
	ours, err := mailx.NewSMTP(ctx, s.addr(), &mailx.Options{LocalHostname: "client.example.org"})
	if err != nil {
		s.close()
		return nil, err
	}
	theirs, err := netsmtp.Dial(s.addr())
	if err != nil {
		s.close()
		return nil, err
	}
	client, letter, err := goMailClient(s.port(), to)
	if err == nil {
		err = client.DialWithContext(ctx)
	}
	if err != nil {
		s.close()
		return nil, err
	}
	letters := make([]*mail.Msg, messages)
	for i := range letters {
		letters[i] = letter
	}
	contestant := func(name string, bar float64, send func() error) Contestant {
		all := func() any {
			s.told()
			if err := send(); err != nil {
				return err.Error()
			}
			return s.told()
		}
		return repeating(name, bar, all)
	}
	times := func(send func() error) func() error {
		return func() error {
			for range messages {
				if err := send(); err != nil {
					return err
				}
			}
			return nil
		}
	}
	return &Contest{
		Close: func() {
			ours.Close()
			theirs.Close()
			client.Close()
			s.close()
		},
		Ours: contestant("", 0, times(func() error {
			refused, err := ours.SendMail(ctx, "a@example.org", to, []byte(smtpLetter), nil)
			if len(refused) > 0 {
				err = errors.New("refused")
			}
			return err
		})),
		Peers: []Contestant{
			{Name: "smtplib", Bar: python, Python: &Python{
				Setup:     fmt.Sprintf("import smtplib\ns = smtplib.SMTP('127.0.0.1', %d, local_hostname='client.example.org')\nto = ['user%%d@example.org' %% i for i in range(%d)]\nletter = %s\ns.ehlo()", s.port(), recipients, pythonBytes(strings.ReplaceAll(smtpLetter, "\r\n", "\n"))+".replace(b'\\n', b'\\r\\n')"),
				Statement: fmt.Sprintf("for _ in range(%d):\n    s.sendmail('a@example.org', to, letter)", messages),
				Value:     "s.verify('x')[1].decode()",
			}},
			contestant("net/smtp", netSMTP, times(func() error { return sendByNetSMTP(theirs, to) })),
			contestant("go-mail", goMail, func() error { return client.Send(letters...) }),
		},
	}, nil
}

func sendByNetSMTP(c *netsmtp.Client, to []string) error {
	if err := c.Mail("a@example.org"); err != nil {
		return err
	}
	for _, addr := range to {
		if err := c.Rcpt(addr); err != nil {
			return err
		}
	}
	w, err := c.Data()
	if err != nil {
		return err
	}
	if _, err := w.Write([]byte(smtpLetter)); err != nil {
		return err
	}
	return w.Close()
}

func goMailClient(port int, to []string) (*mail.Client, *mail.Msg, error) {
	m := mail.NewMsg()
	if err := errors.Join(m.From("a@example.org"), m.To(to...)); err != nil {
		return nil, nil, err
	}
	m.Subject("Report")
	m.SetBodyString(mail.TypeTextPlain, "Three hosts, all is well.\r\n")
	c, err := mail.NewClient("127.0.0.1", mail.WithPort(port), mail.WithTLSPolicy(mail.NoTLS), mail.WithHELO("client.example.org"), mail.WithoutNoop())
	return c, m, err
}

func hundredRecipients() (*Contest, error) { return sending(10*time.Millisecond, 1, 100, 5, 5, 5) }
func thousandMessages() (*Contest, error)  { return sending(0, 1000, 1, 3, 0, 3) }
