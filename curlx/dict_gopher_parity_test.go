package curlx

import (
	"slices"
	"strings"
	"testing"
)

func TestParityDict(t *testing.T) {
	s := play(t, line{say: "220 hello\r\n"}, line{want: "QUIT\r\n", say: "150 1 definition\r\nword\r\n.\r\n250 ok\r\n221 bye\r\n"})
	var jobs []job
	for _, path := range []string{
		"d:word", "define:word", "lookup:a:wn", "D:Word", "m:word:db:exact", "match:wo%20rd", "find:a", "m:w", "m:w:db", "", "word", "d:", "m:", "d:w:db:x:y", "x:y:z", "show:db",
		"d:a%22b%5cc%7f", "d:a%27b", "d::db", "m:::exact", "dd:x", "d:%c3%a9",
	} {
		jobs = append(jobs, job{url: "dict://" + s.addr + "/" + path})
	}
	jobs = append(jobs, job{url: "dict://user:pass@" + s.addr + "/d:w"}, job{url: "dict://" + s.addr + "/d:w?x#y"}, job{url: "dict://" + s.addr + "/d:w", options: map[string]any{"MAXFILESIZE": 1000}})
	compareStaged(t, s, jobs, true)
	// A line end or a zero byte in the path is never sent.
	for _, path := range []string{"d:a%0d%0aSHOW", "d:a%00", "d:a%09b"} {
		for _, o := range append(pycurlJobs(t, []job{{url: "dict://" + s.addr + "/" + path}}), ourJobs(t, []job{{url: "dict://" + s.addr + "/" + path}})...) {
			if o.code != int(E_URL_MALFORMAT) {
				t.Errorf("%s: error %d", path, o.code)
			}
		}
	}
}

func TestParityGopher(t *testing.T) {
	s := play(t, line{want: "\r\n", say: "0About\tabout\thost\t70\r\n.\r\n"})
	var jobs []job
	for _, path := range []string{"", "1", "1/x", "0/a%20b", "1/x?q", "/x", "7/search%09word", "ab", "1/%c3%a9", "1/a?b?c", "1/x?"} {
		jobs = append(jobs, job{url: "gopher://" + s.addr + "/" + path})
	}
	compareStaged(t, s, append(jobs, job{url: "gopher://" + s.addr}), false)
	// pycurl sends what ends the request's line and begins another one.
	for _, path := range []string{"1/a%0d%0aQUIT", "1/a%0ab", "1/a%00b"} {
		s.take(t, 0)
		o := ourJobs(t, []job{{url: "gopher://" + s.addr + "/" + path}})[0]
		if o.code != int(E_URL_MALFORMAT) {
			t.Errorf("%s: error %d, want %d", path, o.code, E_URL_MALFORMAT)
		}
	}
	pycurlJobs(t, []job{{url: "gopher://" + s.addr + "/1/a%0d%0aQUIT"}})
	if heard := s.take(t, 1); !strings.HasPrefix(heard[len(heard)-1], "/a\r\nQUIT") {
		t.Errorf("pycurl no longer sends a line end of the path's: %q", heard)
	}
}

// compareStaged makes jobs with pycurl and with this package, and compares what
// the server heard too.
func compareStaged(t *testing.T, s *stage, jobs []job, headers bool) {
	t.Helper()
	wants := pycurlJobs(t, jobs)
	theirs := s.take(t, len(jobs))
	gots := ourJobs(t, jobs)
	ours := s.take(t, len(jobs))
	for i, want := range wants {
		got := gots[i]
		// libcurl does not tell what it sends here, and gives the selector of Gopher
		// to the header callback.
		want.sent, got.sent, want.replies, got.replies = nil, nil, nil, nil
		if !headers {
			want.headers = nil
		}
		if got.code != want.code || got.message != want.message || got.body != want.body || !slices.Equal(got.headers, want.headers) {
			t.Errorf("%s\n got %+v\nwant %+v", jobs[i].url, got, want)
		}
		for info, value := range want.info {
			if got.info[info] != value {
				t.Errorf("%s: %s is %v, pycurl's is %v", jobs[i].url, info, got.info[info], value)
			}
		}
	}
	slices.Sort(theirs)
	slices.Sort(ours)
	if !slices.Equal(theirs, ours) {
		t.Errorf("sent\n got %q\nwant %q", ours, theirs)
	}
}
