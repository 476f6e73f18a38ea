package curlx

// The numbers of what goes wrong in a transfer, under pycurl's names; the comments
// are libcurl's texts.
const (
	E_CALL_MULTI_PERFORM       Code = -1    // not used any more
	E_OK                       Code = 0     // No error
	E_UNSUPPORTED_PROTOCOL     Code = 1     // Unsupported protocol
	E_FAILED_INIT              Code = 2     // Failed initialization
	E_URL_MALFORMAT            Code = 3     // URL using bad/illegal format or missing URL
	E_NOT_BUILT_IN             Code = 4     // A requested feature, protocol or option was not found built-in in this libcurl due to a build-time decision.
	E_COULDNT_RESOLVE_PROXY    Code = 5     // Couldn't resolve proxy name
	E_COULDNT_RESOLVE_HOST     Code = 6     // Couldn't resolve host name
	E_COULDNT_CONNECT          Code = 7     // Couldn't connect to server
	E_FTP_WEIRD_SERVER_REPLY   Code = 8     // Weird server reply
	E_REMOTE_ACCESS_DENIED     Code = 9     // Access denied to remote resource
	E_FTP_ACCEPT_FAILED        Code = 10    // FTP: The server failed to connect to data port
	E_FTP_WEIRD_PASS_REPLY     Code = 11    // FTP: unknown PASS reply
	E_FTP_ACCEPT_TIMEOUT       Code = 12    // FTP: Accepting server connect has timed out
	E_FTP_WEIRD_PASV_REPLY     Code = 13    // FTP: unknown PASV reply
	E_FTP_WEIRD_227_FORMAT     Code = 14    // FTP: unknown 227 response format
	E_FTP_CANT_GET_HOST        Code = 15    // FTP: can't figure out the host in the PASV response
	E_HTTP2                    Code = 16    // Error in the HTTP2 framing layer
	E_FTP_COULDNT_SET_TYPE     Code = 17    // FTP: couldn't set file type
	E_PARTIAL_FILE             Code = 18    // Transferred a partial file
	E_FTP_COULDNT_RETR_FILE    Code = 19    // FTP: couldn't retrieve (RETR failed) the specified file
	E_FTP_WRITE_ERROR          Code = 20    // not used any more
	E_QUOTE_ERROR              Code = 21    // Quote command returned error
	E_HTTP_RETURNED_ERROR      Code = 22    // HTTP response code said error
	E_WRITE_ERROR              Code = 23    // Failed writing received data to disk/application
	E_MALFORMAT_USER           Code = 24    // not used any more
	E_UPLOAD_FAILED            Code = 25    // Upload failed (at start/before it took off)
	E_READ_ERROR               Code = 26    // Failed to open/read local data from file/application
	E_OUT_OF_MEMORY            Code = 27    // Out of memory
	E_OPERATION_TIMEDOUT       Code = 28    // Timeout was reached
	E_FTP_COULDNT_SET_ASCII    Code = 29    // not used any more
	E_FTP_PORT_FAILED          Code = 30    // FTP: command PORT failed
	E_FTP_COULDNT_USE_REST     Code = 31    // FTP: command REST failed
	E_FTP_COULDNT_GET_SIZE     Code = 32    // not used any more
	E_RANGE_ERROR              Code = 33    // Requested range was not delivered by the server
	E_HTTP_POST_ERROR          Code = 34    // Internal problem setting up the POST
	E_SSL_CONNECT_ERROR        Code = 35    // SSL connect error
	E_BAD_DOWNLOAD_RESUME      Code = 36    // Couldn't resume download
	E_FILE_COULDNT_READ_FILE   Code = 37    // Couldn't read a file:// file
	E_LDAP_CANNOT_BIND         Code = 38    // LDAP: cannot bind
	E_LDAP_SEARCH_FAILED       Code = 39    // LDAP: search failed
	E_LIBRARY_NOT_FOUND        Code = 40    // not used any more
	E_FUNCTION_NOT_FOUND       Code = 41    // A required function in the library was not found
	E_ABORTED_BY_CALLBACK      Code = 42    // Operation was aborted by an application callback
	E_BAD_FUNCTION_ARGUMENT    Code = 43    // A libcurl function was given a bad argument
	E_BAD_CALLING_ORDER        Code = 44    // not used any more
	E_INTERFACE_FAILED         Code = 45    // Failed binding local connection end
	E_BAD_PASSWORD_ENTERED     Code = 46    // not used any more
	E_TOO_MANY_REDIRECTS       Code = 47    // Number of redirects hit maximum amount
	E_UNKNOWN_OPTION           Code = 48    // An unknown option was passed in to libcurl
	E_TELNET_OPTION_SYNTAX     Code = 49    // Malformed option provided in a setopt
	E_GOT_NOTHING              Code = 52    // Server returned nothing (no headers, no data)
	E_SSL_ENGINE_NOTFOUND      Code = 53    // SSL crypto engine not found
	E_SSL_ENGINE_SETFAILED     Code = 54    // Can not set SSL crypto engine as default
	E_SEND_ERROR               Code = 55    // Failed sending data to the peer
	E_RECV_ERROR               Code = 56    // Failure when receiving data from the peer
	E_SHARE_IN_USE             Code = 57    // not used any more
	E_SSL_CERTPROBLEM          Code = 58    // Problem with the local SSL certificate
	E_SSL_CIPHER               Code = 59    // Couldn't use specified SSL cipher
	E_PEER_FAILED_VERIFICATION Code = 60    // SSL peer certificate or SSH remote key was not OK
	E_BAD_CONTENT_ENCODING     Code = 61    // Unrecognized or bad HTTP Content or Transfer-Encoding
	E_LDAP_INVALID_URL         Code = 62    // not used any more
	E_FILESIZE_EXCEEDED        Code = 63    // Maximum file size exceeded
	E_USE_SSL_FAILED           Code = 64    // Requested SSL level failed
	E_SEND_FAIL_REWIND         Code = 65    // Send failed since rewinding of the data stream failed
	E_SSL_ENGINE_INITFAILED    Code = 66    // Failed to initialise SSL crypto engine
	E_LOGIN_DENIED             Code = 67    // Login denied
	E_TFTP_NOTFOUND            Code = 68    // TFTP: File Not Found
	E_TFTP_PERM                Code = 69    // TFTP: Access Violation
	E_REMOTE_DISK_FULL         Code = 70    // Disk full or allocation exceeded
	E_TFTP_ILLEGAL             Code = 71    // TFTP: Illegal operation
	E_TFTP_UNKNOWNID           Code = 72    // TFTP: Unknown transfer ID
	E_REMOTE_FILE_EXISTS       Code = 73    // Remote file already exists
	E_TFTP_NOSUCHUSER          Code = 74    // TFTP: No such user
	E_CONV_FAILED              Code = 75    // not used any more
	E_CONV_REQD                Code = 76    // not used any more
	E_SSL_CACERT_BADFILE       Code = 77    // Problem with the SSL CA cert (path? access rights?)
	E_REMOTE_FILE_NOT_FOUND    Code = 78    // Remote file not found
	E_SSH                      Code = 79    // Error in the SSH layer
	E_SSL_SHUTDOWN_FAILED      Code = 80    // Failed to shut down the SSL connection
	E_AGAIN                    Code = 81    // Socket not ready for send/recv
	E_SSL_CRL_BADFILE          Code = 82    // Failed to load CRL file (path? access rights?, format?)
	E_SSL_ISSUER_ERROR         Code = 83    // Issuer check against peer certificate failed
	E_FTP_PRET_FAILED          Code = 84    // FTP: The server did not accept the PRET command.
	E_RTSP_CSEQ_ERROR          Code = 85    // RTSP CSeq mismatch or invalid CSeq
	E_RTSP_SESSION_ERROR       Code = 86    // RTSP session error
	E_FTP_BAD_FILE_LIST        Code = 87    // Unable to parse FTP file list
	E_CHUNK_FAILED             Code = 88    // Chunk callback failed
	E_NO_CONNECTION_AVAILABLE  Code = 89    // The max connection limit is reached
	E_SSL_PINNEDPUBKEYNOTMATCH Code = 90    // SSL public key does not match pinned public key
	E_SSL_INVALIDCERTSTATUS    Code = 91    // SSL server certificate status verification FAILED
	E_ALREADY_COMPLETE         Code = 99999 // not used any more
)

