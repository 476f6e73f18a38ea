package diffx

import "fmt"

// A Match says that a[A:A+Size] equals b[B:B+Size]. It is Python's named tuple
// Match(a, b, size).
type Match struct {
	A    int // where the run begins in the first sequence
	B    int // where it begins in the second
	Size int // its length, 0 for no match
}

// String writes the match as Python's repr does: Match(a=0, b=1, size=2).
func (m Match) String() string {
	return fmt.Sprintf("Match(a=%d, b=%d, size=%d)", m.A, m.B, m.Size)
}

// A Tag says what an [OpCode] does.
type Tag string

// The tags of Python's opcodes.
const (
	Replace Tag = "replace" // a[I1:I2] becomes b[J1:J2]
	Delete  Tag = "delete"  // a[I1:I2] goes; J1 == J2
	Insert  Tag = "insert"  // b[J1:J2] comes in at a[I1:I1]; I1 == I2
	Equal   Tag = "equal"   // a[I1:I2] == b[J1:J2]
)

// An OpCode is one step of turning a into b: what happens to a[I1:I2] so that it
// becomes b[J1:J2].
type OpCode struct {
	Tag            Tag
	I1, I2, J1, J2 int
}

// String writes the step as Python prints its tuple: ('equal', 0, 1, 0, 1).
func (o OpCode) String() string {
	return fmt.Sprintf("('%s', %d, %d, %d, %d)", o.Tag, o.I1, o.I2, o.J1, o.J2)
}
