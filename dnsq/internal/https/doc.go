// Package https lets dnsq ask servers over HTTPS without holding net/http: it
// holds what package doh leaves there when a program imports it.
package https
