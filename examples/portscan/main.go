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
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"text/tabwriter"

	"github.com/pyops-go/pyops/nmapx"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "portscan:", err)
		stop()
		os.Exit(1)
	}
}

// formats print a result.
var formats = map[string]func(io.Writer, *nmapx.Result) error{
	"book": book, "table": table, "json": dictionary, "csv": func(w io.Writer, r *nmapx.Result) error { return r.WriteCSV(w) },
}

func run(ctx context.Context, args []string, in io.Reader, out, progress io.Writer) error {
	flags := flag.NewFlagSet("portscan", flag.ContinueOnError)
	flags.SetOutput(progress)
	format := flags.String("format", "book", "how to print: book, table, json or csv")
	arguments := flags.String("args", "-v -sS", "options for nmap")
	verbose := flags.Bool("progress", false, "tell how far the scan is")
	if err := flags.Parse(args); err != nil {
		return err
	}
	show, ok := formats[*format]
	if !ok {
		return fmt.Errorf("-format %q: expected book, table, json or csv", *format)
	}
	row := flags.Args()
	if len(row) == 0 {
		fmt.Fprint(out, "Please input hosts and port: ")
		line, err := bufio.NewReader(in).ReadString('\n')
		if err != nil && (!errors.Is(err, io.EOF) || line == "") {
			return fmt.Errorf("reading hosts and ports: %w", err)
		}
		row = strings.Split(strings.TrimRight(line, "\r\n"), " ")
	}
	if len(row) != 2 {
		fmt.Fprintln(out, `Input errors, example "192.168.1.0/24 80,443,22"`)
		return nil
	}
	nm, err := nmapx.NewPortScanner(ctx, nil)
	if err != nil {
		//lint:ignore ST1005 the book's words
		return fmt.Errorf("Nmap not found: %w", err)
	}
	opts := &nmapx.ScanOptions{Ports: row[1], Arguments: *arguments}
	if *verbose {
		opts.OnProgress = func(p nmapx.Progress) { fmt.Fprintf(progress, "%s: %.0f%%\n", p.Task, p.Percent) }
	}
	r, err := nm.Scan(ctx, row[0], opts)
	if r == nil {
		//lint:ignore ST1005 the book's words
		return fmt.Errorf("Scan error: %w", err)
	}
	for _, complaint := range r.Errors {
		fmt.Fprintln(progress, "nmap:", complaint)
	}
	return errors.Join(show(out, r), err)
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
