// Package house holds the laws of the tree as tests: what a reviewer would
// otherwise have to remember. It has no code of its own.
//
// A law is a function from a tree of files to its findings, each of which names
// a place and what to do there. It runs on the repository, and on a small broken
// tree in which it must find what is broken.
package house
