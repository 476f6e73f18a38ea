package curlx

import (
	"bytes"
	"encoding/pem"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/dns/dnsmessage"
)

// dnsAnswer answers a question with aliases and addresses.
func dnsAnswer(t testing.TB, question []byte, answers ...dnsmessage.Resource) []byte {
	var m dnsmessage.Message
	if err := m.Unpack(question); err != nil {
		t.Errorf("a question that cannot be read: %v", err)
		return nil
	}
	m.Response = true
	for _, a := range answers {
		switch a.Body.(type) {
		case *dnsmessage.CNAMEResource:
			m.Answers = append(m.Answers, a)
		case *dnsmessage.AResource:
			if m.Questions[0].Type == dnsmessage.TypeA {
				m.Answers = append(m.Answers, a)
			}
		}
	}
	b, err := m.Pack()
	if err != nil {
		t.Error(err)
	}
	return b
}

func alias(from, to string) dnsmessage.Resource {
	return dnsmessage.Resource{Header: dnsmessage.ResourceHeader{Name: dnsmessage.MustNewName(from), Class: dnsmessage.ClassINET},
		Body: &dnsmessage.CNAMEResource{CNAME: dnsmessage.MustNewName(to)}}
}

func address(name string, last byte) dnsmessage.Resource {
	return dnsmessage.Resource{Header: dnsmessage.ResourceHeader{Name: dnsmessage.MustNewName(name), Class: dnsmessage.ClassINET}, Body: &dnsmessage.AResource{A: [4]byte{127, 0, 0, last}}}
}

func TestNamesComeFromTheServerOfDOHURL(t *testing.T) {
	var asked []string
	answers := map[string]func(q []byte) []byte{
		"good.test.": func(q []byte) []byte { return dnsAnswer(t, q, address("GOOD.test.", 1)) },
		"alias.test.": func(q []byte) []byte {
			return dnsAnswer(t, q, address("end.test.", 1), alias("middle.test.", "end.test."), alias("alias.test.", "middle.test."))
		},
		"circle.test.": func(q []byte) []byte { return dnsAnswer(t, q, alias("circle.test.", "circle.test.")) },
		"other.test.":  func(q []byte) []byte { return dnsAnswer(t, q, address("elsewhere.test.", 1)) },
		"swapped.test.": func(q []byte) []byte {
			return dnsAnswer(t, bytes.Replace(q, []byte("\x07swapped"), []byte("\x07another"), 1), address("swapped.test.", 1))
		},
		"short.test.":   func(q []byte) []byte { return dnsAnswer(t, q, address("short.test.", 1))[:20] },
		"garbage.test.": func([]byte) []byte { return []byte("<html>") },
		"echo.test.":    func(q []byte) []byte { return q },
		"flood.test.":   func([]byte) []byte { return make([]byte, maxDNS+1) },
	}
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q, err := io.ReadAll(r.Body)
		var m dnsmessage.Message
		if err != nil || m.Unpack(q) != nil || r.Method != "POST" || r.Header.Get("Content-Type") != "application/dns-message" || m.ID != 0 {
			t.Errorf("asked by %s %v: %x", r.Method, r.Header, q)
			return
		}
		name := m.Questions[0].Name.String()
		asked = append(asked, name+" "+m.Questions[0].Type.String())
		if f := answers[name]; f != nil {
			w.Write(f(q))
			return
		}
		w.WriteHeader(http.StatusServiceUnavailable)
	}))
	defer s.Close()
	ca := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw})
	web, err := script([][]byte{[]byte(okay), []byte(okay), []byte(okay), []byte(okay)})
	if err != nil {
		t.Fatal(err)
	}
	defer web.stop()
	// The certificate is for example.com.
	c := handle(t, DOH_URL, strings.Replace(s.URL, "127.0.0.1", "example.com", 1), RESOLVE, []string{"example.com:" + portOf(s.URL) + ":127.0.0.1"}, CAINFO_BLOB, ca, TIMEOUT, 30)
	for _, name := range []string{"good.test", "alias.test", "GOOD.test."} {
		set(t, c, URL, "http://"+name+":"+web.port()+"/")
		if got, err := body(c); err != nil || got != "ok" {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	if want := []string{"good.test. TypeAAAA", "good.test. TypeA", "alias.test. TypeAAAA", "alias.test. TypeA"}; !slices.Equal(asked, want) {
		t.Errorf("asked %q, want %q: what is known is not asked again", asked, want)
	}
	for name := range answers {
		if name == "good.test." || name == "alias.test." {
			continue
		}
		set(t, c, URL, "http://"+name+":"+web.port()+"/")
		if _, err := body(c); !errors.Is(err, E_COULDNT_RESOLVE_HOST) {
			t.Errorf("%s: %v", name, err)
		}
	}
	set(t, c, URL, "http://down.test/", IPRESOLVE, IPRESOLVE_V4)
	asked = nil
	if _, err := body(c); !errors.Is(err, E_COULDNT_RESOLVE_HOST) || !errors.Is(err, E_HTTP_RETURNED_ERROR) || len(asked) != 1 {
		t.Errorf("a server that is not well: %v, asked %q", err, asked)
	}
	set(t, c, CAINFO_BLOB, nil, URL, "http://good2.test/")
	if _, err := body(c); !errors.Is(err, E_COULDNT_RESOLVE_HOST) {
		t.Errorf("a server that nobody vouches for: %v", err)
	}
	hung := faulty(t, hangs)
	c = handle(t, DOH_URL, hung, URL, "http://good.test/", TIMEOUT_MS, 200)
	if _, err := body(c); !errors.Is(err, E_OPERATION_TIMEDOUT) || !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("a server that hangs: %v", err)
	}
}

// An answer is read whole or refused; what is read belongs to the name.
func FuzzDNSAnswer(f *testing.F) {
	name := dnsmessage.MustNewName("a.test.")
	q := dnsmessage.Message{Questions: []dnsmessage.Question{{Name: name, Type: dnsmessage.TypeA, Class: dnsmessage.ClassINET}}}
	b, err := q.Pack()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add(dnsAnswer(f, b, address("a.test.", 1)))
	f.Add(dnsAnswer(f, b, alias("a.test.", "b.test."), address("b.test.", 1)))
	f.Add(dnsAnswer(f, b, alias("a.test.", "a.test.")))
	f.Fuzz(func(t *testing.T, b []byte) {
		addrs, err := dnsAddresses(b, name, dnsmessage.TypeA)
		if err != nil && len(addrs) > 0 {
			t.Errorf("%d addresses beside the error %v", len(addrs), err)
		}
		for _, a := range addrs {
			if !bytes.Contains(b, a.IP) {
				t.Errorf("%v does not stand in the answer", a)
			}
		}
	})
}
