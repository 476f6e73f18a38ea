// Remotecmd logs in to a host by ssh, runs commands there one after another, and
// prints what each of them says.
//
//	remotecmd [-port N] [-key FILE] user@host [command ...]
//
// Without commands it runs uptime, ls -l and df. The password is taken from
// SSH_PASSWORD, or asked for at the terminal.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"github.com/pyops-go/pyops/expect"
)

func main() {
	if err := run(context.Background(), os.Args[1:], os.Stdout); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "remotecmd:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("remotecmd", flag.ContinueOnError)
	port := flags.Int("port", 0, "the server's port; 0 leaves it to ssh")
	key := flags.String("key", "", "file of a private key")
	known := flags.String("known-hosts", "", "file of known hosts in place of the user's")
	trust := flags.Bool("accept-new", false, "say yes to a host whose key is not known")
	if err := flags.Parse(args); err != nil {
		return err
	}
	user, host, found := strings.Cut(flags.Arg(0), "@")
	if !found || user == "" || host == "" {
		return errors.New("expected user@host")
	}
	commands := flags.Args()[1:]
	if len(commands) == 0 {
		commands = []string{"uptime", "ls -l", "df"}
	}
	password, err := password(*key)
	if err != nil {
		return err
	}
	options := &expect.PxsshOptions{SSHOptions: map[string]string{}}
	if *known != "" {
		options.SSHOptions["UserKnownHostsFile"] = *known
	}
	s := expect.NewPxssh(options)
	if err := s.Login(ctx, host, user, password, &expect.LoginOptions{Port: *port, SSHKey: *key, AcceptUnknownHost: *trust}); err != nil {
		return fmt.Errorf("login: %w", err)
	}
	defer s.Close()
	for _, command := range commands {
		if _, err := s.SendLine(command); err != nil {
			return err
		}
		if ok, err := s.Prompt(0); err != nil {
			return err
		} else if !ok {
			return fmt.Errorf("%s: no prompt within 30 seconds", command)
		}
		fmt.Fprint(out, strings.ReplaceAll(s.Before(), "\r\n", "\n"))
	}
	return s.Logout()
}

// password is what to answer ssh with. With a key it may be left out.
func password(key string) (string, error) {
	if p, ok := os.LookupEnv("SSH_PASSWORD"); ok || key != "" {
		return p, nil
	}
	if !term.IsTerminal(int(os.Stdin.Fd())) {
		return "", errors.New("no SSH_PASSWORD, and no terminal to ask at")
	}
	fmt.Fprint(os.Stderr, "password: ")
	p, err := term.ReadPassword(int(os.Stdin.Fd()))
	fmt.Fprintln(os.Stderr)
	return string(p), err
}
