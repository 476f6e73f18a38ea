package nmapx_test

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/nmapx"
)

//go:embed testdata/original.py
var originalSource string

func startNmap(t testing.TB) *original.Python {
	t.Helper()
	py := original.Start(t, "nmap")
	py.Define(originalSource)
	return py
}

// reports are the recorded and the written reports, by their names.
func reports(t testing.TB) map[string]string {
	t.Helper()
	files, err := filepath.Glob("testdata/*.xml")
	if err != nil || len(files) < 10 {
		t.Fatalf("the reports are gone: %q, %v", files, err)
	}
	all := map[string]string{}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		all[filepath.Base(f)] = string(text)
	}
	return all
}

// plain brings a value into the terms of JSON, in which the two sides meet.
func plain(t testing.TB, v any) any {
	t.Helper()
	if s, ok := v.(string); ok {
		v = json.RawMessage(s)
	}
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var out any
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// outcome is a value, or an error in the terms of testdata/original.py.
func outcome(v any, err error) any {
	if err == nil {
		return v
	}
	e := exceptionOf(err)
	return map[string]any{"error": e.Class, "text": e.Message}
}

// exceptionOf is what Python would have raised, or has no word for.
func exceptionOf(err error) *original.Exception {
	var key *nmapx.KeyError
	var failed *nmapx.PortScannerError
	switch {
	case errors.As(err, &key):
		return &original.Exception{Class: "KeyError", Message: key.Detail()}
	case errors.Is(err, nmapx.ErrNoScan):
		return &original.Exception{Class: "AssertionError", Message: "Do a scan before trying to get result !"}
	case errors.As(err, &failed):
		return &original.Exception{Class: "PortScannerError", Message: failed.Detail()}
	case errors.Is(err, nmapx.ErrXML):
		return &original.Exception{Class: "XMLError"}
	}
	return &original.Exception{Class: fmt.Sprintf("%T", err), Message: err.Error()}
}

// facts is what testdata/original.py's function of that name finds.
func facts(nm *nmapx.PortScanner, missingState func(*nmapx.Host) bool) map[string]any {
	csv, _ := nm.CSV()
	line, _ := nm.CommandLine()
	stats, _ := nm.ScanStats()
	var has []any
	for _, h := range append(nm.AllHosts(), "nobody") {
		ok, _ := nm.HasHost(h)
		has = append(has, ok)
	}
	_, err := nm.Host("nobody")
	out := map[string]any{
		"all_hosts": nm.AllHosts(), "csv": csv, "command_line": line, "scanstats": stats.AsDict(), "has_host": has,
		"missing": outcome(nil, err), "hosts": []any{},
	}
	for _, name := range nm.AllHosts() {
		h, err := nm.Host(name)
		if err != nil {
			return map[string]any{"error": err.Error()}
		}
		protocols := h.AllProtocols()
		if protocols == nil {
			protocols = []string{}
		}
		state := outcome(h.State(), nil)
		if missingState(h) {
			state = outcome(nil, &nmapx.KeyError{Key: "status"})
		}
		_, err = h.Uptime()
		one := map[string]any{
			"hostname": h.Hostname(), "hostnames": len(h.Hostnames()), "state": state,
			"uptime": outcome(h.AsDict()["uptime"], err), "protocols": protocols,
		}
		for _, p := range []struct {
			name string
			all  func() []int
			has  func(int) bool
			get  func(int) (*nmapx.Port, error)
		}{
			{"tcp", h.AllTCP, h.HasTCP, h.TCP}, {"udp", h.AllUDP, h.HasUDP, h.UDP},
			{"ip", h.AllIP, h.HasIP, h.IP}, {"sctp", h.AllSCTP, h.HasSCTP, h.SCTP},
		} {
			has, got := []bool{}, []any{}
			for _, n := range append(p.all(), 0, 80, 70000) {
				has = append(has, p.has(n))
				port, err := p.get(n)
				var d any
				if err == nil {
					d = port.AsDict()
				}
				got = append(got, outcome(d, err))
			}
			one[p.name] = []any{p.all(), has, got}
		}
		out["hosts"] = append(out["hosts"].([]any), one)
	}
	return out
}

// A report is one that both sides read, with what nmap wrote to its standard error.
type report struct {
	XML, Complaint   string
	Errors, Warnings []string // as python-nmap sorts it
}

// examine makes a judge of reports: the dictionary, and all that a scanner answers
// after them.
func examine(t *testing.T) *original.Judge {
	t.Helper()
	py := startNmap(t)
	nm := newScanner(t)
	return &original.Judge{
		Python: py, Divergences: divergences(t, py),
		Ours: func(c original.Call) original.Result {
			q := c.Args[0].(report)
			r, err := nm.AnalyseNmapXMLScan(q.XML, &nmapx.AnalyseOptions{Err: q.Complaint, ErrKeepTrace: q.Errors, WarnKeepTrace: q.Warnings})
			if err != nil {
				return original.Result{Err: exceptionOf(err)}
			}
			dict := r.AsDict()
			all, err := json.Marshal([]any{
				dict, facts(nm, func(h *nmapx.Host) bool { return h.AsDict()["status"] == nil }), dict["nmap"].(map[string]any)["scaninfo"],
			})
			if err != nil {
				t.Fatal(err)
			}
			return original.Result{Value: string(all)}
		},
		// The texts are JSON, of which the spelling does not matter. What is refused
		// python-nmap refuses by whatever comes of what it does not find, and the
		// class has no meaning; where both say that it is no report, the words count.
		Same: func(owed, ours original.Result) bool {
			if owed.Err != nil && ours.Err != nil {
				theirs, mine := owed.Err.(*original.Exception), ours.Err.(*original.Exception)
				return theirs.Class != "PortScannerError" || mine.Class != "PortScannerError" || theirs.Message == mine.Message
			}
			if owed.Err != nil || ours.Err != nil {
				return false
			}
			return reflect.DeepEqual(plain(t, owed.Value), plain(t, ours.Value))
		},
	}
}

func reportCall(xml string) original.Call {
	return original.Call{Func: "analyse", Args: []any{report{XML: xml, Complaint: "complaint"}}}
}

// reportCalls asks about many; it is in pieces, since a failure prints its report.
func reportCalls(texts []string) (calls []original.Call) {
	for _, s := range texts {
		calls = append(calls, reportCall(s))
	}
	return calls
}

// countRead counts what python-nmap reads.
func countRead(j *original.Judge, calls []original.Call) (n int) {
	for _, r := range j.Python.Batch(calls) {
		if r.Err == nil {
			n++
		}
	}
	return n
}

func TestParityReports(t *testing.T) {
	j := examine(t)
	var texts []string
	all := reports(t)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		texts = append(texts, all[name])
	}
	calls := reportCalls(texts)
	j.Table(t, calls)
	if read := countRead(j, calls); read < 10 {
		t.Errorf("python-nmap read %d reports only", read)
	}
}

