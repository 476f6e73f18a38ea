package checks

import (
	"context"

	"github.com/pyops-go/pyops/examples/opsreport/internal/model"
	"github.com/pyops-go/pyops/examples/opsreport/internal/settings"
)

// Services probes all services at once.
func Services(ctx context.Context, services []settings.Service) []model.Service { return nil }
