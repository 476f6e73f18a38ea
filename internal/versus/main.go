// Versus runs each package's workloads against the Python original and the best
// Go peers, in one run, and prints one line for each workload and peer, its
// columns parted by tabs:
//
//	package  workload  ours  peer  peers  ratio  bar  holds
//
// Figures are nanoseconds, or bytes for workloads of memory and for those of much
// data, which have a line of their own for peak memory; ratio is the peer's
// figure by ours; bar is the ratio that we want to reach, and holds says whether
// it is reached ("-" where none is set). harness.go says what is measured.
//
//	go run . [-pkg ipy,dnsq]
//
// A peer that is not installed is left out, and standard error says so. A missed
// bar is a line and no failure; a peer that produces something else than ours is
// a failure.
//
// It is a module of its own, so that its peers are no dependencies of pyops.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

// workloads are those of all packages.
var workloads = slices.Concat(
	clamWorkloads,
	curlxWorkloads,
	rrdWorkloads,
	mailxWorkloads,
	confobjWorkloads,
	diffxWorkloads,
	dnsqWorkloads,
	dnsqResolveWorkloads,
	dnsqZoneWorkloads,
	expectWorkloads,
	fabWorkloads,
	ipyWorkloads,
	nmapxWorkloads,
	packetWorkloads,
	packetWireWorkloads,
	psutilxWorkloads,
	sshxWorkloads,
	webserverWorkloads,
	playbookWorkloads,
	xlsxChartWorkloads,
	xlsxWorkloads,
)

func main() { os.Exit(run(workloads, os.Args[1:], os.Stdout, os.Stderr)) }

func run(all []Workload, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("versus", flag.ContinueOnError)
	flags.SetOutput(stderr)
	only := flags.String("pkg", "", "packages to run, parted by commas; without it, all")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	if flags.NArg() > 0 {
		flags.Usage()
		return 2
	}
	chosen := all
	if *only != "" {
		chosen = nil
		for name := range strings.SplitSeq(*only, ",") {
			before := len(chosen)
			for _, w := range all {
				if w.Package == name {
					chosen = append(chosen, w)
				}
			}
			if len(chosen) == before {
				fmt.Fprintf(stderr, "-pkg: no workload of a package %q\n", name)
				return 2
			}
		}
	}
	h := newHarness(stdout, stderr)
	code := 0
	for _, w := range chosen {
		if err := h.run(w); err != nil {
			fmt.Fprintln(stderr, err)
			code = 1
		}
	}
	return code
}
