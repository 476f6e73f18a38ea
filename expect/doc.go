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
//		child.Expect("(?i)name .*: ")
//		child.SendLine("anonymous")
//		child.Expect("(?i)password:")
//		child.SendSecret("me@example.org")
//		child.Expect("ftp> ")
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
// not among the patterns. [Session.Before], [Session.After] and [Session.Match]
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
// are for Python's bytes; inline flags may stand anywhere; possessive quantifiers,
// atomic groups and conditions are not there; a group that repeats what may be
// empty keeps its last text. Beware of "( ?i)password", seen in books: it looks for
// "ipassword"; the flag is written "(?i)password".
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
// a Pxssh and a bash REPL read. Closing waits as long as it must, not a fixed time;
// it wakes readers and leaves neither descriptors nor zombies. Host keys are
// checked.
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
// The full table with reasons is parity.tsv; these are the functions and classes.
//
//	Python                                 Go
//	pexpect.ExceptionPexpect               ErrPexpect, Error                                       adapted
//	pexpect.Expecter                       Session.ExpectLoop                                      adapted
//	pexpect.exceptions.ExceptionPexpect    ErrPexpect, Error                                       adapted
//	pexpect.expect.Expecter                Session.ExpectLoop                                      adapted
//	pexpect.expect.searcher_re             Searcher, NewSearcher
//	pexpect.expect.searcher_string         Searcher, NewExactSearcher
//	pexpect.fdpexpect.ExceptionPexpect     ErrPexpect, Error                                       adapted
//	pexpect.fdpexpect.SpawnBase            Session                                                 adapted
//	pexpect.fdpexpect.fdspawn              FdSpawn, NewFdSpawn                                     adapted
//	pexpect.is_executable_file             IsExecutableFile
//	pexpect.popen_spawn.PopenSpawn         PopenSpawn, NewPopenSpawn
//	pexpect.popen_spawn.SpawnBase          Session                                                 adapted
//	pexpect.pty_spawn.ExceptionPexpect     ErrPexpect, Error                                       adapted
//	pexpect.pty_spawn.SpawnBase            Session                                                 adapted
//	pexpect.pty_spawn.spawn                Spawn, Child
//	pexpect.pty_spawn.spawnu               SpawnU                                                  adapted
//	pexpect.pty_spawn.split_command_line   SplitCommandLine
//	pexpect.pty_spawn.which                Which
//	pexpect.pxssh.ExceptionPexpect         ErrPexpect, Error                                       adapted
//	pexpect.pxssh.ExceptionPxssh           ErrPxssh                                                adapted
//	pexpect.pxssh.pxssh                    Pxssh, NewPxssh
//	pexpect.pxssh.spawn                    Spawn, Child
//	pexpect.replwrap.REPLWrapper           REPLWrapper, NewREPLWrapper
//	pexpect.replwrap.bash                  NewBash                                                 adapted
//	pexpect.replwrap.python                NewPython
//	pexpect.run                            Run, RunWithExitStatus, RunOptions, Event, EventState   fixed
//	pexpect.run.run                        Run, RunWithExitStatus, RunOptions, Event, EventState   fixed
//	pexpect.run.runu                       RunU                                                    adapted
//	pexpect.run.spawn                      Spawn, Child
//	pexpect.runu                           RunU                                                    adapted
//	pexpect.searcher_re                    Searcher, NewSearcher
//	pexpect.searcher_string                Searcher, NewExactSearcher
//	pexpect.spawn                          Spawn, Child
//	pexpect.spawnbase.ExceptionPexpect     ErrPexpect, Error                                       adapted
//	pexpect.spawnbase.Expecter             Session.ExpectLoop                                      adapted
//	pexpect.spawnbase.SpawnBase            Session                                                 adapted
//	pexpect.spawnbase.searcher_re          Searcher, NewSearcher
//	pexpect.spawnbase.searcher_string      Searcher, NewExactSearcher
//	pexpect.spawnu                         SpawnU                                                  adapted
//	pexpect.split_command_line             SplitCommandLine
//	pexpect.utils.is_executable_file       IsExecutableFile
//	pexpect.utils.split_command_line       SplitCommandLine
//	pexpect.utils.which                    Which
//	pexpect.which                          Which
package expect
