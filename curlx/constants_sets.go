package curlx

// Bits of [VersionInfo.Features].
const (
	VERSION_IPV6         = 1 << 0  // IPv6
	VERSION_KERBEROS4    = 1 << 1  // Kerberos 4
	VERSION_SSL          = 1 << 2  // TLS
	VERSION_LIBZ         = 1 << 3  // gzip and deflate
	VERSION_NTLM         = 1 << 4  // NTLM
	VERSION_GSSNEGOTIATE = 1 << 5  // GSS Negotiate
	VERSION_DEBUG        = 1 << 6  // debugging
	VERSION_ASYNCHDNS    = 1 << 7  // name lookups that do not block
	VERSION_SPNEGO       = 1 << 8  // SPNEGO
	VERSION_LARGEFILE    = 1 << 9  // files over 2 GB
	VERSION_IDN          = 1 << 10 // international names
	VERSION_SSPI         = 1 << 11 // SSPI of Windows
	VERSION_CONV         = 1 << 12 // character conversion
	VERSION_CURLDEBUG    = 1 << 13 // memory debugging
	VERSION_TLSAUTH_SRP  = 1 << 14 // SRP
	VERSION_NTLM_WB      = 1 << 15 // NTLM through winbind
	VERSION_HTTP2        = 1 << 16 // HTTP/2
	VERSION_GSSAPI       = 1 << 17 // GSSAPI
	VERSION_KERBEROS5    = 1 << 18 // Kerberos 5
	VERSION_UNIX_SOCKETS = 1 << 19 // unix sockets
	VERSION_PSL          = 1 << 20 // the public suffix list
	VERSION_HTTPS_PROXY  = 1 << 21 // HTTPS proxies
	VERSION_MULTI_SSL    = 1 << 22 // several TLS libraries
	VERSION_BROTLI       = 1 << 23 // brotli
	VERSION_ALTSVC       = 1 << 24 // Alt-Svc
	VERSION_HTTP3        = 1 << 25 // HTTP/3
	VERSION_ZSTD         = 1 << 26 // zstd
	VERSION_UNICODE      = 1 << 27 // Unicode file names on Windows
	VERSION_HSTS         = 1 << 28 // HSTS
	VERSION_GSASL        = 1 << 29 // SASL
)

// The same bits under pycurl 7.45's names.
const (
	CURL_VERSION_ALTSVC      = VERSION_ALTSVC      // see VERSION_ALTSVC
	CURL_VERSION_BROTLI      = VERSION_BROTLI      // see VERSION_BROTLI
	CURL_VERSION_GSASL       = VERSION_GSASL       // see VERSION_GSASL
	CURL_VERSION_HSTS        = VERSION_HSTS        // see VERSION_HSTS
	CURL_VERSION_HTTP3       = VERSION_HTTP3       // see VERSION_HTTP3
	CURL_VERSION_HTTPS_PROXY = VERSION_HTTPS_PROXY // see VERSION_HTTPS_PROXY
	CURL_VERSION_MULTI_SSL   = VERSION_MULTI_SSL   // see VERSION_MULTI_SSL
	CURL_VERSION_UNICODE     = VERSION_UNICODE     // see VERSION_UNICODE
	CURL_VERSION_ZSTD        = VERSION_ZSTD        // see VERSION_ZSTD
)

// Editions of version information.
const (
	VERSION_FIRST  = 0  // edition 1
	VERSION_SECOND = 1  // edition 2
	VERSION_THIRD  = 2  // edition 3
	VERSION_NOW    = 10 // the newest edition that libcurl 7.88 has
)

// Values of PROTOCOLS and REDIR_PROTOCOLS, to be added. Those that the package does
// not speak may be added too, and have no effect.
const (
	PROTO_HTTP   = 1 << 0  // http://
	PROTO_HTTPS  = 1 << 1  // https://
	PROTO_FTP    = 1 << 2  // ftp://
	PROTO_FTPS   = 1 << 3  // ftps://
	PROTO_SCP    = 1 << 4  // scp://, which is not supported
	PROTO_SFTP   = 1 << 5  // sftp://, which is not supported
	PROTO_TELNET = 1 << 6  // telnet://
	PROTO_LDAP   = 1 << 7  // ldap://, which is not supported
	PROTO_LDAPS  = 1 << 8  // ldaps://, which is not supported
	PROTO_DICT   = 1 << 9  // dict://
	PROTO_FILE   = 1 << 10 // file://
	PROTO_TFTP   = 1 << 11 // tftp://, which is not supported
	PROTO_IMAP   = 1 << 12 // imap://, which is not supported
	PROTO_IMAPS  = 1 << 13 // imaps://, which is not supported
	PROTO_POP3   = 1 << 14 // pop3://, which is not supported
	PROTO_POP3S  = 1 << 15 // pop3s://, which is not supported
	PROTO_SMTP   = 1 << 16 // smtp://, which is not supported
	PROTO_SMTPS  = 1 << 17 // smtps://, which is not supported
	PROTO_RTSP   = 1 << 18 // rtsp://, which is not supported
	PROTO_RTMP   = 1 << 19 // rtmp://, which is not supported
	PROTO_RTMPT  = 1 << 20 // rtmpt://, which is not supported
	PROTO_RTMPE  = 1 << 21 // rtmpe://, which is not supported
	PROTO_RTMPTE = 1 << 22 // rtmpte://, which is not supported
	PROTO_RTMPS  = 1 << 23 // rtmps://, which is not supported
	PROTO_RTMPTS = 1 << 24 // rtmpts://, which is not supported
	PROTO_GOPHER = 1 << 25 // gopher://
	PROTO_SMB    = 1 << 26 // smb://, which is not supported
	PROTO_SMBS   = 1 << 27 // smbs://, which is not supported
	PROTO_ALL    = -1      // all of them
)
