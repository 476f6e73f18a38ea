// Fetch gets a URL, as the program of the book's chapter on pycurl does, and says
// how long it took and how long it is.
//
//	fetch [-o FILE] [-resume] [-follow] [URL]
//
// With -o the content goes into a file while it comes, and a bar shows how far it
// is. Without a URL it fetches from a server inside the program, so that there is
// something to see on any machine.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"time"

	"github.com/pyops-go/pyops/curlx"
	"github.com/pyops-go/pyops/examples/internal/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	cli.Main("fetch", func(args []string, std cli.IO) error { return run(ctx, args, std) })
}

// settings are what the flags say.
type settings struct {
	output, bar              string
	resume, follow, insecure bool
	timeout                  time.Duration
	most                     int64
}

func run(ctx context.Context, args []string, std cli.IO) error {
	c := cli.New("fetch", "Fetch a URL by HTTP, HTTPS, FTP, FTPS, GOPHER or DICT, and say how long it took and how long it is.\n"+
		"Without a URL, fetch from a server inside the program.")
	c.Example("fetch http://www.example.org/")
	c.Example("fetch -o image.iso -resume ftp://ftp.example.org/pub/image.iso")
	s := settings{}
	c.Flags.StringVar(&s.output, "o", "", "write the content to this file, and show a bar")
	c.Flags.BoolVar(&s.resume, "resume", false, "go on where the file of -o ends")
	c.Flags.BoolVar(&s.follow, "follow", false, "follow redirects, 10 at most")
	c.Flags.BoolVar(&s.insecure, "insecure", false, "take any certificate")
	c.Flags.DurationVar(&s.timeout, "timeout", 0, "how long everything may take; 0 is without end")
	c.Flags.Int64Var(&s.most, "max-size", 0, "fail when the content is longer than so many bytes; 0 is any length")
	c.Flags.StringVar(&s.bar, "progress", "auto", "show the bar: auto (to a terminal, with -o), always or never")
	target := c.Optional("URL", "what to fetch")
	if err := c.Parse(args, std.Out); err != nil {
		return err
	}
	switch {
	case s.resume && s.output == "":
		return c.Usagef("-resume: expected -o FILE with it")
	case s.bar != "auto" && s.bar != "always" && s.bar != "never":
		return c.Usagef("-progress %q: expected auto, always or never", s.bar)
	case s.timeout < 0:
		return c.Usagef("-timeout %s: expected no negative duration", s.timeout)
	case s.most < 0:
		return c.Usagef("-max-size %d: expected no negative number", s.most)
	}
	url := *target
	if url == "" {
		inside, err := serve()
		if err != nil {
			return err
		}
		defer inside.Close()
		url = inside.url
	}
	fmt.Fprintf(std.Err, "Testing %s\n", curlx.Version)
	return s.fetch(ctx, url, std)
}

// fetch gets the URL and prints what the book's program prints.
func (s *settings) fetch(ctx context.Context, url string, std cli.IO) (err error) {
	c := curlx.NewCurl()
	defer func() { err = errors.Join(err, c.Close()) }()
	begin := time.Now()
	into := &counter{w: io.Discard}
	var have int64
	if s.output != "" {
		f, size, err := s.open()
		if err != nil {
			return err
		}
		defer func() {
			if cerr := f.Close(); err == nil {
				err = cerr
			}
		}()
		into.w, have = f, size
	}
	err = errors.Join(
		curlx.Set(c, curlx.URL, url),
		curlx.Set(c, curlx.WRITEFUNCTION, into.Write),
		curlx.Set(c, curlx.FAILONERROR, 1),
		curlx.Set(c, curlx.TIMEOUT_MS, int(s.timeout.Milliseconds())),
		curlx.Set(c, curlx.MAXFILESIZE_LARGE, s.most),
		curlx.Set(c, curlx.RESUME_FROM_LARGE, have),
		curlx.Set(c, curlx.PROTOCOLS, curlx.PROTO_HTTP|curlx.PROTO_HTTPS|curlx.PROTO_FTP|curlx.PROTO_FTPS|curlx.PROTO_GOPHER|curlx.PROTO_DICT),
	)
	if s.follow {
		err = errors.Join(err, curlx.Set(c, curlx.FOLLOWLOCATION, 1), curlx.Set(c, curlx.MAXREDIRS, 10))
	}
	if s.insecure {
		err = errors.Join(err, curlx.Set(c, curlx.SSL_VERIFYPEER, 0), curlx.Set(c, curlx.SSL_VERIFYHOST, 0))
	}
	var b *bar
	if s.bar == "always" || s.bar == "auto" && s.output != "" && isTerminal(std.Err) {
		b = &bar{w: std.Err, began: begin, have: have}
		err = errors.Join(err, curlx.Set(c, curlx.NOPROGRESS, 0), curlx.Set(c, curlx.XFERINFOFUNCTION, b.show))
	}
	if err != nil {
		return err
	}
	err = c.Perform(ctx)
	if b != nil {
		b.end()
	}
	if err != nil {
		return err
	}
	return s.report(c, url, time.Since(begin), have+into.n, std.Out)
}

// open opens the file of -o, and tells how much of it there is to go on from.
func (s *settings) open() (*os.File, int64, error) {
	flags := os.O_CREATE | os.O_WRONLY | os.O_TRUNC
	if s.resume {
		flags = os.O_CREATE | os.O_WRONLY | os.O_APPEND
	}
	f, err := os.OpenFile(s.output, flags, 0o666)
	if err != nil {
		return nil, 0, err
	}
	if !s.resume {
		return f, 0, nil
	}
	info, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, 0, err
	}
	return f, info.Size(), nil
}

// report prints status and URL, the time, and the length.
func (s *settings) report(c *curlx.Curl, url string, took time.Duration, length int64, out io.Writer) error {
	code, err1 := curlx.Get(c, curlx.HTTP_CODE)
	effective, err2 := curlx.Get(c, curlx.EFFECTIVE_URL)
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	_, err := fmt.Fprintf(out, "%d %s\ncurlx takes %.3f seconds to get %s\nlength of the content is %d\n", code, hideLogin(effective), took.Seconds(), hideLogin(url), length)
	return err
}

// hideLogin takes user and password out of a URL that is to be shown.
func hideLogin(url string) string {
	u, err := curlx.NewCurlURL(url, curlx.U_GUESS_SCHEME|curlx.U_NON_SUPPORT_SCHEME)
	if err != nil {
		return url
	}
	if _, err := u.GetPart(curlx.UPART_USER, 0); err != nil {
		return url
	}
	if errors.Join(u.ClearPart(curlx.UPART_USER), u.ClearPart(curlx.UPART_PASSWORD)) != nil {
		return ""
	}
	return u.String()
}

// A counter counts what goes through it.
type counter struct {
	w io.Writer
	n int64
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}
