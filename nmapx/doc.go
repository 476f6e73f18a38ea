// Package nmapx scans networks with nmap and reads its reports, as Python's
// python-nmap does.
//
//	package main
//
//	import (
//		"context"
//		"fmt"
//		"log"
//
//		"github.com/pyops-go/pyops/nmapx"
//	)
//
//	func main() {
//		ctx := context.Background()
//		nm, err := nmapx.NewPortScanner(ctx, nil)
//		if err != nil {
//			log.Fatal(err)
//		}
//		if _, err = nm.Scan(ctx, "127.0.0.1", &nmapx.ScanOptions{Ports: "22-443"}); err != nil {
//			log.Fatal(err)
//		}
//		fmt.Println(nm.AllHosts())
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
// Numbers are numbers, times of nmap's are [time.Duration] and [time.Time], and
// what nmap may not say is a pointer; the dictionary has the texts that Python has.
//
// # Errors
//
// An nmap that gives up, fails or is killed is an error of kind [ErrExit] beside
// what it reported. All that is nmap's failure is [ErrPortScanner]; see the list
// of kinds. Error is one line, with nmap's last words; Detail is all that it said.
//
// # Strangers' input
//
// Hosts and ports may come from a web form: what nmap could take for an option
// is an [*InjectionError], and so are options that read or write files or run
// scripts from a path, however they are abbreviated or joined. nmap then runs in
// the root folder, since it takes scripts from its working folder by their bare
// names. [ScanOptions.Unsafe] switches all that off.
//
// Arguments of nmap's own scripts that name files, such as http-put.file, which
// sends one away, are refused as well. That goes by their names: what a script of
// yours does with its arguments is up to you, and so are strangers' values for
// them. A comma in a value begins another argument, also in what
// github.com/Ullaakut/nmap's WithScriptArguments is given, which does not quote.
//
// # Where python-nmap is wrong
//
// python-nmap 0.6.1 says of every UDP port that it is not there (has_udp), looks
// for fingerprints where nmap does not write them, fails with AttributeError on
// the report of an nmap that was killed, and passes hosts that are options. The
// dictionary is kept as it is in Python; the methods and fields are right.
//
// # From Python to Go
//
// These are the names that people look for first; PYTHON.md, beside the sources,
// has them all, with what differs.
//
//	Python                                   Go
//	nmap.PortScanner                         PortScanner, NewPortScanner
//	nmap.PortScanner.scan                    PortScanner.Scan, ScanOptions                           fixed
//	nmap.PortScanner.listscan                PortScanner.ListScan
//	nmap.PortScanner.analyse_nmap_xml_scan   PortScanner.AnalyseNmapXMLScan, AnalyseOptions, Parse   fixed
//	nmap.PortScanner.all_hosts               PortScanner.AllHosts
//	nmap.PortScanner.__getitem__             PortScanner.Host
//	nmap.PortScanner.has_host                PortScanner.HasHost
//	nmap.PortScanner.command_line            PortScanner.CommandLine
//	nmap.PortScanner.scaninfo                PortScanner.ScanInfo, Result.AsDict                     adapted
//	nmap.PortScanner.scanstats               PortScanner.ScanStats, ScanStats.AsDict
//	nmap.PortScanner.csv                     PortScanner.CSV, Result.CSV
//	nmap.PortScanner.nmap_version            PortScanner.NmapVersion
//	nmap.PortScanner.get_nmap_last_output    PortScanner.GetNmapLastOutput
//	nmap.PortScannerHostDict                 Host, Host.AsDict
//	nmap.PortScannerHostDict.hostname        Host.Hostname
//	nmap.PortScannerHostDict.state           Host.State
//	nmap.PortScannerHostDict.uptime          Host.Uptime
//	nmap.PortScannerHostDict.all_protocols   Host.AllProtocols
//	nmap.PortScannerHostDict.all_tcp         Host.AllTCP
//	nmap.PortScannerHostDict.has_tcp         Host.HasTCP
//	nmap.PortScannerHostDict.tcp             Host.TCP
//	nmap.PortScannerAsync                    PortScannerAsync, NewPortScannerAsync
//	nmap.PortScannerAsync.scan               PortScannerAsync.Scan, ScanOptions.OneProcess           adapted
//	nmap.PortScannerAsync.stop               PortScannerAsync.Stop                                   adapted
//	nmap.PortScannerAsync.wait               PortScannerAsync.Wait                                   adapted
//	nmap.PortScannerAsync.still_scanning     PortScannerAsync.StillScanning
//	nmap.PortScannerYield                    PortScannerYield, NewPortScannerYield
//	nmap.PortScannerYield.scan               PortScannerYield.Scan                                   adapted
//	nmap.PortScannerError                    PortScannerError, ErrPortScanner
//	nmap.PortScannerTimeout                  TimeoutError, ErrTimeout                                adapted
package nmapx
