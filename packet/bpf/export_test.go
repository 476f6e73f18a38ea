package bpf

// NumberNames are the words that stand for numbers, LLCTypes those for LLC's frames.
var NumberNames, LLCTypes = numberNames, llcTypes
