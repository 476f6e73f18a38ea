// Package nmapx scans networks with nmap and reads its reports, as Python's
// python-nmap does.
//
//	package main
//
//	import (
//		"context"
//		"fmt"
//
//		"github.com/pyops-go/pyops/nmapx"
//	)
//
//	func main() {
//		ctx := context.Background()
//		nm, err := nmapx.NewPortScanner(ctx, nil)
//		if err != nil {
//			fmt.Println(err)
//			return
//		}
//		_, err = nm.Scan(ctx, "127.0.0.1", &nmapx.ScanOptions{Ports: "22-443"})
//		fmt.Println(nm.AllHosts(), err)
//	}
//
// # Scanning
//
// A [PortScanner] runs nmap and keeps the last result, which its methods ask, as
// in Python. [PortScanner.Stream] yields hosts while nmap still runs and keeps
// none. [PortScannerAsync] scans in the background, [PortScannerYield] host
// after host. [ScanOptions] has the ports, nmap's own options, progress, a time
// limit, and sudo.
//
// When a context ends, so do nmap and all that it started.
//
// # Results
//
// A [Result] keeps all that nmap says, in typed structs; [Result.AsDict] is the
// dictionary that python-nmap makes of it, [Result.CSV] its table, and
// [Result.ToRun] goes to the types of github.com/Ullaakut/nmap. [Parse] and
// [ParseHosts] read reports from anywhere. What is cut short or mangled gives
// the hosts that are whole, and an [*XMLError] that says where and why.
//
// # Strangers' input
//
// Hosts and ports may come from a web form: what nmap could take for an option
// is an [*InjectionError], and so are options that read or write files or run
// scripts from a path, however they are abbreviated or joined. nmap then runs in
// the root folder, since it takes scripts from its working folder by their bare
// names. [ScanOptions.Unsafe] switches all that off. The scripts that come with
// nmap are trusted, with the arguments that they are given: some of them write
// files when told to by --script-args.
//
// # Where python-nmap is wrong
//
// python-nmap 0.6.1 says of every UDP port that it is not there (has_udp), looks
// for fingerprints where nmap does not write them, fails with AttributeError on
// the report of an nmap that was killed, and passes hosts that are options. The
// dictionary is kept as it is in Python; the methods and fields are right.
package nmapx
