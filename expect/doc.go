// Package expect starts interactive programs, waits for what they print, and
// answers, as Python's pexpect does: logins, installers, consoles, anything that
// was made for a person at a terminal.
//
//	package main
//
//	import (
//		"context"
//		"fmt"
//
//		"github.com/pyops-go/pyops/expect"
//	)
//
//	func main() {
//		child, err := expect.Spawn(context.Background(), "ftp ftp.example.org", nil)
//		if err != nil {
//			fmt.Println(err)
//			return
//		}
//		defer child.Close()
//		if _, err := child.Expect("(?i)name .*: "); err != nil {
//			fmt.Println("not asked for a name:", err)
//			return
//		}
//		child.SendLine("anonymous") // if it cannot be sent, the next Expect fails
//		if _, err := child.Expect("(?i)password:"); err != nil {
//			fmt.Println("not asked for a password:", err)
//			return
//		}
//		child.SendSecret("me@example.org")
//		if _, err := child.Expect("ftp> "); err != nil {
//			fmt.Println("not logged in:", err)
//			return
//		}
//		fmt.Print(child.Before())
//	}
//
// # Sessions
//
// A [Child], made by [Spawn], is a program in a terminal of its own. A
// [PopenSpawn] has pipes in place of the terminal, an [FdSpawn] is an open file, a
// [SocketSpawn] a network connection, and [NewSession] takes any
// io.ReadWriteCloser. What all of them can do are the methods of [Session].
//
// [Session.Expect] waits until one of several patterns matches. A string is a
// regular expression; an [Exact] is plain text; [EOF] and [TIMEOUT] match the end
// and the lack of an answer, and are the errors that tell of these when they are
// not among the patterns. [Session.ExpectWith] takes a context and a timeout of its
// own. [Session.Before], [Session.After] and [Session.Match]
// tell what was read.
//
// [Run] runs a program to its end, answering as told. A [Pxssh] logs in by ssh and
// knows the prompt. A [REPLWrapper] runs commands in an interpreter.
//
// # Regular expressions
//
// Patterns that are strings are Python's, with DOTALL: a dot matches newlines, ^
// the beginning of what has not been matched yet, $ its end as far as it has come
// or before a newline there. A terminal ends lines with "\r\n". They run on Go's
// engine, in time that grows with what is read and not with its square; what that
// engine does not know, look-around, references back and a $ in the middle, on one
// that backtracks, which searches all of the buffer after each read: set
// SearchWindowSize there.
//
// They differ from Python's in this: patterns and text are UTF-8, so that a dot
// takes a character where Python's bytes take a byte; \d, \w, \b are ASCII, as they
// are for Python's bytes; inline flags may stand anywhere; possessive quantifiers
// and conditions are not there; a group that repeats what may be empty keeps its
// last text. A pattern with bytes that are not UTF-8, as such or as \xff, is one of
// bytes as in Python, on the engine that backtracks. Beware of "( ?i)password",
// seen in books: it looks for "ipassword"; the flag is written "(?i)password".
//
// A search that backtracks for longer than the call has, or five seconds, is given
// up with an error of kind [ErrSearch].
//
// # Passwords
//
// What is sent by [Session.SendSecret], stands in SessionOptions.Secrets, or is the
// password of a [Pxssh], shows as ******** in errors and transcripts. Logs are
// complete.
//
// # Beyond pexpect
//
// Sessions end with a context. Buffers can be bounded (MaxBuffer). A [Transcript]
// records what asciinema plays. The marks of bracketed paste are taken out of what
// a Pxssh and a bash REPL read. Sending to who does not read ends with the timeout.
// Closing waits as long as it must, not a fixed time; it wakes readers and leaves
// neither descriptors nor zombies. Host keys are checked. Much output is kept in
// pieces that are never moved, and made one text when Before is asked for.
//
// # Errors
//
// An [Error] is one line: what was waited for, how long, and what came last. What
// Python's str() says beyond that, the state of the session and the patterns, is
// its Detail.
//
// # What to know
//
// A Child inherits no descriptor that Go opened, but those that this process itself
// inherited without close-on-exec it passes on; pexpect closes them all. Terminals
// are there on Unix; elsewhere Spawn says ErrPlatform and PopenSpawn serves. Not
// there yet: pexpect's terminal emulation (ANSI, screen, FSM), which it deprecates
// itself, and replwrap.zsh.
//
// # From Python to Go
//
// These are the names that people look for first; PYTHON.md, beside the sources,
// has them all, with what differs.
//
//	Python                                 Go
//	pexpect.spawn                          Spawn, Child
//	pexpect.run                            Run, RunWithExitStatus, RunOptions, Event, EventState   fixed
//	pexpect.EOF                            EOF                                                     adapted
//	pexpect.TIMEOUT                        TIMEOUT                                                 adapted
//	pexpect.ExceptionPexpect               ErrPexpect, Error                                       adapted
//	pexpect.pty_spawn.spawn.expect         Session.Expect, Session.ExpectWith, ExpectOptions
//	pexpect.pty_spawn.spawn.expect_exact   Session.ExpectExact, Session.ExpectExactWith
//	pexpect.pty_spawn.spawn.expect_list    Session.ExpectList, Session.ExpectListWith
//	pexpect.pty_spawn.spawn.before         Session.Before                                          fixed
//	pexpect.pty_spawn.spawn.after          Session.After, Session.Match                            adapted
//	pexpect.pty_spawn.spawn.match          Session.Match                                           adapted
//	pexpect.pty_spawn.spawn.match_index    Session.MatchIndex                                      adapted
//	pexpect.pty_spawn.spawn.buffer         Session.Buffer, Session.SetBuffer                       fixed
//	pexpect.pty_spawn.spawn.send           Session.Send
//	pexpect.pty_spawn.spawn.sendline       Session.SendLine
//	pexpect.pty_spawn.spawn.sendcontrol    Child.SendControl
//	pexpect.pty_spawn.spawn.sendeof        Child.SendEOF
//	pexpect.pty_spawn.spawn.read           Session.ReadN, Session.Read                             adapted
//	pexpect.pty_spawn.spawn.readline       Session.ReadLine                                        adapted
//	pexpect.pty_spawn.spawn.interact       Child.Interact, InteractOptions
//	pexpect.pty_spawn.spawn.logfile        SessionOptions.LogFile
//	pexpect.pty_spawn.spawn.timeout        SessionOptions.Timeout                                  adapted
//	pexpect.pty_spawn.spawn.close          Child.Close, Child.CloseWith                            adapted
//	pexpect.pty_spawn.spawn.terminate      Child.Terminate
//	pexpect.pty_spawn.spawn.wait           Child.Wait
//	pexpect.pty_spawn.spawn.isalive        Child.IsAlive
//	pexpect.pty_spawn.spawn.exitstatus     Child.ExitStatus, PopenSpawn.ExitStatus                 adapted
//	pexpect.pty_spawn.spawn.setwinsize     Child.SetWinSize
//	pexpect.pty_spawn.spawn.waitnoecho     Child.WaitNoEcho
//	pexpect.pxssh.pxssh                    Pxssh, NewPxssh
//	pexpect.pxssh.pxssh.login              Pxssh.Login, LoginOptions                               fixed
//	pexpect.pxssh.pxssh.prompt             Pxssh.Prompt
//	pexpect.pxssh.pxssh.logout             Pxssh.Logout
//	pexpect.replwrap.REPLWrapper           REPLWrapper, NewREPLWrapper
//	pexpect.popen_spawn.PopenSpawn         PopenSpawn, NewPopenSpawn
//	pexpect.fdpexpect.fdspawn              FdSpawn, NewFdSpawn                                     adapted
//	pexpect.socket_pexpect.SocketSpawn     SocketSpawn, NewSocketSpawn                             adapted
//	pexpect.which                          Which
//	pexpect.split_command_line             SplitCommandLine
package expect
