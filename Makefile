# PKG names one package (make parity PKG=ipy); empty means all of them.
# FUZZ is the number of generated cases a differential test (make parity FUZZ=100000).
# FUZZTIME is how long each fuzz target runs under make fuzz.
PKG      ?=
FUZZ     ?=
FUZZTIME ?= 60s

GO          := go
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
PLATFORMS   := linux/amd64 linux/arm64 linux/386 linux/arm freebsd/amd64 darwin/arm64 windows/amd64
export CGO_ENABLED := 0

.PHONY: help demo test check bench fuzz parity portable doc peers
.DEFAULT_GOAL := help

help: ## Print this list.
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## Report on this machine: sample it for a few seconds and write out/index.html.
	@mkdir -p out
	$(GO) build -o out/opsreport ./examples/opsreport
	@out/opsreport || [ $$? = 1 ] # 1: something is wrong with this machine, and the report says what

test: peers ## Install what the tests need, then run all of them with the race detector.
	@echo "running all tests with the race detector: twenty to thirty minutes on two cores, the first time"
	PYOPS_PEERS=required CGO_ENABLED=1 $(GO) test -race -timeout 30m ./...
	cd internal/versus && PYOPS_PEERS=required $(GO) test -timeout 30m ./...

peers: # Originals and real servers for the tests, through apt.
	@.ci/peers

check: ## Format, vet, staticcheck, builds for every platform, the laws of the house.
	@files=$$(gofmt -l $$(git ls-files '*.go')); if [ -n "$$files" ]; then echo "gofmt would change:"; echo "$$files"; exit 1; fi
	$(GO) mod tidy -diff
	cd internal/versus && $(GO) mod tidy -diff
	$(GO) vet ./...
	cd internal/versus && $(GO) vet ./...
	$(GO) run $(STATICCHECK) ./...
	cd internal/versus && $(GO) run $(STATICCHECK) ./...
	@for p in $(PLATFORMS); do echo "build $$p"; GOOS=$${p%/*} GOARCH=$${p#*/} sh -c '$(GO) build ./... && $(GO) vet ./...' || exit 1; done
	$(GO) test -count=1 ./internal/house

bench: ## Race the packages against their originals and the best Go peers.
	cd internal/versus && $(GO) run . $(if $(PKG),-pkg $(PKG))

fuzz: ## Run every fuzz target for FUZZTIME.
	@for p in $(if $(PKG),./$(PKG)/...,$$($(GO) list ./...)); do \
	  for f in $$($(GO) test -list '^Fuzz' $$p | grep '^Fuzz'); do \
	    echo "$$p $$f"; $(GO) test -run '^$$' -fuzz "^$$f\$$" -fuzztime $(FUZZTIME) $$p || exit 1; \
	  done; \
	done

parity: ## Compare the packages with their originals and measure how much of these was driven.
	$(GO) run ./internal/parity $(if $(PKG),-pkg $(PKG)) $(if $(FUZZ),-fuzz $(FUZZ))

portable: ## Run the tests on a big-endian, a 32-bit and a Windows machine, emulated.
	@.ci/emulators
	$(GO) run ./internal/portable $(if $(PKG),-pkg $(PKG))

doc: ## Write the table of names in each doc.go and PYTHON.md anew from its ledger.
	$(GO) run ./internal/ledger/gendoc $(or $(PKG),$(patsubst %/parity.tsv,%,$(wildcard */parity.tsv)))
