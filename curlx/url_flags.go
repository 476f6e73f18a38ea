package curlx

// A URLPart is a part of a [CurlURL].
type URLPart int

// The parts of a URL.
const (
	UPART_URL      URLPart = 0  // all of it
	UPART_SCHEME   URLPart = 1  // the scheme, in small letters
	UPART_USER     URLPart = 2  // the user
	UPART_PASSWORD URLPart = 3  // the password
	UPART_OPTIONS  URLPart = 4  // login options, of mail protocols alone
	UPART_HOST     URLPart = 5  // the host, an IPv6 address in brackets
	UPART_PORT     URLPart = 6  // the port, in decimal
	UPART_PATH     URLPart = 7  // the path, "/" where there is none
	UPART_QUERY    URLPart = 8  // the query, without its question mark
	UPART_FRAGMENT URLPart = 9  // the fragment, without its #
	UPART_ZONEID   URLPart = 10 // the zone of an IPv6 address
)

// URLFlags change how a part of a [CurlURL] is read or told; they are added.
type URLFlags uint

// The flags.
const (
	U_DEFAULT_PORT       URLFlags = 1 << iota // tell the scheme's port where there is none
	U_NO_DEFAULT_PORT                         // do not tell a port that is the scheme's
	U_DEFAULT_SCHEME                          // where there is no scheme it is https
	U_NON_SUPPORT_SCHEME                      // take schemes that the package does not speak
	U_PATH_AS_IS                              // leave /../ and /./ in a path
	U_DISALLOW_USER                           // refuse a URL with user and password
	U_URLDECODE                               // tell a part percent-decoded
	U_URLENCODE                               // percent-encode a part that is set; in a URL, what may not stand there
	U_APPENDQUERY                             // add to the query, with & between
	U_GUESS_SCHEME                            // where there is no scheme, guess it from the host
	U_NO_AUTHORITY                            // take a URL without host
	U_ALLOW_SPACE                             // take blanks
	U_PUNYCODE                                // tell an international host in ASCII
	U_PUNY2IDN                                // tell a host in ASCII as an international one
	U_GET_EMPTY                               // tell apart a query or fragment that is empty and none
	U_NO_GUESS_SCHEME                         // do not tell a scheme that was guessed
)
