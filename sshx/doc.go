// Package sshx logs in to servers by SSH, runs commands there and transfers files, as
// Python's paramiko does.
//
//	package main
//
//	import (
//		"context"
//		"fmt"
//
//		"github.com/pyops-go/pyops/sshx"
//	)
//
//	func main() {
//		ctx := context.Background()
//		client := sshx.NewSSHClient()
//		if _, err := client.LoadSystemHostKeys(""); err != nil {
//			fmt.Println(err)
//			return
//		}
//		if err := client.Connect(ctx, "web1.example.com", &sshx.ConnectOptions{Username: "ops"}); err != nil {
//			fmt.Println(err)
//			return
//		}
//		defer client.Close()
//		r, err := client.Run(ctx, "free -m", nil)
//		if err != nil {
//			fmt.Println(err)
//			return
//		}
//		fmt.Println(r, r.ExitStatus)
//	}
//
// # Commands
//
// [SSHClient.Run] runs a command to its end. [SSHClient.ExecCommand] gives its three
// streams while it runs: reading one to its end never waits for somebody to read the
// other, and the exit status may be asked for before the output. A context holds for
// the whole command, and its end ends the remote process. [SSHClient.InvokeShell] and
// [PTY] are for what wants a terminal; package expect of this module talks to it.
//
// # Who the server is
//
// A server of which no key is known is refused, unless a [MissingHostKeyPolicy] says
// otherwise; one with another key than the known one, or with a revoked one, is
// refused always. [HostKeys] reads known_hosts files as OpenSSH does, hashed names,
// wildcards, @cert-authority and @revoked included, and loses no line when it writes.
// The error of a refused server names the line that it contradicts.
//
// # Logging in
//
// [ConnectOptions] has a password, a [PKey], files of keys, the agent, and answers to
// the server's questions; all keys are tried in one login, explicit ones first. Keys
// may be in any format of ssh-keygen and openssl. [Jump] goes over other hosts,
// ConnectOptions.ProxyCommand through a program. [SSHConfig] reads ssh_config, and its
// ConnectOptions are what a file says about a host and the hosts on the way there.
//
// # Files
//
// [SFTPClient] has many pieces of a file on their way at a time, and [SFTPClient.PutTree]
// and [SFTPClient.GetTree] many files. An upload that fails leaves what arrived in one
// piece, or nothing; a download replaces a local file all or nothing; both can be
// resumed. [SFTPClient.FS] is an [io/fs.FS]. [SSHClient.SCPPut] and [SSHClient.SCPGet]
// serve servers that have no SFTP.
//
// # Many commands, many hosts
//
// Everything is safe for concurrent use. A [Pool] keeps connections to hosts, shares
// them, and opens another where a server gives no more sessions on one.
//
// # Errors
//
// An [*Error] or [*SFTPError] is one line that says what, where and why; its kind,
// for errors.Is, tells [ErrRefused], [ErrNoValidConnections], [ErrBadHostKey],
// [ErrAuthentication] and [ErrTimeout] apart.
//
// # A server
//
// A [Server] lets in whom its functions let in, by key, password, questions, or several
// of them; it runs their commands and subsystems, forwards ports, and speaks SFTP: about
// a folder, out of which nothing leads ([RootFiles]), or about whatever implements
// [SFTPServerInterface]. What no field allows is refused.
//
// # What is not there
//
// GSS-API, DSA keys, compression and X11 forwarding. A client that asks for the
// authentication service anew before each of several steps, as paramiko does, passes
// only the first of them at a [Server].
//
// # From Python to Go
//
// These are the names that people look for first; PYTHON.md, beside the sources,
// has them all, with what differs.
//
//	Python                                                  Go
//	paramiko.client.SSHClient                               SSHClient, NewSSHClient
//	paramiko.client.SSHClient.connect                       SSHClient.Connect, ConnectOptions                   adapted
//	paramiko.client.SSHClient.exec_command                  SSHClient.ExecCommand, SSHClient.Run, ExecOptions   fixed
//	paramiko.client.SSHClient.invoke_shell                  SSHClient.InvokeShell                               adapted
//	paramiko.client.SSHClient.open_sftp                     SSHClient.OpenSFTP                                  adapted
//	paramiko.client.SSHClient.load_system_host_keys         SSHClient.LoadSystemHostKeys                        adapted
//	paramiko.client.SSHClient.set_missing_host_key_policy   SSHClient.SetMissingHostKeyPolicy                   adapted
//	paramiko.client.AutoAddPolicy                           AutoAddPolicy                                       adapted
//	paramiko.channel.Channel                                Channel                                             adapted
//	paramiko.channel.Channel.recv_exit_status               Channel.RecvExitStatus                              fixed
//	paramiko.channel.ChannelFile                            ChannelFile                                         adapted
//	paramiko.transport.Transport                            Transport                                           adapted
//	paramiko.transport.Transport.open_channel               Transport.OpenChannel, Transport.DialContext        adapted
//	paramiko.transport.Transport.request_port_forward       Transport.RequestPortForward                        adapted
//	paramiko.sftp_client.SFTPClient                         SFTPClient                                          adapted
//	paramiko.sftp_client.SFTPClient.put                     SFTPClient.Put                                      adapted
//	paramiko.sftp_client.SFTPClient.get                     SFTPClient.Get                                      adapted
//	paramiko.sftp_client.SFTPClient.listdir_attr            SFTPClient.ListdirAttr                              adapted
//	paramiko.sftp_client.SFTPClient.open                    SFTPClient.Open
//	paramiko.sftp_attr.SFTPAttributes                       SFTPAttributes                                      adapted
//	paramiko.pkey.PKey                                      PKey                                                adapted
//	paramiko.rsakey.RSAKey.generate                         GenerateRSAKey                                      adapted
//	paramiko.hostkeys.HostKeys                              HostKeys
//	paramiko.config.SSHConfig                               SSHConfig                                           adapted
//	paramiko.config.SSHConfig.lookup                        SSHConfig.Lookup, LookupOptions                     fixed
//	paramiko.agent.Agent                                    Agent, ConnectAgent                                 adapted
//	paramiko.server.ServerInterface                         Server                                              adapted
//	paramiko.ssh_exception.SSHException                     ErrSSH, Error                                       adapted
//	paramiko.ssh_exception.AuthenticationException          ErrAuthentication, AuthenticationError              adapted
//	paramiko.ssh_exception.BadHostKeyException              ErrBadHostKey, HostKeyError                         adapted
//	paramiko.ssh_exception.NoValidConnectionsError          ErrNoValidConnections, ErrRefused                   adapted
package sshx
