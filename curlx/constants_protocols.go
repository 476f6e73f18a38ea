package curlx

// The options of single protocols and of TLS.

// HTTP.
const (
	HTTPGET                Option[int]         = 80    // 1 makes the request a GET
	POST                   Option[int]         = 47    // 1 makes the request a POST
	POSTFIELDS             Option[string]      = 10015 // the body of a POST
	COPYPOSTFIELDS         Option[string]      = 10165 // the body of a POST
	POSTFIELDSIZE          Option[int64]       = 30120 // how many bytes of POSTFIELDS to send, -1 for all
	POSTFIELDSIZE_LARGE    Option[int64]       = 30120 // the same as POSTFIELDSIZE
	HTTPPOST               Option[[]FormField] = 10024 // the fields of a form, sent as multipart/form-data
	MIMEPOST               Option[*CurlMime]   = 10269 // the parts of a form, sent as multipart/form-data
	CUSTOMREQUEST          Option[string]      = 10036 // the method instead of GET, POST or PUT; a listing command in FTP
	REQUEST_TARGET         Option[string]      = 10266 // what the request line has instead of the URL's path
	HTTPHEADER             Option[[]string]    = 10023 // header lines; "Name:" takes one out, "Name;" sends an empty one
	HTTP200ALIASES         Option[[]string]    = 10104 // other beginnings of a status line that count as HTTP/1.0 200
	USERAGENT              Option[string]      = 10018 // the User-Agent header
	REFERER                Option[string]      = 10016 // the Referer header
	AUTOREFERER            Option[int]         = 58    // 1 sends a Referer with each request that follows a redirect
	FOLLOWLOCATION         Option[int]         = 52    // 1 follows redirects
	MAXREDIRS              Option[int]         = 68    // how many redirects to follow, 30 by default, -1 for all
	POSTREDIR              Option[int]         = 161   // a sum of REDIR_POST values: redirects after which a POST stays one
	UNRESTRICTED_AUTH      Option[int]         = 105   // 1 sends user and password also to other hosts after a redirect
	HTTP_VERSION           Option[int]         = 84    // a CURL_HTTP_VERSION value
	HTTP09_ALLOWED         Option[int]         = 285   // 1 takes an answer without headers
	ACCEPT_ENCODING        Option[string]      = 10102 // the codings to ask for and to decode; "" is all that are known
	ENCODING               Option[string]      = 10102 // the older name of ACCEPT_ENCODING
	TRANSFER_ENCODING      Option[int]         = 207   // 1 asks for compression in Transfer-Encoding
	HTTP_CONTENT_DECODING  Option[int]         = 158   // 0 delivers a body as it is coded
	HTTP_TRANSFER_DECODING Option[int]         = 157   // 0 delivers a chunked body as it was sent
	IGNORE_CONTENT_LENGTH  Option[int]         = 136   // 1 reads the body until the connection ends, whatever length it states
	COOKIE                 Option[string]      = 10022 // the Cookie header: "a=1; b=2"
	COOKIEFILE             Option[string]      = 10031 // a file to read cookies from; "" only turns cookies on
	COOKIEJAR              Option[string]      = 10082 // a file to write cookies to when the handle is closed; "-" is the standard output
	COOKIESESSION          Option[int]         = 96    // 1 reads no cookies that last only a session
	OPT_COOKIELIST         Option[string]      = 10135 // a cookie to add, or one of ALL, SESS, FLUSH, RELOAD
	COOKIELIST             Option[string]      = 10135 // the older name of OPT_COOKIELIST
	HSTS                   Option[string]      = 10300 // a file of hosts that want to be visited by TLS alone: read when a transfer begins, written when the handle is closed; "" only turns HSTS on
	HSTS_CTRL              Option[int]         = 299   // a sum of CURLHSTS values; 0 turns HSTS off
	AWS_SIGV4              Option[string]      = 10305 // signs requests with USERPWD, an access key and its secret, as provider1[:provider2[:region[:service]]], such as aws:amz:eu-west-1:s3
)

// Who one is.
const (
	USERPWD           Option[string] = 10005 // user:password
	USERNAME          Option[string] = 10173 // the user's name
	PASSWORD          Option[string] = 10174 // the user's password
	HTTPAUTH          Option[int64]  = 107   // a sum of HTTPAUTH values: how to authenticate, Basic by default
	XOAUTH2_BEARER    Option[string] = 10220 // a bearer token
	NETRC             Option[int]    = 51    // a NETRC value: whether to look for user and password in a netrc file
	NETRC_FILE        Option[string] = 10118 // the netrc file, ~/.netrc by default
	LOGIN_OPTIONS     Option[string] = 10224 // not supported: it belongs to mail protocols
	SASL_IR           Option[int]    = 218   // not supported: it belongs to mail protocols
	SERVICE_NAME      Option[string] = 10236 // not supported: there is no GSSAPI here
	GSSAPI_DELEGATION Option[int]    = 210   // not supported: there is no GSSAPI here
	KRBLEVEL          Option[string] = 10063 // not supported: there is no Kerberos here
	KRB4LEVEL         Option[string] = 10063 // not supported: there is no Kerberos here
)

