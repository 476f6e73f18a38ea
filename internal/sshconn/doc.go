// Package sshconn connects to SSH servers for the packages that log in there:
// dialling, host keys, authentication, jump hosts, proxy commands, keepalive.
//
// [Dial] connects and logs in. A context or a [Config.Timeout] holds for every
// stage: name lookup, TCP, proxy, version, key exchange, authentication; and what
// [Client.Open] and [Client.DialContext] open later has its own. An [*Error] names
// the stage, and its kind tells refused, unreachable, wrong host key and wrong
// credentials apart.
//
// [KnownHosts] reads OpenSSH's known_hosts files: plain, hashed and wildcard
// entries, @cert-authority and @revoked. It chooses the host key algorithms that a
// server is asked for, so that a server with several keys shows the one that is
// known (an ssh-rsa entry asks for rsa-sha2-512 and rsa-sha2-256), and it adds
// hosts without losing a line that it does not understand.
package sshconn
