package expect

import (
	"encoding/json"
	"io"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

// A Transcript records a session in the format of asciinema, version 2: a line
// of JSON a piece of output or input, with its time. Secrets are masked. It may
// be shared by sessions.
type Transcript struct {
	mu      sync.Mutex
	w       io.Writer
	start   time.Time
	secrets []string
	rest    [2]string // of output and of input: the beginning of a character or of a secret
	err     error
}

// TranscriptOptions say what the recording's first line says.
type TranscriptOptions struct {
	Rows, Cols int    // of the terminal; zero is 24 by 80
	Title      string // none if empty
}

// NewTranscript begins a recording. An error in writing ends it and is told by
// Err.
func NewTranscript(w io.Writer, opts *TranscriptOptions) *Transcript {
	if opts == nil {
		opts = &TranscriptOptions{}
	}
	t := &Transcript{w: w, start: time.Now()}
	header := struct {
		Version   int    `json:"version"`
		Width     int    `json:"width"`
		Height    int    `json:"height"`
		Timestamp int64  `json:"timestamp"`
		Title     string `json:"title,omitempty"`
	}{2, opts.Cols, opts.Rows, t.start.Unix(), opts.Title}
	if header.Width == 0 {
		header.Width = 80
	}
	if header.Height == 0 {
		header.Height = 24
	}
	t.put(header)
	return t
}

// Err is the first error in writing, if any.
func (t *Transcript) Err() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.err
}

// Close writes what was kept back because a secret might have begun in it. It
// does not close the writer.
func (t *Transcript) Close() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i, kind := range []string{"o", "i"} {
		if t.rest[i] != "" {
			text := withoutSecrets(t.rest[i], t.secrets)
			t.rest[i] = ""
			t.put([]any{time.Since(t.start).Seconds(), kind, strings.ToValidUTF8(text, "\uFFFD")})
		}
	}
	return t.err
}

func (t *Transcript) hide(secret string) {
	if t == nil || secret == "" {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if !slices.Contains(t.secrets, secret) {
		t.secrets = append(t.secrets, secret)
	}
}

func (t *Transcript) output(text []byte) { t.event(0, "o", text) }

func (t *Transcript) input(text []byte) { t.event(1, "i", text) }

func (t *Transcript) event(stream int, kind string, text []byte) {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	all := t.rest[stream] + string(text)
	keep := len(all) - begunSecret(all, t.secrets)
	// A character that has not come to its end waits for it.
	for n := 1; n < utf8.UTFMax && n <= len(all); n++ {
		if tail := all[len(all)-n:]; utf8.RuneStart(tail[0]) {
			if !utf8.FullRuneInString(tail) {
				keep = max(keep, n)
			}
			break
		}
	}
	t.rest[stream] = all[len(all)-keep:]
	if all = maskedAt(all[:len(all)-keep], found(all[:len(all)-keep], t.secrets)); all != "" {
		t.put([]any{time.Since(t.start).Seconds(), kind, strings.ToValidUTF8(all, "\uFFFD")})
	}
}

func (t *Transcript) put(v any) {
	if t.err != nil {
		return
	}
	line, err := json.Marshal(v)
	if err == nil {
		_, err = t.w.Write(append(line, '\n'))
	}
	t.err = err
}
