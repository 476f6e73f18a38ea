package email

import (
	"regexp"
	"strings"
)

// A HeaderPart is a piece of a header as decode_header finds it: bytes, and the
// character set that its encoded-word names, "" for text outside of one.
type HeaderPart struct {
	Bytes   []byte
	Charset string
}

// encodedWord is an encoded-word (RFC 2047), with the language of RFC 2231.
var encodedWord = regexp.MustCompile(`=\?([^?]*)\?([qQbB])\?(.*?)\?=`)

// DecodeHeader takes a header's value apart at its encoded-words: decode_header.
// Words whose base64 cannot be read are an error, ErrHeaderParse.
func DecodeHeader(value string) ([]HeaderPart, error) {
	if !encodedWord.MatchString(value) {
		return []HeaderPart{{[]byte(value), ""}}, nil
	}
	type word struct {
		text    []byte
		charset string
		encoded bool
	}
	var words []word
	for _, line := range pythonLines(value) {
		first := true
		at := 0
		for _, m := range encodedWord.FindAllStringSubmatchIndex(line, -1) {
			plain := line[at:m[0]]
			if first {
				plain, first = strings.TrimLeft(plain, pythonBlanks), false
			}
			if plain != "" {
				words = append(words, word{text: []byte(plain)})
			}
			charset := strings.ToLower(line[m[2]:m[3]])
			if star := strings.IndexByte(charset, '*'); star >= 0 {
				charset = charset[:star]
			}
			encoded := line[m[6]:m[7]]
			var text []byte
			if strings.EqualFold(line[m[4]:m[5]], "q") {
				text = decodeQ(encoded)
			} else {
				if odd := len(encoded) % 4; odd != 0 {
					encoded += "==="[:4-odd]
				}
				p, whole := lenientBase64(encoded)
				if !whole {
					return nil, &Error{Kind: ErrHeaderParse, Op: "header", Input: line[m[0]:m[1]], Reason: "Base64 decoding error"}
				}
				text = p
			}
			words = append(words, word{text, charset, true})
			at = m[1]
		}
		plain := line[at:]
		if first {
			plain = strings.TrimLeft(plain, pythonBlanks)
		}
		if plain != "" {
			words = append(words, word{text: []byte(plain)})
		}
	}
	var kept []word
	for i, w := range words {
		// Blanks between two encoded-words are there for folding alone.
		between := i > 0 && i+1 < len(words) && words[i-1].encoded && words[i+1].encoded
		if between && !w.encoded && strings.Trim(string(w.text), pythonBlanks) == "" {
			continue
		}
		kept = append(kept, w)
	}
	var parts []HeaderPart
	for i, w := range kept {
		if n := len(parts); i > 0 && kept[i-1].encoded == w.encoded && parts[n-1].Charset == w.charset {
			if !w.encoded {
				parts[n-1].Bytes = append(parts[n-1].Bytes, ' ')
			}
			parts[n-1].Bytes = append(parts[n-1].Bytes, w.text...)
			continue
		}
		parts = append(parts, HeaderPart{append([]byte(nil), w.text...), w.charset})
	}
	return parts, nil
}

// MakeHeader makes a header of parts: make_header. Bytes that the character set
// does not have, and sets that are not known, are an error, ErrCharset.
func MakeHeader(parts []HeaderPart, opts *HeaderOptions) (*Header, error) {
	h, err := NewHeader("", opts)
	if err != nil {
		return nil, err
	}
	for _, p := range parts {
		text, err := DecodeText(p.Bytes, p.Charset)
		if err != nil {
			return nil, err
		}
		charset := p.Charset
		if strings.EqualFold(charset, "unknown-8bit") {
			charset = ""
		}
		if err := h.Append(text, charset); err != nil {
			if err = h.Append(text, "utf-8"); err != nil {
				return nil, err
			}
		}
	}
	return h, nil
}

// DecodeWords is a header's value as a person reads it: every encoded-word decoded,
// folds taken out. A word of an unknown character set, or one that cannot be read,
// stays as it is.
func DecodeWords(value string) string {
	value = strings.NewReplacer("\r\n", "", "\n", "", "\r", "").Replace(value)
	matches := encodedWord.FindAllStringSubmatchIndex(value, -1)
	if matches == nil {
		return value
	}
	var b strings.Builder
	at, wasWord := 0, false
	for i := 0; i < len(matches); i++ {
		m := matches[i]
		plain := value[at:m[0]]
		if !wasWord || strings.Trim(plain, pythonBlanks) != "" {
			b.WriteString(plain)
		}
		// A character may stand half in one word and half in the next.
		var bytes []byte
		end := m[1]
		charset := wordCharset(value, m)
		for ok := true; ok; {
			p, err := wordBytes(value, matches[i])
			if err != nil {
				break
			}
			bytes, end = append(bytes, p...), matches[i][1]
			ok = i+1 < len(matches) && strings.EqualFold(wordCharset(value, matches[i+1]), charset) &&
				strings.Trim(value[matches[i][1]:matches[i+1][0]], pythonBlanks) == ""
			if ok {
				i++
			}
		}
		text, err := DecodeText(bytes, charset)
		if err != nil || bytes == nil && end > m[0] && m[6] != m[7] {
			text = value[m[0]:end]
		}
		b.WriteString(text)
		at, wasWord = end, true
	}
	b.WriteString(value[at:])
	return b.String()
}

func wordCharset(value string, m []int) string {
	charset, _, _ := strings.Cut(value[m[2]:m[3]], "*")
	return charset
}

func wordBytes(value string, m []int) ([]byte, error) {
	text := value[m[6]:m[7]]
	if strings.EqualFold(value[m[4]:m[5]], "q") {
		return decodeQ(text), nil
	}
	if odd := len(text) % 4; odd != 0 {
		text += "==="[:4-odd]
	}
	p, whole := lenientBase64(text)
	if !whole {
		return nil, &Error{Kind: ErrHeaderParse, Op: "header", Input: text, Reason: "Base64 decoding error"}
	}
	return p, nil
}
