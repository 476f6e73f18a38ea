package curlx

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"
	"time"
)

// corpusUnusable says why a case is not one for a library with pycurl's options;
// "" where it is.
func corpusUnusable(c *corpusCase) string {
	server, _, _ := c.part("client", "server")
	for s := range strings.FieldsSeq(server) {
		if s != "http" && s != "ftp" {
			return "server " + s
		}
	}
	if _, _, ok := c.part("client", "tool"); ok {
		return "a C program"
	}
	if text, _, ok := c.part("client", "features"); ok {
		for f := range strings.Lines(text) {
			f = strings.TrimSpace(f)
			name, not := strings.CutPrefix(f, "!")
			if name == "" || name == "Debug" && not {
				continue
			}
			known, ok := corpusFeatures[name]
			if !ok && !not || ok && known == not {
				return "feature " + f
			}
		}
	}
	return ""
}

// corpusVersion stands for curl's version in the cases.
const corpusVersion = "8.99.0"

// prepareCorpus gives a case its folder, its variables and its files.
func prepareCorpus(t *testing.T, c *corpusCase, httpPort, ftpPort int) error {
	c.dir = t.TempDir()
	c.vars = map[string]string{
		"HOSTIP": "127.0.0.1", "HTTPPORT": strconv.Itoa(httpPort), "FTPPORT": strconv.Itoa(ftpPort), "TESTNUMBER": strconv.Itoa(c.number),
		"VERSION": corpusVersion, "LOGDIR": c.dir, "PWD": c.dir, "FILE_PWD": c.dir, "SRCDIR": c.dir, "CLIENTIP": "127.0.0.1", "NOLISTENPORT": "1",
		"USER": "tester", "FTPTIME2": "0.5", "FTPTIME3": "0.7", "SP": " ", "TAB": "\t", "CR": "\r", "HOST6IP": "[::1]", "AMP": "&", "GT": ">", "LT": "<",
	}
	for _, p := range c.all("client", "file") {
		name := c.fill(p.attrs["name"])
		if name == "" {
			continue
		}
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(name, []byte(p.text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// corpusFailures are the usable cases that do not pass, and why.
func corpusFailures() map[int]string {
	const (
		boundary = "newer libcurls have longer boundaries, which Content-Length shows; ours are those of 7.88"
		strict   = "the test wants what the package refuses on purpose"
		code     = "the error has a number that pycurl does not know"
		harness  = "the test's server here does not play it as curl's does"
	)
	return map[int]string{
		44: boundary, 158: boundary, 166: boundary, 259: boundary,
		365: strict, 3221: strict, 747: code, 1154: code, 750: code,
		153: harness, 1074: harness, 1266: harness, 1086: harness, 1211: harness, 1479: harness, 1480: harness, 1714: harness,
		381: "netrc_optional and a URL with a user alone",
		755: "NETRC in the environment is the curl program's", 483: "a date of just the longest length that is read",
		1073: "the body cannot be rewound, which is seen before that HTTP/1.0 knows no chunks", 1138: "percent-encoding in small letters, as in 7.88",
		1449: "a range of more than 63 bits",
	}
}

func TestCorpus(t *testing.T) {
	cases := readCorpus(t)
	only := os.Getenv("CURLX_CASE")
	sort.Slice(cases, func(i, j int) bool { return cases[i].number < cases[j].number })
	var usable, passed int
	failures := map[int]string{}
	unusable := map[string]int{}
	for _, c := range cases {
		if only != "" && only != strconv.Itoa(c.number) {
			continue
		}
		why := corpusUnusable(c)
		var err error
		if why == "" {
			if known := corpusFailures()[c.number]; known != "" && only == "" && os.Getenv("CURLX_KNOWN") == "" {
				usable++
				failures[c.number] = known
				continue
			}
			err = runCorpus(t, c)
			if errors.Is(err, errTool) {
				why = err.Error()
			}
		}
		if why != "" {
			unusable[why]++
			if only != "" {
				t.Log("not usable:", why)
			}
			continue
		}
		usable++
		if err == nil {
			passed++
			continue
		}
		failures[c.number] = err.Error()
		if only != "" {
			t.Log(err)
		}
	}
	var numbers []int
	for n := range failures {
		numbers = append(numbers, n)
	}
	slices.Sort(numbers)
	known := corpusFailures()
	for _, n := range numbers {
		if known[n] != "" && only == "" {
			t.Logf("case %d fails: %s", n, known[n])
			continue
		}
		name := ""
		for _, c := range cases {
			if c.number == n {
				name, _, _ = c.part("client", "name")
			}
		}
		f := failures[n]
		if len(f) > 300 && only == "" {
			f = f[:300]
		}
		t.Errorf("case %d fails (%s): %s", n, strings.TrimSpace(name), f)
	}
	for why, n := range unusable {
		t.Logf("%4d not usable: %s", n, why)
	}
	t.Logf("%d of %d usable cases pass, of %d", passed, usable, len(cases))
	if only != "" {
		return
	}
	for n := range known { // looked at with CURLX_KNOWN=1: they take their time
		if failures[n] == "" {
			t.Errorf("case %d passes: it is no longer a known failure", n)
		}
	}
	if passed*100 < usable*90 {
		t.Errorf("fewer than 90 of 100 pass")
	}
}

// runCorpus runs a case, and says what is wrong.
func runCorpus(t *testing.T, c *corpusCase) error {
	server, _, _ := c.part("client", "server")
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	port := l.Addr().(*net.TCPAddr).Port
	var log func() string
	var stop func()
	var ftpPort int
	var ftp *corpusFTP
	if strings.Contains(server, "ftp") {
		fl, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			l.Close()
			return err
		}
		ftpPort = fl.Addr().(*net.TCPAddr).Port
		ftp = serveCorpusFTP(c, fl)
		defer ftp.stop()
	}
	if err := prepareCorpus(t, c, port, ftpPort); err != nil {
		return err
	}
	s := serveCorpus(c, l)
	log, stop = s.logged, s.stop
	defer stop()
	if text, _, ok := c.part("client", "setenv"); ok && strings.Contains(text, "CURL_HOME") {
		return tool("settings file")
	}
	old, err := os.Getwd()
	if err != nil {
		return err
	}
	if err := os.Chdir(c.dir); err != nil {
		return err
	}
	defer os.Chdir(old)
	for _, p := range c.all("client", "setenv") {
		for line := range strings.Lines(p.text) {
			name, value, ok := strings.Cut(strings.TrimSpace(line), "=")
			if ok {
				old, had := os.LookupEnv(name)
				os.Setenv(name, value)
				defer func() {
					os.Unsetenv(name)
					if had {
						os.Setenv(name, old)
					}
				}()
			}
		}
	}
	words, err := c.words()
	if err != nil {
		return tool(err.Error())
	}
	out, code, err := performCorpus(c, words)
	stop()
	if ftp != nil {
		ftp.stop()
		if text := ftp.logged(); text != "" {
			log = func() string { return text }
		}
	}
	if c.lacks != "" {
		return tool(c.lacks)
	}
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(c.dir, "stdout"+strconv.Itoa(c.number)), out, 0o644); err != nil {
		return err
	}
	verdict := verifyCorpus(c, code, out, log())
	if c.lacks != "" {
		return tool(c.lacks)
	}
	if ftp != nil {
		verdict = errors.Join(verdict, ftp.verifyUpload())
	}
	return verdict
}

// performCorpus makes the transfers of a command line as the program does: each on
// a handle of its own, which share cookies, names, TLS sessions and connections.
func performCorpus(c *corpusCase, words []string) (out []byte, code int, err error) {
	share := NewCurlShare()
	defer share.Close()
	for _, d := range []LockData{LOCK_DATA_COOKIE, LOCK_DATA_DNS, LOCK_DATA_SSL_SESSION, LOCK_DATA_CONNECT} {
		if err := share.Share(d); err != nil {
			return nil, 0, err
		}
	}
	var stdout, rest bytes.Buffer
	_, attrs, _ := c.part("client", "command")
	_, _, checks := c.part("verify", "stdout")
	stdin, _, _ := c.part("client", "stdin")
	for first := true; len(words) > 0; first = false {
		slapped := first && !checks && !strings.Contains(attrs["option"], "no-output")
		var next []string
		for i := 0; ; i++ {
			cmd := &corpusCommand{c: NewCurl(), include: first && !strings.Contains(attrs["option"], "no-include"), stdin: stdin}
			if slapped {
				cmd.outputs = []string{outName(c)}
			}
			to := &stdout
			if slapped && i > 0 || !first && !checks {
				to = &rest
			}
			var more bool
			next, more, code, err = cmd.one(words, i, share, to)
			if cerr := cmd.c.Close(); err == nil {
				err = cerr
			}
			if err != nil {
				return nil, 0, err
			}
			if !more {
				break
			}
		}
		words = next
	}
	if b, err := os.ReadFile(outName(c)); err == nil && !checks {
		return b, code, nil
	}
	return stdout.Bytes(), code, nil
}

// outName is the file that the first URL's output goes to.
func outName(c *corpusCase) string { return filepath.Join(c.dir, "curl"+strconv.Itoa(c.number)+".out") }

// one makes the transfer of one URL of a command line.
func (k *corpusCommand) one(words []string, i int, share *CurlShare, to *bytes.Buffer) (next []string, more bool, code int, err error) {
	if err := errors.Join(k.c.Setopt(USERAGENT, "curl/"+corpusVersion), k.c.Setopt(SHARE, share)); err != nil {
		return nil, false, 0, err
	}
	k.later = i > 0
	if next, err = k.parse(slices.Clone(words)); err != nil {
		return nil, false, 0, err
	}
	if i >= k.uploads {
		k.upload = ""
	}
	if err := k.settle(); err != nil {
		return nil, false, 0, err
	}
	for _, f := range k.closers {
		defer f.Close()
	}
	if i >= len(k.urls) {
		return nil, false, 0, tool("command without URL")
	}
	u := k.urls[i]
	if strings.ContainsAny(u, "{") && strings.Contains(u, "}") || strings.Contains(u, "[") && strings.Contains(u, "-") && !strings.Contains(u, "[::") {
		return nil, false, 0, tool("globbing")
	}
	code, err = k.transfer(u, i, to)
	return next, i+1 < len(k.urls), code, err
}

func (k *corpusCommand) transfer(u string, i int, stdout *bytes.Buffer) (code int, err error) {
	var set error
	w := interface{ Write([]byte) (int, error) }(stdout)
	if i < len(k.outputs) && k.outputs[i] != "-" {
		flags := os.O_CREATE | os.O_WRONLY | os.O_TRUNC
		if k.append {
			flags = os.O_CREATE | os.O_WRONLY | os.O_APPEND
		}
		if k.ranged {
			flags = os.O_CREATE | os.O_WRONLY | os.O_APPEND
			if i, err := os.Stat(k.outputs[i]); err == nil && k.upload == "" {
				set = k.c.Setopt(RESUME_FROM_LARGE, i.Size())
			}
		}
		f, err := os.OpenFile(k.outputs[i], flags, 0o644)
		if err != nil {
			return 0, err
		}
		defer f.Close()
		w = f
	}
	set = errors.Join(set, k.c.Setopt(URL, u), k.c.Setopt(WRITEDATA, w), k.c.Setopt(HEADER, k.include))
	if k.head != "" {
		if k.head == "-" {
			set = errors.Join(set, k.c.Setopt(WRITEHEADER, stdout))
		} else {
			f, err := os.OpenFile(k.head, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o644)
			if err != nil {
				return 0, err
			}
			defer f.Close()
			set = errors.Join(set, k.c.Setopt(WRITEHEADER, f))
		}
	}
	if set != nil {
		return 0, set
	}
	ctx, cancel := context.WithTimeout(context.Background(), corpusPatience)
	defer cancel()
	err = k.c.Perform(ctx)
	if os.Getenv("CURLX_CASE") != "" {
		fmt.Fprintln(os.Stderr, "result:", err)
	}
	var e *Error
	if errors.As(err, &e) {
		return int(e.Code), nil
	}
	return 0, err
}

// corpusPatience bounds a transfer; no case that passes takes longer than three
// seconds.
const corpusPatience = 4 * time.Second

var corpusSubst = regexp.MustCompile(`^s/(.*)/(.*)/(g?)$`)

// verifyCorpus compares what happened with what the case expects.
func verifyCorpus(c *corpusCase, code int, out []byte, log string) error {
	var wrong []string
	want := 0
	if text, _, ok := c.part("verify", "errorcode"); ok {
		for n := range strings.SplitSeq(strings.TrimSpace(text), ",") {
			w, _ := strconv.Atoi(strings.TrimSpace(n))
			if want = w; w == code {
				break
			}
		}
	}
	if code != want {
		wrong = append(wrong, fmt.Sprintf("error code %d, expected %d", code, want))
	}
	if text, attrs, ok := c.part("verify", "protocol"); ok {
		got := stripCorpus(c, log)
		text = stripCorpus(c, text)
		if attrs["nonewline"] == "yes" {
			got = strings.TrimSuffix(strings.TrimSuffix(got, "\n"), "\r")
			text = strings.TrimSuffix(strings.TrimSuffix(text, "\n"), "\r")
		}
		if got != text {
			wrong = append(wrong, fmt.Sprintf("sent\n%q, expected\n%q", got, text))
		}
	}
	if text, attrs, ok := c.expectedOutput(); ok {
		got := string(out)
		if attrs["mode"] == "text" {
			got, text = strings.ReplaceAll(got, "\r\n", "\n"), strings.ReplaceAll(text, "\r\n", "\n")
		}
		if got != text {
			wrong = append(wrong, fmt.Sprintf("gave\n%q, expected\n%q", got, text))
		}
	}
	for _, p := range c.all("verify", "file") {
		name := c.fill(p.attrs["name"])
		if name == "" || strings.Contains(name, "/stderr") || strings.Contains(name, "/stdout") {
			// What the program itself says there.
			continue
		}
		b, err := os.ReadFile(name)
		got, text := string(b), p.text
		if err != nil && text != "" {
			wrong = append(wrong, err.Error())
			continue
		}
		got, text = stripFile(c, p.name, got), stripFile(c, p.name, text)
		if p.attrs["mode"] == "text" {
			got, text = strings.ReplaceAll(got, "\r\n", "\n"), strings.ReplaceAll(text, "\r\n", "\n")
		}
		if got != text {
			wrong = append(wrong, fmt.Sprintf("file %s has\n%q, expected\n%q", filepath.Base(name), got, text))
		}
	}
	if wrong == nil {
		return nil
	}
	return errors.New(strings.Join(wrong, "; "))
}

// expectedOutput is what must have been delivered.
func (c *corpusCase) expectedOutput() (string, map[string]string, bool) {
	if text, attrs, ok := c.part("verify", "stdout"); ok {
		return text, attrs, true
	}
	_, cmd, _ := c.part("client", "command")
	if strings.Contains(cmd["option"], "no-output") {
		return "", nil, false
	}
	if text, attrs, ok := c.part("reply", "datacheck"); ok {
		return text, attrs, true
	}
	text, attrs, ok := c.part("reply", "data")
	if !ok || attrs["nocheck"] == "yes" {
		return "", nil, false
	}
	return text, attrs, true
}

// stripCorpus takes out what a case does not compare.
func stripCorpus(c *corpusCase, s string) string {
	if text, _, ok := c.part("verify", "strip"); ok {
		for pattern := range strings.Lines(text) {
			re, err := regexp.Compile(strings.TrimRight(pattern, "\r\n"))
			if err != nil {
				continue
			}
			var b strings.Builder
			for line := range strings.Lines(s) {
				if !re.MatchString(strings.TrimRight(line, "\r\n")) {
					b.WriteString(line)
				}
			}
			s = b.String()
		}
	}
	if text, _, ok := c.part("verify", "strippart"); ok {
		s = substitute(text, s)
	}
	return s
}

func stripFile(c *corpusCase, name, s string) string {
	if text, _, ok := c.part("verify", "strip"+name); ok {
		s = substitute(text, s)
	}
	return s
}

// substitute applies Perl's s/…/…/ to each line.
func substitute(rules, s string) string {
	for rule := range strings.Lines(rules) {
		m := corpusSubst.FindStringSubmatch(strings.TrimSpace(rule))
		if m == nil {
			continue
		}
		re, err := regexp.Compile(m[1])
		if err != nil {
			continue
		}
		with := regexp.MustCompile(`[\\$](\d)`).ReplaceAllString(m[2], "$${$1}")
		with = strings.NewReplacer(`\r`, "\r", `\n`, "\n").Replace(with)
		var b strings.Builder
		for line := range strings.Lines(s) {
			b.WriteString(re.ReplaceAllString(line, with))
		}
		s = b.String()
	}
	return s
}
