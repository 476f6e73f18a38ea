package confobj_test

import (
	"errors"
	"fmt"
	"strings"

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

func ExampleSection_Set() {
	c, _ := confobj.NewConfigObj(nil, nil)
	_ = c.Set("motto", "small, sharp tools")
	_ = c.Set("ports", []int{})
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
	// port the value "70000" is too big.
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
	// 5 the value "5" is unacceptable.
}

func ExampleConfigObjError_Detail() {
	_, err := confobj.Parse([]byte("ports = 80, \"443\nname = x\n"), nil)
	var e *confobj.ConfigObjError
	if errors.As(err, &e) {
		fmt.Println(e.Detail())
	}
	// Output:
	// Parse error in value at line 1.
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
