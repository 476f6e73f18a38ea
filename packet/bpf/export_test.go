package bpf

// NumberNames are the words that stand for numbers, LLCTypes those for LLC's frames,
// EtherNames those for what a frame carries.
var NumberNames, LLCTypes, EtherNames = numberNames, llcTypes, etherNames