// TLS.
const (
	SSL_VERIFYPEER      Option[int]    = 64    // 0 takes any certificate; 1, the default, verifies it
	SSL_VERIFYHOST      Option[int]    = 81    // 0 takes a certificate for any name; 2, the default, wants it to be the host's
	SSL_VERIFYSTATUS    Option[int]    = 232   // 1 wants the server to staple a good OCSP answer
	CAINFO              Option[string] = 10065 // a file of trusted certificates in PEM
	CAINFO_BLOB         Option[[]byte] = 40309 // trusted certificates in PEM
	CAPATH              Option[string] = 10097 // a folder of trusted certificates
	CRLFILE             Option[string] = 10169 // a file of revoked certificates in PEM
	ISSUERCERT          Option[string] = 10170 // a file with the certificate that must have issued the server's
	ISSUERCERT_BLOB     Option[[]byte] = 40295 // the certificate that must have issued the server's
	PINNEDPUBLICKEY     Option[string] = 10230 // a file with the server's public key, or sha256//BASE64[;sha256//BASE64]
	SSLCERT             Option[string] = 10025 // the client's certificate, a file
	SSLCERT_BLOB        Option[[]byte] = 40291 // the client's certificate
	SSLCERTTYPE         Option[string] = 10086 // PEM or DER
	SSLKEY              Option[string] = 10087 // the key of the client's certificate, a file
	SSLKEY_BLOB         Option[[]byte] = 40292 // the key of the client's certificate
	SSLKEYTYPE          Option[string] = 10088 // PEM or DER
	KEYPASSWD           Option[string] = 10026 // the password of the key
	SSLKEYPASSWD        Option[string] = 10026 // the older name of KEYPASSWD
	SSLCERTPASSWD       Option[string] = 10026 // the older name of KEYPASSWD
	SSLVERSION          Option[int]    = 32    // an SSLVERSION value, or two of them added: the lowest and the highest version
	SSL_CIPHER_LIST     Option[string] = 10083 // cipher suites of TLS up to 1.2, with colons between them
	TLS13_CIPHERS       Option[string] = 10276 // cipher suites of TLS 1.3, with colons between them
	SSL_ENABLE_ALPN     Option[int]    = 226   // 0 does not agree on HTTP/2 while TLS is set up
	SSL_ENABLE_NPN      Option[int]    = 225   // not supported: ALPN took its place
	SSL_OPTIONS         Option[int]    = 216   // a sum of SSLOPT values
	SSL_SESSIONID_CACHE Option[int]    = 150   // 0 begins each connection with a new TLS session
	SSL_FALSESTART      Option[int]    = 233   // not supported: TLS 1.3 took its place
	OPT_CERTINFO        Option[int]    = 172   // 1 keeps the server's certificates for INFO_CERTINFO
	USE_SSL             Option[int]    = 119   // a USESSL value: whether FTP is to use TLS
	FTP_SSL             Option[int]    = 119   // the older name of USE_SSL
	ECH                 Option[string] = 10325 // not supported
	SSLENGINE           Option[string] = 10089 // not supported: there are no engines here
	SSLENGINE_DEFAULT   Option[int]    = 90    // not supported: there are no engines here
	RANDOM_FILE         Option[string] = 10076 // not supported: the system gives random numbers
	EGDSOCKET           Option[string] = 10077 // not supported: the system gives random numbers
	TLSAUTH_TYPE        Option[string] = 10206 // not supported: there is no SRP here
	TLSAUTH_USERNAME    Option[string] = 10204 // not supported: there is no SRP here
	TLSAUTH_PASSWORD    Option[string] = 10205 // not supported: there is no SRP here
)

// TLS to an HTTPS proxy.
const (
	PROXY_SSL_VERIFYPEER   Option[int]    = 248   // as SSL_VERIFYPEER, for the proxy
	PROXY_SSL_VERIFYHOST   Option[int]    = 249   // as SSL_VERIFYHOST, for the proxy
	PROXY_CAINFO           Option[string] = 10246 // as CAINFO, for the proxy
	PROXY_CAINFO_BLOB      Option[[]byte] = 40310 // as CAINFO_BLOB, for the proxy
	PROXY_CAPATH           Option[string] = 10247 // as CAPATH, for the proxy
	PROXY_CRLFILE          Option[string] = 10260 // as CRLFILE, for the proxy
	PROXY_ISSUERCERT       Option[string] = 10296 // as ISSUERCERT, for the proxy
	PROXY_ISSUERCERT_BLOB  Option[[]byte] = 40297 // as ISSUERCERT_BLOB, for the proxy
	PROXY_PINNEDPUBLICKEY  Option[string] = 10263 // as PINNEDPUBLICKEY, for the proxy
	PROXY_SSLCERT          Option[string] = 10254 // as SSLCERT, for the proxy
	PROXY_SSLCERT_BLOB     Option[[]byte] = 40293 // as SSLCERT_BLOB, for the proxy
	PROXY_SSLCERTTYPE      Option[string] = 10255 // as SSLCERTTYPE, for the proxy
	PROXY_SSLKEY           Option[string] = 10256 // as SSLKEY, for the proxy
	PROXY_SSLKEY_BLOB      Option[[]byte] = 40294 // as SSLKEY_BLOB, for the proxy
	PROXY_SSLKEYTYPE       Option[string] = 10257 // as SSLKEYTYPE, for the proxy
	PROXY_KEYPASSWD        Option[string] = 10258 // as KEYPASSWD, for the proxy
	PROXY_SSLVERSION       Option[int]    = 250   // as SSLVERSION, for the proxy
	PROXY_SSL_CIPHER_LIST  Option[string] = 10259 // as SSL_CIPHER_LIST, for the proxy
	PROXY_TLS13_CIPHERS    Option[string] = 10277 // as TLS13_CIPHERS, for the proxy
	PROXY_SSL_OPTIONS      Option[int]    = 261   // as SSL_OPTIONS, for the proxy
	PROXY_TLSAUTH_TYPE     Option[string] = 10253 // not supported: there is no SRP here
	PROXY_TLSAUTH_USERNAME Option[string] = 10251 // not supported: there is no SRP here
	PROXY_TLSAUTH_PASSWORD Option[string] = 10252 // not supported: there is no SRP here
)

