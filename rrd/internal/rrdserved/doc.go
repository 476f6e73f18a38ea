// Package rrdserved starts a server of rrdtool's rrdcached over files of its own, for
// the tests of rrd and of its server; Python's binding of rrdtool talks to such a one.
package rrdserved
