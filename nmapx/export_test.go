package nmapx

// Split and Guard are the door of the tests to what has no name outside.
func Split(text string) ([]string, error) { return split("text", text) }

func Guard(hosts, ports, arguments string) error {
	targets, err := split("hosts", hosts)
	if err != nil {
		return err
	}
	words, err := split("arguments", arguments)
	if err != nil {
		return err
	}
	return guard(hosts, ports, targets, arguments, words)
}
