package expect_test

// plays has the test binary play a program that a test starts, if it was told
// which.
func plays() bool { return false }
