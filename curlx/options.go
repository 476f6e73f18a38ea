package curlx

// optionSlots is more than the highest of libcurl's option numbers, less their
// types' thousands.
const optionSlots = 400

// options holds the settings of a Curl, by the last digits of their numbers,
// which are unique. A value has the type of its Option.
type options struct {
	vals [optionSlots]any
	// changed counts changes, so that what is derived from settings can be kept.
	changed uint64
	// req is which request the settings make: the last one that chose counts.
	req reqKind
}

func slot(number int) int { return number % 10000 }

// get is the value of an option, or libcurl's default.
func get[T any](o *options, k Option[T]) T {
	if v, ok := o.vals[slot(int(k))].(T); ok {
		return v
	}
	if d, ok := optionDefault(int(k)).(T); ok {
		return d
	}
	var zero T
	return zero
}

// on reports whether a switch is on.
func on(o *options, k Option[int]) bool { return get(o, k) != 0 }

// isSet reports whether an option has been set.
func isSet[T any](o *options, k Option[T]) bool { return o.vals[slot(int(k))] != nil }

func (o *options) set(number int, v any) {
	o.vals[slot(number)] = v
	o.changed++
}

// optionDefault is what an option is before it is set, nil where that is the
// zero of its type.
func optionDefault(number int) any {
	switch number {
	case int(SSL_VERIFYPEER), int(PROXY_SSL_VERIFYPEER), int(NOPROGRESS), int(FTP_USE_EPSV), int(FTP_USE_EPRT),
		int(TCP_NODELAY), int(SSL_ENABLE_ALPN), int(SSL_SESSIONID_CACHE), int(HTTP_CONTENT_DECODING),
		int(HTTP_TRANSFER_DECODING), int(HEADEROPT), int(FTP_SKIP_PASV_IP):
		return 1
	case int(SSL_VERIFYHOST), int(PROXY_SSL_VERIFYHOST):
		return 2
	case int(MAXREDIRS):
		return -1
	case int(CONNECTTIMEOUT):
		return 300
	case int(DNS_CACHE_TIMEOUT), int(TCP_KEEPIDLE), int(TCP_KEEPINTVL):
		return 60
	case int(BUFFERSIZE):
		return 16384
	case int(UPLOAD_BUFFERSIZE):
		return 65536
	case int(EXPECT_100_TIMEOUT_MS):
		return 1000
	case int(MAXAGE_CONN):
		return 118
	case int(MAXCONNECTS):
		return 5
	case int(ACCEPTTIMEOUT_MS):
		return 60000
	case int(NEW_FILE_PERMS):
		return 0o644
	case int(NEW_DIRECTORY_PERMS):
		return 0o755
	case int(PROTOCOLS), int(REDIR_PROTOCOLS):
		return -1
	case int(HTTPAUTH), int(PROXYAUTH):
		return int64(HTTPAUTH_BASIC)
	case int(INFILESIZE), int(POSTFIELDSIZE):
		return int64(-1)
	}
	return nil
}
