// Command zonetool looks after a zone of a name server: it transfers the zone,
// shows what two versions of it differ in, and sends updates.
//
//	zonetool transfer [flags] [-from FILE] [-out FILE] ZONE
//	zonetool diff [-origin ZONE] FILE FILE
//	zonetool diff [flags] -serial N ZONE
//	zonetool update [flags] ZONE
//
// Transfer writes the zone as a zone file, to standard output or to -out. With
// -from it starts from an older copy and has the server send what has changed
// since (IXFR).
//
// Diff prints the records that only the first of two zone files has after a "-",
// those that only the second has after a "+"; or what a server's zone has lost and
// gained since a serial.
//
// Update reads from standard input a line for each demand and each change, which
// are done all together or not at all:
//
//	present NAME [TYPE [RDATA]]
//	absent NAME [TYPE]
//	add NAME TTL TYPE RDATA
//	replace NAME TTL TYPE RDATA
//	delete NAME [TYPE [RDATA]]
//
// The flags -server and -port tell the server, -key the file of a key that signs,
// as tsig-keygen writes it; -h tells them all.
//
// The exit status is 0, 1 when diff found a difference, 2 when something failed.
package main

import (
	"context"
	"flag"
	"io"
	"time"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/examples/internal/cli"
)

func main() { cli.Main("zonetool", run) }

// The exit statuses other than 0.
const (
	different = 1
	failed    = 2
)

// errDiffer is no failure: it says that diff printed something.
var errDiffer = cli.Status(different, nil)

func run(args []string, std cli.IO) error {
	return cli.Choose("zonetool", "Look after a zone of a name server.", args, std.Out,
		cli.Subcommand{Name: "transfer", Summary: "write the zone as a zone file", Run: func(args []string) error {
			return runTransfer(args, std.Out)
		}},
		cli.Subcommand{Name: "diff", Summary: "show what two versions of the zone differ in", Run: func(args []string) error {
			return runDiff(args, std.Out)
		}},
		cli.Subcommand{Name: "update", Summary: "change the zone as standard input tells", Run: func(args []string) error {
			return runUpdate(args, std.In, std.Out)
		}},
	)
}

// A server is where the zone is, and what signs for it.
type server struct {
	address string
	port    int
	keyFile string
	timeout time.Duration
	key     *dnsq.TSIGKey
}

// serverFlags declares the flags that tell a server.
func serverFlags(flags *flag.FlagSet) *server {
	s := &server{}
	flags.StringVar(&s.address, "server", "127.0.0.1", "address of the server")
	flags.IntVar(&s.port, "port", 53, "port of the server")
	flags.StringVar(&s.keyFile, "key", "", "file of the key that signs, as tsig-keygen writes it")
	flags.DurationVar(&s.timeout, "timeout", time.Minute, "how long the server may take in all")
	return s
}

// do reads the key, if there is one, and has work done within the time.
func (s *server) do(work func(context.Context) error) (err error) {
	ctx, cancel := context.WithTimeout(context.Background(), s.timeout)
	defer cancel()
	if s.keyFile != "" {
		if s.key, err = readKey(s.keyFile); err != nil {
			return cli.Status(failed, err)
		}
	}
	return failure(work(ctx))
}

// failure gives an error its exit status.
func failure(err error) error {
	if err == nil || err == errDiffer {
		return err
	}
	return cli.Status(failed, err)
}

func runTransfer(args []string, out io.Writer) error {
	c := cli.New("zonetool transfer", "Write the zone as a zone file.")
	c.Example("zonetool transfer -server 192.0.2.53 -key transfer.key -out db.example example.com")
	s := serverFlags(c.Flags)
	var opts transferOptions
	c.Flags.StringVar(&opts.from, "from", "", "zone file to start from: the server sends what has changed since")
	c.Flags.StringVar(&opts.to, "out", "", "file to write; without it, standard output")
	c.Flags.BoolVar(&opts.udp, "udp", false, "try UDP first")
	text := c.Arg("ZONE", "the zone's name")
	if err := c.Parse(args, out); err != nil {
		return err
	}
	name, err := dnsq.NameFromText(*text, nil)
	if err != nil {
		return c.Usagef("%q: %w", *text, err)
	}
	return s.do(func(ctx context.Context) error { return transfer(ctx, s, name, opts, out) })
}

func runDiff(args []string, out io.Writer) error {
	c := cli.New("zonetool diff", "Show the records that only the first of two zone files has, after a \"-\", and those that only the second has, after a \"+\"; or with -serial what a server's zone has lost and gained.")
	c.Example("zonetool diff -origin example.com db.old db.new")
	c.Example("zonetool diff -server 192.0.2.53 -serial 2026010100 example.com")
	s := serverFlags(c.Flags)
	serial := c.Flags.Uint("serial", 0, "serial whose changes to show; it needs a zone and no files")
	origin := c.Flags.String("origin", "", "name of the zone, where the files do not tell")
	what := c.List("FILE", "two zone files, or with -serial the zone's name", 1)
	if err := c.Parse(args, out); err != nil {
		return err
	}
	if *serial == 0 {
		if len(*what) != 2 {
			return c.Usagef("expected two zone files, or -serial and a zone")
		}
		return failure(diffFiles(*origin, (*what)[0], (*what)[1], out))
	}
	if len(*what) != 1 {
		return c.Usagef("expected one zone beside -serial, not %d", len(*what))
	}
	name, err := dnsq.NameFromText((*what)[0], nil)
	if err != nil {
		return c.Usagef("%q: %w", (*what)[0], err)
	}
	return s.do(func(ctx context.Context) error { return diffSerial(ctx, s, name, uint32(*serial), out) })
}

func runUpdate(args []string, in io.Reader, out io.Writer) error {
	c := cli.New("zonetool update", "Change the zone as the lines of standard input tell, all together or not at all: present and absent NAME [TYPE [RDATA]], add and replace NAME TTL TYPE RDATA, delete NAME [TYPE [RDATA]].")
	c.Example("echo 'add www 300 A 192.0.2.10' | zonetool update -key update.key example.com")
	s := serverFlags(c.Flags)
	text := c.Arg("ZONE", "the zone's name")
	if err := c.Parse(args, out); err != nil {
		return err
	}
	name, err := dnsq.NameFromText(*text, nil)
	if err != nil {
		return c.Usagef("%q: %w", *text, err)
	}
	return s.do(func(ctx context.Context) error { return update(ctx, s, name, in, out) })
}
