// Package wire is what overlord and minions say to each other: commands, which the
// overlord signs, and replies.
package wire

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// validID is what names minions: it goes into certificates, file names and subjects
// of the bus, so that nothing in it may mean anything there.
var validID = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$`)

// CheckID refuses a name that is none of a minion.
func CheckID(id string) error {
	if len(id) > 200 || !validID.MatchString(id) {
		return fmt.Errorf("%.80q: expected a name of a-z, 0-9, dots and dashes, at most 200 characters", id)
	}
	return nil
}

// Token is an id as a part of a subject, where a dot parts.
func Token(id string) string { return strings.ReplaceAll(id, ".", "_") }

// FromToken is the id that a part of a subject stands for.
func FromToken(token string) string { return strings.ReplaceAll(token, "_", ".") }

// Subjects of the bus. Each minion has a space of its own.
const (
	AllCall  = "func.all.call" // commands to many
	Reply    = "func.reply."   // .MINION.CALL
	Alive    = "func.alive."   // .MINION, a heartbeat
	Job      = "func.job."     // .MINION, commands that are kept
	Result   = "func.result."  // .MINION.JOB, what became of them
	Meta     = "func.meta."    // .JOB, whom they were for
	Presence = "func.presence" // a request that the overlord answers
	Revoked  = "func.revoked"  // tells the overlord to look at its list
	Guard    = "func.guard"    // a server of the bus asks the overlord whom to keep out
	Guarded  = "func.guarded"  // the overlord says it, each server answers with its name
	Inbox    = "_INBOX_func_"  // + MINION, for answers of the bus
	Domain   = "func"          // of the streams
	Jobs     = "JOBS"          // the stream of commands
	Results  = "RESULTS"       // the stream of results
)

// A Command is a call of a method on minions.
type Command struct {
	ID         string // of the call or job
	Method     string // "command.run"
	Args       []string
	Targets    []byte // marks of the minions that are meant; see Marks
	Issued     time.Time
	Deadline   time.Time     // when nobody waits any more; a command is not begun after it
	Timeout    time.Duration // how long it may run
	Async      bool
	Idempotent bool // it may run again where nobody knows whether it did
	Overlord   string
}

// Quick is how long an answer may take that is sent to the caller alone: one that
// takes longer is kept as well. A caller that has not heard of a minion for long waits
// a quarter of its time, and two seconds at most; half of that is quick.
func (c *Command) Quick() time.Duration {
	return min(c.Deadline.Sub(c.Issued)/8, time.Second)
}

// A Signed is a command with the overlord's signature, as it travels: a broken bus
// can lose it, and cannot make one.
type Signed struct{ Payload, Signature []byte }

// NewID makes the name of a call.
func NewID() string {
	var b [12]byte
	rand.Read(b[:])
	return time.Now().UTC().Format("20060102t150405") + "-" + hex.EncodeToString(b[:])
}

// Sign seals a command.
func Sign(key ed25519.PrivateKey, c *Command) ([]byte, error) {
	payload, err := json.Marshal(c)
	if err != nil {
		return nil, err
	}
	return json.Marshal(Signed{payload, ed25519.Sign(key, payload)})
}

// ErrSignature is a command that the overlord did not sign.
var ErrSignature = errors.New("the command is not signed by the overlord")

// Open reads a command, if the overlord signed it.
func Open(key ed25519.PublicKey, data []byte) (*Command, error) {
	var s Signed
	if err := json.Unmarshal(data, &s); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSignature, err)
	}
	if len(key) != ed25519.PublicKeySize || !ed25519.Verify(key, s.Payload, s.Signature) {
		return nil, ErrSignature
	}
	c := new(Command)
	if err := json.Unmarshal(s.Payload, c); err != nil {
		return nil, err
	}
	return c, nil
}

// markSize is how many bytes of an id's hash stand for it in a command.
const markSize = 8

func mark(id string) []byte {
	sum := sha256.Sum256([]byte(id))
	return sum[:markSize]
}

// Marks are the minions that a command is for, as it carries them: with names a
// command for thousands would cost each of them more to read than to obey.
func Marks(ids ...string) []byte {
	out := make([]byte, 0, markSize*len(ids))
	for _, id := range ids {
		out = append(out, mark(id)...)
	}
	return out
}

// For reports whether a minion is meant.
func (c *Command) For(id string) bool {
	own := mark(id)
	for m := range slices.Chunk(c.Targets, markSize) {
		if bytes.Equal(m, own) {
			return true
		}
	}
	return false
}

// States of a job on a minion.
const (
	Running  = "running"
	Finished = "finished"
	Failed   = "failed" // the method said so, or was refused
	Lost     = "lost"   // nobody knows whether it ran to its end
)

// A Return is what a minion answers.
type Return struct {
	Minion  string
	Call    string
	State   string
	Value   any    // of the method
	Err     string // why it failed
	Started time.Time
	Ended   time.Time
}

// Known reports whether the state is one that a minion may be in.
func (r *Return) Known() bool {
	return slices.Contains([]string{Running, Finished, Failed, Lost}, r.State)
}

// A Heartbeat is a minion's heartbeat.
type Heartbeat struct {
	Minion, Instance, Version string
}

// A Watch is whom the servers of the bus keep out.
type Watch struct {
	Revoked []string // serial numbers of certificates, hexadecimal
	Banned  []Twin
}

// A Twin is a process that has the name of a minion that lives elsewhere.
type Twin struct{ Minion, Instance string }
