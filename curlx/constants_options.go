package curlx

import "io"

// The options of all protocols, with libcurl's numbers. What is 0 or 1 is 0 unless
// said otherwise; what is text, a list or a function is none.

// Behaviour.
const (
	VERBOSE          Option[int]       = 41    // 1 reports what happens to DEBUGFUNCTION, or to STDERR where there is none
	HEADER           Option[int]       = 42    // 1 delivers headers with the body
	NOPROGRESS       Option[int]       = 43    // 0 calls the progress function; 1, the default, does not
	NOSIGNAL         Option[int]       = 99    // accepted and without meaning: nothing here uses signals
	WILDCARDMATCH    Option[int]       = 197   // 1 takes the last part of an FTP URL's path for a pattern of file names
	FAILONERROR      Option[int]       = 45    // 1 makes an HTTP status of 400 or more an error 22
	DEFAULT_PROTOCOL Option[string]    = 10238 // the scheme of a URL that has none, instead of a guess
	PROTOCOLS        Option[int]       = 181   // a sum of PROTO values: the schemes that may be used
	REDIR_PROTOCOLS  Option[int]       = 182   // a sum of PROTO values: the schemes that a redirect may lead to; by default http, https, ftp and ftps
	STDERR           Option[io.Writer] = 10037 // where VERBOSE writes, instead of the standard error
)

// Callbacks.
const (
	WRITEFUNCTION           Option[WriteFunc]       = 20011 // gets the body, a piece a call
	WRITEDATA               Option[io.Writer]       = 10001 // gets the body where there is no WRITEFUNCTION; the standard output by default
	FILE                    Option[io.Writer]       = 10001 // the older name of WRITEDATA
	HEADERFUNCTION          Option[WriteFunc]       = 20079 // gets the headers, a line a call
	WRITEHEADER             Option[io.Writer]       = 10029 // gets the headers where there is no HEADERFUNCTION
	READFUNCTION            Option[ReadFunc]        = 20012 // gives the body of an upload
	READDATA                Option[io.Reader]       = 10009 // gives the body of an upload where there is no READFUNCTION
	INFILE                  Option[io.Reader]       = 10009 // the older name of READDATA
	SEEKFUNCTION            Option[SeekFunc]        = 20167 // goes to another place in the body of an upload, to send it again
	IOCTLFUNCTION           Option[any]             = 20130 // not supported: use SEEKFUNCTION
	PROGRESSFUNCTION        Option[ProgressFunc]    = 20056 // is told how far the transfer is, in float64
	XFERINFOFUNCTION        Option[ProgressFunc]    = 20219 // is told how far the transfer is, in int64
	DEBUGFUNCTION           Option[DebugFunc]       = 20094 // is told what happens while VERBOSE is 1
	SOCKOPTFUNCTION         Option[SockoptFunc]     = 20148 // gets each new socket before it connects
	OPENSOCKETFUNCTION      Option[OpensocketFunc]  = 20163 // makes connections instead of the package
	CLOSESOCKETFUNCTION     Option[ClosesocketFunc] = 20208 // closes connections instead of the package
	PREREQFUNCTION          Option[PrereqFunc]      = 20312 // is asked when a connection stands and the request is not sent yet
	TRAILERFUNCTION         Option[TrailerFunc]     = 20283 // gives the header lines that follow a chunked upload
	TRAILERDATA             Option[any]             = 10284 // not supported: a Go function needs no data beside it
	FNMATCH_FUNCTION        Option[MatchFunc]       = 20200 // decides for WILDCARDMATCH whether a name fits the pattern
	FNMATCH_DATA            Option[any]             = 10202 // not supported: a Go function needs no data beside it
	SSH_KEYFUNCTION         Option[any]             = 20184 // not supported: package sshx speaks SSH
	RESOLVER_START_FUNCTION Option[any]             = 20272 // not supported: give a context to Perform
	RESOLVER_START_DATA     Option[any]             = 10273 // not supported: give a context to Perform
	HSTSREADFUNCTION        Option[HSTSReadFunc]    = 20301 // gives the hosts that want to be visited by TLS alone, when a transfer begins
	HSTSREADDATA            Option[any]             = 10302 // not supported: a Go function needs no data beside it
	HSTSWRITEFUNCTION       Option[HSTSWriteFunc]   = 20303 // takes them when the handle is closed
	HSTSWRITEDATA           Option[any]             = 10304 // not supported: a Go function needs no data beside it
)

