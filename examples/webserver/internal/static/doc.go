// Package static serves the files of a folder over HTTP: validators and caching,
// ranges, compression, listings, and nothing from outside the folder.
//
// Where the usual servers differ from RFC 9110, it follows the RFC: a later
// If-Modified-Since is a 304, Vary stands on a 304 too, a malformed range is passed
// over, redirects name no host, and an entity tag tells a file apart that was
// written twice within a second.
package static
