// Func is a network controller for clusters: an overlord that calls methods of
// minions, each known by its certificate; chapter 11's program.
//
//	func                                # a demonstration: overlord and three minions here
//	func overlord -dir /srv/func        # the master: bus and certificate authority
//	func minion -id web1 -authority host:51235 -fingerprint ...
//	func server -identity FILE          # one more server of the bus: of a cluster, or a leaf node
//	func certmaster list|sign|revoke|clean|token|server NAME
//	func "web*;db1" call command run uptime
//	func "*" ping
//
// The exit status is 0 when every minion did what it was told, 1 when one did not or
// did not answer, and 2 when nobody could be asked.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/pyops-go/pyops/examples/func/internal/minion"
	"github.com/pyops-go/pyops/examples/func/internal/overlord"
	"github.com/pyops-go/pyops/examples/internal/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	cli.Main("func", func(args []string, std cli.IO) error { return run(ctx, args, std) })
}

// The exit statuses besides 0.
const (
	notAll     = 1
	cannotWork = 2
)

func run(ctx context.Context, args []string, std cli.IO) error {
	if len(args) == 0 {
		return failed(demonstrate(ctx, std))
	}
	parts := []cli.Subcommand{
		{Name: "overlord", Summary: "be the master: bus and certificate authority", Run: func(a []string) error { return failed(serve(ctx, a, std)) }},
		{Name: "minion", Summary: "be a minion", Run: func(a []string) error { return failed(work(ctx, a, std)) }},
		{Name: "server", Summary: "be one more server of the bus: of a cluster, or a leaf node", Run: func(a []string) error { return failed(join(ctx, a, std)) }},
		{Name: "certmaster", Summary: "list, sign, revoke and clean certificates, give out tokens", Run: func(a []string) error { return failed(certify(ctx, a, std)) }},
		{Name: "jobstatus", Summary: "tell what became of a job", Run: func(a []string) error { return failed(status(ctx, a, std)) }},
	}
	for _, p := range parts {
		if p.Name == args[0] {
			return p.Run(args[1:])
		}
	}
	if args[0] == "-h" || args[0] == "-help" || args[0] == "--help" {
		_, err := fmt.Fprint(std.Out, help)
		return errors.Join(flag.ErrHelp, err)
	}
	return failed(call(ctx, args, std))
}

const help = `Control a cluster: an overlord calls methods of minions.

usage: func                                         a demonstration in this process
       func overlord|minion|server|certmaster|jobstatus ...  each answers -h
       func MINIONS list_minions|ping|check
       func MINIONS show hardware
       func MINIONS call [flags] MODULE METHOD [ARGUMENT...]
       func MINIONS copyfile [flags] FILE TARGET

MINIONS are names with * and ?, and @groups of the file "groups" in the overlord's
folder, parted by ; or commas.

example:
  func "web*;db1" call command run uptime
  func "*" call -async command run 'apt-get -y upgrade'
`

// failed gives errors the status of a program that could not work.
func failed(err error) error { return cli.Otherwise(cannotWork, err) }

// logTo writes what happens, with the time.
func logTo(std cli.IO) func(format string, args ...any) {
	return func(format string, args ...any) {
		fmt.Fprintf(std.Err, time.Now().Format("15:04:05 ")+format+"\n", args...)
	}
}

// folder is where an overlord keeps its things, if nothing else is said.
const folder = "func-overlord"

func serve(ctx context.Context, args []string, std cli.IO) error {
	c := cli.New("func overlord", "Be the master: start the bus and the certificate authority. It prints what minions need, and how jobs are kept.")
	c.Example("func overlord -dir /srv/func -bus 0.0.0.0:51234 -door 0.0.0.0:51235 -public master.example.org")
	o := overlord.Options{Log: logTo(std)}
	c.Flags.StringVar(&o.Dir, "dir", folder, "the overlord's `FOLDER`")
	c.Flags.StringVar(&o.Bus, "bus", "127.0.0.1:51234", "`ADDRESS` of the bus")
	c.Flags.StringVar(&o.Door, "door", "127.0.0.1:51235", "`ADDRESS` where minions ask for certificates")
	public := c.Flags.String("public", "", "the `NAME` of this machine for minions elsewhere")
	c.Flags.StringVar(&o.Leaves, "leaves", "", "`ADDRESS` where leaf nodes reach the bus (func server -above)")
	c.Flags.StringVar(&o.URL, "url", "", "`URLS` of a cluster to use instead of a bus of its own, parted by commas: three of func server, or NATS servers that know this authority")
	if err := c.Parse(args, std.Out); err != nil {
		return err
	}
	if *public != "" {
		o.Hosts = []string{*public}
		_, port, err := splitPort(o.Bus)
		if err != nil {
			return c.Usagef("-bus %q: expected host:port", o.Bus)
		}
		o.Public = *public + ":" + port
	}
	v, err := overlord.Start(ctx, o)
	if err != nil {
		return err
	}
	defer v.Close()
	fmt.Fprintf(std.Out, "bus: %s\nstreams: %s\nauthority: %s\nfingerprint: %s\n", v.URL, v.Kept(), v.Door, v.Authority.Fingerprint())
	<-ctx.Done()
	return nil
}

func work(ctx context.Context, args []string, std cli.IO) error {
	c := cli.New("func minion", "Be a minion: ask the authority for a certificate, and do what the overlord says.")
	c.Example("func minion -id web1 -authority master.example.org:51235 -fingerprint 5f1c...")
	host, _ := os.Hostname()
	o := minion.Options{Log: logTo(std)}
	c.Flags.StringVar(&o.ID, "id", host, "the minion's `NAME`: a-z, 0-9, dots and dashes")
	c.Flags.StringVar(&o.Dir, "dir", "func-minion", "the minion's `FOLDER`")
	c.Flags.StringVar(&o.Authority, "authority", "127.0.0.1:51235", "`ADDRESS` of the authority")
	c.Flags.StringVar(&o.Fingerprint, "fingerprint", "", "the `SHA256` that the overlord printed")
	c.Flags.StringVar(&o.Token, "token", "", "a `TOKEN` of certmaster token, so that nobody need sign; or in FUNC_TOKEN")
	c.Flags.StringVar(&o.Bus, "bus", "", "`URL` of a server of the bus nearby, such as a leaf node; else the one that the authority names")
	c.Flags.StringVar(&o.ACL, "acl", "", "a `FILE` of lines OVERLORD = method, glob*; without it the overlord may call all")
	if err := c.Parse(args, std.Out); err != nil {
		return err
	}
	if o.Token == "" {
		o.Token = os.Getenv("FUNC_TOKEN") // as a default it would be in the help
	}
	if o.Fingerprint == "" {
		if _, err := os.Stat(o.Dir + "/identity.json"); err != nil {
			return c.Usagef("-fingerprint is missing: expected what the overlord printed")
		}
	}
	return minion.Run(ctx, o)
}
