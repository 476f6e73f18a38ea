// Package story makes a TLS handshake and tells it: who said what, what of it
// others can read, why the certificate is believed, and which secrets came of it.
package story

import (
	"strconv"
	"strings"
	"time"
)

// A Story is what there is to tell.
type Story struct {
	Mode, Target, Name string
	Made               time.Time
	Intro              []string
	Connections        []*Connection
	OK                 bool
	Outcome            string // in one sentence
}

// A Connection is one of the connections of a story.
type Connection struct {
	Title     string
	Flights   []Flight
	Facts     []Fact
	Chain     []Certificate
	Sent      bool // the chain came over the wire; else it is remembered
	Questions []Question
	Values    []Value
	OK        bool
	Outcome   string
}

// A Flight is what one side sends without waiting for the other.
type Flight struct {
	Number int
	From   string
	Lines  []Line
}

// A Line is a message.
type Line struct {
	Name      string
	Size      string
	Encrypted bool
	Sealed    bool // and not decrypted here
	Texts     []string
	Hex       string
}

// A Fact is something about the connection as a whole.
type Fact struct{ Name, Text string }

// A Question about a certificate is answered by itself: a certificate with a good
// chain may have another name.
type Question struct {
	Name string
	OK   bool
	Text string
}

// A Value is a number that keys are made of, or a key.
type Value struct{ Name, Hex, Text string }

// A Certificate is one of a chain.
type Certificate struct {
	Subject, Issuer, Names, Key, From, To string
	Role                                  string
}

// clean makes a text that somebody else wrote fit for a terminal: what is no
// printable character is written as its number.
func clean(s string) string {
	q := strconv.QuoteToGraphic(strings.ToValidUTF8(s, "?"))
	q = strings.ReplaceAll(q[1:len(q)-1], `\"`, `"`)
	return q
}
