.DEFAULT_GOAL := help
.PHONY: help run test dev lint fmt codegen deny bench measure screenshots

help: ## Show this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 14

run: ## Build everything and start a demo workspace on 127.0.0.1:7117
	@bash scripts/run.sh

test: ## Run every check and every test, on both databases and in the browser
	@bash scripts/test.sh

dev: ## Start the server in debug and Vite beside it; Ctrl-C stops both
	@bash scripts/dev.sh

lint: ## Check formatting, lints, types and tidiness
	@bash scripts/lint.sh

fmt: ## Format the Rust and the web code
	@cargo fmt --all
	@cd web && npm run format

codegen: ## Make the OpenAPI description and the web client's types again
	@cargo xtask codegen

deny: ## Check licences, refused crates and sources with cargo-deny
	@cargo deny --version >/dev/null 2>&1 || { echo 'cargo-deny is missing: run `cargo install --locked cargo-deny`, and this again.'; exit 1; }
	@cargo deny check licenses bans sources

bench: ## Measure the store, the loop and requests under load in a release build
	@bash scripts/bench.sh

measure: ## Measure the pages in a release build: Lighthouse, weight, long lists
	@bash scripts/measure.sh

screenshots: ## Take pictures of the pages into screenshots/
	@bash scripts/screenshots.sh
