package mailx_test

import (
	"context"
	"testing"

	"github.com/pyops-go/pyops/mailx"
)

// Messages over one connection to a server that answers at once.
func BenchmarkSendMail(b *testing.B) {
	server := &scripted{Deaf: true, Ehlo: "250-x\n250 PIPELINING"}
	d := sender(b, server)
	msg := []byte("Subject: x\r\n\r\nbody\r\n")
	for b.Loop() {
		if _, err := d.SendMail(context.Background(), "a@b.test", []string{"c@d.test"}, msg, nil); err != nil {
			b.Fatal(err)
		}
	}
}

// The same, without PIPELINING.
func BenchmarkSendMailStepByStep(b *testing.B) {
	s := open(b, &scripted{Deaf: true}, &mailx.Options{NoPipelining: true})
	msg := []byte("Subject: x\r\n\r\nbody\r\n")
	for b.Loop() {
		if _, err := s.SendMail(context.Background(), "a@b.test", []string{"c@d.test"}, msg, nil); err != nil {
			b.Fatal(err)
		}
	}
}
