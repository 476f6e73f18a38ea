// Package cli is how the example programs read their arguments and end: all of
// them answer -h the same way, and tell wrong usage the same way.
//
//	func main() { cli.Main("greet", run) }
//
//	func run(args []string, std cli.IO) error {
//		c := cli.New("greet", "Greet somebody.")
//		c.Example("greet -loud Ada")
//		loud := c.Flags.Bool("loud", false, "shout")
//		name := c.Arg("NAME", "whom to greet")
//		if err := c.Parse(args, std.Out); err != nil {
//			return err
//		}
//		...
//	}
//
// Run has no other way out than its error, so that a test can call it:
//
//   - no error is exit status 0, and so is -h, which prints the help to Out;
//   - a [UsageError], of Parse or of [Command.Usagef], is told once on Err, with a
//     line of usage, and is exit status 2;
//   - [Status] chooses the exit status, with a message or without;
//   - any other error is told on Err and is exit status 1.
package cli
