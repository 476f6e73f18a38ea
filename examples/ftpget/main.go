// Ftpget fetches a file by talking to an FTP client as a person would: log in,
// change folders on both sides, get, leave.
//
//	ftpget [-client tnftp] [-user U] [-password-env NAME] [-dir REMOTE] host[:port] file
//
// Without arguments it starts an FTP server inside the program and fetches a file
// from that, so that there is something to see on any machine with a client.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/expect"
)

func main() {
	cli.Main("ftpget", func(args []string, std cli.IO) error { return run(context.Background(), args, std) })
}

// A fetch is what to get and where.
type fetch struct {
	client, host, port, user, password, remote, local, file string
}

func run(ctx context.Context, args []string, std cli.IO) error {
	c := cli.New("ftpget", "Fetch a file by talking to an FTP client as a person would: log in, change folders on both sides, get, leave.\n"+
		"Without arguments, fetch a file from a server inside the program.")
	c.Example("FTP_PASSWORD=me@example.org ftpget -dir pub ftp.example.org README")
	f := fetch{}
	c.Flags.StringVar(&f.client, "client", "", "FTP client; without it tnftp or ftp")
	c.Flags.StringVar(&f.user, "user", "anonymous", "user's name")
	secret := c.Flags.String("password-env", "FTP_PASSWORD", "environment variable with the password")
	c.Flags.StringVar(&f.remote, "dir", ".", "folder on the server")
	c.Flags.StringVar(&f.local, "to", ".", "folder here")
	server := c.Optional("HOST", "the server, as host or host:port")
	file := c.Optional("FILE", "what to fetch")
	if err := c.Parse(args, std.Out); err != nil {
		return err
	}
	if *server != "" && *file == "" {
		return c.Usagef("FILE is missing: expected HOST FILE, or nothing at all")
	}
	if f.client == "" {
		for _, name := range []string{"tnftp", "ftp"} {
			if _, err := exec.LookPath(name); err == nil && f.client == "" {
				f.client = name
			}
		}
		if f.client == "" {
			return errors.New("there is no FTP client: install tnftp or ftp")
		}
	}
	if *server == "" {
		server, err := serve(map[string]string{"pub/hello.txt": "hello from inside the program\n"})
		if err != nil {
			return err
		}
		defer server.Close()
		dir, err := os.MkdirTemp("", "ftpget")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		f.host, f.port, f.password = "127.0.0.1", fmt.Sprint(server.port), "guest@example.org"
		f.remote, f.local, f.file = "pub", dir, "hello.txt"
	} else {
		f.host, f.port, f.password, f.file = *server, "21", os.Getenv(*secret), *file
		if host, port, err := net.SplitHostPort(f.host); err == nil {
			f.host, f.port = host, port
		}
	}
	if err := f.get(ctx, std.Out); err != nil {
		return err
	}
	text, err := os.ReadFile(f.local + "/" + f.file)
	if err != nil {
		return fmt.Errorf("the client has brought nothing: %w", err)
	}
	fmt.Fprintf(std.Out, "\n%s: %d bytes\n", f.file, len(text))
	return nil
}

// get is the session. What the client shows goes to out.
func (f *fetch) get(ctx context.Context, out io.Writer) error {
	child, err := expect.Spawn(ctx, f.client, &expect.SpawnOptions{
		Args: []string{"-n", "-v", f.host, f.port},
		Env:  append(os.Environ(), "TERM=dumb"),
		SessionOptions: expect.SessionOptions{
			Timeout:     20 * time.Second,
			LogFileRead: out,
		},
	})
	if err != nil {
		return err
	}
	defer child.Close()
	for _, turn := range []struct{ await, send string }{
		{"220.*ftp> ", "user " + f.user},
		{"(?i)password:", f.password},
		{"230.*ftp> ", "lcd " + f.local},
		{"ftp> ", "cd " + f.remote},
		{"250.*ftp> ", "get " + f.file},
		{"226.*ftp> ", "bye"},
	} {
		// A prompt without what is awaited in front of it is a refusal, too: that of
		// the client which reaches nobody, for one.
		if i, err := child.Expect(turn.await, "ftp> ", expect.EOF); err != nil {
			return err
		} else if i > 0 {
			return fmt.Errorf("the server or the client refuses: %s", reason(child.Before()))
		}
		send := child.SendLine
		if turn.send == f.password {
			send = child.SendSecret
		}
		if _, err := send(turn.send); err != nil {
			return err
		}
	}
	_, err = child.Expect(expect.EOF)
	return err
}

// reason is the last two lines that were said in front of the prompt: the server's
// and the client's.
func reason(said string) string {
	lines := strings.FieldsFunc(said, func(r rune) bool { return r == '\r' || r == '\n' })
	if len(lines) == 0 {
		return "it says nothing"
	}
	return strconv.Quote(strings.Join(lines[max(0, len(lines)-2):], "; "))
}
