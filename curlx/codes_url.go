package curlx

// A URLCode is what libcurl's URL interface says is wrong with a URL. It is an
// error.
type URLCode int

// What may be wrong with a URL, under libcurl's names; the comments are its texts.
const (
	CURLUE_OK                 URLCode = 0  // No error
	CURLUE_BAD_HANDLE         URLCode = 1  // An invalid CURLU pointer was passed as argument
	CURLUE_BAD_PARTPOINTER    URLCode = 2  // An invalid 'part' argument was passed as argument
	CURLUE_MALFORMED_INPUT    URLCode = 3  // Malformed input to a URL function
	CURLUE_BAD_PORT_NUMBER    URLCode = 4  // Port number was not a decimal number between 0 and 65535
	CURLUE_UNSUPPORTED_SCHEME URLCode = 5  // Unsupported URL scheme
	CURLUE_URLDECODE          URLCode = 6  // URL decode error, most likely because of rubbish in the input
	CURLUE_OUT_OF_MEMORY      URLCode = 7  // A memory function failed
	CURLUE_USER_NOT_ALLOWED   URLCode = 8  // Credentials was passed in the URL when prohibited
	CURLUE_UNKNOWN_PART       URLCode = 9  // An unknown part ID was passed to a URL API function
	CURLUE_NO_SCHEME          URLCode = 10 // No scheme part in the URL
	CURLUE_NO_USER            URLCode = 11 // No user part in the URL
	CURLUE_NO_PASSWORD        URLCode = 12 // No password part in the URL
	CURLUE_NO_OPTIONS         URLCode = 13 // No options part in the URL
	CURLUE_NO_HOST            URLCode = 14 // No host part in the URL
	CURLUE_NO_PORT            URLCode = 15 // No port part in the URL
	CURLUE_NO_QUERY           URLCode = 16 // No query part in the URL
	CURLUE_NO_FRAGMENT        URLCode = 17 // No fragment part in the URL
	CURLUE_NO_ZONEID          URLCode = 18 // No zoneid part in the URL
	CURLUE_BAD_FILE_URL       URLCode = 19 // Bad file:// URL
	CURLUE_BAD_FRAGMENT       URLCode = 20 // Bad fragment
	CURLUE_BAD_HOSTNAME       URLCode = 21 // Bad hostname
	CURLUE_BAD_IPV6           URLCode = 22 // Bad IPv6 address
	CURLUE_BAD_LOGIN          URLCode = 23 // Bad login part
	CURLUE_BAD_PASSWORD       URLCode = 24 // Bad password
	CURLUE_BAD_PATH           URLCode = 25 // Bad path
	CURLUE_BAD_QUERY          URLCode = 26 // Bad query
	CURLUE_BAD_SCHEME         URLCode = 27 // Bad scheme
	CURLUE_BAD_SLASHES        URLCode = 28 // Unsupported number of slashes following scheme
	CURLUE_BAD_USER           URLCode = 29 // Bad user
	CURLUE_LACKS_IDN          URLCode = 30 // libcurl lacks IDN support
	CURLUE_TOO_LARGE          URLCode = 31 // A value or data field is larger than allowed
)

// Error is libcurl's text for the code.
func (c URLCode) Error() string { return "curlx: " + urlCodeText(c) }

func urlCodeText(c URLCode) string {
	switch c {
	case CURLUE_OK:
		return "No error"
	case CURLUE_BAD_HANDLE:
		return "An invalid CURLU pointer was passed as argument"
	case CURLUE_BAD_PARTPOINTER:
		return "An invalid 'part' argument was passed as argument"
	case CURLUE_MALFORMED_INPUT:
		return "Malformed input to a URL function"
	case CURLUE_BAD_PORT_NUMBER:
		return "Port number was not a decimal number between 0 and 65535"
	case CURLUE_UNSUPPORTED_SCHEME:
		return "Unsupported URL scheme"
	case CURLUE_URLDECODE:
		return "URL decode error, most likely because of rubbish in the input"
	case CURLUE_OUT_OF_MEMORY:
		return "A memory function failed"
	case CURLUE_USER_NOT_ALLOWED:
		return "Credentials was passed in the URL when prohibited"
	case CURLUE_UNKNOWN_PART:
		return "An unknown part ID was passed to a URL API function"
	case CURLUE_NO_SCHEME:
		return "No scheme part in the URL"
	case CURLUE_NO_USER:
		return "No user part in the URL"
	case CURLUE_NO_PASSWORD:
		return "No password part in the URL"
	case CURLUE_NO_OPTIONS:
		return "No options part in the URL"
	case CURLUE_NO_HOST:
		return "No host part in the URL"
	case CURLUE_NO_PORT:
		return "No port part in the URL"
	case CURLUE_NO_QUERY:
		return "No query part in the URL"
	case CURLUE_NO_FRAGMENT:
		return "No fragment part in the URL"
	case CURLUE_NO_ZONEID:
		return "No zoneid part in the URL"
	case CURLUE_BAD_FILE_URL:
		return "Bad file:// URL"
	case CURLUE_BAD_FRAGMENT:
		return "Bad fragment"
	case CURLUE_BAD_HOSTNAME:
		return "Bad hostname"
	case CURLUE_BAD_IPV6:
		return "Bad IPv6 address"
	case CURLUE_BAD_LOGIN:
		return "Bad login part"
	case CURLUE_BAD_PASSWORD:
		return "Bad password"
	case CURLUE_BAD_PATH:
		return "Bad path"
	case CURLUE_BAD_QUERY:
		return "Bad query"
	case CURLUE_BAD_SCHEME:
		return "Bad scheme"
	case CURLUE_BAD_SLASHES:
		return "Unsupported number of slashes following scheme"
	case CURLUE_BAD_USER:
		return "Bad user"
	case CURLUE_LACKS_IDN:
		return "libcurl lacks IDN support"
	case CURLUE_TOO_LARGE:
		return "A value or data field is larger than allowed"
	}
	return "CURLUcode unknown"
}
