package curlx

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/pytext"
)

const infosPy = `
def infos(c, names, port):
    told = {}
    for name in names:
        v = c.getinfo(getattr(pycurl, name))
        if "TIME" in name and "FILE" not in name or "SPEED" in name:
            v = v > 0
        if name == "LOCAL_PORT":
            v = v > 0
        told[name] = repr("" if v is None else v).replace(port, "PORT")
    return told


def dir_of_pycurl():
    return dir(pycurl)


def staged(steps, names, replies):
    """Goes through steps on one handle, and tells what getinfo says after each."""
    server = Server(replies)
    port = str(server.port)
    handles = [pycurl.Curl()]
    told = []
    try:
        for word, text in steps:
            c = handles[-1]
            if word == "option":
                name, value = text
                c.setopt(getattr(pycurl, name), value.replace("PORT", port) if isinstance(value, str) else value)
            elif word == "perform":
                c.setopt(c.WRITEFUNCTION, lambda b: None)
                c.setopt(c.USERAGENT, "x")
                try:
                    c.perform()
                except pycurl.error:
                    pass
            elif word == "duphandle":
                handles.append(c.duphandle())
            elif word == "back":
                handles.pop().close()
            else:
                c.reset()
            told.append(infos(handles[-1], names, port))
        return told
    finally:
        for c in handles:
            c.close()
        server.stop()
`

// A deed is what is done to a handle before Getinfo is asked for everything.
type deed struct {
	word string
	text any // of an option
}

func deeds() []deed {
	set := func(name string, value any) deed { return deed{"option", []any{name, value}} }
	url := func(s string) deed { return set("URL", s) }
	perform, dup, back, reset := deed{"perform", nil}, deed{"duphandle", nil}, deed{"back", nil}, deed{"reset", nil}
	return []deed{
		perform, url(here + "a#b"), dup, back, perform, dup, perform, back,
		url(here + "other"), url("http://127.0.0.1:1/"), perform, url("nosuch://x/"), perform, dup, back, url("http://[bad/"), perform,
		url(here), set("FOLLOWLOCATION", 1), perform, set("FOLLOWLOCATION", 0), perform, reset, perform, url("127.0.0.1:PORT"), perform, reset, url(here),
		set("POSTFIELDS", "abc"), perform, set("CUSTOMREQUEST", "PATCH"), perform, set("TIMECONDITION", 1), set("TIMEVALUE", 2000000000), set("HTTPGET", 1), perform, reset, url(here), set("NOBODY", 1), perform,
		set("URL", "file:///etc/passwd"), perform, set("URL", "file:///nowhere/at/all"), perform, reset, set("URL", "ftp://127.0.0.1:1/"), perform, url("http://u:p@127.0.0.1:PORT"), perform,
	}
}

func deedReplies() (replies []string) {
	moved := "HTTP/1.1 302 X\r\nLocation: /there\r\nContent-Type: a/b\r\nContent-Length: 2\r\n\r\nno"
	asked := "HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=\"a\"\r\nContent-Length: 2\r\n\r\nno"
	return []string{asked, okay, moved, okay, moved, okay, okay, okay, okay, strings.TrimSuffix(okay, "ok"), okay, okay}
}

// Everything that Getinfo tells is as with libcurl, before a transfer and after each kind of
// end of one, on a copy and after all settings are gone.
func TestInfosAtEachStage(t *testing.T) {
	py := original.Start(t, "pycurl")
	py.Define(wirePy + infosPy)
	has := map[string]bool{}
	for _, name := range py.Value("dir_of_pycurl").([]any) {
		has[name.(string)] = true
	}
	names, infos := []any{}, map[string]AnyInfo{}
	for _, row := range allInfos() {
		// What pycurl does not have, and what is of the build.
		if _, err := NewCurl().Getinfo(row.info); err == nil && has[row.name] {
			names, infos[row.name] = append(names, row.name), row.info
		}
	}
	var pySteps []any
	for _, s := range deeds() {
		pySteps = append(pySteps, []any{s.word, s.text})
	}
	var replies []any
	var ourReplies [][]byte
	for _, r := range deedReplies() {
		replies, ourReplies = append(replies, []byte(r)), append(ourReplies, []byte(r))
	}
	theirs := py.Value("staged", pySteps, names, replies).([]any)
	ours := staged(t, infos, ourReplies)
	lengths := map[string]int{}
	for i, s := range deeds() {
		url := ""
		for _, p := range theirs[i].(original.Dict) {
			if p.Key == "EFFECTIVE_URL" {
				url = p.Value.(string)
			}
		}
		for _, p := range theirs[i].(original.Dict) {
			name := p.Key.(string)
			if s.word == "duphandle" && strings.HasPrefix(name, "CONTENT_LENGTH_") {
				// A copy has made no transfer, and tells -1; the original, after one, 0.
				lengths[fmt.Sprint(p.Value)]++
				p.Value = "-1.0"
			}
			if name == "TOTAL_TIME" && s.word == "perform" && p.Value == "False" && url == "'file:///nowhere/at/all'" {
				// The original takes no time over a file that is not there.
				p.Value = "True"
			}
			if ours[i][name] != p.Value {
				t.Errorf("deed %d, %s %v: %s is %s, pycurl's is %v", i, s.word, s.text, name, ours[i][name], p.Value)
			}
		}
	}
	if want := map[string]int{"0.0": 2, "-1.0": 4}; !maps.Equal(lengths, want) {
		t.Errorf("pycurl's copies tell the lengths %v, and told %v", lengths, want)
	}
}

