// Package clam has clamd, the daemon of the ClamAV virus scanner, scan files and
// streams, as Python's pyClamd does.
//
//	package main
//
//	import (
//		"context"
//		"fmt"
//
//		"github.com/pyops-go/pyops/clam"
//	)
//
//	func main() {
//		ctx := context.Background()
//		cd, err := clam.ClamdAgnostic(ctx, nil)
//		if err != nil {
//			fmt.Println(err)
//			return
//		}
//		r, err := cd.ScanFile(ctx, "/srv/upload")
//		switch {
//		case err != nil:
//			fmt.Println("not scanned:", err)
//		case r.Clean():
//			fmt.Println("clean")
//		default:
//			fmt.Println(r) // {'/srv/upload/x': ('FOUND', 'Eicar-Test-Signature')}
//		}
//	}
//
// # Clients
//
// [NewClamdUnixSocket], [NewClamdNetworkSocket] and [ClamdAgnostic] give a
// [Client]. Each of its methods opens a connection of its own, so that it may be
// used from many goroutines, and takes a context, whose end interrupts it. The
// functions [ScanFile], [ContscanFile], [MultiscanFile] and [Version] look for a
// clamd where it usually is.
//
// A [Result] maps the names of files that are not clean to what was found, as in
// Python; nil means that all is clean, and [Result.Clean] says so. This is the one
// thing that must not be said by mistake: it takes clamd's positive OK, by the
// name of what was asked for. A connection that closes without an answer, half an
// answer, and one that cannot be believed are errors; what comes beside an error
// has what was found until then, and is never clean. What clamd was told to leave
// out (ExcludePath) has the status [Excluded].
//
// # Beyond pyClamd
//
// A [Session] sends many requests over one connection without waiting for each.
// [Client.ScanTree] scans a tree so, file by file, and yields each as it is done.
// By a unix socket, an *os.File is not sent but handed over open. [Client.Stats]
// takes the daemon's state apart.
//
// # Where pyClamd is wrong
//
// pyClamd 0.4.0 takes replies apart at the first colon, and at line ends, so
// that files with such names are reported under others, and a file name can hold
// a command; it takes an answer in several pieces for several answers; sends
// short of what it announced when there is a timeout; says BrokenPipeError for a
// stream that is too long, by a unix socket; and calls clean what was never
// answered, what clamd left out, and links that clamd did not follow. Here names
// may hold any bytes but zero, and none of this happens.
//
// # From Python to Go
//
// These are the names that people look for first; PYTHON.md, beside the sources,
// has them all, with what differs.
//
//	Python                                   Go
//	pyclamd.ClamdAgnostic                    ClamdAgnostic, ErrNoClamd
//	pyclamd.ClamdUnixSocket                  ClamdUnixSocket, NewClamdUnixSocket
//	pyclamd.ClamdNetworkSocket               ClamdNetworkSocket, NewClamdNetworkSocket
//	pyclamd.ClamdUnixSocket.ping             Client.Ping                                          adapted
//	pyclamd.ClamdUnixSocket.version          Client.Version                                       fixed
//	pyclamd.ClamdUnixSocket.stats            Client.RawStats, Client.Stats, ParseStats            adapted
//	pyclamd.ClamdUnixSocket.reload           Client.Reload                                        fixed
//	pyclamd.ClamdUnixSocket.shutdown         Client.Shutdown
//	pyclamd.ClamdUnixSocket.scan_file        Client.ScanFile                                      fixed
//	pyclamd.ClamdUnixSocket.multiscan_file   Client.MultiscanFile                                 fixed
//	pyclamd.ClamdUnixSocket.contscan_file    Client.ContscanFile                                  fixed
//	pyclamd.ClamdUnixSocket.allmatchscan     Client.AllMatchScan                                  fixed
//	pyclamd.ClamdUnixSocket.scan_stream      Client.ScanStream, Client.ScanBytes, StreamOptions   fixed
//	pyclamd.ClamdUnixSocket.EICAR            Client.EICAR, EICAR
//	pyclamd.init_unix_socket                 NewClamdUnixSocket                                   adapted
//	pyclamd.init_network_socket              NewClamdNetworkSocket                                adapted
//	pyclamd.scan_file                        ScanFile                                             adapted
//	pyclamd.contscan_file                    ContscanFile                                         adapted
//	pyclamd.multiscan_file                   MultiscanFile                                        adapted
//	pyclamd.version                          Version                                              adapted
//	pyclamd.ConnectionError                  ConnectionError, ErrConnection
//	pyclamd.BufferTooLongError               BufferTooLongError, ErrTooLong
package clam
