package dnsq

// An OptionType is the code of an option of EDNS.
type OptionType uint16

// String is the option's name, or its number.
func (o OptionType) String() string { return codeText(optionNames, "", o) }

var optionCodes = byName(optionNames)

// OptionTypeFromText reads a name or a number. An error is an ErrValue.
func OptionTypeFromText(text string) (OptionType, error) {
	return codeFromText("option type", optionCodes, "", text, 65535, ErrValue)
}

// An EDECode says what went wrong in an extended DNS error.
type EDECode uint16

// String is the code's name, or its number.
func (c EDECode) String() string { return codeText(edeNames, "", c) }

var edeCodes = byName(edeNames)

// EDECodeFromText reads a name or a number. An error is an ErrValue.
func EDECodeFromText(text string) (EDECode, error) {
	return codeFromText("EDE code", edeCodes, "", text, 65535, ErrValue)
}
