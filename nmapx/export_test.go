package nmapx

// Split and Guard are the door of the tests to what has no name outside.
var Split = split

func Guard(hosts, ports, arguments string) error {
	targets, err := split(hosts)
	if err != nil {
		return err
	}
	words, err := split(arguments)
	if err != nil {
		return err
	}
	return guard(hosts, ports, targets, arguments, words)
}