// Numbers that libcurl has and pycurl 7.45 does not name.
const (
	E_HTTP2_STREAM       Code = 92 // Stream error in the HTTP/2 framing layer
	E_RECURSIVE_API_CALL Code = 93 // API function called from within callback
	E_AUTH_ERROR         Code = 94 // An authentication function returned an error
	E_HTTP3              Code = 95 // HTTP/3 error
	E_QUIC_CONNECT_ERROR Code = 96 // QUIC connection error
	E_PROXY              Code = 97 // proxy handshake error
	E_SSL_CLIENTCERT     Code = 98 // SSL Client Certificate required
	E_UNRECOVERABLE_POLL Code = 99 // Unrecoverable error in select/poll
)

// Older names of the same numbers.
const (
	E_URL_MALFORMAT_USER          Code = 4  // see E_NOT_BUILT_IN
	E_FTP_ACCESS_DENIED           Code = 9  // see E_REMOTE_ACCESS_DENIED
	E_FTP_USER_PASSWORD_INCORRECT Code = 10 // see E_FTP_ACCEPT_FAILED
	E_FTP_WEIRD_USER_REPLY        Code = 12 // see E_FTP_ACCEPT_TIMEOUT
	E_FTP_CANT_RECONNECT          Code = 16 // see E_HTTP2
	E_FTP_COULDNT_SET_BINARY      Code = 17 // see E_FTP_COULDNT_SET_TYPE
	E_FTP_PARTIAL_FILE            Code = 18 // see E_PARTIAL_FILE
	E_FTP_QUOTE_ERROR             Code = 21 // see E_QUOTE_ERROR
	E_HTTP_NOT_FOUND              Code = 22 // see E_HTTP_RETURNED_ERROR
	E_FTP_COULDNT_STOR_FILE       Code = 25 // see E_UPLOAD_FAILED
	E_OPERATION_TIMEOUTED         Code = 28 // see E_OPERATION_TIMEDOUT
	E_HTTP_RANGE_ERROR            Code = 33 // see E_RANGE_ERROR
	E_FTP_BAD_DOWNLOAD_RESUME     Code = 36 // see E_BAD_DOWNLOAD_RESUME
	E_HTTP_PORT_FAILED            Code = 45 // see E_INTERFACE_FAILED
	E_UNKNOWN_TELNET_OPTION       Code = 48 // see E_UNKNOWN_OPTION
	E_SSL_CACERT                  Code = 60 // see E_PEER_FAILED_VERIFICATION
	E_SSL_PEER_CERTIFICATE        Code = 60 // see E_PEER_FAILED_VERIFICATION
	E_FTP_SSL_FAILED              Code = 64 // see E_USE_SSL_FAILED
	E_TFTP_DISKFULL               Code = 70 // see E_REMOTE_DISK_FULL
	E_TFTP_EXISTS                 Code = 73 // see E_REMOTE_FILE_EXISTS
)

