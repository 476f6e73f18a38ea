package mailx_test

import (
	"context"
	"errors"
	"io"
	"net"
	"testing"

	"github.com/pyops-go/pyops/mailx"
)

// Whatever a server says, a session comes to its end with replies or with an error
// of the package.
func FuzzServer(f *testing.F) {
	f.Add([]byte("220 x\r\n250-x\r\n250-PIPELINING\r\n250 SIZE 100\r\n250 ok\r\n250 ok\r\n354 go\r\n250 ok\r\n"))
	f.Add([]byte("220 x\r\n500 no\r\n250 x\r\n250 ok\r\n550 no\r\n250 ok\r\n"))
	f.Add([]byte("220-\r\n220"))
	f.Add([]byte("xyz\r\n"))
	f.Fuzz(func(t *testing.T, says []byte) {
		dial := func(context.Context, string, string) (net.Conn, error) {
			ours, theirs := net.Pipe()
			go func() {
				defer theirs.Close()
				go io.Copy(io.Discard, theirs)
				theirs.Write(says)
			}()
			return ours, nil
		}
		s, err := mailx.NewSMTP(t.Context(), "x", &mailx.Options{Dial: dial, LocalHostname: "client.test"})
		if err != nil {
			if !errors.Is(err, mailx.ErrSMTP) {
				t.Fatalf("an error of another kind: %v", err)
			}
			return
		}
		defer s.Close()
		_, err = s.SendMail(t.Context(), "a@b.test", []string{"c@d.test", "e@f.test"}, []byte("x\n"), nil)
		if err != nil && !errors.Is(err, mailx.ErrSMTP) {
			t.Fatalf("an error of another kind: %v", err)
		}
	})
}
