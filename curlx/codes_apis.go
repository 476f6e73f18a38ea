package curlx

// A MultiCode is what libcurl's multi interface says about a call. It is an error.
type MultiCode int

// The answers of a [CurlMulti], under pycurl's names; the comments are libcurl's
// texts.
const (
	E_MULTI_CALL_MULTI_PERFORM MultiCode = -1 // Please call curl_multi_perform() soon
	E_MULTI_CALL_MULTI_SOCKET  MultiCode = -1 // Please call curl_multi_perform() soon
	E_MULTI_OK                 MultiCode = 0  // No error
	E_MULTI_BAD_HANDLE         MultiCode = 1  // Invalid multi handle
	E_MULTI_BAD_EASY_HANDLE    MultiCode = 2  // Invalid easy handle
	E_MULTI_OUT_OF_MEMORY      MultiCode = 3  // Out of memory
	E_MULTI_INTERNAL_ERROR     MultiCode = 4  // Internal error
	E_MULTI_BAD_SOCKET         MultiCode = 5  // Invalid socket argument
	E_MULTI_UNKNOWN_OPTION     MultiCode = 6  // Unknown option
	E_MULTI_ADDED_ALREADY      MultiCode = 7  // The easy handle is already added to a multi handle
)

// Answers that libcurl has and pycurl 7.45 does not name.
const (
	E_MULTI_RECURSIVE_API_CALL    MultiCode = 8  // API function called from within callback
	E_MULTI_WAKEUP_FAILURE        MultiCode = 9  // Wakeup is unavailable or failed
	E_MULTI_BAD_FUNCTION_ARGUMENT MultiCode = 10 // A libcurl function was given a bad argument
	E_MULTI_ABORTED_BY_CALLBACK   MultiCode = 11 // Operation was aborted by an application callback
	E_MULTI_UNRECOVERABLE_POLL    MultiCode = 12 // Unrecoverable error in select/poll
)

// Error is libcurl's text for the code.
func (c MultiCode) Error() string { return "curlx: " + multiText(c) }

func multiText(c MultiCode) string {
	switch c {
	case E_MULTI_CALL_MULTI_PERFORM:
		return "Please call curl_multi_perform() soon"
	case E_MULTI_OK:
		return "No error"
	case E_MULTI_BAD_HANDLE:
		return "Invalid multi handle"
	case E_MULTI_BAD_EASY_HANDLE:
		return "Invalid easy handle"
	case E_MULTI_OUT_OF_MEMORY:
		return "Out of memory"
	case E_MULTI_INTERNAL_ERROR:
		return "Internal error"
	case E_MULTI_BAD_SOCKET:
		return "Invalid socket argument"
	case E_MULTI_UNKNOWN_OPTION:
		return "Unknown option"
	case E_MULTI_ADDED_ALREADY:
		return "The easy handle is already added to a multi handle"
	case E_MULTI_RECURSIVE_API_CALL:
		return "API function called from within callback"
	case E_MULTI_WAKEUP_FAILURE:
		return "Wakeup is unavailable or failed"
	case E_MULTI_BAD_FUNCTION_ARGUMENT:
		return "A libcurl function was given a bad argument"
	case E_MULTI_ABORTED_BY_CALLBACK:
		return "Operation was aborted by an application callback"
	case E_MULTI_UNRECOVERABLE_POLL:
		return "Unrecoverable error in select/poll"
	}
	return "Unknown error"
}

// A ShareCode is what libcurl's share interface says about a call. It is an error.
type ShareCode int

// The answers of a [CurlShare]; pycurl has no names for them.
const (
	ShareOK         ShareCode = 0 // No error
	ShareBadOption  ShareCode = 1 // Unknown share option
	ShareInUse      ShareCode = 2 // Share currently in use
	ShareInvalid    ShareCode = 3 // Invalid share handle
	ShareNoMemory   ShareCode = 4 // Out of memory
	ShareNotBuiltIn ShareCode = 5 // Feature not enabled in this library
)

// Error is libcurl's text for the code.
func (c ShareCode) Error() string { return "curlx: " + shareText(c) }

func shareText(c ShareCode) string {
	switch c {
	case ShareOK:
		return "No error"
	case ShareBadOption:
		return "Unknown share option"
	case ShareInUse:
		return "Share currently in use"
	case ShareInvalid:
		return "Invalid share handle"
	case ShareNoMemory:
		return "Out of memory"
	case ShareNotBuiltIn:
		return "Feature not enabled in this library"
	}
	return "CURLSHcode unknown"
}

// EasyStrerror is libcurl's text for the number of an error, pycurl.easy_strerror.
func EasyStrerror(code int) string { return codeText(Code(code)) }

// MultiStrerror is libcurl's text for the number of a [MultiCode].
func MultiStrerror(code int) string { return multiText(MultiCode(code)) }

// ShareStrerror is libcurl's text for the number of a [ShareCode].
func ShareStrerror(code int) string { return shareText(ShareCode(code)) }

// URLStrerror is libcurl's text for the number of a [URLCode].
func URLStrerror(code int) string { return urlCodeText(URLCode(code)) }
