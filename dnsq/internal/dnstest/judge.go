package dnstest

import (
	"errors"
	"fmt"
	"strings"

	"github.com/pyops-go/pyops/internal/original"
)

// A Case is one question to the original. Its exported fields are the arguments of a
// function there, which has them under the same names.
type Case interface {
	// Asks is the function: of original.py, zone.py or dnspython itself.
	Asks() string

	// Ours is what the same comes to here, in the terms of Outcome.
	Ours() any
}

// Ask is a case as a call.
func Ask(c Case) original.Call {
	return original.Call{Func: "by_name(" + c.Asks() + ")", Args: []any{c}}
}

// AskAll are cases as calls.
func AskAll[C Case](cases ...C) []original.Call {
	var calls []original.Call
	for _, c := range cases {
		calls = append(calls, Ask(c))
	}
	return calls
}

// CaseOf is the case that a call is, if it is of that kind.
func CaseOf[C Case](c original.Call) (C, bool) {
	of, ok := c.Args[0].(C)
	return of, ok
}

// failed is what went wrong, as attempt in original.py says it.
func failed(class, text string) any {
	return original.Dict{{Key: "error", Value: class}, {Key: "text", Value: text}}
}

// Outcome is what an input came to, in the terms of original.py.
func Outcome(value any, err error) any {
	if err != nil {
		return failed(ClassOf(err), MessageOf(err))
	}
	return value
}

// Text is text that was written, or what went wrong.
func Text(text string, err error) any { return Outcome(text, err) }

// Raised is a result of the original in the same terms.
func Raised(r original.Result) any {
	var e *original.Exception
	if errors.As(r.Err, &e) {
		return failed(e.Class, Words(e.Message))
	}
	return r.Value
}

// Failure is the class of what went wrong, or nil.
func Failure(v any) any {
	if d, ok := v.(original.Dict); ok && len(d) == 2 && d[0].Key == "error" {
		return d[0].Value
	}
	return nil
}

// WordsOf is what went wrong in words, or "".
func WordsOf(v any) string {
	if Failure(v) == nil {
		return ""
	}
	return v.(original.Dict)[1].Value.(string)
}

// Judge compares what cases come to here with the original.
func Judge(py *original.Python, divergences []original.Divergence) *original.Judge {
	return &original.Judge{Python: py, Ours: ours, Divergences: divergences, Same: Same}
}

func ours(c original.Call) original.Result {
	asked, ok := CaseOf[Case](c)
	if !ok {
		return original.Result{Err: fmt.Errorf("%T is no case", c.Args[0])}
	}
	v := original.Plain(asked.Ours())
	if class := Failure(v); class != nil {
		return original.Result{Err: &original.Exception{Class: class.(string), Message: WordsOf(v)}}
	}
	return original.Result{Value: v}
}

// Same is original.SameResult but for white space in messages, and for an
// exception that has no message: the original's own that have none, or one that a
// divergence owes in whatever words.
func Same(owed, ours original.Result) bool {
	if class := Failure(owed.Value); owed.Err == nil && class != nil { // caught there
		owed = Raise(class.(string), WordsOf(owed.Value))
	}
	e, failedA := owed.Err.(*original.Exception)
	o, failedB := ours.Err.(*original.Exception)
	if failedA && failedB {
		return e.Class == o.Class && (strings.TrimSpace(e.Message) == "" || Words(e.Message) == Words(o.Message))
	}
	return original.SameResult(owed, ours)
}

// SameClasses is Same that leaves words aside: those of the original are Python's
// own, of struct and slices, where bytes are malformed.
func SameClasses(owed, ours original.Result) bool {
	e, failedA := owed.Err.(*original.Exception)
	o, failedB := ours.Err.(*original.Exception)
	if failedA && failedB {
		return e.Class == o.Class
	}
	return original.SameResult(owed, ours)
}

// Raise is a result that is an exception; without words, whatever it says.
func Raise(class, words string) original.Result {
	return original.Result{Err: &original.Exception{Class: class, Message: words}}
}

// Class is the class of a result that is an exception, or "".
func Class(r original.Result) string {
	if e, ok := r.Err.(*original.Exception); ok {
		return e.Class
	}
	return ""
}

// Message is the message of a result that is an exception, or "".
func Message(r original.Result) string {
	if e, ok := r.Err.(*original.Exception); ok {
		return Words(e.Message)
	}
	return ""
}

// Difference shows two values, or of two lists of one length the members that
// differ.
func Difference(got, want any) string {
	g, ok := got.([]any)
	w, ok2 := want.([]any)
	if !ok || !ok2 || len(g) != len(w) {
		return fmt.Sprintf("  got %.250q\n want %.250q", got, want)
	}
	var out strings.Builder
	for i := range g {
		if !original.Same(g[i], w[i]) {
			fmt.Fprintf(&out, "  [%d] got %.300q\n     want %.300q\n", i, g[i], w[i])
		}
	}
	return out.String()
}
