// Remotecmd logs in to a host by ssh, runs commands there one after another, and
// prints what each of them says.
//
//	remotecmd [-port N] [-key FILE] [USER@HOST [COMMAND...]]
//
// Without a host it asks for host, user and password, as the book's program does.
// Without commands it runs uptime, ls -l and df. The password is taken from
// SSH_PASSWORD, or asked for.
package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/expect"
)

func main() {
	cli.Main("remotecmd", func(args []string, std cli.IO) error { return run(context.Background(), args, std) })
}

func run(ctx context.Context, args []string, std cli.IO) error {
	c := cli.New("remotecmd", "Log in to a host by ssh, run commands there one after another, and print what each of them says.\n"+
		"Without a host, ask for host, user and password; without commands, run uptime, ls -l and df.\n"+
		"The password is taken from the environment variable SSH_PASSWORD, or asked for.")
	c.Example("remotecmd -key ~/.ssh/id_ed25519 root@host.example.org uptime 'df -h'")
	port := c.Flags.Int("port", 0, "the server's port; 0 leaves it to ssh")
	key := c.Flags.String("key", "", "`FILE` of a private key")
	known := c.Flags.String("known-hosts", "", "`FILE` of known hosts in place of the user's")
	trust := c.Flags.Bool("accept-new", false, "say yes to a host whose key is not known")
	target := c.Optional("USER@HOST", "where to log in")
	list := c.List("COMMAND", "what to run there", 0)
	if err := c.Parse(args, std.Out); err != nil {
		return err
	}
	var user, host string
	if *target == "" {
		var err error
		if host, err = cli.Ask(std, "hostname: "); err != nil {
			return err
		}
		if user, err = cli.Ask(std, "username: "); err != nil {
			return err
		}
	} else {
		user, host, _ = strings.Cut(*target, "@")
	}
	if user == "" || host == "" {
		return c.Usagef("%q: expected USER@HOST", *target)
	}
	commands := *list
	if len(commands) == 0 {
		commands = []string{"uptime", "ls -l", "df"}
	}
	password, err := password(std, *key)
	if err != nil {
		return err
	}
	options := &expect.PxsshOptions{SSHOptions: map[string]string{}}
	if *known != "" {
		options.SSHOptions["UserKnownHostsFile"] = *known
	}
	s := expect.NewPxssh(options)
	if err := s.Login(ctx, host, user, password, &expect.LoginOptions{
		Port: *port, SSHKey: *key, AcceptUnknownHost: *trust,
		Verbose: true, // so that ssh says why it fails
	}); err != nil {
		return fmt.Errorf("pxssh failed on login: %w", err)
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
		fmt.Fprint(std.Out, strings.ReplaceAll(s.Before(), "\r\n", "\n"))
	}
	return s.Logout()
}

// password is what to answer ssh with. With a key it may be left out.
func password(std cli.IO, key string) (string, error) {
	if p, ok := os.LookupEnv("SSH_PASSWORD"); ok || key != "" {
		return p, nil
	}
	return cli.AskSecret(std, "password: ")
}