// Reports of which each line is a piece of one, in all that can be odd about it.
func TestParityOddReports(t *testing.T) {
	var texts []string
	text, err := os.ReadFile("testdata/odd.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSuffix(line, "\n")
		texts = append(texts, fmt.Sprintf(frame, line), fmt.Sprintf(frame, fmt.Sprintf(oneHost, line)), line)
	}
	if len(texts) < 100 {
		t.Fatal("the odd pieces are gone")
	}
	j := examine(t)
	calls := reportCalls(texts)
	j.Table(t, calls)
	if read := countRead(j, calls); read < 50 {
		t.Errorf("python-nmap read %d reports only", read)
	}
}

const (
	frame   = `<?xml version="1.0"?><!DOCTYPE nmaprun><nmaprun scanner="nmap" args="nmap -oX -" version="7.93"><scaninfo type="syn" protocol="tcp" numservices="1" services="80"/>%s<runstats><finished time="1" timestr="T" elapsed="1.0" summary="s" exit="success"/><hosts up="1" down="0" total="1"/></runstats></nmaprun>`
	oneHost = `<host><address addr="192.0.2.1" addrtype="ipv4"/>%s</host>`
)

func TestParityMutatedReports(t *testing.T) {
	j := examine(t)
	rng := original.Rand(t)
	var seeds []string
	all := reports(t)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if len(all[name]) < 20_000 {
			seeds = append(seeds, all[name])
		}
	}
	rounds, read := original.Rounds(t, 2000), 0
	const batch = 500
	for first := 0; first < rounds && !t.Failed(); first += batch {
		texts := make([]string, min(batch, rounds-first))
		for i := range texts {
			texts[i] = mutate(rng, seeds[rng.IntN(len(seeds))])
		}
		calls := reportCalls(texts)
		j.Generated(t, calls)
		read += countRead(j, calls)
	}
	t.Logf("python-nmap read %d of %d mutated reports", read, rounds)
	if read < rounds/10 {
		t.Errorf("python-nmap read %d of %d only: the mutations are too coarse to compare much", read, rounds)
	}
}

