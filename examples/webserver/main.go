// Webserver serves files, and programs by CGI, as one ini file says: chapter 8's
// light web server.
//
//	webserver                  # serves this folder on http://127.0.0.1:8080
//	webserver -init > web.ini  # a configuration with every default, commented
//	webserver -c web.ini
//
// SIGHUP reads the configuration again; one with a mistake is refused, and the
// one in use stays. SIGUSR1 opens the access log anew. SIGTERM and Ctrl-C let
// requests end, and stop.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/examples/webserver/internal/config"
	"github.com/pyops-go/pyops/examples/webserver/internal/site"
)

func main() { cli.Main("webserver", run) }

func run(args []string, std cli.IO) error {
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, append([]os.Signal{os.Interrupt, syscall.SIGTERM}, otherSignals...)...)
	defer signal.Stop(signals)
	return serve(args, std, signals)
}

// serve is run with signals that a test can send.
func serve(args []string, std cli.IO, signals <-chan os.Signal) error {
	c := cli.New("webserver", "Serve files, and programs by CGI, as an ini file says.")
	c.Example("webserver -init > web.ini && webserver -c web.ini")
	file := c.Flags.String("c", "", "the configuration, a `FILE`; without it this folder is served on 127.0.0.1:8080")
	initial := c.Flags.Bool("init", false, "print a configuration with every default, and serve nothing")
	check := c.Flags.Bool("t", false, "check the configuration, and serve nothing")
	if err := c.Parse(args, std.Out); err != nil {
		return err
	}
	if *initial {
		_, err := std.Out.Write(config.Default)
		return err
	}
	conf, err := read(*file)
	if err != nil {
		return err
	}
	if *check {
		name := *file
		if name == "" {
			name = "the default"
		}
		fmt.Fprintf(std.Out, "%s is well\n", name)
		return nil
	}
	errLog := &lines{w: std.Err}
	// Nobody is answered with root's rights.
	s, err := site.Start(conf, std.Out, errLog.say, func() error { return giveUpRoot(conf.User) })
	if err != nil {
		return err
	}
	defer s.Close()
	for _, url := range s.Addresses() {
		errLog.say("serving %s on %s", conf.Sites[0].Root, url)
	}
	for sig := range signals {
		switch {
		case sig == hangup:
			if err := reload(s, *file); err != nil {
				errLog.say("the configuration in use stays: %v", err)
			} else {
				errLog.say("read the configuration again")
			}
		case sig == reopen:
			if err := s.Reopen(); err != nil {
				errLog.say("access log: %v", err)
			}
		default:
			errLog.say("stopping: requests that are under way have %v", conf.Graceful)
			return s.Shutdown(context.Background())
		}
	}
	return nil
}

func read(file string) (*config.Config, error) {
	if file == "" {
		return config.Parse("", nil)
	}
	return config.Load(file)
}

func reload(s *site.Server, file string) error {
	if file == "" {
		return errors.New("there is no file to read again")
	}
	conf, err := config.Load(file)
	if err != nil {
		return err
	}
	return s.Reload(conf)
}

// lines writes what goes wrong, with the time, a line each.
type lines struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *lines) say(format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	fmt.Fprintf(l.w, "%s %s\n", time.Now().Format("2006-01-02 15:04:05"), fmt.Sprintf(format, args...))
}
