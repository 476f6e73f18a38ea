package main

// leftOut are the tests that an emulator cannot run, one by one: never a whole
// file, never because a result is wrong.
var leftOut = []struct {
	target string // "" for both that qemu-user runs
	pkg    string
	test   string
	why    string
}{
	{target: "s390x", pkg: "diffx", test: "TestParityDemo", why: "qemu keeps whole seconds of file times"},
	{target: "s390x", pkg: "diffx", test: "TestDivergenceOfTimes", why: "qemu keeps whole seconds of file times"},
	{target: "windows", pkg: "fab", test: "ExampleContext_Local", why: "starts the machine's shell"},
	{pkg: "fab", test: "TestManyHosts", why: "logs in to sshd more often than an emulator has time for"},
	{pkg: "fab", test: "TestServersThatMisbehave", why: "logs in to sshd more often than an emulator has time for"},
	{pkg: "fab", test: "TestTranscripts", why: "logs in to sshd more often than an emulator has time for"},
	{pkg: "fab", test: "TestTransfers", why: "logs in to sshd more often than an emulator has time for"},
	{pkg: "fab", test: "TestRun", why: "logs in to sshd more often than an emulator has time for"},
	{pkg: "fab", test: "TestSudo", why: "logs in to sshd more often than an emulator has time for"},
	{pkg: "fab", test: "TestTransfersOfOtherThings", why: "logs in to sshd more often than an emulator has time for"},
	{pkg: "fab", test: "TestWhereKeysComeFrom", why: "logs in to sshd more often than an emulator has time for"},
	{pkg: "fab", test: "TestSudoOnManyHosts", why: "logs in to sshd more often than an emulator has time for"},
	{pkg: "fab", test: "TestSudoOfOtherWords", why: "logs in to sshd more often than an emulator has time for"},
	{pkg: "fab", test: "TestTunnelsAndReboots", why: "logs in to sshd more often than an emulator has time for"},
	{pkg: "fab", test: "TestAtATerminal", why: "logs in to sshd more often than an emulator has time for"},
	{pkg: "fab", test: "TestKeysOfEnvAtAServer", why: "logs in to sshd more often than an emulator has time for"},
	{pkg: "fab", test: "TestTheBooksHello", why: "runs what the go command has compiled for the emulated machine"},
	{pkg: "fab", test: "TestFabfilesAreReadAndRun", why: "runs what the go command has compiled for the emulated machine"},
	{pkg: "fab", test: "TestAFabfileInNoModule", why: "runs what the go command has compiled for the emulated machine"},
	{pkg: "fab", test: "TestTwoCheckouts", why: "runs what the go command has compiled for the emulated machine"},
	{pkg: "fab", test: "TestWhatMakesAProgramOld", why: "runs what the go command has compiled for the emulated machine"},
	{pkg: "fab", test: "TestAFabfileBesideAProgram", why: "runs what the go command has compiled for the emulated machine"},
	{pkg: "fab", test: "TestCompile", why: "runs what the go command has compiled for the emulated machine"},
	{pkg: "fab", test: "TestCtrlC", why: "runs what the go command has compiled for the emulated machine"},
}