// Network.
const (
	URL                  Option[string]     = 10002 // where to
	PATH_AS_IS           Option[int]        = 234   // 1 sends a path with its /../ and /./ as they are
	PORT                 Option[int]        = 3     // the port to connect to instead of the URL's
	INTERFACE            Option[string]     = 10062 // the interface, address or host name to connect from; if!name and host!name say which
	LOCALPORT            Option[int]        = 139   // the local port to connect from
	LOCALPORTRANGE       Option[int]        = 140   // how many local ports from LOCALPORT on to try, 1 by default
	ADDRESS_SCOPE        Option[int]        = 171   // the zone of link-local IPv6 addresses, as a number
	UNIX_SOCKET_PATH     Option[string]     = 10231 // a unix socket to connect to instead of a host
	CONNECT_TO           Option[[]string]   = 10243 // entries HOST:PORT:OTHERHOST:OTHERPORT: connect to the other one
	RESOLVE              Option[[]string]   = 10203 // entries [+]HOST:PORT:ADDRESS[,ADDRESS] or -HOST:PORT for the name cache
	DNS_CACHE_TIMEOUT    Option[int]        = 92    // seconds that a looked-up name is kept, 60 by default, -1 for ever
	DNS_USE_GLOBAL_CACHE Option[int]        = 91    // not supported: use a CurlShare
	DNS_SERVERS          Option[string]     = 10211 // name servers to ask, HOST[:PORT] with commas between them
	DOH_URL              Option[string]     = 10279 // the URL of a name server that is asked over HTTPS, RFC 8484; it is verified, and its own name is looked up as usual
	IPRESOLVE            Option[int]        = 113   // an IPRESOLVE value: which kind of addresses to use
	BUFFERSIZE           Option[int]        = 98    // the largest piece of a body given to a callback, in bytes; 16384 by default
	UPLOAD_BUFFERSIZE    Option[int]        = 280   // how many bytes of an upload are read at once; 65536 by default
	TCP_NODELAY          Option[int]        = 121   // 1, the default, sends small packets at once
	TCP_FASTOPEN         Option[int]        = 244   // 1 sends data with the first packet where the server is known to take that; Linux alone has it
	TCP_KEEPALIVE        Option[int]        = 213   // 1 sends keep-alive probes
	TCP_KEEPIDLE         Option[int]        = 214   // seconds of silence before the first keep-alive probe, 60 by default
	TCP_KEEPINTVL        Option[int]        = 215   // seconds between keep-alive probes, 60 by default
	HAPROXYPROTOCOL      Option[int]        = 274   // 1 begins each connection with a PROXY line of HAProxy
	HAPROXY_CLIENT_IP    Option[string]     = 10323 // the client's address in that PROXY line
	FRESH_CONNECT        Option[int]        = 74    // 1 makes a new connection for the next transfer
	FORBID_REUSE         Option[int]        = 75    // 1 closes the connection after the transfer
	MAXCONNECTS          Option[int]        = 71    // how many idle connections are kept
	MAXAGE_CONN          Option[int]        = 288   // seconds that a connection may have been idle to be used again, 118 by default
	MAXLIFETIME_CONN     Option[int]        = 314   // seconds that a connection may have existed to be used again; 0, the default, is without end
	CONNECT_ONLY         Option[int]        = 141   // 1 connects and transfers nothing; 2 also asks for a WebSocket where the URL is one of ws or wss
	SHARE                Option[*CurlShare] = 10100 // a CurlShare to share cookies, names and connections with other handles
	PIPEWAIT             Option[int]        = 237   // 1 waits, in a CurlMulti, for a connection that is being made and that several transfers may use, instead of making another one
)

