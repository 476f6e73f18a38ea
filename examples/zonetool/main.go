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
// as tsig-keygen writes it.
//
// The exit status is 0, 1 when diff found a difference, 2 when something failed.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/pyops-go/pyops/dnsq"
)

func main() {
	err := run(context.Background(), os.Args[1:], os.Stdin, os.Stdout)
	switch {
	case errors.Is(err, errDiffer):
		os.Exit(1)
	case err != nil:
		if !errors.Is(err, flag.ErrHelp) {
			fmt.Fprintln(os.Stderr, "zonetool:", err)
		}
		os.Exit(2)
	}
}

// errDiffer is no failure: it says that diff printed something.
var errDiffer = errors.New("the zones differ")

// A server is where the zone is, and what signs for it.
type server struct {
	address string
	port    int
	keyFile string
	timeout time.Duration
	key     *dnsq.TSIGKey
}

func run(ctx context.Context, args []string, in io.Reader, out io.Writer) error {
	if len(args) == 0 {
		return errors.New("transfer, diff or update?")
	}
	command := args[0]
	flags := flag.NewFlagSet("zonetool "+command, flag.ContinueOnError)
	s := &server{}
	flags.StringVar(&s.address, "server", "127.0.0.1", "address of the server")
	flags.IntVar(&s.port, "port", 53, "port of the server")
	flags.StringVar(&s.keyFile, "key", "", "file of the key that signs, as tsig-keygen writes it")
	flags.DurationVar(&s.timeout, "timeout", time.Minute, "how long the server may take in all")
	from := flags.String("from", "", "transfer: zone file to start from")
	to := flags.String("out", "", "transfer: file to write; without it, standard output")
	udp := flags.Bool("udp", false, "transfer: try UDP first")
	serial := flags.Uint("serial", 0, "diff: serial whose changes to show")
	origin := flags.String("origin", "", "diff: name of the zone, where the files do not tell")
	if err := flags.Parse(args[1:]); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	if s.keyFile != "" {
		key, err := readKey(s.keyFile)
		if err != nil {
			return err
		}
		s.key = key
	}
	zone := func() (dnsq.Name, error) {
		if flags.NArg() != 1 {
			return dnsq.Empty, fmt.Errorf("%s takes one zone, not %d", command, flags.NArg())
		}
		return dnsq.NameFromText(flags.Arg(0), nil)
	}
	switch command {
	case "transfer":
		name, err := zone()
		if err != nil {
			return err
		}
		return transfer(ctx, s, name, transferOptions{from: *from, to: *to, udp: *udp}, out)
	case "diff":
		if *serial != 0 {
			name, err := zone()
			if err != nil {
				return err
			}
			return diffSerial(ctx, s, name, uint32(*serial), out)
		}
		if flags.NArg() != 2 {
			return fmt.Errorf("diff takes two zone files, or -serial and a zone")
		}
		return diffFiles(*origin, flags.Arg(0), flags.Arg(1), out)
	case "update":
		name, err := zone()
		if err != nil {
			return err
		}
		return update(ctx, s, name, in, out)
	}
	return fmt.Errorf("%q: it is transfer, diff or update", command)
}
