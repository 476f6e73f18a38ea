package clam

// Forget is the door of the tests to the state before anything was initialised.
func Forget() { initialise(nil) }

// ReadVerdict is readVerdict in terms of exported types.
func ReadVerdict(reply, known string) (name string, f *Finding, ok bool) {
	v, ok := readVerdict(reply, known)
	return v.name, v.finding, ok
}

// Configured is the LocalSocket of a configuration file.
var Configured = configured
