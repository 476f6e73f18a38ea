package sshx

import "fmt"

// hidden is what package fmt shows of a secret.
func hidden(secret string) string {
	if secret == "" {
		return ""
	}
	return "********"
}

// Format is for package fmt: as of any struct, with secrets as asterisks.
func (o ConnectOptions) Format(s fmt.State, verb rune) {
	type plain ConnectOptions
	o.Password, o.Passphrase = hidden(o.Password), hidden(o.Passphrase)
	fmt.Fprintf(s, fmt.FormatString(s, verb), plain(o))
}

// Format is for package fmt: as of any struct, with the passphrase as asterisks.
func (o PKeyOptions) Format(s fmt.State, verb rune) {
	type plain PKeyOptions
	o.Passphrase = hidden(o.Passphrase)
	fmt.Fprintf(s, fmt.FormatString(s, verb), plain(o))
}

// String shows the options, with the passphrase as asterisks.
func (o WriteOptions) String() string {
	type plain WriteOptions
	o.Passphrase = hidden(o.Passphrase)
	return fmt.Sprintf("%+v", plain(o))
}

// GoString is String for %#v.
func (o WriteOptions) GoString() string { return "sshx.WriteOptions" + o.String() }

// Format is for package fmt: [PKey.String] by every verb, so that no log shows the
// private half.
func (k *PKey) Format(s fmt.State, verb rune) {
	if verb != 'q' {
		verb = 's'
	}
	fmt.Fprintf(s, fmt.FormatString(s, verb), k.String())
}
