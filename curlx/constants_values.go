package curlx

// Values of HTTPAUTH and PROXYAUTH: ways to authenticate, to be added.
const (
	HTTPAUTH_NONE         = 0          // none
	HTTPAUTH_BASIC        = 1          // name and password in clear
	HTTPAUTH_DIGEST       = 2          // Digest, RFC 7616
	HTTPAUTH_NEGOTIATE    = 4          // SPNEGO, which is not supported
	HTTPAUTH_GSSNEGOTIATE = 4          // the older name of HTTPAUTH_NEGOTIATE
	HTTPAUTH_NTLM         = 8          // NTLM
	HTTPAUTH_DIGEST_IE    = 16         // Digest as old Internet Explorers did it
	HTTPAUTH_NTLM_WB      = 32         // NTLM through winbind, which is not supported
	HTTPAUTH_ONLY         = 0x80000000 // added to one other: that one and no other
	HTTPAUTH_ANY          = -17        // all but HTTPAUTH_DIGEST_IE
	HTTPAUTH_ANYSAFE      = -18        // all but HTTPAUTH_BASIC and HTTPAUTH_DIGEST_IE
)

// Values of HTTP_VERSION.
const (
	CURL_HTTP_VERSION_NONE              = 0  // whatever is best
	CURL_HTTP_VERSION_1_0               = 1  // HTTP/1.0
	CURL_HTTP_VERSION_1_1               = 2  // HTTP/1.1
	CURL_HTTP_VERSION_2                 = 3  // HTTP/2 if the server agrees
	CURL_HTTP_VERSION_2_0               = 3  // the older name of CURL_HTTP_VERSION_2
	CURL_HTTP_VERSION_2TLS              = 4  // HTTP/2 over TLS if the server agrees, else HTTP/1.1; the default
	CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE = 5  // HTTP/2 without asking
	CURL_HTTP_VERSION_3                 = 30 // HTTP/3, which is not supported
	CURL_HTTP_VERSION_3ONLY             = 31 // HTTP/3 alone, which is not supported
	CURL_HTTP_VERSION_LAST              = 32 // one more than the last
)

// Values of POSTREDIR, to be added.
const (
	REDIR_POST_301 = 1 // stay a POST after 301
	REDIR_POST_302 = 2 // stay a POST after 302
	REDIR_POST_303 = 4 // stay a POST after 303
	REDIR_POST_ALL = 7 // stay a POST after all of them
)

// Values of PROXYTYPE.
const (
	PROXYTYPE_HTTP            = 0 // an HTTP proxy
	PROXYTYPE_HTTP_1_0        = 1 // an HTTP proxy that is asked for tunnels by HTTP/1.0
	PROXYTYPE_SOCKS4          = 4 // SOCKS 4, names looked up here
	PROXYTYPE_SOCKS5          = 5 // SOCKS 5, names looked up here
	PROXYTYPE_SOCKS4A         = 6 // SOCKS 4a, names looked up by the proxy
	PROXYTYPE_SOCKS5_HOSTNAME = 7 // SOCKS 5, names looked up by the proxy
)

// Values of HEADEROPT.
const (
	HEADER_UNIFIED  = 0 // HTTPHEADER goes to proxies too
	HEADER_SEPARATE = 1 // HTTPHEADER goes to servers and PROXYHEADER to proxies; the default
)

// Values of IPRESOLVE.
const (
	IPRESOLVE_WHATEVER = 0 // addresses of both kinds
	IPRESOLVE_V4       = 1 // IPv4 alone
	IPRESOLVE_V6       = 2 // IPv6 alone
)

// Values of NETRC.
const (
	NETRC_IGNORED  = 0 // no netrc file is read
	NETRC_OPTIONAL = 1 // what USERPWD and the URL say comes first
	NETRC_REQUIRED = 2 // what the netrc file says comes first
)

// Values of TIMECONDITION.
const (
	TIMECONDITION_NONE         = 0 // no condition
	TIMECONDITION_IFMODSINCE   = 1 // if it is newer than TIMEVALUE
	TIMECONDITION_IFUNMODSINCE = 2 // if it is older than TIMEVALUE
	TIMECONDITION_LASTMOD      = 3 // sends a Last-Modified header
)

// Values of SSLVERSION: one of the lowest, and a highest added to it.
const (
	SSLVERSION_DEFAULT     = 0       // at least TLS 1.2
	SSLVERSION_TLSv1       = 1       // at least TLS 1.0
	SSLVERSION_SSLv2       = 2       // not supported
	SSLVERSION_SSLv3       = 3       // not supported
	SSLVERSION_TLSv1_0     = 4       // at least TLS 1.0
	SSLVERSION_TLSv1_1     = 5       // at least TLS 1.1
	SSLVERSION_TLSv1_2     = 6       // at least TLS 1.2
	SSLVERSION_TLSv1_3     = 7       // at least TLS 1.3
	SSLVERSION_MAX_DEFAULT = 1 << 16 // at most the newest
	SSLVERSION_MAX_TLSv1_0 = 4 << 16 // at most TLS 1.0
	SSLVERSION_MAX_TLSv1_1 = 5 << 16 // at most TLS 1.1
	SSLVERSION_MAX_TLSv1_2 = 6 << 16 // at most TLS 1.2
	SSLVERSION_MAX_TLSv1_3 = 7 << 16 // at most TLS 1.3
)

