// Package colors is fabric.colors of Python: text in colours for a terminal.
//
// Where the environment variable FABRIC_DISABLE_COLORS is set, text stays as it is.
package colors
