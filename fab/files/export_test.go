package files

// Pattern is the word of the shell that a name with patterns becomes.
func Pattern(name string) string { return pattern(name) }
