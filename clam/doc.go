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
//		fmt.Println(cd.ScanBytes(ctx, clam.EICAR(), nil))
//	}
//
// # Clients
//
// [NewClamdUnixSocket], [NewClamdNetworkSocket] and [ClamdAgnostic] give a
// [Client]. Each of its methods opens a connection of its own, so that it may be
// used from many goroutines, and takes a context, whose end interrupts it.
//
// A [Result] maps the names of files that are not clean to what was found, as in
// Python; nil means that all is clean. This is the one thing that must not be
// said by mistake: it takes clamd's positive OK. A connection that closes
// without an answer, half an answer, or one that is not understood is an error.
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
// answered. Here names may hold any bytes but zero, and none of this happens.
//
// # From Python to Go
//
// The full table with reasons is parity.tsv.
//
//	Python                                      Go
//	pyclamd.BufferTooLongError                  BufferTooLongError, ErrTooLong
//	pyclamd.ClamdAgnostic                       ClamdAgnostic, ErrNoClamd
//	pyclamd.ClamdNetworkSocket                  ClamdNetworkSocket, NewClamdNetworkSocket, ClamNetworkSocket
//	pyclamd.ClamdNetworkSocket.__init__         NewClamdNetworkSocket
//	pyclamd.ClamdNetworkSocket.EICAR            Client.EICAR, EICAR
//	pyclamd.ClamdNetworkSocket.ping             Client.Ping
//	pyclamd.ClamdNetworkSocket.version          Client.Version
//	pyclamd.ClamdNetworkSocket.stats            Client.RawStats, Client.Stats, ParseStats                      adapted
//	pyclamd.ClamdNetworkSocket.reload           Client.Reload
//	pyclamd.ClamdNetworkSocket.shutdown         Client.Shutdown
//	pyclamd.ClamdNetworkSocket.scan_file        Client.ScanFile                                                fixed
//	pyclamd.ClamdNetworkSocket.multiscan_file   Client.MultiscanFile                                           fixed
//	pyclamd.ClamdNetworkSocket.allmatchscan     Client.AllMatchScan                                            fixed
//	pyclamd.ClamdNetworkSocket.contscan_file    Client.ContscanFile                                            fixed
//	pyclamd.ClamdNetworkSocket.scan_stream      Client.ScanStream, Client.ScanBytes, StreamOptions             fixed
//	pyclamd.ClamdUnixSocket                     ClamdUnixSocket, NewClamdUnixSocket, ClamUnixSocket
//	pyclamd.ClamdUnixSocket.__init__            NewClamdUnixSocket
//	pyclamd.ClamdUnixSocket.EICAR               Client.EICAR, EICAR
//	pyclamd.ClamdUnixSocket.ping                Client.Ping
//	pyclamd.ClamdUnixSocket.version             Client.Version
//	pyclamd.ClamdUnixSocket.stats               Client.RawStats, Client.Stats, ParseStats                      adapted
//	pyclamd.ClamdUnixSocket.reload              Client.Reload
//	pyclamd.ClamdUnixSocket.shutdown            Client.Shutdown
//	pyclamd.ClamdUnixSocket.scan_file           Client.ScanFile                                                fixed
//	pyclamd.ClamdUnixSocket.multiscan_file      Client.MultiscanFile                                           fixed
//	pyclamd.ClamdUnixSocket.allmatchscan        Client.AllMatchScan                                            fixed
//	pyclamd.ClamdUnixSocket.contscan_file       Client.ContscanFile                                            fixed
//	pyclamd.ClamdUnixSocket.scan_stream         Client.ScanStream, Client.ScanBytes, StreamOptions             fixed
//	pyclamd.ConnectionError                     ConnectionError, ErrConnection
//	pyclamd.contscan_file                       ContscanFile
//	pyclamd.scan_file                           ScanFile
//	pyclamd.multiscan_file                      MultiscanFile
//	pyclamd.version                             Version
//	pyclamd.init_network_socket                 InitNetworkSocket
//	pyclamd.init_unix_socket                    InitUnixSocket
package clam
