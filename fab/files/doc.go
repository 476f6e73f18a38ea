// Package files is fabric.contrib.files of Python: looking at text files of a host,
// and changing them.
//
// Each function is one command there. Names and texts are quoted for the shell, so
// that blanks, quotes, dollar signs and line ends are part of them; ~ at the
// beginning of a name is the home. Nothing of the commands is shown.
package files
