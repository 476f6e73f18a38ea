package confobj_test

import (
	"errors"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/confobj"
)

type common struct {
	Name string `comment:"what it is called"`
}

type server struct {
	common
	Port    uint16        `confobj:"port,omitempty"`
	Timeout time.Duration `confobj:"timeout"`
	Hosts   []string
	Ratio   float64
	Debug   *bool
	Addr    netip.Addr `confobj:"address"`
	Skipped string     `confobj:"-"`
	TLS     struct {
		Cert  string
		Codes [2]int
	} `confobj:"tls" comment:"certificates\nand such"`
	Paths map[string]limits
	Any   any
}

type limits struct{ Max int64 }

const serverText = `# what it is called
name = pyops
port = 8080
timeout = 1m30s
hosts = a, b
ratio = 0.5
debug = True
address = ::1
any = 1,
# certificates
# and such
[tls]
    cert = x y
    codes = 1, 2
[paths]
    [[/]]
        max = 5
    [["/a,b"]]
        max = -1
`

func TestMarshalAndUnmarshal(t *testing.T) {
	yes := true
	want := server{common: common{"pyops"}, Port: 8080, Timeout: 90 * time.Second, Hosts: []string{"a", "b"}, Ratio: 0.5, Debug: &yes,
		Addr: netip.IPv6Loopback(), Paths: map[string]limits{"/": {5}, "/a,b": {-1}}, Any: []string{"1"}}
	want.TLS.Cert, want.TLS.Codes = "x y", [2]int{1, 2}
	c, err := confobj.Marshal(want, nil)
	if err != nil {
		t.Fatal(err)
	}
	if text, err := c.Bytes(); err != nil || string(text) != serverText {
		t.Errorf("%s%v", text, err)
	}
	if c, err = confobj.Parse([]byte(serverText), nil); err != nil {
		t.Fatal(err)
	}
	var got server
	if err := confobj.Unmarshal(&c.Section, &got); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
	empty, err := confobj.Marshal(&server{}, nil)
	if err != nil || empty.Has("port") || empty.Has("debug") {
		t.Errorf("%v, %v", empty, err)
	}
}

func TestUnmarshalErrors(t *testing.T) {
	for text, want := range map[string]string{
		"port = 70000":              "port: '70000' does not fit a uint16",
		"port = x":                  "port: 'x' does not fit a uint16: invalid literal for int() with base 10: 'x'",
		"timeout = 5":               "timeout: '5' does not fit a time.Duration: time: missing unit in duration \"5\"",
		"[port]":                    "port: {} does not fit a uint16",
		"tls = 1":                   "tls: '1' does not fit a struct",
		"[tls]\ncodes = 1":          "tls.codes: '1' does not fit a [2]int: it has 1 members, not 2",
		"[paths]\n[[a]]\nmax = 1.5": "paths.a.max: '1.5' does not fit a int64",
		"name = a, b":               "name: ['a', 'b'] does not fit a string",
		"debug = maybe":             "debug: 'maybe' does not fit a bool",
		"address = nowhere":         "address: 'nowhere' does not fit a netip.Addr",
		"ratio = a":                 "ratio: 'a' does not fit a float64",
		"paths = 1":                 "paths: '1' does not fit a map[string]",
		"hosts = %(nowhere)s":       "hosts: missing option \"nowhere\" in interpolation.",
	} {
		c, err := confobj.Parse([]byte(text), nil)
		if err != nil {
			t.Fatal(err)
		}
		var v server
		err = confobj.Unmarshal(&c.Section, &v)
		var e *confobj.UnmarshalError
		if err == nil || !errors.As(err, &e) && !errors.Is(err, confobj.ErrInterpolation) || !strings.HasPrefix(err.Error(), "confobj: "+want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
	c, _ := confobj.NewConfigObj(nil, nil)
	for _, v := range []any{nil, 1, server{}, (*server)(nil), new(int)} {
		if err := confobj.Unmarshal(&c.Section, v); !errors.Is(err, confobj.ErrType) {
			t.Errorf("%T: %v", v, err)
		}
	}
	type loop struct{ Next *loop }
	endless := &loop{}
	endless.Next = endless
	for _, v := range []any{1, nil, struct{ F func() }{func() {}}, struct{ M map[int]int }{map[int]int{1: 1}}, struct{ L [][]int }{[][]int{{1}}}, endless} {
		if _, err := confobj.Marshal(v, nil); !errors.Is(err, confobj.ErrType) {
			t.Errorf("%T: %v", v, err)
		}
	}
}
