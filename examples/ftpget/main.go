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
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"time"

	"github.com/pyops-go/pyops/expect"
)

func main() {
	if err := run(context.Background(), os.Args[1:], os.Stdout); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "ftpget:", err)
		os.Exit(1)
	}
}

// A fetch is what to get and where.
type fetch struct {
	client, host, port, user, password, remote, local, file string
}

func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("ftpget", flag.ContinueOnError)
	f := fetch{}
	flags.StringVar(&f.client, "client", "", "FTP client; without it tnftp or ftp")
	flags.StringVar(&f.user, "user", "anonymous", "user's name")
	secret := flags.String("password-env", "FTP_PASSWORD", "environment variable with the password")
	flags.StringVar(&f.remote, "dir", ".", "folder on the server")
	flags.StringVar(&f.local, "to", ".", "folder here")
	if err := flags.Parse(args); err != nil {
		return err
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
	switch flags.NArg() {
	case 0:
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
	case 2:
		f.host, f.port, f.password, f.file = flags.Arg(0), "21", os.Getenv(*secret), flags.Arg(1)
		if host, port, err := net.SplitHostPort(f.host); err == nil {
			f.host, f.port = host, port
		}
	default:
		return errors.New("expected a host and a file, or nothing at all")
	}
	if err := f.get(ctx, out); err != nil {
		return err
	}
	text, err := os.ReadFile(f.local + "/" + f.file)
	if err != nil {
		return fmt.Errorf("the client has brought nothing: %w", err)
	}
	fmt.Fprintf(out, "\n%s: %d bytes\n", f.file, len(text))
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
		if i, err := child.Expect(turn.await, `\n[45]\d\d .*ftp> `, "(?i)not connected"); err != nil {
			return err
		} else if i > 0 {
			return fmt.Errorf("the server or the client refuses: %q", child.Before()+child.After())
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