// What python-nmap does not read, and numbers that a report leaves out.
func TestHostsGivenUpAndFiguresLeftOut(t *testing.T) {
	for report, want := range map[string]struct {
		timedOut bool
		elapsed  time.Duration
	}{
		`<nmaprun><host timedout="true"><address addr="192.0.2.1" addrtype="ipv4"/></host><runstats><finished/><hosts up="1" down="0" total="1"/></runstats></nmaprun>`:                 {true, 0},
		`<nmaprun><host timedout="false"><address addr="192.0.2.1" addrtype="ipv4"/></host><runstats><finished elapsed="0.42"/><hosts up="1" down="0" total="1"/></runstats></nmaprun>`: {false, 420 * time.Millisecond},
	} {
		r, err := nmapx.Parse(strings.NewReader(report), nil)
		if err != nil {
			t.Fatal(err)
		}
		if r.Hosts[0].TimedOut != want.timedOut || r.Stats.Elapsed != want.elapsed {
			t.Errorf("%s: %v, %v", report, r.Hosts[0].TimedOut, r.Stats.Elapsed)
		}
	}
}

func TestParityErrorsAndWarnings(t *testing.T) {
	var calls []original.Call
	for _, r := range []report{
		{}, {Errors: []string{"a\n"}}, {Warnings: []string{"w\n"}}, {Errors: []string{"a", "b"}, Warnings: []string{"w", "x"}},
	} {
		r.XML, r.Complaint = fmt.Sprintf(frame, ""), "complaint"
		calls = append(calls, original.Call{Func: "analyse", Args: []any{r}})
	}
	examine(t).Table(t, calls)
	if _, err := newScanner(t).AnalyseNmapXMLScan("no report", nil); err == nil || exceptionOf(err).Message != "'no report'" {
		t.Errorf("got %v", err)
	}
}

func TestParityBeforeTheFirstScan(t *testing.T) {
	py := startNmap(t)
	want := py.Value("before").([]any)
	nm := newScanner(t)
	_, line := nm.CommandLine()
	_, info := nm.ScanInfo()
	_, stats := nm.ScanStats()
	_, csv := nm.CSV()
	_, has := nm.HasHost("x")
	_, host := nm.Host("x")
	got := []any{nm.AllHosts()}
	for _, err := range []error{line, info, stats, csv, has, host} {
		got = append(got, outcome(nil, err))
	}
	if !reflect.DeepEqual(plain(t, got), plain(t, asJSON(want))) {
		t.Errorf("got %v\nwant %v", got, want)
	}
}

// asJSON replaces dictionaries by maps.
func asJSON(v any) any {
	switch v := v.(type) {
	case original.Dict:
		m := map[string]any{}
		for _, p := range v {
			m[fmt.Sprint(p.Key)] = asJSON(p.Value)
		}
		return m
	case []any:
		out := []any{}
		for _, x := range v {
			out = append(out, asJSON(x))
		}
		return out
	case original.Tuple:
		return asJSON([]any(v))
	}
	return v
}

