# The front door. `make` alone lists what there is.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

TARGET := $(abspath $(or $(CARGO_TARGET_DIR),target))
# The folder the server embeds; its build script looks here unless SPIELRAUM_SITE names another.
SITE := $(TARGET)/site

FOR_WASM := -p frontend --target wasm32-unknown-unknown
WASM := $(TARGET)/wasm32-unknown-unknown/wasm-release/frontend.wasm
BUNDLER := $(TARGET)/release/bundler
SERVER := $(TARGET)/release/spielraum

.PHONY: help
help: ## List the commands
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo '  DATABASE_URL    postgres://… or sqlite://…; without it one SQLite file'
	@echo '  PORT            where to listen'
	@echo '  SPIELRAUM_DATA  where data lives'

.PHONY: run
run: server ## Build everything and start with a demo region (first time 10 to 15 minutes, then seconds)
	@exec $(SERVER) serve --demo

.PHONY: dev
dev: ## Like run, but rebuild and restart whenever a file changes
	@.ci/dev

.PHONY: test
test: ## Run every check there is, the quick ones first
	@.ci/test

.PHONY: bench
bench: server ## Measure
	@.ci/bench

.PHONY: fuzz
fuzz: site ## Feed what reads strangers' input with what nobody would write, a minute each
	@.ci/fuzz

.PHONY: release
release: server ## Build the one file that is the whole product
	@echo $(SERVER)

.PHONY: fmt
fmt: ## Format all code
	cargo fmt --all

.PHONY: fix
fix: ## Let the linter mend what it can, then format
	cargo clippy --fix --allow-dirty --allow-staged --all-targets
	cargo fmt --all

.PHONY: clean
clean: ## Remove everything that was built or fetched
	cargo clean
	rm -rf frontend/node_modules end2end/node_modules end2end/test-results end2end/playwright-report

# What the above are made of.

.PHONY: server
server: site
	@echo '== the server (first time 5 to 10 minutes)'
	@cargo build --release -p server

.PHONY: site
site: wasm bundler
	@$(BUNDLER) $(WASM) $(SITE)

.PHONY: wasm
wasm: toolchain
	@echo '== the islands, for the browser (first time 2 to 4 minutes)'
	@. $(TARGET)/wasm.env && $$WASM_CARGO build $(FOR_WASM) --profile wasm-release

.PHONY: bundler
bundler: frontend/node_modules/.package-lock.json
	@echo '== the bundler (first time 1 to 2 minutes)'
	@cargo build --release -p bundler

.PHONY: toolchain
toolchain:
	@frontend/toolchain.sh

# npm writes that file last. No install scripts: nothing we use needs one.
%/node_modules/.package-lock.json: %/package-lock.json
	@command -v npm >/dev/null || { echo 'Node.js 20 or newer is missing (npm was not found)' >&2; exit 1; }
	@echo '== npm packages for $* (seconds)'
	@cd $* && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --ignore-scripts --no-audit --no-fund
	@touch $@
