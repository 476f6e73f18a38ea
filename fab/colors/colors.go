package colors

import "os"

// Options are those of every colour.
type Options struct {
	Bold bool // the letters are bold, or bright
}

func paint(text, code string, opts *Options) string {
	if os.Getenv("FABRIC_DISABLE_COLORS") != "" {
		return text
	}
	if opts != nil && opts.Bold {
		code = "1;" + code
	}
	return "\033[" + code + "m" + text + "\033[0m"
}

// Red is text in red.
func Red(text string, opts *Options) string { return paint(text, "31", opts) }

// Green is text in green.
func Green(text string, opts *Options) string { return paint(text, "32", opts) }

// Yellow is text in yellow.
func Yellow(text string, opts *Options) string { return paint(text, "33", opts) }

// Blue is text in blue.
func Blue(text string, opts *Options) string { return paint(text, "34", opts) }

// Magenta is text in magenta.
func Magenta(text string, opts *Options) string { return paint(text, "35", opts) }

// Cyan is text in cyan.
func Cyan(text string, opts *Options) string { return paint(text, "36", opts) }

// White is text in white.
func White(text string, opts *Options) string { return paint(text, "37", opts) }
