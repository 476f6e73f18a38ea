package rrd

import (
	"fmt"
	"strings"
)

// An optionSpec is an option that a command knows.
type optionSpec struct {
	long  string
	short byte // 0 if there is none
	arg   bool // it takes an argument
}

// A givenOption is an option of a command line.
type givenOption struct {
	name  string // its long name
	value string
}

// errorText is how much of an option's error librrd keeps.
const errorText = 47

func optionError(format, name string) error {
	text := fmt.Sprintf("%s -- '%s'", format, name)
	return &Error{Kind: ErrSyntax, Reason: text[:min(len(text), errorText)]}
}

// parseOptions takes the options out of arguments, where they may stand anywhere;
// what follows "--" is none. Long names are not abbreviated.
func parseOptions(args []string, specs []optionSpec) (given []givenOption, rest []string, err error) {
	for i := 0; i < len(args); i++ {
		arg := args[i]
		switch {
		case arg == "--":
			return given, append(rest, args[i+1:]...), nil
		case strings.HasPrefix(arg, "--"):
			name, value, has := cutOption(arg[2:])
			spec := specByLong(specs, name)
			if spec == nil {
				return nil, nil, optionError("invalid option", name)
			}
			if has && !spec.arg {
				return nil, nil, optionError("option takes no arguments", name)
			}
			if spec.arg && !has {
				if i++; i == len(args) {
					return nil, nil, optionError("option requires argument", name)
				}
				value = args[i]
			}
			given = append(given, givenOption{spec.long, value})
		case len(arg) > 1 && arg[0] == '-':
			used, err := shortOptions(&given, arg[1:], args[i+1:], specs)
			if err != nil {
				return nil, nil, err
			}
			i += used
		default:
			rest = append(rest, arg)
		}
	}
	return given, rest, nil
}

// cutOption takes an option apart at the first = that is not its first byte.
func cutOption(s string) (name, value string, has bool) {
	if s == "" {
		return "", "", false
	}
	name, value, has = strings.Cut(s[1:], "=")
	return s[:1] + name, value, has
}

// shortOptions reads letters that stand together. The last may take the rest of
// them, or the next argument.
func shortOptions(given *[]givenOption, letters string, next []string, specs []optionSpec) (used int, err error) {
	for i := range len(letters) {
		spec := specByShort(specs, letters[i])
		if spec == nil {
			return 0, optionError("invalid option", letters[i:i+1])
		}
		if !spec.arg {
			*given = append(*given, givenOption{name: spec.long})
			continue
		}
		if value := letters[i+1:]; value != "" {
			*given = append(*given, givenOption{spec.long, value})
			return 0, nil
		}
		if len(next) == 0 {
			return 0, optionError("option requires an argument", letters[i:i+1])
		}
		*given = append(*given, givenOption{spec.long, next[0]})
		return 1, nil
	}
	return 0, nil
}

func specByLong(specs []optionSpec, name string) *optionSpec {
	for i := range specs {
		if specs[i].long == name {
			return &specs[i]
		}
	}
	return nil
}

func specByShort(specs []optionSpec, letter byte) *optionSpec {
	for i := range specs {
		if specs[i].short == letter {
			return &specs[i]
		}
	}
	return nil
}
