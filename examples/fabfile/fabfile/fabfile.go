// Package fabfile has the tasks of the book's chapter on Fabric: greet, and bring a
// project from this machine to its server.
package fabfile

import (
	"fmt"

	"github.com/pyops-go/pyops/fab"
)

// Setup is what holds for all tasks. The command line may choose other hosts.
func Setup(env *fab.Env) {
	if len(env.Hosts) == 0 {
		env.Hosts = []string{"my_server"}
	}
}

// Hello greets somebody.
//
//fab:default name=world
func Hello(c *fab.Context, name string) {
	c.Puts(fmt.Sprintf("Hello %s!", name), &fab.PutsOptions{NoPrefix: true})
}

// Test runs the tests of the project, and asks whether to go on when they fail.
//
//fab:runs_once
func Test(c *fab.Context) error {
	result, err := c.WarnOnly().Local("./manage.py test my_app", &fab.LocalOptions{Capture: true})
	if err != nil || !result.Failed {
		return err
	}
	yes, err := c.Confirm("Tests failed. Continue anyway?", nil)
	if err == nil && !yes {
		err = c.Abort("Aborting at user request.")
	}
	return err
}

// Commit commits what has changed.
//
//fab:runs_once
//fab:default message=Work
func Commit(c *fab.Context, message string) error {
	_, err := c.Local("git add -A && git commit -q -m "+fab.Quote(message), nil)
	return err
}

// Push brings the commits to where the server finds them.
//
//fab:runs_once
func Push(c *fab.Context) error {
	_, err := c.Local("git push -q", nil)
	return err
}

// PrepareDeploy tests, commits and pushes.
//
//fab:runs_once
func PrepareDeploy(c *fab.Context) error {
	if err := Test(c); err != nil {
		return err
	}
	if err := Commit(c, "Work"); err != nil {
		return err
	}
	return Push(c)
}

// Deploy brings the project to the server: it clones it the first time, and pulls
// after that.
//
//fab:default code_dir=/srv/django/myproject
//fab:default repository=user@vcs-host:/path/to/repo/.git
func Deploy(c *fab.Context, codeDir, repository string) error {
	there, err := c.WarnOnly().Run("test -d "+fab.QuotePath(codeDir), nil)
	if err != nil {
		return err
	}
	if there.Failed {
		if _, err := c.Run("git clone -q "+fab.Quote(repository)+" "+fab.QuotePath(codeDir), nil); err != nil {
			return err
		}
	}
	code := c.Cd(codeDir)
	if _, err := code.Run("git pull -q", nil); err != nil {
		return err
	}
	_, err = code.Run("touch app.wsgi", nil)
	return err
}
