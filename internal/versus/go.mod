module github.com/pyops-go/pyops/internal/versus

go 1.26.0

require github.com/pyops-go/pyops v0.0.0

require (
	github.com/aymanbagabas/go-udiff v0.4.1
	github.com/pmezard/go-difflib v1.0.0
	go4.org/netipx v0.0.0-20260823151212-3075585bcbeb
	gopkg.in/ini.v1 v1.67.3
)

require (
	go.uber.org/goleak v1.3.0 // indirect
	golang.org/x/text v0.43.0 // indirect
)

replace github.com/pyops-go/pyops => ../..
