// Command ipinfo prints the facts of an IP address or a network, as the
// program of the book's first chapter does.
//
//	ipinfo 192.168.1.0/24
//	ipinfo            (asks for one)
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/pyops-go/pyops/ipy"
)

func main() {
	if err := run(os.Args[1:], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "ipinfo:", err)
		os.Exit(1)
	}
}

func run(args []string, in io.Reader, out io.Writer) error {
	var text string
	switch len(args) {
	case 0:
		fmt.Fprint(out, "Please input an IP or net-range:")
		line, err := bufio.NewReader(in).ReadString('\n')
		if err != nil && (!errors.Is(err, io.EOF) || line == "") {
			return fmt.Errorf("reading the address: %w", err)
		}
		text = strings.TrimRight(line, "\r\n")
	case 1:
		text = args[0]
	default:
		return fmt.Errorf("one address or network at a time, not %d; usage: ipinfo [ADDRESS | NETWORK]", len(args))
	}
	ips, err := ipy.Parse(text)
	if err != nil {
		return err
	}
	if ips.IsSingle() {
		fmt.Fprintf(out, "reverse address:%s\n", ips.ReverseNames()[0])
		fmt.Fprintf(out, "hexadecimal: %s\n", ips.StrHex())
		fmt.Fprintf(out, "binary ip:%s\n", ips.StrBin())
		fmt.Fprintf(out, "iptype: %s\n", ips.IPType())
		return nil
	}
	fmt.Fprintf(out, "net: %s\n", ips.Net())
	fmt.Fprintf(out, "netmask:%s\n", ips.Netmask())
	fmt.Fprintf(out, "broadcast:%s\n", ips.Broadcast())
	fmt.Fprintf(out, "reverse address: %s\n", ips.ReverseNames()[0])
	fmt.Fprintf(out, "subnet: %s\n", ips.Len())
	return nil
}