// Proxies.
const (
	PROXY                 Option[string]   = 10004 // the proxy's URL or host; "" uses none, whatever the environment says
	PROXYPORT             Option[int]      = 59    // the proxy's port where PROXY has none, 1080 by default
	PROXYTYPE             Option[int]      = 101   // a PROXYTYPE value: what kind of proxy it is where PROXY has no scheme
	PRE_PROXY             Option[string]   = 10262 // a SOCKS proxy through which PROXY is reached
	NOPROXY               Option[string]   = 10177 // hosts and networks to reach without a proxy, with commas between them; "*" is all
	HTTPPROXYTUNNEL       Option[int]      = 61    // 1 goes through an HTTP proxy by CONNECT for all protocols
	PROXYUSERPWD          Option[string]   = 10006 // user:password for the proxy, percent-encoded
	PROXYUSERNAME         Option[string]   = 10175 // the user's name for the proxy
	PROXYPASSWORD         Option[string]   = 10176 // the password for the proxy
	PROXYAUTH             Option[int64]    = 111   // a sum of HTTPAUTH values: how to authenticate to the proxy, Basic by default
	PROXYHEADER           Option[[]string] = 10228 // header lines for the proxy alone
	HEADEROPT             Option[int]      = 229   // a HEADER value: whether HTTPHEADER goes to proxies too
	PROXY_TRANSFER_MODE   Option[int]      = 166   // 1 adds ;type=a or ;type=i to FTP URLs through an HTTP proxy
	SOCKS5_GSSAPI_NEC     Option[int]      = 180   // not supported: there is no GSSAPI here
	SOCKS5_GSSAPI_SERVICE Option[string]   = 10179 // not supported: there is no GSSAPI here
	PROXY_SERVICE_NAME    Option[string]   = 10235 // not supported: there is no GSSAPI here
)

// Time.
const (
	TIMEOUT               Option[int]   = 13    // seconds that the whole transfer may take; 0, the default, is without end
	TIMEOUT_MS            Option[int]   = 155   // milliseconds that the whole transfer may take
	CONNECTTIMEOUT        Option[int]   = 78    // seconds that connecting may take, 300 by default
	CONNECTTIMEOUT_MS     Option[int]   = 156   // milliseconds that connecting may take
	ACCEPTTIMEOUT_MS      Option[int]   = 212   // milliseconds to wait for an FTP server to connect, 60000 by default
	FTP_RESPONSE_TIMEOUT  Option[int]   = 112   // seconds to wait for the answer to an FTP command
	EXPECT_100_TIMEOUT_MS Option[int]   = 227   // milliseconds to wait for 100 Continue, 1000 by default
	LOW_SPEED_LIMIT       Option[int]   = 19    // bytes per second below which a transfer is too slow
	LOW_SPEED_TIME        Option[int]   = 20    // seconds of such slowness after which the transfer fails with error 28
	MAX_SEND_SPEED_LARGE  Option[int64] = 30145 // bytes per second to send at most; 0 is without limit
	MAX_RECV_SPEED_LARGE  Option[int64] = 30146 // bytes per second to receive at most; 0 is without limit
)

// Size and range.
const (
	INFILESIZE          Option[int64]  = 30115 // bytes of an upload, -1 if unknown
	INFILESIZE_LARGE    Option[int64]  = 30115 // bytes of an upload, -1 if unknown
	MAXFILESIZE         Option[int64]  = 30117 // bytes of a body, after decoding, beyond which the transfer fails with error 63; 0 is without limit
	MAXFILESIZE_LARGE   Option[int64]  = 30117 // the same as MAXFILESIZE
	RANGE               Option[string] = 10007 // the bytes wanted, such as 0-499,1000-
	RESUME_FROM         Option[int64]  = 30116 // the byte to begin with; -1 asks an FTP server how much of an upload it has
	RESUME_FROM_LARGE   Option[int64]  = 30116 // the same as RESUME_FROM
	TIMECONDITION       Option[int]    = 33    // a TIMECONDITION value: transfer only what is newer or older than TIMEVALUE
	TIMEVALUE           Option[int]    = 34    // seconds since 1970 for TIMECONDITION
	OPT_FILETIME        Option[int]    = 69    // 1 asks for the time of the file's last change, see INFO_FILETIME
	CRLF                Option[int]    = 27    // 1 turns the line ends of an upload into CR LF
	TRANSFERTEXT        Option[int]    = 53    // 1 transfers as text by FTP
	NOBODY              Option[int]    = 44    // 1 asks for no body: HEAD in HTTP
	UPLOAD              Option[int]    = 46    // 1 sends: PUT in HTTP, STOR in FTP, frames of WS_BINARY over a WebSocket
	PUT                 Option[int]    = 54    // 1 is the older name of UPLOAD
	NEW_FILE_PERMS      Option[int]    = 159   // permissions of a new file, 0o644 by default
	NEW_DIRECTORY_PERMS Option[int]    = 160   // permissions of a new directory, 0o755 by default
)
