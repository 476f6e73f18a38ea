package mailx_test

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"strings"

	"github.com/pyops-go/pyops/mailx"
	"github.com/pyops-go/pyops/mailx/email"
)

// sink is the smallest of servers: it takes every message but those for "nobody".
func sink(l net.Listener) {
	c, err := l.Accept()
	if err != nil {
		return
	}
	defer c.Close()
	fmt.Fprint(c, "220 sink\r\n")
	lines := bufio.NewScanner(c)
	for body := false; lines.Scan(); {
		switch line := strings.ToLower(lines.Text()); {
		case body && line != ".":
			continue
		case strings.HasPrefix(line, "rcpt to:<nobody@"):
			fmt.Fprint(c, "550 no such user\r\n")
			continue
		case line == "data":
			body = true
			fmt.Fprint(c, "354 go on\r\n")
			continue
		}
		body = false
		fmt.Fprint(c, "250 ok\r\n")
	}
}

func ExampleSMTP_SendMessage() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer l.Close()
	go sink(l)

	ctx := context.Background()
	s, err := mailx.NewSMTP(ctx, l.Addr().String(), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer s.Close()
	m := email.NewMessage()
	m.SetAddresses("From", email.Address{Name: "张三", Addr: "zhang@example.com"})
	m.SetAddresses("To", email.Address{Addr: "li@example.com"}, email.Address{Addr: "nobody@example.com"})
	if err := m.SetContent("done\n", nil); err != nil {
		fmt.Println(err)
		return
	}
	refused, err := s.SendMessage(ctx, m, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for addr, reply := range refused {
		fmt.Println(addr, "was refused:", reply)
	}
	// Output: nobody@example.com was refused: 550 no such user
}

func ExampleSMTP_SendMail() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer l.Close()
	go sink(l)
	ctx := context.Background()
	s, err := mailx.NewSMTP(ctx, l.Addr().String(), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer s.Close()
	_, err = s.SendMail(ctx, "ops@example.com", []string{"nobody@example.com"}, []byte("Subject: x\n\nhello\n"), nil)
	fmt.Println(err)
	// Output: mailx: recipients refused; nobody@example.com refused (550 no such user)
}

func ExampleSender() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer l.Close()
	go sink(l)
	ctx := context.Background()
	d := mailx.NewSender(func(ctx context.Context) (*mailx.SMTP, error) {
		return mailx.NewSMTP(ctx, l.Addr().String(), nil)
	})
	for range 2 {
		_, err := d.SendMail(ctx, "ops@example.com", []string{"li@example.com"}, []byte("Subject: x\n\nhello\n"), nil)
		fmt.Println("sent:", err == nil)
	}
	d.Close(ctx)
	// Output:
	// sent: true
	// sent: true
}
