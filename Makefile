# The commands of this project; `make help` lists them.
.DEFAULT_GOAL := help
.PHONY: help test quick soak mutants bench sizes build fmt

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-7s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

test: ## every check, as CI runs it (installs what is missing)
	@.ci/checks full

quick: ## the checks that fit into about a minute
	@.ci/checks quick

soak: ## run the randomised tests long, TIME=10m for each layer
	@.ci/soak $(or $(TIME),10m)

mutants: ## break the guarantee on purpose and see the tests notice
	@go run ./transport/transporttest/mutants

bench: ## measure it beside alternatives on this machine
	@cd bench && go run .

sizes: ## weigh the widget beside others (from the npm registry)
	@.ci/checks npm
	@npm --prefix widgetjs run --silent sizes

build: ## build the widget into widgetjs/dist
	@.ci/checks npm
	@npm --prefix widgetjs run --silent build

fmt: ## format the Go code
	@go tool -modfile=.ci/tools/go.mod gofumpt -l -w .
