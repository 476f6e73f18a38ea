//go:build !linux

package curlx

import (
	"net"
	"testing"
)

func socketOptions(*testing.T, *net.TCPConn) map[string]int { return nil }
