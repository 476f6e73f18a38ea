// Command dnsquery looks up a name, as the programs of the book's first chapter
// do: its addresses, mail exchangers, name servers or canonical names.
//
//	dnsquery [-type A|MX|NS|CNAME] [-server ADDRESS] [-port PORT] [NAME]
//
// Without a name it asks for one.
package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/pyops-go/pyops/dnsq"
)

func main() {
	if err := run(context.Background(), os.Args[1:], os.Stdin, os.Stdout); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "dnsquery:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, in io.Reader, out io.Writer) error {
	flags := flag.NewFlagSet("dnsquery", flag.ContinueOnError)
	rdtype := flags.String("type", "A", "what to look up: A, MX, NS or CNAME")
	server := flags.String("server", "", "address of the server to ask; without it, the system's")
	port := flags.Int("port", 53, "port of that server")
	if err := flags.Parse(args); err != nil {
		return err
	}
	show, ok := shows[strings.ToUpper(*rdtype)]
	if !ok {
		return fmt.Errorf("-type %q: it is A, MX, NS or CNAME", *rdtype)
	}
	var domain string
	switch flags.NArg() {
	case 0:
		prompt := "Please input an domain:"
		if strings.EqualFold(*rdtype, "A") {
			prompt += " " // as the first of the programs has it, and it alone
		}
		fmt.Fprint(out, prompt)
		line, err := bufio.NewReader(in).ReadString('\n')
		if err != nil && (!errors.Is(err, io.EOF) || line == "") {
			return fmt.Errorf("reading the domain: %w", err)
		}
		domain = strings.TrimSpace(line)
	case 1:
		domain = flags.Arg(0)
	default:
		return fmt.Errorf("one domain at a time, not %d", flags.NArg())
	}
	query := dnsq.Query
	if *server != "" {
		r, err := dnsq.NewResolver(*server)
		if err != nil {
			return err
		}
		r.Port = *port
		query = r.Query
	}
	answer, err := query(ctx, domain, *rdtype, nil)
	if err != nil {
		return err
	}
	for _, i := range answer.Response.Answer {
		for _, j := range i.Items {
			if line := show(j); line != "" {
				fmt.Fprintln(out, line)
			}
		}
	}
	return nil
}

// shows are what the programs print of a record, and nothing of those that a
// chain of CNAMEs adds.
var shows = map[string]func(dnsq.Rdata) string{
	"A": func(rd dnsq.Rdata) string {
		if a, ok := rd.(*dnsq.A); ok {
			return a.Address.String()
		}
		return ""
	},
	"MX": func(rd dnsq.Rdata) string {
		if mx, ok := rd.(*dnsq.MX); ok {
			return fmt.Sprintf("MX preference = %d mail exchanger = %s", mx.Preference, mx.Exchange)
		}
		return ""
	},
	"NS": func(rd dnsq.Rdata) string {
		if ns, ok := rd.(*dnsq.NS); ok {
			return ns.ToText()
		}
		return ""
	},
	"CNAME": func(rd dnsq.Rdata) string {
		if c, ok := rd.(*dnsq.CNAME); ok {
			return c.ToText()
		}
		return ""
	},
}
