package expect_test

import (
	"fmt"
	"net"
	"os/exec"
	"time"
)

// listenOnce is inetd for one connection: it runs a program with the connection
// for standard input and output. The function that it returns ends everything.
func listenOnce(port int, program string, args ...string) (end func(), err error) {
	l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		return nil, err
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		conn, err := l.Accept()
		if err != nil {
			return
		}
		f, err := conn.(*net.TCPConn).File()
		conn.Close()
		if err != nil {
			return
		}
		c := exec.Command(program, args...)
		c.Stdin, c.Stdout, c.Stderr = f, f, f
		c.WaitDelay = time.Second
		err = c.Start()
		f.Close()
		if err == nil {
			c.Wait()
		}
	}()
	return func() {
		l.Close()
		<-done
	}, nil
}
