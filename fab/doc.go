// Package fab is Fabric 1 of Python: tasks that a command line runs, here and on
// hosts by SSH.
//
// A fabfile is a Go package whose exported functions are tasks; the fab command in
// fab/cmd/fab finds it, compiles it once, and runs them: fab deploy:branch=main.
// A program of its own says what its tasks are:
//
//	package main
//
//	import (
//		"os"
//
//		"github.com/pyops-go/pyops/fab"
//	)
//
//	func main() { os.Exit(fab.Main(fab.Task{Name: "uptime", Func: uptime})) }
//
//	func uptime(c *fab.Context) error {
//		_, err := c.Run("uptime", nil)
//		return err
//	}
package fab
