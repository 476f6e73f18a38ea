package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/pyops-go/pyops/examples/func/internal/bus"
	"github.com/pyops-go/pyops/examples/func/internal/busserver"
	"github.com/pyops-go/pyops/examples/internal/cli"
)

// join is func server.
func join(ctx context.Context, args []string, std cli.IO) error {
	c := cli.New("func server", "Be one more server of the bus: one of three of a cluster, which the overlord uses with -url, or a leaf node, which minions nearby use with -bus.")
	c.Example("func certmaster server bus1.example.org > bus1.pem; func server -identity bus1.pem -cluster 0.0.0.0:51236 -routes bus2:51236,bus3:51236")
	c.Example("func server -identity leaf.pem -above master.example.org:51237")
	host, _ := os.Hostname()
	o := bus.Options{Log: logTo(std)}
	identity := c.Flags.String("identity", "", "the `FILE` that func certmaster server printed")
	c.Flags.StringVar(&o.Dir, "dir", "func-server", "the server's `FOLDER`")
	c.Flags.StringVar(&o.Name, "name", host, "the server's `NAME`, which no other has")
	c.Flags.StringVar(&o.Listen, "bus", "127.0.0.1:51234", "`ADDRESS` where minions and overlord reach it")
	c.Flags.StringVar(&o.Cluster, "cluster", "", "`ADDRESS` where the other servers of its cluster reach it")
	routes := c.Flags.String("routes", "", "`ADDRESSES` of the others, parted by commas")
	c.Flags.StringVar(&o.Leaves, "leaves", "", "`ADDRESS` where leaf nodes reach it")
	above := c.Flags.String("above", "", "be a leaf node of the server at one of these `ADDRESSES`, its -leaves, parted by commas")
	if err := c.Parse(args, std.Out); err != nil {
		return err
	}
	switch {
	case *identity == "":
		return c.Usagef("-identity is missing: expected the file that func certmaster server printed")
	case o.Name == "":
		return c.Usagef("-name is missing: expected a name that no other server has")
	case (o.Cluster == "") == (*above == ""):
		return c.Usagef("expected either -cluster with -routes, or -above")
	}
	o.Routes, o.Above = list(*routes), list(*above)
	s, err := busserver.Start(ctx, *identity, o)
	if err != nil {
		return err
	}
	defer s.Close()
	fmt.Fprintf(std.Out, "bus: %s\nstreams: %s\n", s.URL(), s.Kept())
	<-ctx.Done()
	return nil
}

func list(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' })
}
