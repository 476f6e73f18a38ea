// Package peers starts the real servers that tests talk to, on loopback, and
// ends them with the test.
//
// It installs nothing. [Need] finds a program or skips the test by name; with
// PYOPS_PEERS=required, as under make test, what is missing fails the test
// instead. [Start] runs a server in the foreground, waits until it answers, and
// prints its log when the test fails. [Port] asks the kernel for a port.
// [NewNamespace] gives a test a network of its own, where packets may
// fly; [PrivateMounts] shows a program files that are not there.
package peers
