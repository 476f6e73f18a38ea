package email

import (
	"strings"
	"unicode/utf8"
)

// mostWord is how long an encoded-word may be: RFC 2047, 2.
const mostWord = 75

// A folder lays the pieces of a header out in lines. A line under work is a row of
// pieces, each a blank and a word, so that it can be broken at a better place than
// its end.
type folder struct {
	most   int
	ws     string // begins a further line
	splits string // where to break, best first
	start  int    // columns that the header's name takes of the first line
	short  bool   // keep to mostWord
	exact  bool   // CR and LF alone end lines of the text; Python takes more for ends, and drops them

	done []string
	line []piece
}

type piece struct{ blank, word string }

func (p piece) width() int { return utf8.RuneCountInString(p.blank) + utf8.RuneCountInString(p.word) }

func (f *folder) width() int {
	n := f.start
	for _, p := range f.line {
		n += p.width()
	}
	return n
}

func joined(line []piece) string {
	var b strings.Builder
	for _, p := range line {
		b.WriteString(p.blank)
		b.WriteString(p.word)
	}
	return b.String()
}

// header lays out all chunks. Between a word that is encoded and one that is not
// there must be a blank, for the words would run together.
func (f *folder) header(chunks []headerChunk) error {
	lastPlain, lastSpace := true, false
	for i, c := range chunks {
		if i > 0 {
			space := c.text != "" && splitsWords(firstRune(c.text))
			if !lastPlain && (!space || !c.plain()) || lastPlain && !c.plain() && !lastSpace {
				f.seam()
			}
		}
		lastSpace = c.text != "" && splitsWords(lastRune(c.text))
		lastPlain = c.plain()
		if err := f.chunk(c); err != nil {
			return err
		}
	}
	if len(chunks) > 0 {
		f.seam()
	}
	return nil
}

// chunk lays out text of one character set; a line end in it is kept, and a blank
// follows it.
func (f *folder) chunk(c headerChunk) error {
	lines := pythonLines(c.text)
	if f.exact {
		lines = byteLines(c.text)
	}
	first := ""
	if len(lines) > 0 {
		first = lines[0]
	}
	if err := f.feed("", first, c.charset); err != nil {
		return err
	}
	for _, line := range lines[min(1, len(lines)):] {
		f.newline()
		text := strings.TrimLeft(line, pythonBlanks)
		var err error
		if c.charset.HeaderEncoding != None {
			err = f.feed(f.ws, " "+text, c.charset)
		} else {
			err = f.feed(line[:len(line)-len(text)], text, c.charset)
		}
		if err != nil {
			return err
		}
	}
	if len(lines) > 1 {
		f.newline()
	}
	return nil
}

// seam marks where a blank is needed if something follows.
func (f *folder) seam() { f.line = append(f.line, piece{" ", ""}) }

// newline ends the line.
func (f *folder) newline() {
	if n := len(f.line); n > 0 && f.line[n-1] == (piece{" ", ""}) {
		f.line = f.line[:n-1]
	}
	if f.width() > 0 {
		text := joined(f.line)
		if f.start == 0 && strings.Trim(text, pythonBlanks) == "" && len(f.done) > 0 {
			f.done[len(f.done)-1] += text
		} else {
			f.done = append(f.done, text)
		}
	}
	f.line, f.start = nil, 0
}

func (f *folder) text(linesep string) string {
	f.newline()
	return strings.Join(f.done, linesep)
}

// feed lays out one line's worth of text.
func (f *folder) feed(blank, text string, c *Charset) error {
	if c.HeaderEncoding == None {
		f.plain(blank + text)
		return nil
	}
	rest := f.most - utf8.RuneCountInString(f.ws)
	words, err := c.HeaderEncodeLines(text, func(line int) int {
		n := rest
		if line == 0 {
			n = f.most - f.width()
		}
		if f.short {
			n = min(n, mostWord)
		}
		return n
	})
	if err != nil {
		return err
	}
	if words[0] != "" || len(words) == 1 {
		f.add(blank, words[0])
	}
	if words = words[1:]; len(words) == 0 {
		return nil
	}
	last := words[len(words)-1]
	f.newline()
	for _, w := range words[:len(words)-1] {
		f.done = append(f.done, f.ws+w)
	}
	f.line = append(f.line, piece{f.ws, last})
	return nil
}

// plain lays out text that needs no encoding, word by word.
func (f *folder) plain(text string) {
	for text != "" {
		n := len(text) - len(strings.TrimLeft(text, " \t"))
		blank := text[:n]
		text = text[n:]
		if n = strings.IndexAny(text, " \t"); n < 0 {
			n = len(text)
		}
		f.add(blank, text[:n])
		text = text[n:]
	}
}

// add puts a word on the line, and breaks the line when it has grown too long: after
// the last piece that ends with the best of the splitting characters, or before the
// last blank.
func (f *folder) add(blank, word string) {
	f.line = append(f.line, piece{blank, word})
	if f.width() <= f.most {
		return
	}
	if at := f.breakAt(); at > 0 {
		rest := append([]piece(nil), f.line[at:]...)
		f.done = append(f.done, joined(f.line[:at]))
		f.line, f.start = rest, 0
		return
	}
	last := f.line[len(f.line)-1]
	f.line = f.line[:len(f.line)-1]
	if f.start > 0 {
		f.newline()
		if last.blank == "" {
			last.blank = " "
		}
	}
	f.line = append(f.line, last)
}

func (f *folder) breakAt() int {
	for _, ch := range f.splits {
		for i := len(f.line) - 1; i > 0; i-- {
			if (ch == ' ' || ch == '\t') && strings.HasPrefix(f.line[i].blank, string(ch)) {
				return i
			}
			if strings.HasSuffix(f.line[i-1].word, string(ch)) {
				return i
			}
		}
	}
	return 0
}
