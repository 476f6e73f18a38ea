//go:build !linux

package machine

import "github.com/pyops-go/pyops/examples/opsreport/internal/model"

// clock is known on Linux alone.
func clock() *model.Clock { return nil }
