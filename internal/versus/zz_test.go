package main
import ("testing";"fmt";"io";"bytes";"golang.org/x/sys/unix";"runtime")
func cputime() int64 { var r unix.Rusage; unix.Getrusage(unix.RUSAGE_SELF,&r); return r.Utime.Nano()+r.Stime.Nano() }
func TestZZ(t *testing.T) {
	data := bytes.Repeat([]byte{0,1,2,3}, 256)
	for range 3 {
	for i, f := range []func(io.Writer, []byte) error{built} {
		runtime.GC()
		a := cputime()
		for range 10000 { f(io.Discard, data) }
		fmt.Println(i, (cputime()-a)/10000)
	}}
}
