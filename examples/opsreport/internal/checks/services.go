package checks

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/pyops-go/pyops/curlx"
	"github.com/pyops-go/pyops/examples/opsreport/internal/model"
	"github.com/pyops-go/pyops/examples/opsreport/internal/settings"
)

// most is how many bytes of an answer are read: a probe downloads nothing.
const most = 1 << 20

// Services probes all services at once.
func Services(ctx context.Context, services []settings.Service) []model.Service {
	out := make([]model.Service, len(services))
	var wait sync.WaitGroup
	for i, s := range services {
		wait.Go(func() { out[i] = probe(ctx, s) })
	}
	wait.Wait()
	return out
}

// probe asks once, without following redirects: a service that sends elsewhere is
// not the one that was named.
func probe(ctx context.Context, s settings.Service) model.Service {
	out := model.Service{Name: s.Name, URL: s.URL}
	body, err := fetch(ctx, s, &out)
	switch {
	case err != nil:
		out.Err = model.Clean(err.Error())
	case out.Status != 0 && out.Status != s.Status:
		out.Err = fmt.Sprintf("status %d, expected %d", out.Status, s.Status)
	case !bytes.Contains(body, []byte(s.Contains)):
		out.Err = fmt.Sprintf("the answer lacks %q", s.Contains)
	}
	return out
}

func fetch(ctx context.Context, s settings.Service, out *model.Service) ([]byte, error) {
	c := curlx.NewCurl()
	defer c.Close()
	var body []byte
	enough := errors.New("enough")
	err := errors.Join(
		curlx.Set(c, curlx.URL, s.URL),
		curlx.Set(c, curlx.TIMEOUT_MS, int(s.Timeout.Milliseconds())),
		curlx.Set(c, curlx.OPT_CERTINFO, 1),
		curlx.Set(c, curlx.WRITEFUNCTION, func(p []byte) (int, error) {
			body = append(body, p[:min(len(p), most-len(body))]...)
			if len(body) == most {
				return 0, enough
			}
			return len(p), nil
		}),
	)
	if s.CA != "" {
		err = errors.Join(err, curlx.Set(c, curlx.CAINFO, s.CA))
	}
	if err == nil {
		err = c.Perform(ctx)
	}
	if errors.Is(err, enough) {
		err = nil
	}
	out.Status, _ = curlx.Get(c, curlx.RESPONSE_CODE)
	for _, t := range []struct {
		to   *time.Duration
		info curlx.Info[float64]
	}{{&out.DNS, curlx.NAMELOOKUP_TIME}, {&out.Connect, curlx.CONNECT_TIME}, {&out.TLS, curlx.APPCONNECT_TIME}, {&out.FirstByte, curlx.STARTTRANSFER_TIME}, {&out.Total, curlx.TOTAL_TIME}} {
		seconds, _ := curlx.Get(c, t.info)
		*t.to = time.Duration(seconds * float64(time.Second))
	}
	if chain, _ := curlx.Get(c, curlx.INFO_CERTINFO); len(chain) > 0 {
		for _, field := range chain[0] {
			if strings.EqualFold(field[0], "Expire Date") {
				out.CertificateEnds = parseDate(field[1])
			}
		}
	}
	return body, err
}

// parseDate reads the ways in which libcurl's TLS libraries write a date.
func parseDate(text string) time.Time {
	for _, layout := range []string{"Jan _2 15:04:05 2006 MST", "2006-01-02 15:04:05 MST"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t
		}
	}
	return time.Time{}
}
