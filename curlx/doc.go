// Package curlx transfers files and data by URL over HTTP, FTP and other
// protocols, as Python's pycurl does with libcurl, in Go alone.
//
//	package main
//
//	import (
//		"context"
//		"fmt"
//		"os"
//
//		"github.com/pyops-go/pyops/curlx"
//	)
//
//	func main() {
//		c := curlx.NewCurl()
//		defer c.Close()
//		err := c.Setopt(curlx.URL, "https://example.org/")
//		if err == nil {
//			err = c.Setopt(curlx.WRITEDATA, os.Stdout)
//		}
//		if err == nil {
//			err = c.Perform(context.Background())
//		}
//		if err != nil {
//			fmt.Fprintln(os.Stderr, err)
//			os.Exit(1)
//		}
//		fmt.Println(c.Getinfo(curlx.RESPONSE_CODE))
//	}
//
// # Handles
//
// A [Curl] has settings, the options with pycurl's names, and makes one transfer
// at a time. [Curl.Setopt] takes what pycurl's setopt takes; [Set] is the same with
// types that the compiler checks. An option that is not supported, or whose value
// makes no sense, is an error at once: nothing is taken in silence. [Curl.Perform]
// makes the transfer, and [Curl.PerformRB] returns its body; without WRITEDATA and
// WRITEFUNCTION the body goes to the standard output, as in Python. [Get] and
// [Curl.Getinfo] tell of it, [Curl.Timeline] when what happened, each redirect by
// itself.
//
// Connections, cookies, looked-up names and TLS sessions stay with the handle, or
// with a [CurlShare] that several use. [CurlMulti] makes many transfers at once.
// [Curl.RoundTripper] is for programs that have an http.Client.
//
// # Errors
//
// An [Error] has libcurl's number and message. errors.Is tells it apart by its
// [Code], and finds the cause: a callback's own error, the context's, the network's.
//
// # Protocols
//
// HTTP/1 is an engine of its own: headers go over the wire in libcurl's order, and
// come as they are. HTTP/2 is used where the server agrees in TLS; there is no
// upgrade without TLS. The transfers of a [CurlMulti] share HTTP/2 connections. HTTPS, FTP
// and FTPS, TELNET, DICT, GOPHER and FILE; proxies of HTTP, HTTPS and SOCKS;
// Basic, Digest, Bearer and NTLM. WebSocket over ws and wss: with CONNECT_ONLY set to
// 2, [Curl.WSSend] and [Curl.WSRecv] exchange frames. Hosts that want to be visited by
// TLS alone are remembered where HSTS is on. There is no HTTP/3, no SSH (package
// sshx), no mail (package mailx), no GSSAPI.
//
// # Where libcurl is lax
//
// A CR, LF or NUL cannot come into a request, a header or a command. Replies with
// two lengths, a length beside chunks, bare CR, or that end inside their headers
// are errors; so is a compressed body that is cut short. MAXFILESIZE holds for all
// bodies, after decoding too. What is given for one scheme, host and port (user,
// Authorization, COOKIE) does not follow a redirect to another one; other headers
// do, an X-Api-Key too. Redirects lead to HTTP and FTP only.
//
// # From Python to Go
//
// These are the names that people look for first; PYTHON.md, beside the sources,
// has them all, with what differs.
//
//	Python                        Go
//	pycurl.Curl                   Curl, NewCurl
//	pycurl.Curl.setopt            Curl.Setopt, Set, AnyOption, Option   fixed
//	pycurl.Curl.unsetopt          Curl.Unsetopt                         adapted
//	pycurl.Curl.perform           Curl.Perform                          adapted
//	pycurl.Curl.perform_rb        Curl.PerformRB
//	pycurl.Curl.perform_rs        Curl.PerformRS, ErrNotText            adapted
//	pycurl.Curl.getinfo           Curl.Getinfo, Get, AnyInfo, Info
//	pycurl.Curl.errstr            Curl.Errstr
//	pycurl.Curl.pause             Curl.Pause
//	pycurl.Curl.reset             Curl.Reset                            fixed
//	pycurl.Curl.duphandle         Curl.Duphandle                        adapted
//	pycurl.Curl.close             Curl.Close
//	pycurl.error                  Error, Code                           adapted
//	pycurl.E_OPERATION_TIMEDOUT   E_OPERATION_TIMEDOUT
//	pycurl.URL                    URL                                   adapted
//	pycurl.HTTPHEADER             HTTPHEADER                            adapted
//	pycurl.POSTFIELDS             POSTFIELDS
//	pycurl.HTTPPOST               HTTPPOST
//	pycurl.WRITEDATA              WRITEDATA
//	pycurl.WRITEFUNCTION          WRITEFUNCTION                         adapted
//	pycurl.READDATA               READDATA
//	pycurl.HEADERFUNCTION         HEADERFUNCTION                        fixed
//	pycurl.FOLLOWLOCATION         FOLLOWLOCATION                        fixed
//	pycurl.TIMEOUT                TIMEOUT
//	pycurl.USERPWD                USERPWD
//	pycurl.COOKIEFILE             COOKIEFILE
//	pycurl.COOKIEJAR              COOKIEJAR                             adapted
//	pycurl.PROXY                  PROXY
//	pycurl.CAINFO                 CAINFO
//	pycurl.SSL_VERIFYPEER         SSL_VERIFYPEER
//	pycurl.RESPONSE_CODE          RESPONSE_CODE
//	pycurl.TOTAL_TIME             TOTAL_TIME                            adapted
//	pycurl.EFFECTIVE_URL          EFFECTIVE_URL                         fixed
//	pycurl.CurlMulti              CurlMulti, NewCurlMulti               adapted
//	pycurl.CurlMulti.add_handle   CurlMulti.AddHandle                   adapted
//	pycurl.CurlMulti.perform      CurlMulti.Perform, CurlMulti.Do       adapted
//	pycurl.CurlMulti.info_read    CurlMulti.InfoRead, MultiResult       fixed
//	pycurl.CurlShare              CurlShare, NewCurlShare
//	pycurl.CurlShare.setopt       CurlShare.Setopt
//	pycurl.version_info           Versions, VersionInfo                 adapted
package curlx
