// Package fab is Fabric 1 of Python: tasks that a command line runs, here and on
// hosts by SSH.
//
// A fabfile is a Go package whose exported functions are tasks. The fab command, in
// fab/cmd/fab, finds it, compiles it once, and runs them: fab -H web1 deploy:main. It
// may lie in a module of yours, or in none: then it gets the fab of the command. A
// program of its own says what its tasks are:
//
//	package main
//
//	import (
//		"os"
//
//		"github.com/pyops-go/pyops/fab"
//	)
//
//	func main() { os.Exit(fab.Main(fab.Task{Name: "deploy", Func: deploy, Args: []fab.Arg{{Name: "branch"}}})) }
//
//	func deploy(c *fab.Context, branch string) error {
//		code := c.Cd("/srv/app")
//		if _, err := code.Run("git checkout "+fab.Quote(branch), nil); err != nil {
//			return err
//		}
//		_, err := c.Sudo("systemctl restart app", nil)
//		return err
//	}
//
// # Contexts
//
// A [Context] is a host, the [Env] for it, and what is shown of it. Operations are
// its methods: [Context.Run], [Context.Sudo], [Context.Local], [Context.Put],
// [Context.Get] and others. What a with statement changes in Python, a method of that
// name changes on another Context that it returns: c.Cd("/tmp").WarnOnly(). A command
// that fails is an error, unless WarnOnly is set; the task returns it, and the run
// ends. [NewContext] begins a session without a command line.
//
// # Hosts
//
// A task runs on the hosts that its call names, or those of the [Task], or those of
// the env: one after the other, or at once with Env.Parallel. Each has an Env of its
// own. Servers must be known, as ssh has it: Env.AcceptNewHosts believes new ones.
//
// # Fabfiles
//
// Lines above a function are what Python's decorators are:
//
//	// Deploy brings a branch to the web servers.
//	//
//	//fab:roles web
//	//fab:parallel 10
//	//fab:default branch=main
//	func Deploy(c *fab.Context, branch string) error
//
// There are //fab:task (with name=, alias= and default; where any function has it, the
// others are no tasks), hosts, roles, parallel, serial, runs_once, with_settings
// key=value, and default parameter=value. A function that takes a *[Env] alone sets
// what Python's fabfiles set at their top. PrepareDeploy is called prepare_deploy.
//
// # Other packages
//
// fab/files looks at text files of a host and changes them, fab/project brings
// directories there, fab/colors paints text.
//
// # From Python to Go
//
// These are the names that people look for first; PYTHON.md, beside the sources,
// has them all, with what differs.
//
//	Python                                 Go
//	fabric.api.env                         Env, Context.Env                                                                adapted
//	fabric.api.run                         Context.Run, RunOptions, Result                                                 fixed
//	fabric.api.sudo                        Context.Sudo, RunOptions.User, RunOptions.Group                                 fixed
//	fabric.api.local                       Context.Local, LocalOptions                                                     adapted
//	fabric.api.put                         Context.Put, Context.PutReader, PutOptions, Transfer                            fixed
//	fabric.api.get                         Context.Get, Context.GetWriter, GetOptions, Transfer                            fixed
//	fabric.api.cd                          Context.Cd                                                                      fixed
//	fabric.api.lcd                         Context.Lcd                                                                     adapted
//	fabric.api.prefix                      Context.Prefix                                                                  fixed
//	fabric.api.path                        Context.Path, PathOptions, PathBehavior, AppendPath, PrependPath, ReplacePath   fixed
//	fabric.api.shell_env                   Context.ShellEnv                                                                fixed
//	fabric.api.settings                    Context.Settings                                                                adapted
//	fabric.api.hide                        Context.Hide, Level                                                             adapted
//	fabric.api.show                        Context.Show, Level                                                             adapted
//	fabric.api.quiet                       Context.Quiet                                                                   adapted
//	fabric.api.warn_only                   Context.WarnOnly                                                                adapted
//	fabric.api.prompt                      Context.Prompt, PromptOptions                                                   adapted
//	fabric.contrib.console.confirm         Context.Confirm, ConfirmOptions                                                 adapted
//	fabric.api.reboot                      Context.Reboot, RebootOptions                                                   adapted
//	fabric.api.require                     Context.Require                                                                 adapted
//	fabric.api.open_shell                  Context.OpenShell, OpenShellOptions                                             adapted
//	fabric.api.remote_tunnel               Context.RemoteTunnel, TunnelOptions, Tunnel                                     adapted
//	fabric.api.task                        Task                                                                            adapted
//	fabric.api.hosts                       Task.Hosts
//	fabric.api.roles                       Task.Roles
//	fabric.api.parallel                    Task.Parallel, Task.PoolSize
//	fabric.api.serial                      Task.Serial                                                                     adapted
//	fabric.api.runs_once                   Task.RunsOnce
//	fabric.api.with_settings               Task.Settings                                                                   adapted
//	fabric.api.execute                     Context.Execute, ExecuteOptions, Execution, HostResult                          fixed
//	fabric.api.abort                       Context.Abort, ErrAbort                                                         adapted
//	fabric.api.warn                        Context.Warn
//	fabric.api.puts                        Context.Puts, PutsOptions                                                       adapted
//	fabric.contrib.files.append            files.Append, files.AppendOptions                                               fixed
//	fabric.contrib.files.sed               files.Sed, files.SedOptions                                                     fixed
//	fabric.contrib.files.upload_template   files.UploadTemplate, files.TemplateOptions, files.Fill                         fixed
//	fabric.contrib.project.rsync_project   project.Rsync, project.RsyncOptions                                             adapted
//	fabric.colors.red                      colors.Red, colors.Options                                                      adapted
//	fabric.exceptions.NetworkError         ErrNetwork, Error                                                               adapted
//	fabric.exceptions.CommandTimeout       ErrCommandTimeout, Error                                                        fixed
package fab