// Values of SSL_OPTIONS and PROXY_SSL_OPTIONS, to be added.
const (
	SSLOPT_ALLOW_BEAST        = 1  // has no meaning here
	SSLOPT_NO_REVOKE          = 2  // has no meaning here
	SSLOPT_NO_PARTIALCHAIN    = 4  // a trusted certificate that is no root does not end a chain
	SSLOPT_REVOKE_BEST_EFFORT = 8  // has no meaning here
	SSLOPT_NATIVE_CA          = 16 // the system's certificates are trusted beside CAINFO
	SSLOPT_AUTO_CLIENT_CERT   = 32 // not supported
	SSLOPT_EARLYDATA          = 64 // not supported
)

// Values of USE_SSL.
const (
	USESSL_NONE    = 0 // no TLS
	USESSL_TRY     = 1 // TLS if the server can
	USESSL_CONTROL = 2 // TLS for the control connection, or error 64
	USESSL_ALL     = 3 // TLS for everything, or error 64
	FTPSSL_NONE    = 0 // the older name of USESSL_NONE
	FTPSSL_TRY     = 1 // the older name of USESSL_TRY
	FTPSSL_CONTROL = 2 // the older name of USESSL_CONTROL
	FTPSSL_ALL     = 3 // the older name of USESSL_ALL
)

// Values of FTPSSLAUTH.
const (
	FTPAUTH_DEFAULT = 0 // AUTH SSL, then AUTH TLS
	FTPAUTH_SSL     = 1 // AUTH SSL first
	FTPAUTH_TLS     = 2 // AUTH TLS first
)

// Values of FTP_FILEMETHOD.
const (
	FTPMETHOD_DEFAULT   = 0 // FTPMETHOD_MULTICWD
	FTPMETHOD_MULTICWD  = 1 // a CWD for each part of the path
	FTPMETHOD_NOCWD     = 2 // no CWD, but the whole path in each command
	FTPMETHOD_SINGLECWD = 3 // one CWD with the whole path
)

// What a callback may return.
const (
	WRITEFUNC_PAUSE           = 0x10000001 // of a WriteFunc: wait for Pause(PAUSE_CONT) and give the same again
	READFUNC_PAUSE            = 0x10000001 // of a ReadFunc: wait for Pause(PAUSE_CONT)
	READFUNC_ABORT            = 0x10000000 // of a ReadFunc: fail with error 42
	SEEKFUNC_OK               = 0          // of a SeekFunc: done
	SEEKFUNC_FAIL             = 1          // of a SeekFunc: fail
	SEEKFUNC_CANTSEEK         = 2          // of a SeekFunc: it cannot, read forward where that helps
	SOCKOPT_OK                = 0          // of a SockoptFunc: go on
	SOCKOPT_ERROR             = 1          // of a SockoptFunc: fail with error 42
	SOCKOPT_ALREADY_CONNECTED = 2          // of a SockoptFunc: the socket is connected already
	SOCKTYPE_IPCXN            = 0          // given to a SockoptFunc: a connection to be made
	SOCKTYPE_ACCEPT           = 1          // given to a SockoptFunc: a connection that was accepted
	PREREQFUNC_OK             = 0          // a PrereqFunc returns nil for it
	PREREQFUNC_ABORT          = 1          // a PrereqFunc returns an error for it
	TRAILERFUNC_OK            = 0          // a TrailerFunc returns nil for it
	TRAILERFUNC_ABORT         = 1          // a TrailerFunc returns an error for it
	FNMATCHFUNC_MATCH         = 0          // of a MatchFunc: true
	FNMATCHFUNC_NOMATCH       = 1          // of a MatchFunc: false
	FNMATCHFUNC_FAIL          = 2          // a MatchFunc returns an error for it
)

// Values of [Curl.Pause], to be added.
const (
	PAUSE_CONT = 0 // go on
	PAUSE_RECV = 1 // stop receiving
	PAUSE_SEND = 4 // stop sending
	PAUSE_ALL  = 5 // stop both
)

// An InfoType says what a DEBUGFUNCTION is given.
type InfoType int

