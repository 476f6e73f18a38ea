package dnsq

// DomainOf is the domain that a host's name is in, which a test cannot give its
// own host.
var DomainOf = domainOf

// UseAsSystem has the functions of the package ask a test's resolver, until what it
// returns is called.
func UseAsSystem(r *Resolver) (undo func()) {
	system.Lock()
	defer system.Unlock()
	before := system.resolver
	system.resolver = r
	return func() {
		system.Lock()
		defer system.Unlock()
		system.resolver = before
	}
}
