package email_test

import (
	_ "embed"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/mailx/email"
)

// epoch is when messages came.
var epoch = time.Unix(0, 0)

func TestMain(m *testing.M) { leak.Main(m) }

//go:embed testdata/original.py
var originalPy string

func startEmail(t testing.TB) *original.Python {
	py := original.Start(t, "email")
	py.Define(originalPy)
	return py
}

// asPython writes what Python writes, also where it breaks an RFC.
func asPython() *email.Policy { return &email.Policy{AsPython: true} }

// crlf is asPython with the line ends of SMTP.
func crlf() *email.Policy { return &email.Policy{AsPython: true, Linesep: "\r\n"} }

// judge compares calls; ours answers "failed" for an error, as original.py does for
// an exception.
func judge(t testing.TB, ours func(original.Call) (any, error), divergences ...original.Divergence) *original.Judge {
	return &original.Judge{Python: startEmail(t), Divergences: divergences, Ours: func(c original.Call) original.Result {
		v, err := ours(c)
		if err != nil {
			v = "failed"
		}
		return original.Result{Value: original.Plain(v)}
	}}
}

// latin1 shows bytes as Python's decode("latin-1") does.
func latin1(p []byte) string {
	r := make([]rune, len(p))
	for i, c := range p {
		r[i] = rune(c)
	}
	return string(r)
}

// optional is nil for what is not there.
func optional(s string, ok bool) any {
	if !ok {
		return nil
	}
	return s
}

func deref(s *string) any {
	if s == nil {
		return nil
	}
	return *s
}
