// Package dnstest is what the tests of dnsq and of its sub-packages share: the
// original at their service, their sides of its functions, and the terms in which
// both are compared.
package dnstest
