package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"iter"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/xfr"
	"github.com/pyops-go/pyops/dnsq/zone"
)

// diffFiles compares two zone files.
func diffFiles(origin, first, second string, out io.Writer) error {
	name := dnsq.Empty
	if origin != "" {
		var err error
		if name, err = dnsq.NameFromText(origin, nil); err != nil {
			return err
		}
	}
	before, err := zone.FromFile(first, name, nil)
	if err != nil {
		return err
	}
	after, err := zone.FromFile(second, name, nil)
	if err != nil {
		return err
	}
	b := bufio.NewWriter(out)
	lost := printMissing(b, "-", before, after)
	gained := printMissing(b, "+", after, before)
	if err := b.Flush(); err != nil {
		return err
	}
	if lost+gained > 0 {
		return errDiffer
	}
	return nil
}

// printMissing prints the records that one zone has and another lacks, or has
// with another time to live, and returns how many they are.
func printMissing(out io.Writer, sign string, z, other *zone.Zone) int {
	n := 0
	for name, s := range sortedRdatasets(z) {
		theirs := other.GetRdataset(name, s.Type, s.Covers)
		for _, rd := range s.Items {
			if theirs == nil || theirs.TTL != s.TTL || !theirs.Contains(rd) {
				fmt.Fprintln(out, sign+record(name, s.TTL, rd))
				n++
			}
		}
	}
	return n
}

func sortedRdatasets(z *zone.Zone) iter.Seq2[dnsq.Name, *dnsq.Rdataset] {
	return func(yield func(dnsq.Name, *dnsq.Rdataset) bool) {
		for name, node := range z.Sorted() {
			for s := range node.All() {
				if !yield(name, s) {
					return
				}
			}
		}
	}
}

func record(name dnsq.Name, ttl uint32, rd dnsq.Rdata) string {
	return fmt.Sprintf("%s %d %s %s %s", name, ttl, rd.RdClass(), rd.RdType(), rd.String())
}

// diffSerial prints what a server's zone has lost and gained since a serial, step
// by step as the server remembers it.
func diffSerial(ctx context.Context, s *server, name dnsq.Name, serial uint32, out io.Writer) error {
	z, err := zone.New(name, nil)
	if err != nil {
		return err
	}
	query, _, err := xfr.MakeQuery(z, &serial, nil)
	if err != nil {
		return err
	}
	b := bufio.NewWriter(out)
	n, deleting := 0, false
	last := ""
	for m, err := range xfr.Messages(ctx, s.address, name, &xfr.Options{Port: s.port, Key: s.key, Query: query}) {
		if err != nil {
			return err
		}
		for _, r := range m.Answer {
			soa, isSOA := r.Items[0].(*dnsq.SOA)
			switch {
			case n == 0:
				last = fmt.Sprint(soa.Serial)
			case n == 1 && !isSOA:
				return fmt.Errorf("the server does not remember the changes since serial %d", serial)
			case isSOA:
				if deleting = !deleting; deleting && fmt.Sprint(soa.Serial) != last {
					fmt.Fprintf(b, "serial %d:\n", soa.Serial)
				}
			}
			if n > 0 && !isSOA {
				sign := "+"
				if deleting {
					sign = "-"
				}
				fmt.Fprintln(b, sign+record(r.Name.Relativize(name), r.TTL, r.Items[0]))
			}
			n++
		}
	}
	if err := b.Flush(); err != nil {
		return err
	}
	if n > 1 {
		return errDiffer
	}
	return nil
}
