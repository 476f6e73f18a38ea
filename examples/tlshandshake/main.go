// Tlshandshake makes a TLS handshake and tells it step by step, with its bytes: who
// said what, what of it others can read, why the certificate is believed, and which
// secrets came of it.
//
//	tlshandshake                              # TLS 1.3 with a server inside the program
//	tlshandshake -mode rsa12                  # as the book tells it
//	tlshandshake -bad name                    # a certificate that must fail
//	tlshandshake -html story.html www.example.org:443
//
// The exit status is 0 when the handshake succeeded, 1 when it was refused, and 2
// when there was nobody to make it with.

//go:debug cryptocustomrand=1
package main

// cryptocustomrand has Go take the private values of a key exchange from the source
// of random numbers that the configuration names, so that this program can tell
// them. They are as random as ever.

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"time"

	"golang.org/x/term"

	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/examples/tlshandshake/internal/story"
	"github.com/pyops-go/pyops/internal/atomicfile"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	cli.Main("tlshandshake", func(args []string, std cli.IO) error { return run(ctx, args, std) })
}

// The exit statuses besides 0.
const (
	failed   = 1
	noServer = 2
)

func run(ctx context.Context, args []string, std cli.IO) error {
	c := cli.New("tlshandshake", "Make a TLS handshake and tell it step by step, with a server inside the program or any other.\n"+
		"The exit status is 0 when the handshake succeeded, 1 when it was refused, 2 when there was nobody to make it with.")
	c.Example("tlshandshake -mode rsa12")
	c.Example("tlshandshake -html story.html www.example.org:443")
	var o story.Options
	c.Flags.StringVar(&o.Mode, "mode", "tls13", "which handshake: "+strings.Join(story.Modes(), ", ")+"; rsa12 is the book's")
	c.Flags.StringVar(&o.Bad, "bad", "", "a certificate of the server inside that must fail: "+strings.Join(story.Bads(), ", "))
	c.Flags.BoolVar(&o.Resume, "resume", false, "connect a second time with what the first left")
	c.Flags.BoolVar(&o.MTLS, "mtls", false, "the server inside wants a certificate of the client")
	c.Flags.BoolVar(&o.NoCert, "nocert", false, "with -mtls: the client has none")
	c.Flags.BoolVar(&o.Retry, "retry", false, "the server inside takes the group P-384 alone and asks for another ClientHello")
	c.Flags.StringVar(&o.Name, "name", "", "the `NAME` that the certificate must have; the host's without it")
	c.Flags.DurationVar(&o.Limit, "timeout", 10*time.Second, "how long a connection may take")
	html := c.Flags.String("html", "", "write the story as a page to this `FILE` too")
	keylog := c.Flags.String("keylog", "", "append the secrets to this `FILE`, as SSLKEYLOGFILE: whoever has it reads the traffic")
	roots := c.Flags.String("ca", "", "believe the certificates of this PEM `FILE` instead of the system's")
	target := c.Optional("HOST:PORT", "the server; one inside the program without it")
	if err := c.Parse(args, std.Out); err != nil {
		return err
	}
	o.Target = *target
	switch {
	case !slices.Contains(story.Modes(), o.Mode):
		return c.Usagef("-mode %q: expected %s", o.Mode, strings.Join(story.Modes(), ", "))
	case o.Bad != "" && !slices.Contains(story.Bads(), o.Bad):
		return c.Usagef("-bad %q: expected %s", o.Bad, strings.Join(story.Bads(), ", "))
	case o.Target != "" && (o.Bad != "" || o.MTLS || o.Retry):
		return c.Usagef("-bad, -mtls and -retry are of the server inside; expected no HOST:PORT")
	case o.NoCert && !o.MTLS:
		return c.Usagef("-nocert: expected -mtls with it")
	case o.Retry && o.Mode == "rsa12":
		return c.Usagef("-retry: expected ecdhe12 or tls13; the RSA key exchange has no group")
	case o.Limit <= 0:
		return c.Usagef("-timeout %v: expected a time above 0", o.Limit)
	}
	if *roots != "" {
		text, err := os.ReadFile(*roots)
		if err != nil {
			return cli.Status(noServer, err)
		}
		o.Roots = x509.NewCertPool()
		if !o.Roots.AppendCertsFromPEM(text) {
			return cli.Status(noServer, fmt.Errorf("%s: no certificate; expected one as PEM", *roots))
		}
	}
	if *keylog != "" {
		f, err := os.OpenFile(*keylog, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
		if err != nil {
			return cli.Status(noServer, err)
		}
		defer f.Close()
		fmt.Fprintf(std.Err, "tlshandshake: whoever reads %s can read the traffic of this handshake\n", *keylog)
		o.KeyLog = f
	}
	s, err := story.Tell(ctx, o)
	if err != nil {
		return cli.Status(noServer, err)
	}
	if *html != "" {
		var page bytes.Buffer
		if err := errors.Join(s.WriteHTML(&page), atomicfile.WriteFile(*html, page.Bytes(), nil)); err != nil {
			return cli.Status(noServer, err)
		}
	}
	f, ok := std.Out.(*os.File)
	if err := s.WriteText(std.Out, ok && term.IsTerminal(int(f.Fd()))); err != nil {
		return err
	}
	if !s.OK {
		return cli.Status(failed, nil)
	}
	return nil
}
