package rrd

import "fmt"

// cutAt cuts a text at the first of a byte.
func cutAt(s string, at byte) (before, after string, found bool) {
	for i := range len(s) {
		if s[i] == at {
			return s[:i], s[i+1:], true
		}
	}
	return s, "", false
}

// An elementText is an element as the command line has it, cut at its colons.
// Words of the form key=value are found by their key, the others in order.
type elementText struct {
	whole, command string
	words          []elementWord
}

type elementWord struct {
	text string
	used bool
}

// cutElement cuts an element. A colon after a backslash is part of a word.
func cutElement(text string) *elementText {
	e := &elementText{whole: text}
	var word []byte
	var words []string
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '\\' && i+1 < len(text) && text[i+1] == ':':
			word = append(word, ':')
			i++
		case text[i] == ':':
			words = append(words, string(word))
			word = word[:0]
		default:
			word = append(word, text[i])
		}
	}
	words = append(words, string(word))
	e.command = words[0]
	for _, w := range words[1:] {
		e.words = append(e.words, elementWord{text: w})
	}
	return e
}

// elementKeys are the keys by which a word is found instead of by its place.
var elementKeys = map[string]bool{
	"vname": true, "color": true, "color2": true, "legend": true, "fraction": true, "gradheight": true,
	"dashes": true, "dash-offset": true, "skipscale": true, "stack": false, "step": true, "start": true, "end": true, "reduce": true,
	"daemon": true, "rrd": true, "ds": true, "dsname": true, "cf": true, "rpn": true, "format": true, "offset": true, "align": true,
	"strftime": true, "valstrftime": true, "valstrfduration": true, "STACK": true, "label": false, "name": false,
}

// flags are words that mean something by themselves.
var elementFlags = map[string]bool{
	"STACK": true, "skipscale": true, "dashes": true, "strftime": true, "valstrftime": true, "valstrfduration": true,
}

// named takes the word with one of the keys; the last counts.
func (e *elementText) named(keys ...string) (value string, ok bool) {
	for _, key := range keys {
		for i := len(e.words) - 1; i >= 0; i-- {
			w := &e.words[i]
			if k, v, has := cutAt(w.text, '='); has && k == key && !w.used {
				w.used = true
				return v, true
			}
		}
	}
	return "", false
}

// flag takes a word that stands alone, or with "=1".
func (e *elementText) flag(name string) bool {
	for i := range e.words {
		w := &e.words[i]
		if !w.used && (w.text == name || len(w.text) > len(name) && w.text[:len(name)+1] == name+"=") {
			w.used = true
			return w.text != name+"=0"
		}
	}
	return false
}

// next takes the first word that is neither taken nor found by a key.
func (e *elementText) next() (string, bool) {
	for i := range e.words {
		w := &e.words[i]
		key, _, has := cutAt(w.text, '=')
		if w.used || has && elementKeys[key] || !has && elementFlags[w.text] {
			continue
		}
		w.used = true
		return w.text, true
	}
	return "", false
}

// take takes the word with one of the keys, or else the next one.
func (e *elementText) take(keys ...string) (string, bool) {
	if v, ok := e.named(keys...); ok {
		return v, true
	}
	return e.next()
}

// leftover is an error if words are left.
func (e *elementText) leftover() error {
	var left string
	found := false
	for _, w := range e.words {
		if w.used {
			continue
		}
		if found {
			left += ":"
		}
		left += w.text
		found = true
	}
	if !found {
		return nil
	}
	return graphError("Unused Arguments \"%s\" in command : %s", left, e.whole)
}

// graphError is an error in an argument of a graph, in librrd's words.
func graphError(format string, args ...any) error {
	return &Error{Kind: ErrSyntax, Reason: fmt.Sprintf(format, args...)}
}
