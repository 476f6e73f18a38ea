package curlx

import (
	"errors"
	"fmt"
	"time"
)

// ErrBadInfo is the error for a name that Getinfo does not know, pycurl's ValueError.
var ErrBadInfo = errors.New("curlx: invalid argument to getinfo")

// Getinfo tells about the last transfer: a value of the type that the name has,
// as [Get] does with the type known. What this package cannot know is an error
// with E_UNKNOWN_OPTION. A handle that made no transfer tells zeros, and -1 for
// lengths and times of files.
func (c *Curl) Getinfo(i AnyInfo) (any, error) {
	if i == nil {
		return nil, ErrBadInfo
	}
	if c == nil {
		return nil, fail(E_BAD_FUNCTION_ARGUMENT, "cannot invoke getinfo() - no curl handle")
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.state == curlClosed || c.state == curlUnmade {
		return nil, fail(E_BAD_FUNCTION_ARGUMENT, "cannot invoke getinfo() - no curl handle")
	}
	if n := i.number(); n == int(INFO_COOKIELIST) {
		return c.cookieList(), nil
	}
	v := c.info.value(i.number())
	if v == nil {
		if _, ok := infoNames()[i.number()]; !ok {
			return nil, ErrBadInfo
		}
		return nil, fail(E_UNKNOWN_OPTION, "%s is not known here", i)
	}
	return v, nil
}

// Get tells about the last transfer, as [Curl.Getinfo] does.
func Get[T any](c *Curl, i Info[T]) (T, error) {
	var zero T
	v, err := c.Getinfo(i)
	if err != nil {
		return zero, err
	}
	x, ok := v.(T)
	if !ok {
		return zero, fmt.Errorf("curlx: %s is of type %T", i, v)
	}
	return x, nil
}

// value is what Getinfo gives for a number, nil for what is not known.
func (r *results) value(n int) any {
	switch n {
	case int(EFFECTIVE_URL):
		if r.last != nil {
			return r.last.text()
		}
		return r.effectiveURL
	case int(EFFECTIVE_METHOD):
		return r.effectiveMethod
	case int(RESPONSE_CODE):
		return r.responseCode
	case int(HTTP_CONNECTCODE):
		return r.connectCode
	case int(INFO_HTTP_VERSION):
		return r.httpVersion
	case int(CONTENT_TYPE):
		return r.contentType
	case int(REDIRECT_COUNT):
		return r.redirectCount
	case int(REDIRECT_URL):
		return r.redirectURL
	case int(CONDITION_UNMET):
		return flag(r.conditionUnmet)
	case int(INFO_FILETIME):
		return int(r.filetime)
	case int(FILETIME_T):
		return r.filetime
	case int(HTTPAUTH_AVAIL):
		return r.authAvail
	case int(PROXYAUTH_AVAIL):
		return r.proxyAuthAvail
	case int(FTP_ENTRY_PATH):
		return r.entryPath
	case int(HEADER_SIZE):
		return int(r.headerSize)
	case int(REQUEST_SIZE):
		return int(r.requestSize)
	case int(PRIMARY_IP):
		return r.primaryIP
	case int(PRIMARY_PORT):
		return r.primaryPort
	case int(LOCAL_IP):
		return r.localIP
	case int(LOCAL_PORT):
		return r.localPort
	case int(NUM_CONNECTS):
		return r.numConnects
	case int(OS_ERRNO):
		return r.osErrno
	case int(SSL_VERIFYRESULT):
		return r.verifyResult
	case int(SSL_ENGINES):
		return []string{}
	case int(INFO_CERTINFO):
		return cloneCertinfo(r.certinfo)
	}
	if v := r.size(n); v != nil {
		return v
	}
	return r.moment(n)
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (r *results) size(n int) any {
	switch n {
	case int(SIZE_DOWNLOAD):
		return float64(r.down)
	case int(SIZE_DOWNLOAD_T):
		return r.down
	case int(SIZE_UPLOAD):
		return float64(r.up)
	case int(SIZE_UPLOAD_T):
		return r.up
	case int(SPEED_DOWNLOAD):
		return float64(speed(r.down, r.total))
	case int(SPEED_DOWNLOAD_T):
		return speed(r.down, r.total)
	case int(SPEED_UPLOAD):
		return float64(speed(r.up, r.total))
	case int(SPEED_UPLOAD_T):
		return speed(r.up, r.total)
	case int(CONTENT_LENGTH_DOWNLOAD):
		return float64(r.downLength)
	case int(CONTENT_LENGTH_DOWNLOAD_T):
		return r.downLength
	case int(CONTENT_LENGTH_UPLOAD):
		return float64(r.upLength)
	case int(CONTENT_LENGTH_UPLOAD_T):
		return r.upLength
	}
	return nil
}

func (r *results) moment(n int) any {
	var d time.Duration
	switch n {
	case int(TOTAL_TIME), int(TOTAL_TIME_T):
		d = r.total
	case int(NAMELOOKUP_TIME), int(NAMELOOKUP_TIME_T):
		d = r.sums[stampNamelookup]
	case int(CONNECT_TIME), int(CONNECT_TIME_T):
		d = r.sums[stampConnect]
	case int(APPCONNECT_TIME), int(APPCONNECT_TIME_T):
		d = r.sums[stampAppconnect]
	case int(PRETRANSFER_TIME), int(PRETRANSFER_TIME_T):
		d = r.sums[stampPretransfer]
	case int(STARTTRANSFER_TIME), int(STARTTRANSFER_TIME_T):
		d = r.sums[stampStarttransfer]
	case int(REDIRECT_TIME), int(REDIRECT_TIME_T):
		d = r.redirect
	case int(POSTTRANSFER_TIME_T):
		d = r.post
	case int(QUEUE_TIME_T):
		d = 0
	default:
		return nil
	}
	if n/100000 == int(TOTAL_TIME)/100000 {
		return float64(d.Microseconds()) / 1e6
	}
	return d.Microseconds()
}