// What a DEBUGFUNCTION is given.
const (
	INFOTYPE_TEXT         InfoType = 0 // a line of explanation, the words of an error among them
	INFOTYPE_HEADER_IN    InfoType = 1 // a header line that came
	INFOTYPE_HEADER_OUT   InfoType = 2 // headers that were sent
	INFOTYPE_DATA_IN      InfoType = 3 // body that came, over HTTP/1 with the framing of its chunks
	INFOTYPE_DATA_OUT     InfoType = 4 // body that was sent, likewise
	INFOTYPE_SSL_DATA_IN  InfoType = 5 // bytes of TLS that came; never given here
	INFOTYPE_SSL_DATA_OUT InfoType = 6 // bytes of TLS that were sent; never given here
)

// A ShareOption says what to do with a [LockData] in a [CurlShare].
type ShareOption int

// What to do with a LockData.
const (
	SH_SHARE   ShareOption = 1 // share it
	SH_UNSHARE ShareOption = 2 // share it no longer
)

// A LockData is something that handles may share.
type LockData int

// What handles may share.
const (
	LOCK_DATA_COOKIE      LockData = 2 // cookies
	LOCK_DATA_DNS         LockData = 3 // names that were looked up
	LOCK_DATA_SSL_SESSION LockData = 4 // TLS sessions
	LOCK_DATA_CONNECT     LockData = 5 // connections
	LOCK_DATA_PSL         LockData = 6 // the public suffix list, which is the same for all here
	LOCK_DATA_HSTS        LockData = 7 // which hosts want to be visited by TLS alone
)

// A MultiOption is an option of a [CurlMulti].
type MultiOption int

// The options of a CurlMulti.
const (
	M_PIPELINING                  MultiOption = 3     // a sum of PIPE values, PIPE_MULTIPLEX by default
	M_MAXCONNECTS                 MultiOption = 6     // how many idle connections are kept; 0, the default, for four times as many as there were handles
	M_MAX_HOST_CONNECTIONS        MultiOption = 7     // how many open connections to one host, or proxy, idle ones included; 0, the default, for any number
	M_MAX_PIPELINE_LENGTH         MultiOption = 8     // has no meaning: there is no pipelining
	M_CONTENT_LENGTH_PENALTY_SIZE MultiOption = 30009 // has no meaning: there is no pipelining
	M_CHUNK_LENGTH_PENALTY_SIZE   MultiOption = 30010 // has no meaning: there is no pipelining
	M_PIPELINING_SITE_BL          MultiOption = 10011 // has no meaning: there is no pipelining
	M_PIPELINING_SERVER_BL        MultiOption = 10012 // has no meaning: there is no pipelining
	M_MAX_TOTAL_CONNECTIONS       MultiOption = 13    // how many open connections in all, idle ones included; 0, the default, for any number
	M_MAX_CONCURRENT_STREAMS      MultiOption = 16    // how many HTTP/2 streams on a connection, 100 by default
	M_SOCKETFUNCTION              MultiOption = 20001 // is told which sockets to wait for
	M_TIMERFUNCTION               MultiOption = 20004 // is told how long to wait
)

// Values of M_PIPELINING, to be added.
const (
	PIPE_NOTHING   = 0 // a transfer a connection
	PIPE_HTTP1     = 1 // has no meaning: there is no pipelining
	PIPE_MULTIPLEX = 2 // several HTTP/2 transfers on a connection
)

// What a socket is waited for, and what happened to it.
const (
	POLL_NONE      = 0  // nothing
	POLL_IN        = 1  // data to read
	POLL_OUT       = 2  // room to write
	POLL_INOUT     = 3  // both
	POLL_REMOVE    = 4  // the socket is not waited for any longer
	CSELECT_IN     = 1  // there is data to read
	CSELECT_OUT    = 2  // there is room to write
	CSELECT_ERR    = 4  // the socket failed
	SOCKET_BAD     = -1 // no socket
	SOCKET_TIMEOUT = -1 // given to SocketAction: the time that the timer told is over
)

// A FormOption says what a [FormValue] is.
type FormOption int

// What a FormValue may be.
const (
	FORM_CONTENTS    FormOption = 4  // the contents
	FORM_FILE        FormOption = 10 // the path of a file to send
	FORM_BUFFER      FormOption = 11 // the file name of contents that follow in FORM_BUFFERPTR
	FORM_BUFFERPTR   FormOption = 12 // the contents of FORM_BUFFER
	FORM_CONTENTTYPE FormOption = 14 // the content type
	FORM_FILENAME    FormOption = 16 // the file name to send instead of the file's own
)

// Values of pycurl.global_init, which Go has no use for.
const (
	GLOBAL_NOTHING   = 0 // nothing
	GLOBAL_SSL       = 1 // TLS
	GLOBAL_WIN32     = 2 // sockets of Windows
	GLOBAL_DEFAULT   = 3 // the default
	GLOBAL_ALL       = 3 // everything
	GLOBAL_ACK_EINTR = 4 // interrupted calls
)

// Older names of options.
const (
	FTPAPPEND   = APPEND      // see APPEND
	FTPLISTONLY = DIRLISTONLY // see DIRLISTONLY
	POST301     = POSTREDIR   // see POSTREDIR
)
