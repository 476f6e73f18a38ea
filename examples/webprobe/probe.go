package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/pyops-go/pyops/curlx"
)

// options are how to probe.
type options struct {
	most, connect, timeout time.Duration
	follow, insecure       bool
	proxy                  string
}

// A result is what a probe found. Times count from the beginning, and are the sums
// over all hops that libcurl tells; the timeline has each hop by itself.
type result struct {
	URL       string  `json:"url"`
	Problem   string  `json:"problem,omitempty"` // why the target is not well
	Status    int     `json:"status"`
	Address   string  `json:"address,omitempty"`
	Redirects int     `json:"redirects"`
	DNS       float64 `json:"dns_ms"`
	Connect   float64 `json:"connect_ms"`
	TLS       float64 `json:"tls_ms"`
	Request   float64 `json:"request_ms"`
	FirstByte float64 `json:"first_byte_ms"`
	Total     float64 `json:"total_ms"`
	Size      int64   `json:"size_bytes"`
	Header    int64   `json:"header_bytes"`
	Speed     int64   `json:"bytes_per_second"`

	timeline curlx.Timeline
}

// probe fetches a target once, on a connection of its own, and throws the body away.
func probe(ctx context.Context, url string, o options) *result {
	r := &result{URL: hideLogin(url)}
	c := curlx.NewCurl()
	defer c.Close()
	err := errors.Join(
		curlx.Set(c, curlx.URL, url),
		curlx.Set(c, curlx.WRITEFUNCTION, func(p []byte) (int, error) { return len(p), nil }),
		curlx.Set(c, curlx.CONNECTTIMEOUT_MS, int(o.connect.Milliseconds())),
		curlx.Set(c, curlx.TIMEOUT_MS, int(o.timeout.Milliseconds())),
		curlx.Set(c, curlx.MAXREDIRS, 5),
		curlx.Set(c, curlx.FORBID_REUSE, 1),
		curlx.Set(c, curlx.PROTOCOLS, curlx.PROTO_HTTP|curlx.PROTO_HTTPS),
	)
	if o.follow {
		err = errors.Join(err, curlx.Set(c, curlx.FOLLOWLOCATION, 1))
	}
	if o.insecure {
		err = errors.Join(err, curlx.Set(c, curlx.SSL_VERIFYPEER, 0), curlx.Set(c, curlx.SSL_VERIFYHOST, 0))
	}
	if o.proxy != "" {
		err = errors.Join(err, curlx.Set(c, curlx.PROXY, o.proxy))
	}
	if err == nil {
		err = c.Perform(ctx)
	}
	if err == nil || c.Timeline().Hops != nil {
		err = errors.Join(err, r.fill(c))
	}
	r.Problem = r.judge(err, o)
	return r
}

// fill reads what the handle tells of the transfer.
func (r *result) fill(c *curlx.Curl) error {
	var errs error
	number := func(i curlx.Info[int]) int {
		n, err := curlx.Get(c, i)
		errs = errors.Join(errs, err)
		return n
	}
	large := func(i curlx.Info[int64]) int64 {
		n, err := curlx.Get(c, i)
		errs = errors.Join(errs, err)
		return n
	}
	ms := func(i curlx.Info[int64]) float64 { return float64(large(i)) / 1000 }
	address, err := curlx.Get(c, curlx.PRIMARY_IP)
	errs = errors.Join(errs, err)
	if address != "" {
		r.Address = fmt.Sprintf("%s port %d", address, number(curlx.PRIMARY_PORT))
	}
	r.Status, r.Redirects, r.Header = number(curlx.RESPONSE_CODE), number(curlx.REDIRECT_COUNT), int64(number(curlx.HEADER_SIZE))
	r.DNS, r.Connect, r.TLS = ms(curlx.NAMELOOKUP_TIME_T), ms(curlx.CONNECT_TIME_T), ms(curlx.APPCONNECT_TIME_T)
	r.Request, r.FirstByte, r.Total = ms(curlx.PRETRANSFER_TIME_T), ms(curlx.STARTTRANSFER_TIME_T), ms(curlx.TOTAL_TIME_T)
	r.Size, r.Speed = large(curlx.SIZE_DOWNLOAD_T), large(curlx.SPEED_DOWNLOAD_T)
	r.timeline = c.Timeline()
	return errs
}

// judge tells what is wrong, "" if nothing is.
func (r *result) judge(err error, o options) string {
	took := time.Duration(r.Total * float64(time.Millisecond))
	switch {
	case err != nil:
		return strings.TrimPrefix(err.Error(), "curlx: ")
	case r.Status >= 400:
		return fmt.Sprintf("the status is %d", r.Status)
	case o.most > 0 && took > o.most:
		return fmt.Sprintf("it took %s, more than %s", took.Round(100*time.Microsecond), o.most)
	}
	return ""
}

// hideLogin takes user and password out of a URL that is to be shown.
func hideLogin(url string) string {
	u, err := curlx.NewCurlURL(url, curlx.U_GUESS_SCHEME|curlx.U_NON_SUPPORT_SCHEME)
	if err != nil {
		return url
	}
	if _, err := u.GetPart(curlx.UPART_USER, 0); err != nil {
		return url
	}
	if errors.Join(u.ClearPart(curlx.UPART_USER), u.ClearPart(curlx.UPART_PASSWORD)) != nil {
		return ""
	}
	return u.String()
}