// staged is staged of infosPy with this package.
func staged(t *testing.T, infos map[string]AnyInfo, replies [][]byte) (told []map[string]string) {
	t.Helper()
	server, err := script(replies)
	if err != nil {
		t.Fatal(err)
	}
	defer server.stop()
	handles := []*Curl{NewCurl()}
	for _, s := range deeds() {
		c := handles[len(handles)-1]
		switch s.word {
		case "option":
			pair := s.text.([]any)
			if text, ok := pair[1].(string); ok {
				pair[1] = strings.ReplaceAll(text, "PORT", server.port())
			}
			set(t, c, optionsByName()[pair[0].(string)], pair[1])
		case "perform":
			set(t, c, WRITEFUNCTION, func([]byte) {}, USERAGENT, "x")
			_ = c.Perform(t.Context()) // what it comes to is what is asked for
		case "duphandle":
			d, err := c.Duphandle()
			if err != nil {
				t.Fatal(err)
			}
			handles = append(handles, d)
		case "back":
			c.Close()
			handles = handles[:len(handles)-1]
		default:
			if err := c.Reset(); err != nil {
				t.Fatal(err)
			}
		}
		c = handles[len(handles)-1]
		values := map[string]string{}
		for _, name := range slices.Sorted(maps.Keys(infos)) {
			v, err := c.Getinfo(infos[name])
			if err != nil {
				t.Fatal(err)
			}
			values[name] = strings.ReplaceAll(infoRepr(name, v), server.port(), "PORT")
		}
		told = append(told, values)
	}
	for _, c := range handles {
		c.Close()
	}
	return told
}

// infoRepr is a value as infosPy writes it: of what is measured, whether there is any.
func infoRepr(name string, v any) string {
	measured := strings.Contains(name, "TIME") && !strings.Contains(name, "FILE") || strings.Contains(name, "SPEED") || name == "LOCAL_PORT"
	if measured {
		return map[bool]string{true: "True", false: "False"}[fmt.Sprint(v) != "0"]
	}
	switch x := v.(type) {
	case string:
		return pytext.Repr(x)
	case float64:
		return pytext.Float(x)
	case []string, [][][2]string:
		if fmt.Sprint(v) == "[]" {
			return "[]"
		}
	}
	return fmt.Sprint(v)
}

// INFO_COOKIELIST has the cookies in the order in which they came; the original's is that
// of its hash table from one domain to the next.
func TestOrderOfCookieList(t *testing.T) {
	py := original.Start(t, "pycurl")
	py.Define(`
def cookielist(lines):
    c = pycurl.Curl()
    for line in lines:
        c.setopt(c.COOKIELIST, line)
    told = c.getinfo(c.INFO_COOKIELIST)
    c.close()
    return told
`)
	var lines []any
	c := NewCurl()
	defer c.Close()
	for i := range 60 {
		line := fmt.Sprintf(".d%d.test\tTRUE\t/\tFALSE\t0\tn%d\tv", i*7%20, i)
		lines = append(lines, line)
		set(t, c, COOKIELIST, line)
	}
	byDomain := func(all []string) map[string][]string {
		m := map[string][]string{}
		for _, line := range all {
			domain, _, _ := strings.Cut(line, "\t")
			m[domain] = append(m[domain], line)
		}
		return m
	}
	var theirs []string
	for _, line := range py.Value("cookielist", lines).([]any) {
		theirs = append(theirs, line.(string))
	}
	ours, err := Get(c, INFO_COOKIELIST)
	if err != nil {
		t.Fatal(err)
	}
	if !maps.EqualFunc(byDomain(ours), byDomain(theirs), slices.Equal) {
		t.Errorf("got  %q\nwant %q", ours, theirs)
	}
	var came []string
	for _, line := range lines {
		came = append(came, line.(string))
	}
	if !slices.Equal(ours, came) || slices.Equal(theirs, came) {
		t.Errorf("%q came, pycurl tells %q, we tell %q", came, theirs, ours)
	}
}
