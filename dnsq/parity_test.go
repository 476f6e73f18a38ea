package dnsq_test

import (
	"testing"

	"github.com/pyops-go/pyops/dnsq/internal/dnstest"
	"github.com/pyops-go/pyops/internal/leak"
)

func TestMain(m *testing.M) { leak.Main(m) }

// What the tests of all rooms of this house share, under short names.
var (
	startDNS   = dnstest.Start
	ask        = dnstest.Ask
	relative   = dnstest.Name
	classOf    = dnstest.ClassOf
	messageOf  = dnstest.MessageOf
	outcome    = dnstest.Outcome
	written    = dnstest.Text
	raised     = dnstest.Raised
	failure    = dnstest.Failure
	difference = dnstest.Difference
	rdataLines = dnstest.RdataLines
	words      = dnstest.Words
)

type line = dnstest.Line