// codeText is what libcurl calls the code, as curl_easy_strerror tells it.
func codeText(c Code) string {
	switch c {
	case E_OK:
		return "No error"
	case E_UNSUPPORTED_PROTOCOL:
		return "Unsupported protocol"
	case E_FAILED_INIT:
		return "Failed initialization"
	case E_URL_MALFORMAT:
		return "URL using bad/illegal format or missing URL"
	case E_NOT_BUILT_IN:
		return "A requested feature, protocol or option was not found built-in in this libcurl due to a build-time decision."
	case E_COULDNT_RESOLVE_PROXY:
		return "Couldn't resolve proxy name"
	case E_COULDNT_RESOLVE_HOST:
		return "Couldn't resolve host name"
	case E_COULDNT_CONNECT:
		return "Couldn't connect to server"
	case E_FTP_WEIRD_SERVER_REPLY:
		return "Weird server reply"
	case E_REMOTE_ACCESS_DENIED:
		return "Access denied to remote resource"
	case E_FTP_ACCEPT_FAILED:
		return "FTP: The server failed to connect to data port"
	case E_FTP_WEIRD_PASS_REPLY:
		return "FTP: unknown PASS reply"
	case E_FTP_ACCEPT_TIMEOUT:
		return "FTP: Accepting server connect has timed out"
	case E_FTP_WEIRD_PASV_REPLY:
		return "FTP: unknown PASV reply"
	case E_FTP_WEIRD_227_FORMAT:
		return "FTP: unknown 227 response format"
	case E_FTP_CANT_GET_HOST:
		return "FTP: can't figure out the host in the PASV response"
	case E_HTTP2:
		return "Error in the HTTP2 framing layer"
	case E_FTP_COULDNT_SET_TYPE:
		return "FTP: couldn't set file type"
	case E_PARTIAL_FILE:
		return "Transferred a partial file"
	case E_FTP_COULDNT_RETR_FILE:
		return "FTP: couldn't retrieve (RETR failed) the specified file"
	case E_QUOTE_ERROR:
		return "Quote command returned error"
	case E_HTTP_RETURNED_ERROR:
		return "HTTP response code said error"
	case E_WRITE_ERROR:
		return "Failed writing received data to disk/application"
	case E_UPLOAD_FAILED:
		return "Upload failed (at start/before it took off)"
	case E_READ_ERROR:
		return "Failed to open/read local data from file/application"
	case E_OUT_OF_MEMORY:
		return "Out of memory"
	case E_OPERATION_TIMEDOUT:
		return "Timeout was reached"
	case E_FTP_PORT_FAILED:
		return "FTP: command PORT failed"
	case E_FTP_COULDNT_USE_REST:
		return "FTP: command REST failed"
	case E_RANGE_ERROR:
		return "Requested range was not delivered by the server"
	case E_HTTP_POST_ERROR:
		return "Internal problem setting up the POST"
	case E_SSL_CONNECT_ERROR:
		return "SSL connect error"
	case E_BAD_DOWNLOAD_RESUME:
		return "Couldn't resume download"
	case E_FILE_COULDNT_READ_FILE:
		return "Couldn't read a file:// file"
	case E_LDAP_CANNOT_BIND:
		return "LDAP: cannot bind"
	case E_LDAP_SEARCH_FAILED:
		return "LDAP: search failed"
	case E_FUNCTION_NOT_FOUND:
		return "A required function in the library was not found"
	case E_ABORTED_BY_CALLBACK:
		return "Operation was aborted by an application callback"
	case E_BAD_FUNCTION_ARGUMENT:
		return "A libcurl function was given a bad argument"
	case E_INTERFACE_FAILED:
		return "Failed binding local connection end"
	case E_TOO_MANY_REDIRECTS:
		return "Number of redirects hit maximum amount"
	case E_UNKNOWN_OPTION:
		return "An unknown option was passed in to libcurl"
	case E_TELNET_OPTION_SYNTAX:
		return "Malformed option provided in a setopt"
	case E_GOT_NOTHING:
		return "Server returned nothing (no headers, no data)"
	case E_SSL_ENGINE_NOTFOUND:
		return "SSL crypto engine not found"
	case E_SSL_ENGINE_SETFAILED:
		return "Can not set SSL crypto engine as default"
	case E_SEND_ERROR:
		return "Failed sending data to the peer"
	case E_RECV_ERROR:
		return "Failure when receiving data from the peer"
	case E_SSL_CERTPROBLEM:
		return "Problem with the local SSL certificate"
	case E_SSL_CIPHER:
		return "Couldn't use specified SSL cipher"
	case E_PEER_FAILED_VERIFICATION:
		return "SSL peer certificate or SSH remote key was not OK"
	case E_BAD_CONTENT_ENCODING:
		return "Unrecognized or bad HTTP Content or Transfer-Encoding"
	case E_FILESIZE_EXCEEDED:
		return "Maximum file size exceeded"
	case E_USE_SSL_FAILED:
		return "Requested SSL level failed"
	case E_SEND_FAIL_REWIND:
		return "Send failed since rewinding of the data stream failed"
	case E_SSL_ENGINE_INITFAILED:
		return "Failed to initialise SSL crypto engine"
	case E_LOGIN_DENIED:
		return "Login denied"
	case E_TFTP_NOTFOUND:
		return "TFTP: File Not Found"
	case E_TFTP_PERM:
		return "TFTP: Access Violation"
	case E_REMOTE_DISK_FULL:
		return "Disk full or allocation exceeded"
	case E_TFTP_ILLEGAL:
		return "TFTP: Illegal operation"
	case E_TFTP_UNKNOWNID:
		return "TFTP: Unknown transfer ID"
	case E_REMOTE_FILE_EXISTS:
		return "Remote file already exists"
	case E_TFTP_NOSUCHUSER:
		return "TFTP: No such user"
	case E_SSL_CACERT_BADFILE:
		return "Problem with the SSL CA cert (path? access rights?)"
	case E_REMOTE_FILE_NOT_FOUND:
		return "Remote file not found"
	case E_SSH:
		return "Error in the SSH layer"
	case E_SSL_SHUTDOWN_FAILED:
		return "Failed to shut down the SSL connection"
	case E_AGAIN:
		return "Socket not ready for send/recv"
	case E_SSL_CRL_BADFILE:
		return "Failed to load CRL file (path? access rights?, format?)"
	case E_SSL_ISSUER_ERROR:
		return "Issuer check against peer certificate failed"
	case E_FTP_PRET_FAILED:
		return "FTP: The server did not accept the PRET command."
	case E_RTSP_CSEQ_ERROR:
		return "RTSP CSeq mismatch or invalid CSeq"
	case E_RTSP_SESSION_ERROR:
		return "RTSP session error"
	case E_FTP_BAD_FILE_LIST:
		return "Unable to parse FTP file list"
	case E_CHUNK_FAILED:
		return "Chunk callback failed"
	case E_NO_CONNECTION_AVAILABLE:
		return "The max connection limit is reached"
	case E_SSL_PINNEDPUBKEYNOTMATCH:
		return "SSL public key does not match pinned public key"
	case E_SSL_INVALIDCERTSTATUS:
		return "SSL server certificate status verification FAILED"
	case E_HTTP2_STREAM:
		return "Stream error in the HTTP/2 framing layer"
	case E_RECURSIVE_API_CALL:
		return "API function called from within callback"
	case E_AUTH_ERROR:
		return "An authentication function returned an error"
	case E_HTTP3:
		return "HTTP/3 error"
	case E_QUIC_CONNECT_ERROR:
		return "QUIC connection error"
	case E_PROXY:
		return "proxy handshake error"
	case E_SSL_CLIENTCERT:
		return "SSL Client Certificate required"
	case E_UNRECOVERABLE_POLL:
		return "Unrecoverable error in select/poll"
	}
	return "Unknown error"
}
