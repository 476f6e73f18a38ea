// Package fault makes the errors of dnsq's sub-packages.
package fault
