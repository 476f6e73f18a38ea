//go:build !linux

package expect_test

import "errors"

func socketPair() ([2]int, error) {
	return [2]int{}, errors.New("a pair of sockets is made on Linux only")
}
