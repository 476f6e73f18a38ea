// Command portscan scans ports and prints what it finds, as the program of the
// book's fourth chapter does.
//
//	portscan                              (asks for hosts and ports)
//	portscan 192.168.1.0/24 80,443,22
//	portscan -format table|json|csv HOSTS PORTS
//
// Without root's rights, nmap cannot send the bare SYN packets that it is asked
// for; -args "-v -sT" has it connect instead.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"text/tabwriter"

	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/nmapx"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	cli.Main("portscan", func(args []string, std cli.IO) error { return run(ctx, args, std) })
}

// formats print a result.
var formats = map[string]func(io.Writer, *nmapx.Result) error{
	"book": book, "table": table, "json": dictionary, "csv": func(w io.Writer, r *nmapx.Result) error { return r.EncodeCSV(w) },
}

func run(ctx context.Context, args []string, std cli.IO) error {
	c := cli.New("portscan", "Scan ports with nmap and print what is found.")
	c.Example("portscan 192.168.1.0/24 80,443,22")
	c.Example(`portscan -args "-sT" -format table localhost 1-1024`)
	format := c.Flags.String("format", "book", "how to print: book, table, json or csv")
	arguments := c.Flags.String("args", "-v -sS", "options for nmap; without root's rights it needs -sT")
	verbose := c.Flags.Bool("progress", false, "tell how far the scan is")
	hosts := c.Optional("HOSTS", "names, addresses, ranges and networks; asked for if they are left out")
	ports := c.Optional("PORTS", "ports and ranges of them, parted by commas")
	if err := c.Parse(args, std.Out); err != nil {
		return err
	}
	show, ok := formats[*format]
	if !ok {
		return c.Usagef("-format %q: expected book, table, json or csv", *format)
	}
	row := []string{*hosts, *ports}
	if *hosts == "" {
		line, err := cli.Ask(std, "Please input hosts and port: ")
		if err != nil {
			return fmt.Errorf("reading hosts and ports: %w", err)
		}
		row = strings.Split(line, " ")
	}
	if len(row) != 2 || row[1] == "" {
		return c.Usagef(`Input errors, example "192.168.1.0/24 80,443,22"`)
	}
	nm, err := nmapx.NewPortScanner(ctx, nil)
	if err != nil {
		return err
	}
	opts := &nmapx.ScanOptions{Ports: row[1], Arguments: *arguments}
	if *verbose {
		opts.OnProgress = func(p nmapx.Progress) { fmt.Fprintf(std.Err, "%s: %.0f%%\n", p.Task, p.Percent) }
	}
	r, err := nm.Scan(ctx, row[0], opts)
	if r == nil {
		return err
	}
	if err == nil && len(r.Errors) > 0 {
		// nmap scans what it can, and ends well: a name that nobody knows is told
		// here alone.
		err = fmt.Errorf("nmap: %s", strings.Join(r.Errors, "; "))
	}
	return errors.Join(show(std.Out, r), err)
}

// book prints the lines of the book's program.
func book(w io.Writer, r *nmapx.Result) error {
	for _, host := range r.AllHosts() {
		h, err := r.Host(host)
		if err != nil {
			return err
		}
		fmt.Fprintln(w, "-----")
		fmt.Fprintf(w, "Host : %s (%s)\n", host, h.Hostname())
		fmt.Fprintf(w, "State : %s\n", h.State())
		for _, proto := range h.AllProtocols() {
			fmt.Fprintln(w, "-----")
			fmt.Fprintf(w, "Protocol : %s\n", proto)
			for _, number := range numbers(h, proto) {
				port, err := h.Port(proto, number)
				if err != nil {
					return err
				}
				fmt.Fprintf(w, "port : %d\tstate : %s\n", number, port.State)
			}
		}
	}
	return nil
}

func numbers(h *nmapx.Host, proto string) []int {
	switch proto {
	case "tcp":
		return h.AllTCP()
	case "udp":
		return h.AllUDP()
	case "sctp":
		return h.AllSCTP()
	}
	return h.AllIP()
}

// table prints a line for each port.
func table(out io.Writer, r *nmapx.Result) error {
	w := tabwriter.NewWriter(out, 0, 8, 2, ' ', 0)
	fmt.Fprintln(w, "HOST\tNAME\tPORT\tSTATE\tSERVICE\tPRODUCT")
	for _, h := range r.HostsByAddr() {
		for i := range h.Ports {
			p := &h.Ports[i]
			product := strings.TrimSpace(p.Service.Product + " " + p.Service.Version)
			fmt.Fprintf(w, "%s\t%s\t%d/%s\t%s\t%s\t%s\n", h.Key(), h.Hostname(), p.ID, p.Protocol, p.State, p.Service.Name, product)
		}
	}
	return w.Flush()
}

// dictionary prints what python-nmap returns, as JSON.
func dictionary(w io.Writer, r *nmapx.Result) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(r.AsDict())
}
