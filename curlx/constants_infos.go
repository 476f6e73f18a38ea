package curlx

// What [Curl.Getinfo] tells. Times count from the beginning of the transfer.

// What was asked and answered.
const (
	EFFECTIVE_URL     Info[string]   = 1048577 // the URL that was asked last, after redirects
	EFFECTIVE_METHOD  Info[string]   = 1048634 // the method that was used last
	RESPONSE_CODE     Info[int]      = 2097154 // the last status of HTTP or FTP, 0 if none came
	HTTP_CODE         Info[int]      = 2097154 // the same as RESPONSE_CODE
	HTTP_CONNECTCODE  Info[int]      = 2097174 // the status that a proxy gave to CONNECT
	INFO_HTTP_VERSION Info[int]      = 2097198 // the answer's version: 1 is HTTP/1.0, 2 HTTP/1.1, 3 HTTP/2
	CONTENT_TYPE      Info[string]   = 1048594 // the Content-Type header
	REDIRECT_COUNT    Info[int]      = 2097172 // how many redirects were followed
	REDIRECT_URL      Info[string]   = 1048607 // where a redirect led that was not followed
	CONDITION_UNMET   Info[int]      = 2097187 // 1 if nothing came because TIMECONDITION was not met
	INFO_FILETIME     Info[int]      = 2097166 // seconds since 1970 of the file's last change, -1 if unknown; see OPT_FILETIME
	FILETIME_T        Info[int64]    = 6291470 // the same as INFO_FILETIME
	INFO_COOKIELIST   Info[[]string] = 4194332 // all cookies, a line of a cookie file each
	HTTPAUTH_AVAIL    Info[int]      = 2097175 // a sum of HTTPAUTH values: what the server offered
	PROXYAUTH_AVAIL   Info[int]      = 2097176 // a sum of HTTPAUTH values: what the proxy offered
	FTP_ENTRY_PATH    Info[string]   = 1048606 // the directory that FTP began in
)

// Sizes.
const (
	HEADER_SIZE               Info[int]     = 2097163 // bytes of all headers that came
	REQUEST_SIZE              Info[int]     = 2097164 // bytes of all requests that were sent
	SIZE_DOWNLOAD             Info[float64] = 3145736 // bytes of the body that came, before decoding
	SIZE_DOWNLOAD_T           Info[int64]   = 6291464 // the same as SIZE_DOWNLOAD
	SIZE_UPLOAD               Info[float64] = 3145735 // bytes of the body that was sent
	SIZE_UPLOAD_T             Info[int64]   = 6291463 // the same as SIZE_UPLOAD
	SPEED_DOWNLOAD            Info[float64] = 3145737 // bytes per second of the download
	SPEED_DOWNLOAD_T          Info[int64]   = 6291465 // the same as SPEED_DOWNLOAD
	SPEED_UPLOAD              Info[float64] = 3145738 // bytes per second of the upload
	SPEED_UPLOAD_T            Info[int64]   = 6291466 // the same as SPEED_UPLOAD
	CONTENT_LENGTH_DOWNLOAD   Info[float64] = 3145743 // the stated length of the body, -1 if there was none
	CONTENT_LENGTH_DOWNLOAD_T Info[int64]   = 6291471 // the same as CONTENT_LENGTH_DOWNLOAD
	CONTENT_LENGTH_UPLOAD     Info[float64] = 3145744 // the stated length of the upload, -1 if there was none
	CONTENT_LENGTH_UPLOAD_T   Info[int64]   = 6291472 // the same as CONTENT_LENGTH_UPLOAD
	EARLYDATA_SENT_T          Info[int64]   = 6291524 // not supported
)

// Times.
const (
	TOTAL_TIME           Info[float64] = 3145731 // seconds that the whole transfer took
	TOTAL_TIME_T         Info[int64]   = 6291506 // microseconds that the whole transfer took
	NAMELOOKUP_TIME      Info[float64] = 3145732 // seconds until the name was found
	NAMELOOKUP_TIME_T    Info[int64]   = 6291507 // microseconds until the name was found
	CONNECT_TIME         Info[float64] = 3145733 // seconds until the connection stood
	CONNECT_TIME_T       Info[int64]   = 6291508 // microseconds until the connection stood
	APPCONNECT_TIME      Info[float64] = 3145761 // seconds until TLS was set up
	APPCONNECT_TIME_T    Info[int64]   = 6291512 // microseconds until TLS was set up
	PRETRANSFER_TIME     Info[float64] = 3145734 // seconds until the request was about to be sent
	PRETRANSFER_TIME_T   Info[int64]   = 6291509 // microseconds until the request was about to be sent
	POSTTRANSFER_TIME_T  Info[int64]   = 6291523 // microseconds until the request was sent
	STARTTRANSFER_TIME   Info[float64] = 3145745 // seconds until the first byte came
	STARTTRANSFER_TIME_T Info[int64]   = 6291510 // microseconds until the first byte came
	REDIRECT_TIME        Info[float64] = 3145747 // seconds that all redirects took before the last transfer
	REDIRECT_TIME_T      Info[int64]   = 6291511 // microseconds that all redirects took before the last transfer
	QUEUE_TIME_T         Info[int64]   = 6291521 // microseconds that the transfer waited for its turn
)

// Connections.
const (
	PRIMARY_IP            Info[string]        = 1048608 // the address that was connected to
	PRIMARY_PORT          Info[int]           = 2097192 // the port that was connected to
	LOCAL_IP              Info[string]        = 1048617 // the local address of the connection
	LOCAL_PORT            Info[int]           = 2097194 // the local port of the connection
	NUM_CONNECTS          Info[int]           = 2097178 // how many connections had to be made
	OS_ERRNO              Info[int]           = 2097177 // the system's number for why a connection last failed; no transfer that goes well takes it back
	SSL_VERIFYRESULT      Info[int]           = 2097165 // 0 if the server's certificate was found good
	SSL_ENGINES           Info[[]string]      = 4194331 // no names: there are no engines here
	INFO_CERTINFO         Info[[][][2]string] = 4194338 // the server's certificates, each as names and values; see OPT_CERTINFO
	LASTSOCKET            Info[int]           = 2097181 // not supported: a descriptor belongs to its connection
	ACTIVESOCKET          Info[int]           = 5242924 // not supported: a descriptor belongs to its connection
	INFO_RTSP_CLIENT_CSEQ Info[int]           = 2097189 // not supported: there is no RTSP here
	INFO_RTSP_CSEQ_RECV   Info[int]           = 2097191 // not supported: there is no RTSP here
	INFO_RTSP_SERVER_CSEQ Info[int]           = 2097190 // not supported: there is no RTSP here
	INFO_RTSP_SESSION_ID  Info[string]        = 1048612 // not supported: there is no RTSP here
)
