// Package cached is an rrdcached: a server that takes readings for round-robin
// files, keeps them for a while, and writes many at once, as librrd's daemon
// does. The C clients and type Cached of package rrd talk to it.
//
//	package main
//
//	import (
//		"context"
//		"fmt"
//		"net"
//
//		"github.com/pyops-go/pyops/rrd/cached"
//	)
//
//	func main() {
//		s, err := cached.NewServer(&cached.Options{Base: "/var/lib/rrd", Journal: "/var/lib/rrd-journal"})
//		if err != nil {
//			fmt.Println(err)
//			return
//		}
//		l, err := net.Listen("unix", "/run/rrdcached.sock")
//		if err != nil {
//			fmt.Println(err)
//			return
//		}
//		fmt.Println(s.Serve(context.Background(), l))
//	}
//
// # Where it differs from librrd's
//
// The journal is written before a request is answered, so that what was
// acknowledged is there after the process was killed. Every spelling of a path,
// and every link to it, is one file; none leads out of the base folder. A
// reading that cannot be is refused at once, and costs only itself.
package cached
