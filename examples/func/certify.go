package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"path/filepath"

	"github.com/pyops-go/pyops/examples/func/internal/authority"
	"github.com/pyops-go/pyops/examples/func/internal/overlord"
	"github.com/pyops-go/pyops/examples/internal/cli"
)

func splitPort(address string) (host, port string, err error) { return net.SplitHostPort(address) }

// certify is the certmaster of the command line.
func certify(ctx context.Context, args []string, std cli.IO) error {
	one := func(name, summary string, do func(dir, id string) error) cli.Subcommand {
		return cli.Subcommand{Name: name, Summary: summary, Run: func(args []string) error {
			c := cli.New("func certmaster "+name, summary)
			dir := c.Flags.String("dir", folder, "the overlord's `FOLDER`")
			id := c.Arg("MINION", "its name")
			if err := c.Parse(args, std.Out); err != nil {
				return err
			}
			return do(*dir, *id)
		}}
	}
	open := func(dir string) (*authority.Authority, error) { return authority.Open(filepath.Join(dir, "authority")) }
	return cli.Choose("func certmaster", "Answer minions that ask for certificates.", args, std.Out,
		cli.Subcommand{Name: "list", Summary: "list who waits and who has a certificate", Run: func(args []string) error {
			c := cli.New("func certmaster list", "List who waits and who has a certificate.")
			dir := c.Flags.String("dir", folder, "the overlord's `FOLDER`")
			if err := c.Parse(args, std.Out); err != nil {
				return err
			}
			a, err := open(*dir)
			if err != nil {
				return err
			}
			waiting, err := a.Waiting()
			if err != nil {
				return err
			}
			for _, w := range waiting {
				fmt.Fprintf(std.Out, "%s waits since %s, key %s\n", w.ID, w.At.Format("2006-01-02 15:04:05"), w.Key)
			}
			signed, err := a.Minions()
			for _, id := range signed {
				fmt.Fprintf(std.Out, "%s has a certificate\n", id)
			}
			return err
		}},
		one("sign", "Sign the request of a minion; compare its key with what list shows first.", func(dir, id string) error {
			a, err := open(dir)
			if err != nil {
				return err
			}
			return a.Sign(id)
		}),
		one("revoke", "Take a certificate back; the minion's connection ends at once.", func(dir, id string) error {
			c, err := overlord.NewCaller(dir)
			if errors.Is(err, overlord.ErrNoOverlord) {
				a, err := open(dir)
				if err != nil {
					return err
				}
				return a.Revoke(id)
			}
			if err != nil {
				return err
			}
			defer c.Close()
			return c.Revoke(ctx, id)
		}),
		one("clean", "Forget a name that was revoked or waits, so that it may ask anew.", func(dir, id string) error {
			a, err := open(dir)
			if err != nil {
				return err
			}
			return a.Clean(id)
		}),
		cli.Subcommand{Name: "server", Summary: "print the identity of one more server of the bus", Run: func(args []string) error {
			c := cli.New("func certmaster server", "Print certificate, key and root for one more server of the bus. Keep it secret: who has it hears all commands, but can give none.")
			c.Example("func certmaster server bus1.example.org 192.0.2.7 > bus1.pem")
			dir := c.Flags.String("dir", folder, "the overlord's `FOLDER`")
			hosts := c.List("HOST", "names and addresses of the server", 1)
			if err := c.Parse(args, std.Out); err != nil {
				return err
			}
			a, err := open(*dir)
			if err != nil {
				return err
			}
			text, err := a.Server(*hosts...)
			if err != nil {
				return err
			}
			_, err = std.Out.Write(text)
			return err
		}},
		one("token", "Print a token that has one request of a name signed at once.", func(dir, id string) error {
			a, err := open(dir)
			if err != nil {
				return err
			}
			token, err := a.Token(id)
			if err == nil {
				fmt.Fprintln(std.Out, token)
			}
			return err
		}),
	)
}
