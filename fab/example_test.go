package fab_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/pyops-go/pyops/fab"
)

func Example() {
	hello := fab.Task{
		Name: "hello", Doc: "Greet somebody.",
		Func: func(name string) { fmt.Printf("Hello %s!\n", name) },
		Args: []fab.Arg{{Name: "name", Default: fab.Value("world")}},
	}
	p := fab.Program{Tasks: []fab.Task{hello}}
	// In a program of your own: os.Exit(fab.Main(hello))
	status := p.Run(context.Background(), []string{"hello:name=Jeff"}, &fab.Streams{Out: os.Stdout})
	fmt.Println(status)
	// Output:
	// Hello Jeff!
	//
	// Done.
	// 0
}

func ExampleContext_Local() {
	c := fab.NewContext(context.Background(), nil, nil)
	defer c.Close()
	r, err := c.Lcd("/").ShellEnv(map[string]string{"WHO": "it's me"}).Local(`pwd; echo "$WHO"`, &fab.LocalOptions{Capture: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(r)
	// Output:
	// /
	// it's me
}

func ExampleContext_WarnOnly() {
	c := fab.NewContext(context.Background(), nil, &fab.ContextOptions{Stdout: os.Stdout, Stderr: os.Stdout})
	defer c.Close()
	r, err := c.WarnOnly().Local("exit 3", nil)
	fmt.Println(r.Failed, r.ReturnCode, err)
	_, err = c.Local("exit 3", nil)
	fmt.Println(errors.Is(err, fab.ErrFailed))
	// Output:
	// [localhost] local: exit 3
	//
	// Warning: local() encountered an error (return code 3) while executing 'exit 3'
	//
	// true 3 <nil>
	// [localhost] local: exit 3
	// true
}

func ExampleContext_Confirm() {
	c := fab.NewContext(context.Background(), nil, &fab.ContextOptions{Stdin: strings.NewReader("n\n"), Stdout: os.Stdout})
	defer c.Close()
	if yes, err := c.Confirm("Tests failed. Continue anyway?", nil); err != nil || !yes {
		fmt.Println("no")
	}
	// Output: Tests failed. Continue anyway? [Y/n] no
}

func ExampleContext_Execute() {
	env := &fab.Env{Roledefs: map[string]fab.Role{"web": {Hosts: []string{"web1", "deploy@web2:2222"}}}}
	c := fab.NewContext(context.Background(), env, nil)
	defer c.Close()
	x, err := c.Execute(func(c *fab.Context) string {
		return c.Env.User + " on " + c.Env.Host + " at " + c.Env.Port
	}, &fab.ExecuteOptions{Roles: []string{"web"}, ExcludeHosts: []string{"web1"}})
	fmt.Println(x.Values()["deploy@web2:2222"], err)
	// Output: deploy on web2 at 2222 <nil>
}

func ExampleEnv_Set() {
	e := &fab.Env{}
	fmt.Println(e.Set("command_timeout", "1m30s"), e.CommandTimeout)
	fmt.Println(e.Set("pool_size", "many"))
	// Output:
	// <nil> 1m30s
	// fab: env: "pool_size": cannot be set: "many": expected a number, at least 0
}

func ExampleParseCall() {
	c, err := fab.ParseCall(`deploy:v2,branch=main,hosts=web1;web2`)
	fmt.Println(c.Name, c.Args, c.Kwargs, c.Hosts, err)
	// Output: deploy [v2] map[branch:main] [web1 web2] <nil>
}
