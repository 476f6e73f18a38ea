// Package project is fabric.contrib.project of Python: bringing a directory to a
// host as a whole.
package project