func TestParityWords(t *testing.T) {
	py := startNmap(t)
	rng := original.Rand(t)
	texts := []string{"", " ", `a "b c" d`, `--script-args "a=b c"`, `''`, `"a\"b\\c\d"`, `a\ b`, `'a\'`, `"`, `'`, `\`, `"\`, "a\tb\nc\rd\ve", `a''b`, `é "ü`, `#a b`}
	for range original.Rounds(t, 3000) {
		b := make([]byte, rng.IntN(12))
		for i := range b {
			b[i] = `ab \"' -#	`[rng.IntN(10)]
		}
		texts = append(texts, string(b))
	}
	calls := make([]original.Call, len(texts))
	for i, s := range texts {
		calls[i] = original.Call{Func: "words", Args: []any{s}}
	}
	for i, r := range py.Batch(calls) {
		got, err := nmapx.Split(texts[i])
		var raised *original.Exception
		if errors.As(r.Err, &raised) {
			if !errors.Is(err, nmapx.ErrQuotes) || !strings.Contains(err.Error(), raised.Message) {
				t.Errorf("%q: got %q, %v, want %v", texts[i], got, err, raised)
			}
		} else if err != nil || !original.Same(append([]string{}, got...), r.Value) {
			t.Errorf("%q: got %q, %v, want %v", texts[i], got, err, r.Value)
		}
	}
}

func TestParityExceptionText(t *testing.T) {
	py := startNmap(t)
	for _, s := range []string{"", "a", `a"b`, `a'b`, `a'"b`, "a\nb\tc\rd\x01\x7f", `\`, "é€😀", "\u00a0\u2028\u200b"} {
		e := &nmapx.PortScannerError{Value: s}
		if got, want := []any{e.Detail(), fmt.Sprintf("%#v", e)}, py.Value("exception", s); !original.Same(got, want) {
			t.Errorf("%q: got %q, want %q", s, got, want)
		}
	}
}

func TestParityConvert(t *testing.T) {
	py := startNmap(t)
	nm := newScanner(t)
	for name, text := range reports(t) {
		if strings.Contains(text, "<osmatch") || strings.Contains(name, "bad-ports") {
			continue // python-nmap fails on lists of strings and on None
		}
		r, err := nm.AnalyseNmapXMLScan(text, nil)
		if err != nil {
			continue // its own test compares that
		}
		dict, err := json.Marshal(r.AsDict())
		if err != nil {
			t.Fatal(err)
		}
		for _, code := range []string{"ascii", "latin-1", "utf-8"} {
			want, failed := py.Call("convert", string(dict), code)
			got, err := nmapx.ConvertNmapOutputToEncoding(r.AsDict(), code)
			if (err == nil) != (failed == nil) {
				t.Errorf("%s, %s: got %v, want %v", name, code, err, failed)
			} else if err == nil && !reflect.DeepEqual(plain(t, bytesAsText(got)), plain(t, want)) {
				t.Errorf("%s, %s:\n got %v\nwant %v", name, code, got, want)
			}
		}
	}
	// The names that Python has for them; none is ascii here.
	for _, text := range []string{"e", "é", "€"} {
		for _, code := range []string{"", "ascii", "ASCII", "us-ascii", "US_ASCII", "latin-1", "latin1", "Latin_1", "iso-8859-1", "ISO_8859_1", "utf-8", "utf8", "UTF_8"} {
			python := code
			if python == "" {
				python = "ascii"
			}
			want, failed := py.Call("convert", `{"a":"`+text+`"}`, python)
			got, err := nmapx.ConvertNmapOutputToEncoding(map[string]any{"a": text}, code)
			if (err == nil) != (failed == nil) || err == nil && !reflect.DeepEqual(plain(t, bytesAsText(got)), plain(t, want)) {
				t.Errorf("%s, %s: got %v, %v, want %v, %v", text, code, got, err, want, failed)
			}
		}
	}
	for code, want := range map[string]string{
		"nope": `nmapx: cannot encode: unknown encoding "nope", expected ascii, latin-1 or utf-8`, "latin1": `nmapx: cannot encode: latin-1 has no '€', at byte 3 of "aé€"`,
	} {
		if _, err := nmapx.ConvertNmapOutputToEncoding(map[string]any{"a": "aé€"}, code); !errors.Is(err, nmapx.ErrEncoding) || err.Error() != want {
			t.Errorf("%s: %v, want %s", code, err, want)
		}
	}
}

func bytesAsText(v any) any {
	switch v := v.(type) {
	case []byte:
		runes := []rune{}
		for _, b := range v {
			runes = append(runes, rune(b))
		}
		return map[string]any{"bytes": string(runes)}
	case []any:
		out := []any{}
		for _, x := range v {
			out = append(out, bytesAsText(x))
		}
		return out
	case map[string]any:
		out := map[string]any{}
		for k, x := range v {
			out[k] = bytesAsText(x)
		}
		return out
	case map[int]any:
		out := map[string]any{}
		for k, x := range v {
			out[fmt.Sprint(k)] = bytesAsText(x)
		}
		return out
	}
	return v
}
