package nmapx_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/Ullaakut/nmap/v3"

	"github.com/pyops-go/pyops/nmapx"
)

const exampleReport = `<?xml version="1.0"?>
<nmaprun scanner="nmap" args="nmap -oX - -p 22,80 192.0.2.0/30" version="7.93">
<scaninfo type="syn" protocol="tcp" numservices="2" services="22,80"/>
<host><status state="up" reason="syn-ack"/><address addr="192.0.2.2" addrtype="ipv4"/>
<hostnames><hostname name="www.example.org" type="PTR"/></hostnames>
<ports>
<port protocol="tcp" portid="22"><state state="closed" reason="reset"/><service name="ssh" conf="3"/></port>
<port protocol="tcp" portid="80"><state state="open" reason="syn-ack"/><service name="http" product="nginx" tunnel="ssl" conf="10"/></port>
</ports></host>
<runstats><finished timestr="Mon Nov 23 08:00:00 2026" elapsed="0.42"/><hosts up="1" down="3" total="4"/></runstats>
</nmaprun>`

// A scan needs nmap; here is how it is done, without output to check.
func ExamplePortScanner() {
	ctx := context.Background()
	nm, err := nmapx.NewPortScanner(ctx, nil)
	if err != nil {
		return // no nmap here
	}
	opts := &nmapx.ScanOptions{Ports: "22,80", Arguments: "-sT -n"}
	if _, err := nm.Scan(ctx, "127.0.0.1", opts); err != nil {
		fmt.Println(err)
		return
	}
	for _, host := range nm.AllHosts() {
		h, err := nm.Host(host)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(host, h.State(), h.AllTCP())
	}
	// Output: 127.0.0.1 up [22 80]
}

func ExampleParse() {
	r, err := nmapx.Parse(strings.NewReader(exampleReport), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	h, err := r.Host("192.0.2.2")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(h.Hostname(), h.State(), h.AllProtocols())
	port, err := h.TCP(80)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(port.ID, port.State, port.Service.Product, port.Service.Tunnel)
	_, err = h.TCP(99)
	fmt.Println(errors.Is(err, nmapx.ErrNoKey), err)
	// Output:
	// www.example.org up [tcp]
	// 80 open nginx ssl
	// true nmapx: no such key: 99
}

// Hosts that were whole come before the error.
func ExampleParseHosts() {
	cut := exampleReport[:strings.Index(exampleReport, "<runstats>")]
	for h, err := range nmapx.ParseHosts(strings.NewReader(cut), nil) {
		if err != nil {
			fmt.Println(err)
			break
		}
		fmt.Println(h)
	}
	// Output:
	// 192.0.2.2 (www.example.org)
	// nmapx: a report that is not whole: line 10 (byte 602): ends before </nmaprun>
}

func ExampleResult_CSV() {
	r, err := nmapx.Parse(strings.NewReader(exampleReport), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(strings.ReplaceAll(r.CSV(), "\r\n", "\n"))
	// Output:
	// host;hostname;hostname_type;protocol;port;name;state;product;extrainfo;reason;version;conf;cpe
	// 192.0.2.2;www.example.org;PTR;tcp;22;ssh;closed;;;reset;;3;
	// 192.0.2.2;www.example.org;PTR;tcp;80;http;open;nginx;;syn-ack;;10;
}

func ExampleResult_AsDict() {
	r, err := nmapx.Parse(strings.NewReader(exampleReport), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(r.AsDict()["nmap"].(map[string]any)["scaninfo"])
	// Output: map[tcp:map[method:syn services:22,80]]
}

// What a stranger writes cannot become an option of nmap's.
func ExampleInjectionError() {
	nm, err := nmapx.NewPortScanner(context.Background(), nil)
	if err != nil {
		return
	}
	_, err = nm.Scan(context.Background(), "127.0.0.1 -oN /etc/motd", nil)
	var refused *nmapx.InjectionError
	fmt.Println(errors.As(err, &refused), refused.Op, refused.Input)
	// Output: true hosts -oN
}

// Hosts while nmap runs; none is kept, so that a scan of any size takes little
// memory.
func ExamplePortScanner_Stream() {
	ctx := context.Background()
	nm, err := nmapx.NewPortScanner(ctx, nil)
	if err != nil {
		return // no nmap here
	}
	opts := &nmapx.ScanOptions{Ports: "22", Arguments: "-sT -n"}
	for h, err := range nm.Stream(ctx, "127.0.0.1-2", opts) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(h, h.State())
	}
	// Unordered output:
	// 127.0.0.1 up
	// 127.0.0.2 up
}

// A scan in the background, which tells of each host as it is done.
func ExamplePortScannerAsync() {
	ctx := context.Background()
	a, err := nmapx.NewPortScannerAsync(ctx, nil)
	if err != nil {
		return // no nmap here
	}
	defer a.Stop()
	found := func(s nmapx.HostScan) { fmt.Println(s.Host, s.Result.Stats.UpHosts, s.Err) }
	if err := a.Scan(ctx, "127.0.0.1", found, &nmapx.ScanOptions{Ports: "22", Arguments: "-sT -n"}); err != nil {
		fmt.Println(err)
		return
	}
	for !a.Wait(time.Second) {
		fmt.Println("still scanning")
	}
	fmt.Println(a.Err())
	// Output:
	// 127.0.0.1 1 <nil>
	// <nil>
}

// Options by the builders of github.com/Ullaakut/nmap, a time limit, and how far
// the scan is.
func ExampleScanOptions() {
	ctx := context.Background()
	nm, err := nmapx.NewPortScanner(ctx, nil)
	if err != nil {
		return // no nmap here
	}
	tasks := 0
	opts := &nmapx.ScanOptions{
		Options:    []nmap.Option{nmap.WithConnectScan(), nmap.WithDisabledDNSResolution(), nmap.WithPorts("22", "80"), nmap.WithVerbosity(1)},
		Timeout:    time.Minute,
		OnProgress: func(nmapx.Progress) { tasks++ },
	}
	r, err := nm.Scan(ctx, "127.0.0.1", opts)
	switch {
	case errors.Is(err, nmapx.ErrTimeout):
		fmt.Println("too slow")
	case err != nil:
		fmt.Println(err)
	default:
		fmt.Println(r.AllHosts(), r.Stats.Elapsed < time.Minute, tasks > 0)
	}
	// Output: [127.0.0.1] true true
}
