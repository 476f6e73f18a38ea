// Command dnsquery looks up a name, as the programs of the book's first chapter
// do: its addresses, mail exchangers, name servers or canonical names.
//
//	dnsquery [-type A|MX|NS|CNAME] [-server ADDRESS] [-port PORT] [NAME]
//
// Without a name it asks for one. The exit status is 0, 1 when something failed, and
// 2 for wrong usage.
package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/examples/internal/cli"
)

func main() { cli.Main("dnsquery", run) }

func run(args []string, std cli.IO) error {
	c := cli.New("dnsquery", "Look up a name: its addresses, mail exchangers, name servers or canonical name.")
	c.Example("dnsquery -type MX -server 192.0.2.53 example.com")
	rdtype := c.Flags.String("type", "A", "what to look up: A, MX, NS or CNAME")
	server := c.Flags.String("server", "", "address of the server to ask; without it, the system's")
	port := c.Flags.Int("port", 53, "port of that server")
	given := c.Optional("NAME", "what to look up; without it, it is asked for")
	if err := c.Parse(args, std.Out); err != nil {
		return err
	}
	show, ok := shows[strings.ToUpper(*rdtype)]
	if !ok {
		return c.Usagef("-type %q: expected A, MX, NS or CNAME", *rdtype)
	}
	query := dnsq.Query
	if *server != "" {
		r, err := dnsq.NewResolver(*server)
		if err != nil {
			return c.Usagef("-server: %w", err)
		}
		r.Port = *port
		query = r.Query
	}
	domain := *given
	if domain == "" {
		prompt := "Please input an domain:"
		if strings.EqualFold(*rdtype, "A") {
			prompt += " " // as the first of the programs has it, and it alone
		}
		line, err := cli.Ask(std, prompt)
		if err != nil {
			return err
		}
		domain = strings.TrimSpace(line)
	}
	answer, err := query(context.Background(), domain, *rdtype, nil)
	if err != nil {
		return err
	}
	for _, i := range answer.Response.Answer {
		for _, j := range i.Items {
			if line := show(j); line != "" {
				fmt.Fprintln(std.Out, line)
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
			return ns.String()
		}
		return ""
	},
	"CNAME": func(rd dnsq.Rdata) string {
		if c, ok := rd.(*dnsq.CNAME); ok {
			return c.String()
		}
		return ""
	},
}
