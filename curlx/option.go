package curlx

import (
	"io"
	"net"
	"reflect"
	"syscall"
)

// An Option names one setting of a [Curl] whose value is a T. The constants of
// this type have pycurl's names and libcurl's numbers: [URL] is an
// Option[string], [TIMEOUT] an Option[int].
type Option[T any] int

// An AnyOption is an [Option] of whatever type.
type AnyOption interface {
	// String is the option's name, such as "URL".
	String() string
	number() int
	accept(v any) (any, bool)
	typeName() string
}

func (o Option[T]) number() int { return int(o) }

func (o Option[T]) typeName() string { return reflect.TypeFor[T]().String() }

// String is the option's name, such as "URL".
func (o Option[T]) String() string { return optionName(int(o)) }

// An Info names one thing that [Curl.Getinfo] tells of the last transfer, as a T.
type Info[T any] int

// An AnyInfo is an [Info] of whatever type.
type AnyInfo interface {
	// String is the name, such as "TOTAL_TIME".
	String() string
	number() int
}

func (i Info[T]) number() int { return int(i) }

// String is the name, such as "TOTAL_TIME".
func (i Info[T]) String() string { return infoName(int(i)) }

// The types of callbacks. They are called on the goroutine that performs the
// transfer, and hold it up for as long as they take; slices that they are given are
// valid during the call only. An io.Reader or io.Writer that may wait, such as a
// pipe, is called on a goroutine of its own instead, so that the end of the context
// and time limits end the transfer all the same; the call that waits is left behind.
type (
	// A WriteFunc takes what arrives: body for WRITEFUNCTION, one header line a
	// call for HEADERFUNCTION. It returns how much it took; anything but all of it
	// ends the transfer with E_WRITE_ERROR, which wraps its error. To return
	// [WRITEFUNC_PAUSE] pauses receiving; the same data comes again afterwards.
	WriteFunc func(p []byte) (int, error)

	// A ReadFunc gives what is to be sent, as the Read of an io.Reader. To return
	// [READFUNC_PAUSE] pauses sending, [READFUNC_ABORT] ends the transfer with
	// E_ABORTED_BY_CALLBACK.
	ReadFunc func(p []byte) (int, error)

	// A SeekFunc sets the place where the ReadFunc goes on. It returns
	// SEEKFUNC_OK, SEEKFUNC_FAIL or SEEKFUNC_CANTSEEK.
	SeekFunc func(offset int64, whence int) (int, error)

	// A ProgressFunc is told, about once a second and as things happen, what was
	// transferred of what total, in bytes; a total that is not known is zero. An
	// error ends the transfer with E_ABORTED_BY_CALLBACK, which wraps it.
	ProgressFunc func(downloadTotal, downloaded, uploadTotal, uploaded int64) error

	// A DebugFunc is told what happens while VERBOSE is on.
	DebugFunc func(kind InfoType, data []byte)

	// A SockoptFunc may change a socket before it connects. It returns SOCKOPT_OK
	// or SOCKOPT_ERROR.
	SockoptFunc func(socket syscall.RawConn, purpose int) (int, error)

	// An OpensocketFunc opens the connection in place of the package: network is
	// "tcp4", "tcp6" or "unix", address what net.Dial takes.
	OpensocketFunc func(network, address string) (net.Conn, error)

	// A ClosesocketFunc closes a connection in place of the package.
	ClosesocketFunc func(net.Conn) error

	// A PrereqFunc is told both ends of the connection that a request is about to be
	// sent on. An error ends the transfer with E_ABORTED_BY_CALLBACK, which wraps it.
	PrereqFunc func(primaryIP, localIP string, primaryPort, localPort int) error

	// A TrailerFunc gives the header lines, such as "Name: value", that follow the
	// last chunk of an upload. An error ends the transfer with
	// E_ABORTED_BY_CALLBACK, which wraps it.
	TrailerFunc func() ([]string, error)

	// A MatchFunc tells whether a name fits the pattern of a WILDCARDMATCH. An error
	// ends the transfer with E_REMOTE_FILE_NOT_FOUND, which wraps it.
	MatchFunc func(pattern, name string) (bool, error)
)

var _ io.Writer = WriteFunc(nil)

// Write calls f.
func (f WriteFunc) Write(p []byte) (int, error) { return f(p) }

// Read calls f.
func (f ReadFunc) Read(p []byte) (int, error) { return f(p) }
