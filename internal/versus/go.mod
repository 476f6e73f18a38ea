module github.com/pyops-go/pyops/internal/versus

go 1.26.0

require github.com/pyops-go/pyops v0.0.0

require (
	github.com/creack/pty v1.1.24
	go4.org/netipx v0.0.0-20260823151212-3075585bcbeb
)

require (
	github.com/dlclark/regexp2 v1.12.0 // indirect
	go.uber.org/goleak v1.3.0 // indirect
	golang.org/x/sys v0.49.0 // indirect
	golang.org/x/term v0.47.0 // indirect
)

replace github.com/pyops-go/pyops => ../..
