package curlx

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
)

//go:embed testdata/transfers.py
var transfersSource string

// A job is a transfer to be made by pycurl and by this package.
type job struct {
	url     string
	options map[string]any // by the options' names
	data    []byte         // to be uploaded, nil for none
	same    bool           // on the handle of the job before, with its settings gone
}

// An outcome is what can be seen of a transfer.
type outcome struct {
	code    int
	message string
	body    string
	headers []string
	sent    []string // INFOTYPE_HEADER_OUT
	replies []string // INFOTYPE_HEADER_IN
	info    map[string]any
}

var outcomeInfos = []AnyInfo{
	RESPONSE_CODE, HEADER_SIZE, REQUEST_SIZE, SIZE_DOWNLOAD, SIZE_UPLOAD, CONTENT_LENGTH_DOWNLOAD, CONTENT_LENGTH_UPLOAD,
	INFO_FILETIME, FTP_ENTRY_PATH, NUM_CONNECTS, CONDITION_UNMET, CONTENT_TYPE, EFFECTIVE_URL, PRIMARY_IP, REDIRECT_COUNT,
}

// original transfers makes the jobs with pycurl.
func pycurlJobs(t *testing.T, jobs []job) []outcome {
	t.Helper()
	py := original.Start(t, "pycurl")
	py.Define(transfersSource)
	steps := []any{}
	for _, j := range jobs {
		options := map[string]any{}
		maps.Copy(options, j.options)
		var data any
		if j.data != nil {
			data = j.data
		}
		steps = append(steps, map[string]any{"url": j.url, "options": options, "data": data, "same": j.same})
	}
	var all []outcome
	for _, v := range py.Value("transfers", steps).([]any) {
		d := v.(original.Dict)
		o := outcome{code: int(d.Get("code").(int64)), message: fmt.Sprint(d.Get("message")), body: string(d.Get("body").([]byte)), info: map[string]any{}}
		for name, to := range map[string]*[]string{"headers": &o.headers, "sent": &o.sent, "replies": &o.replies} {
			for _, line := range d.Get(name).([]any) {
				*to = append(*to, string(line.([]byte)))
			}
		}
		for _, p := range d.Get("info").(original.Dict) {
			if p.Value == nil {
				p.Value = ""
			}
			o.info[p.Key.(string)] = p.Value
		}
		all = append(all, o)
	}
	return all
}

// ourJobs makes the jobs with this package.
func ourJobs(t *testing.T, jobs []job) (all []outcome) {
	t.Helper()
	var c *Curl
	for _, j := range jobs {
		if c == nil || !j.same {
			if c != nil {
				if err := c.Close(); err != nil {
					t.Fatal(err)
				}
			}
			c = NewCurl()
		} else if err := c.Reset(); err != nil {
			t.Fatal(err)
		}
		all = append(all, ourJob(t, c, j))
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	return all
}

func ourJob(t *testing.T, c *Curl, j job) (o outcome) {
	t.Helper()
	var body bytes.Buffer
	set := func(option AnyOption, value any) {
		if err := c.Setopt(option, value); err != nil {
			t.Fatalf("%s: %v", option, err)
		}
	}
	set(URL, j.url)
	set(WRITEFUNCTION, body.Write)
	set(HEADERFUNCTION, func(p []byte) { o.headers = append(o.headers, string(p)) })
	set(VERBOSE, 1)
	set(DEBUGFUNCTION, func(kind InfoType, p []byte) {
		switch kind {
		case INFOTYPE_HEADER_IN:
			o.replies = append(o.replies, string(p))
		case INFOTYPE_HEADER_OUT:
			o.sent = append(o.sent, string(p))
		}
	})
	set(TIMEOUT, 20)
	if j.data != nil {
		set(UPLOAD, 1)
		set(READFUNCTION, bytes.NewReader(j.data).Read)
	}
	var err error
	for name, value := range j.options {
		err = errors.Join(err, c.Setopt(optionNamed(t, name), value))
	}
	if err == nil {
		err = c.Perform(t.Context())
	}
	var e *Error
	if errors.As(err, &e) {
		o.code, o.message = int(e.Code), e.Reason
	} else if err != nil {
		t.Fatalf("%s: %v is no *Error", j.url, err)
	}
	o.body, o.info = body.String(), map[string]any{}
	for _, i := range outcomeInfos {
		v, err := c.Getinfo(i)
		if err != nil {
			t.Fatalf("%s: %v", i, err)
		}
		r := reflect.ValueOf(v)
		switch {
		case v == nil:
			v = ""
		case r.CanInt():
			v = r.Int()
		case r.CanFloat():
			v = int64(r.Float())
		}
		o.info[i.String()] = v
	}
	return o
}

func optionNamed(t *testing.T, name string) AnyOption {
	t.Helper()
	for _, row := range allOptions() {
		if row.name == name {
			return row.option
		}
	}
	t.Fatalf("no option is called %s", name)
	return nil
}

// compareJobs makes jobs with pycurl and with this package, which may have servers
// of their own, and compares what mend leaves to be compared: it may change both.
func compareJobs(t *testing.T, theirs, ours []job, mend func(j job, want, got *outcome)) {
	t.Helper()
	wants, gots := pycurlJobs(t, theirs), ourJobs(t, ours)
	for i := range wants {
		want, got := wants[i], gots[i]
		if mend != nil {
			mend(theirs[i], &want, &got)
		}
		name := fmt.Sprintf("%s %v", theirs[i].url, theirs[i].options)
		if got.code != want.code || got.message != want.message {
			t.Errorf("%s: error (%d, %q), pycurl's is (%d, %q)", name, got.code, got.message, want.code, want.message)
		}
		if got.body != want.body {
			t.Errorf("%s: body %q, pycurl's is %q", name, clipped(got.body), clipped(want.body))
		}
		for what, lists := range map[string][2][]string{"headers": {got.headers, want.headers}, "sent": {got.sent, want.sent}, "replies": {got.replies, want.replies}} {
			if !slices.Equal(lists[0], lists[1]) {
				t.Errorf("%s: %s\n got %q\nwant %q", name, what, lists[0], lists[1])
			}
		}
		for info, value := range want.info {
			if got.info[info] != value {
				t.Errorf("%s: %s is %v, pycurl's is %v", name, info, got.info[info], value)
			}
		}
	}
}

func clipped(s string) string { return s[:min(len(s), 300)] }