// FTP.
const (
	FTPPORT                 Option[string]   = 10017 // active mode: the address, host or interface that the server is to connect to, "-" for that of the connection; a port or range may follow
	FTP_USE_EPSV            Option[int]      = 85    // 0 does not try EPSV before PASV
	FTP_USE_EPRT            Option[int]      = 106   // 0 does not try EPRT before PORT
	FTP_USE_PRET            Option[int]      = 188   // 1 sends PRET before PASV
	FTP_SKIP_PASV_IP        Option[int]      = 137   // 0 connects to whatever address a PASV answer names; 1, the default, to the server's own
	FTP_FILEMETHOD          Option[int]      = 138   // an FTPMETHOD value: how to come to a file's directory
	FTP_CREATE_MISSING_DIRS Option[int]      = 110   // 1 makes missing directories for an upload, 2 tries again after it failed
	FTP_ACCOUNT             Option[string]   = 10134 // the account where the server asks for one
	FTP_ALTERNATIVE_TO_USER Option[string]   = 10147 // a command to try where USER is refused
	FTP_SSL_CCC             Option[int]      = 154   // ends TLS on the control connection after the login: 1 when the server does, 2 at once
	FTPSSLAUTH              Option[int]      = 129   // an FTPAUTH value: AUTH TLS or AUTH SSL first
	APPEND                  Option[int]      = 50    // 1 appends an upload to the file
	DIRLISTONLY             Option[int]      = 48    // 1 lists names alone
	QUOTE                   Option[[]string] = 10028 // commands to send before the transfer; "*" before one ignores its failure
	PREQUOTE                Option[[]string] = 10093 // commands to send when the directory was entered
	POSTQUOTE               Option[[]string] = 10039 // commands to send after the transfer
)

// WebSocket.
const (
	WS_OPTIONS Option[int] = 320 // a sum of WS_RAW_MODE and WS_NOAUTOPONG
)

// TELNET.
const (
	TELNETOPTIONS Option[[]string] = 10070 // what to tell a telnet server: TTYPE=, XDISPLOC=, NEW_ENV=, WS=, BINARY=
)

// Mail, RTSP, TFTP, SSH.
const (
	MAIL_FROM               Option[string]   = 10186 // not supported: package mailx sends mail
	MAIL_RCPT               Option[[]string] = 10187 // not supported: package mailx sends mail
	MAIL_AUTH               Option[string]   = 10217 // not supported: package mailx sends mail
	OPT_RTSP_REQUEST        Option[int]      = 189   // not supported: there is no RTSP here
	OPT_RTSP_SESSION_ID     Option[string]   = 10190 // not supported: there is no RTSP here
	OPT_RTSP_STREAM_URI     Option[string]   = 10191 // not supported: there is no RTSP here
	OPT_RTSP_TRANSPORT      Option[string]   = 10192 // not supported: there is no RTSP here
	OPT_RTSP_CLIENT_CSEQ    Option[int]      = 193   // not supported: there is no RTSP here
	OPT_RTSP_SERVER_CSEQ    Option[int]      = 194   // not supported: there is no RTSP here
	TFTP_BLKSIZE            Option[int]      = 178   // not supported: there is no TFTP here
	SSH_AUTH_TYPES          Option[int]      = 151   // not supported: package sshx speaks SSH
	SSH_HOST_PUBLIC_KEY_MD5 Option[string]   = 10162 // not supported: package sshx speaks SSH
	SSH_KNOWNHOSTS          Option[string]   = 10183 // not supported: package sshx speaks SSH
	SSH_PRIVATE_KEYFILE     Option[string]   = 10153 // not supported: package sshx speaks SSH
	SSH_PUBLIC_KEYFILE      Option[string]   = 10152 // not supported: package sshx speaks SSH
)
