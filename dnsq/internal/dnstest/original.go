package dnstest

import (
	_ "embed"
	"strings"
	"sync"
	"testing"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/internal/original"
)

//go:embed original.py
var originalSource string

//go:embed zone.py
var zoneSource string

// Start gives a test dnspython with what original.py asks of it.
func Start(t testing.TB) *original.Python {
	py := original.Start(t, "dns")
	py.Define(originalSource)
	learnWords(py)
	return py
}

// StartZones is Start with what zone.py asks of it beside.
func StartZones(t testing.TB) *original.Python {
	py := Start(t)
	py.Define(zoneSource)
	return py
}

// StartWith is Start in a process of the test's own.
func StartWith(t testing.TB, opts *original.Options) *original.Python {
	py := original.StartWith(t, opts, "dns")
	py.Define(originalSource)
	py.Define(zoneSource)
	learnWords(py)
	return py
}

// ownWords are what each class of exceptions of the original says when it is
// raised without words. Ours say the same in words of their own.
var ownWords struct {
	sync.Mutex
	of map[string]string
}

func learnWords(py *original.Python) {
	ownWords.Lock()
	defer ownWords.Unlock()
	if ownWords.of != nil {
		return
	}
	ownWords.of = map[string]string{}
	for _, p := range py.Value("exception_words").(original.Dict) {
		ownWords.of[p.Key.(string)] = p.Value.(string)
	}
}

func wordsOfClass(class string) string {
	ownWords.Lock()
	defer ownWords.Unlock()
	return ownWords.of[class]
}

// Name is a name that is relative without a final dot.
func Name(text string) dnsq.Name {
	n, err := dnsq.NameFromText(text, &dnsq.NameOptions{Relative: true})
	if err != nil {
		panic(err)
	}
	return n
}

// Origin is an absolute name, or Empty for no text.
func Origin(text string) dnsq.Name {
	if text == "" {
		return dnsq.Empty
	}
	return dnsq.MustName(text)
}

// Type is a type by its name.
func Type(text string) dnsq.RdataType {
	typ, err := dnsq.RdataTypeFromText(text)
	if err != nil {
		panic(err)
	}
	return typ
}

// Words are a text with one space between words.
func Words(s string) string { return strings.Join(strings.Fields(s), " ") }
