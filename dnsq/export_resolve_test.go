package dnsq

// DomainOf is the domain that a host's name is in, which a test cannot give its
// own host.
var DomainOf = domainOf
