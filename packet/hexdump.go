package packet

import (
	"fmt"
	"strings"
)

// Hexdump returns bytes as lines of sixteen, in hexadecimal and as text. A packet's
// bytes come from [Packet.Build].
func Hexdump(data []byte) string {
	var b strings.Builder
	for at := 0; at < len(data); at += 16 {
		if at > 0 {
			b.WriteByte('\n')
		}
		line := data[at:min(at+16, len(data))]
		fmt.Fprintf(&b, "%04x  ", at)
		for i := range 16 {
			if i < len(line) {
				fmt.Fprintf(&b, "%02X ", line[i])
			} else {
				b.WriteString("   ")
			}
		}
		b.WriteByte(' ')
		b.WriteString(printable(line))
	}
	return b.String()
}

// HexOptions are the options of [LineHexdump].
type HexOptions struct {
	OnlyHex  bool // leave out the text
	OnlyText bool // leave out the hexadecimal digits
}

// LineHexdump returns bytes in one line, in hexadecimal and as text: Python's
// linehexdump and hexstr.
func LineHexdump(data []byte, opts *HexOptions) string {
	var parts []string
	if opts == nil || !opts.OnlyText {
		words := make([]string, len(data))
		for i, c := range data {
			words[i] = fmt.Sprintf("%02X", c)
		}
		parts = append(parts, strings.Join(words, " "))
	}
	if opts == nil || !opts.OnlyHex {
		parts = append(parts, printable(data))
	}
	return strings.Join(parts, "  ")
}

// CHexdump returns bytes as numbers of C: "0x61, 0x62".
func CHexdump(data []byte) string {
	words := make([]string, len(data))
	for i, c := range data {
		words[i] = fmt.Sprintf("0x%02x", c)
	}
	return strings.Join(words, ", ")
}

// Hexdump returns the packet's bytes as lines of sixteen, or the error of building
// it.
func (p *Packet) Hexdump() (string, error) {
	data, err := p.Build()
	if err != nil {
		return "", err
	}
	return Hexdump(data), nil
}

func printable(data []byte) string {
	text := make([]byte, len(data))
	for i, c := range data {
		text[i] = c
		if c < 0x20 || c >= 0x7f {
			text[i] = '.'
		}
	}
	return string(text)
}
