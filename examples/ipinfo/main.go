// Command ipinfo prints the facts of an IP address or a network, as the
// program of the book's first chapter does.
//
//	ipinfo 192.168.1.0/24
//	ipinfo            (asks for one)
package main

import (
	"errors"
	"fmt"

	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/ipy"
)

func main() { cli.Main("ipinfo", run) }

func run(args []string, std cli.IO) error {
	c := cli.New("ipinfo", "Print the facts of an IP address or a network.")
	c.Example("ipinfo 192.168.1.0/24")
	text := c.Optional("ADDRESS", "an address, or a network such as 10/8 or 10.0.0.0-10.0.0.255; asked for when it is left out")
	if err := c.Parse(args, std.Out); err != nil {
		return err
	}
	if len(args) == 0 {
		line, err := cli.Ask(std, "Please input an IP or net-range:")
		if err != nil {
			return err
		}
		*text = line
	}
	ips, err := ipy.Parse(*text)
	var wrong *ipy.Error
	if errors.As(err, &wrong) {
		if net, e := ipy.NewIP(*text, &ipy.IPOptions{MakeNet: true}); e == nil {
			return fmt.Errorf("%s: bits are set behind the prefix: the network is %v", wrong.Reason, net)
		}
	}
	if err != nil {
		return err
	}
	if ips.IsSingle() {
		fmt.Fprintf(std.Out, "reverse address:%s\n", ips.ReverseNames()[0])
		fmt.Fprintf(std.Out, "hexadecimal: %s\n", ips.StrHex(nil))
		fmt.Fprintf(std.Out, "binary ip:%s\n", ips.StrBin(nil))
		fmt.Fprintf(std.Out, "iptype: %s\n", ips.IPType())
		return nil
	}
	fmt.Fprintf(std.Out, "net: %s\n", ips.Net())
	fmt.Fprintf(std.Out, "netmask:%s\n", ips.Netmask())
	fmt.Fprintf(std.Out, "broadcast:%s\n", ips.Broadcast())
	fmt.Fprintf(std.Out, "reverse address: %s\n", ips.ReverseNames()[0])
	fmt.Fprintf(std.Out, "subnet: %s\n", ips.LenBig())
	return nil
}
