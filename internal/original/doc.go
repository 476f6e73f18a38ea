// Package original runs a Python original beside the Go code under test, so
// that a parity test is a table of inputs and one comparison.
//
// A test asks for the interpreter that its binary shares, teaches it what to
// call, and calls it:
//
//	py := original.Start(t)
//	py.Define("import IPy")
//	got, err := py.Call("lambda s: IPy.IP(s).strNormal(3)", "10.0.0.0/24")
//
// Many cases, and places where we mean to differ, belong to a [Judge] with its
// [Divergence] table.
//
// The process is /usr/bin/python3, the interpreter whose packages the system
// installs. It serves one call after another over pipes, as JSON lines that
// carry bytes, big integers, non-finite floats and lone surrogates exactly; an
// exception comes back as an [*Exception]. Where the interpreter or a module is
// missing the test is skipped by name, or fails when PYOPS_PEERS=required.
//
// Environment, set by make parity: PYOPS_PARITY_DIR puts the process under
// coverage.py and names the folder for its data, PYOPS_PARITY_MODULES the
// modules to measure, PYOPS_FUZZ the number of generated cases ([Rounds]),
// PYOPS_SEED the seed to repeat ([Rand]). make portable sets PYOPS_EMULATOR, which
// makes the cases fewer.
package original
