package confobj_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/pyops-go/pyops/confobj"
)

const sample = `# The web server.
name = pyops
hosts = a.example.org, b.example.org   # more to come

[web]
    port = 8080
    [[tls]]
        cert = %(name)s.pem
`

func ExampleParse() {
	c, err := confobj.Parse([]byte(sample), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	hosts, _ := c.Get("hosts")
	port, _ := c.Sub("web").AsInt("port")
	cert, _ := c.Sub("web", "tls").Get("cert")
	fmt.Println(hosts, port, cert)
	fmt.Println(c)
	// Output:
	// [a.example.org b.example.org] 8080 pyops.pem
	// {'name': 'pyops', 'hosts': ['a.example.org', 'b.example.org'], 'web': {'port': '8080', 'tls': {'cert': 'pyops.pem'}}}
}

func ExampleConfigObj_Bytes() {
	c, _ := confobj.Parse([]byte(sample), &confobj.ConfigObjOptions{PreserveFormat: true})
	_ = c.Sub("web").Set("port", 80)
	_ = c.Delete("name")
	text, _ := c.Bytes()
	fmt.Print(string(text))
	// Output:
	// # The web server.
	// hosts = a.example.org, b.example.org   # more to come
	//
	// [web]
	//     port = 80
	//     [[tls]]
	//         cert = %(name)s.pem
}

func Example() {
	dir, err := os.MkdirTemp("", "confobj")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	name := filepath.Join(dir, "server.conf")
	if err := os.WriteFile(name, []byte(sample), 0o666); err != nil {
		fmt.Println(err)
		return
	}
	c, err := confobj.Load(name, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := errors.Join(c.Sub("web").Set("port", 443), c.Set("hosts", []string{"c.example.org"}), c.Write()); err != nil {
		fmt.Println(err)
		return
	}
	text, err := os.ReadFile(name)
	fmt.Print(string(text), err)
	// Output:
	// # The web server.
	// name = pyops
	// hosts = c.example.org,    # more to come
	//
	// [web]
	//     port = 443
	//     [[tls]]
	//         cert = %(name)s.pem
	// <nil>
}

func ExampleLoad() {
	_, err := confobj.Load("no/such/server.conf", &confobj.ConfigObjOptions{FileError: true})
	fmt.Println(err)
	fmt.Println(errors.Is(err, fs.ErrNotExist))
	c, err := confobj.Load("no/such/server.conf", nil) // without FileError it is an empty one
	fmt.Println(c, err)
	_, err = c.Sub("web").Get("port")
	fmt.Println(err)
	// Output:
	// confobj: Config file not found: "no/such/server.conf".
	// true
	// {} <nil>
	// confobj: no key "port": there is no such section
}

func ExampleConfigObj_WriteTo() {
	c, err := confobj.NewConfigObj(confobj.Dict{{Key: "name", Value: "pyops"}, {Key: "web", Value: confobj.Dict{{Key: "port", Value: 80}}}}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	c.InitialComment = []string{"Made by a program."}
	if _, err := c.WriteTo(os.Stdout); err != nil {
		fmt.Println(err)
	}
	// Output:
	// # Made by a program.
	// name = pyops
	// [web]
	//     port = 80
}

// With PreserveFormat only what was changed is written anew.
func ExampleConfigObjOptions_preserveFormat() {
	const odd = "name='pyops'   # who\n\nhosts =a ,b\n[ web ]\n  port=80 # plain\n"
	c, err := confobj.Parse([]byte(odd), &confobj.ConfigObjOptions{PreserveFormat: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := c.Sub("web").Set("port", 443); err != nil {
		fmt.Println(err)
		return
	}
	text, err := c.Bytes()
	fmt.Print(string(text), err)
	// Output:
	// name='pyops'   # who
	//
	// hosts =a ,b
	// [ web ]
	//   port=443 # plain
	// <nil>
}

func ExampleSection_AsStrings() {
	c, _ := confobj.NewConfigObj([]string{"hosts = a, b", "host = a"}, nil)
	fmt.Println(c.AsStrings("hosts"))
	fmt.Println(c.AsStrings("host"))
	// Output:
	// [a b] <nil>
	// [a] <nil>
}

func ExampleSection_Walk() {
	c, _ := confobj.NewConfigObj([]string{"name = pyops", "[web]", "port = 80", "[[tls]]", "port = 443"}, nil)
	_, err := c.Walk(func(s *confobj.Section, key string) (any, error) {
		value, err := s.Get(key)
		fmt.Println(s.Depth(), s.Name(), key, value)
		return value, err
	}, nil)
	fmt.Println(err)
	// Output:
	// 0  name pyops
	// 1 web port 80
	// 2 tls port 443
	// <nil>
}

func ExampleMarshal() {
	type web struct {
		Port    uint16        `confobj:"port" comment:"where it listens"`
		Hosts   []string      `confobj:"hosts"`
		Timeout time.Duration `confobj:"timeout"`
	}
	c, err := confobj.Marshal(struct {
		Web web `confobj:"web"`
	}{web{Port: 443, Hosts: []string{"a.example.org", "b.example.org"}, Timeout: 90 * time.Second}}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	lines, err := c.Lines()
	fmt.Println(strings.Join(lines, "\n"), err)
	// Output:
	// [web]
	//     # where it listens
	//     port = 443
	//     hosts = a.example.org, b.example.org
	//     timeout = 1m30s <nil>
}

func ExampleWatch() {
	dir, err := os.MkdirTemp("", "watch")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	name := filepath.Join(dir, "server.conf")
	if err := os.WriteFile(name, []byte("port = 80\n"), 0o666); err != nil {
		fmt.Println(err)
		return
	}
	for c, err := range confobj.Watch(context.Background(), name, &confobj.WatchOptions{Interval: time.Millisecond}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		port, err := c.AsInt("port")
		fmt.Println(port, err)
		if port == 443 {
			return
		}
		if err := errors.Join(c.Set("port", 443), c.Write()); err != nil { // another program would
			fmt.Println(err)
			return
		}
	}
	// Output:
	// 80 <nil>
	// 443 <nil>
}

func ExampleSection_Set() {
	c, _ := confobj.NewConfigObj(nil, nil)
	_ = c.Set("motto", "small, sharp tools")
	_ = c.Set("ports", []any{80, 443})
	_ = c.Set("web", confobj.Dict{{Key: "root", Value: "/srv"}, {Key: "log", Value: ""}})
	_ = c.SetComments("web", "# What is served.")
	lines, _ := c.Lines()
	fmt.Println(strings.Join(lines, "\n"))
	// Output:
	// motto = "small, sharp tools"
	// ports = 80, 443
	// # What is served.
	// [web]
	// root = /srv
	// log = ""
}

func ExampleConfigObj_Validate() {
	spec := []string{
		"port = integer(1, 65535, default=80)",
		"mode = option(fast, safe, default=safe)",
		"hosts = string_list(min=1)",
	}
	c, _ := confobj.NewConfigObj([]string{"port = 70000", "hosts = a, b"}, &confobj.ConfigObjOptions{Configspec: spec})
	res, err := c.Validate(confobj.NewValidator(nil), &confobj.ValidateOptions{PreserveErrors: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, e := range confobj.FlattenErrors(&c.Section, res) {
		fmt.Println(e.Key, e.Err)
	}
	fmt.Println(c.Get("mode"))
	// Output:
	// port confobj: the value "70000" is too big.
	// safe <nil>
}

func ExampleNewValidator() {
	v := confobj.NewValidator(map[string]confobj.CheckFunc{
		"even": func(value any, _ confobj.Args) (any, error) {
			n, err := confobj.IsInteger(value, nil, nil)
			if err == nil && n.(int)%2 != 0 {
				err = confobj.NewVdtValueError(value)
			}
			return n, err
		},
	})
	fmt.Println(v.Check("even", "4"))
	fmt.Println(v.Check("even", "5"))
	// Output:
	// 4 <nil>
	// 5 confobj: the value "5" is unacceptable.
}

func ExampleConfigObjError_Detail() {
	_, err := confobj.Parse([]byte("ports = 80, \"443\nname = x\n"), nil)
	var e *confobj.ConfigObjError
	if errors.As(err, &e) {
		fmt.Println(e.Detail())
	}
	// Output:
	// confobj: Parse error in value at line 1.
	//   1 | ports = 80, "443
	//     |             ^
}

func ExampleUnmarshal() {
	c, _ := confobj.Parse([]byte("name = pyops\n[web]\nport = 8080\n"), nil)
	var v struct {
		Name string
		Web  struct {
			Port int `confobj:"port"`
		}
	}
	fmt.Println(confobj.Unmarshal(&c.Section, &v), v.Name, v.Web.Port)
	// Output: <nil> pyops 8080
}

func ExampleUnrepr() {
	fmt.Println(confobj.Unrepr("[1, 'two', (3.0, None)]"))
	// Output: [1 two [3 <nil>]] <nil>
}
