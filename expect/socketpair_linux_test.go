package expect_test

import "syscall"

// socketPair returns two connected sockets that children do not inherit.
func socketPair() ([2]int, error) {
	return syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
}
