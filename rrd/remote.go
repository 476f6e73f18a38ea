package rrd

// daemonFor is the address of the rrdcached that a command is to ask: that of its
// option, or of the environment; empty means none.
func (t *Tool) daemonFor(option string) string { return option }

func (t *Tool) listRemote(address string, recursive bool, path string) ([]string, error) {
	return nil, nil
}
