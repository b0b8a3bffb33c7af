# What there is to do with the sources. `make` alone lists it.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

# Where `make run` listens and keeps its state, and what else is passed to `onhook serve`.
LISTEN ?= 127.0.0.1:8080
ONHOOK_STATE ?= $(or $(XDG_STATE_HOME),$(HOME)/.local/state)/onhook
ARGS ?=

# What the tests are compiled with besides.
SWIFT_FLAGS ?=

# The program as it is shipped: `run`, `bench` and `install` build it once, with Swift's own libraries inside.
RELEASE := swift build -c release --product onhook --static-swift-stdlib --scratch-path .build/static

# Where `make install` puts things.
PREFIX ?= /usr/local
DESTDIR ?=
UNITDIR ?= $(PREFIX)/lib/systemd/system
SYSUSERSDIR ?= $(PREFIX)/lib/sysusers.d
TMPFILESDIR ?= $(PREFIX)/lib/tmpfiles.d

BUILD_PACKAGES := pkg-config libmicrohttpd-dev libgnutls28-dev libcurl4-openssl-dev libc-ares-dev libxml2-dev libssl-dev \
    zlib1g-dev libsqlite3-dev libctemplate-dev libpacparser-dev libarchive-dev libcsv-dev libtomlplusplus-dev libpq-dev \
    libzint-dev
TEST_PACKAGES := nginx-light jq dnsmasq-base squid tftpd-hpa rsyslog openssl curl wget chromium faketime libxml2-utils procps \
    iproute2 systemd udhcpc isc-dhcp-client tftp-hpa fonts-droid-fallback libpangocairo-1.0-0 postgresql zbar-tools \
    python3-venv $(shell command -v java >/dev/null || echo default-jre-headless)
BENCH_PACKAGES := nginx-light wrk curl libxml2-utils dnsmasq-base iproute2 postgresql

.PHONY: help
help: ## This list
	@awk -F ': .*## ' '/^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: deps
deps: ## Installs what building needs (Debian packages; asks for sudo only if one is missing)
	@packaging/install-packages $(BUILD_PACKAGES)
	@command -v swift >/dev/null || { \
	    echo "There is no swift. Install Swift 6.2 or later from https://www.swift.org/install/linux/ and put it in PATH." >&2; \
	    exit 1; }

.PHONY: deps-test
deps-test: deps ## Installs what the tests need besides
	@packaging/install-packages $(TEST_PACKAGES)

.PHONY: run
run: deps ## Builds and serves on 127.0.0.1:8080; ARGS="--model 8851" passes options, LISTEN and ONHOOK_STATE change the rest
	@$(RELEASE)
	@exec "$$($(RELEASE) --show-bin-path)/onhook" serve --listen "$(LISTEN)" --state "$(ONHOOK_STATE)" $(ARGS)

.PHONY: test
test: deps-test .venv/complete ## Builds and runs all tests, the browser's too
	@swift build --build-tests $(SWIFT_FLAGS)
	@Tests/run

.PHONY: shipped
shipped: deps ## Tries what is shipped: installs the optimized program somewhere, runs it, asks it for a page
	@Tests/shipped

.venv/complete: Tests/Browser/requirements.txt
	@python3 -m venv .venv
	@.venv/bin/pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

.PHONY: lint
lint: format ## Checks the format, and that nothing compiles with a warning
	@swift build --build-tests --scratch-path .build/lint -Xswiftc -warnings-as-errors

.PHONY: format
format: deps ## Checks the format of sources and scripts
	@swift format lint --strict --parallel --recursive Sources Tests Package.swift
	@for script in packaging/install-packages .ci/run Tests/run Tests/shipped Tests/Fuzz/run packaging/hooks/time packaging/hooks/host-name; do bash -n $$script; done
	@for script in packaging/dhcp/install packaging/dhcp/onhook-dhcp-event packaging/dhcp/*/*onhook packaging/dhcp/*/*.script; do \
	    sh -n $$script; done

.PHONY: bench
bench: deps ## Measures against the budgets, beside nginx, curl and SQLite; ARGS="--quick page" passes options
	@packaging/install-packages $(BENCH_PACKAGES)
	@$(RELEASE)
	@Benchmarks/run --program "$$($(RELEASE) --show-bin-path)/onhook" $(ARGS)

.PHONY: fuzz
fuzz: deps ## Feeds the parsers what libFuzzer makes up, a minute each (FUZZ_SECONDS), under the address sanitizer
	@Tests/Fuzz/run $(ARGS)

.PHONY: install
install: deps ## Installs the program and its service below PREFIX (/usr/local), with DESTDIR in front
	@$(RELEASE)
	install -D -m 755 "$$($(RELEASE) --show-bin-path)/onhook" "$(DESTDIR)$(PREFIX)/bin/onhook"
	install -d "$(DESTDIR)$(UNITDIR)" "$(DESTDIR)$(SYSUSERSDIR)" "$(DESTDIR)$(TMPFILESDIR)"
	sed 's|@PREFIX@|$(PREFIX)|g' packaging/onhook.service > "$(DESTDIR)$(UNITDIR)/onhook.service"
	install -m 644 packaging/onhook.socket "$(DESTDIR)$(UNITDIR)/onhook.socket"
	install -d "$(DESTDIR)$(PREFIX)/share/onhook/hooks"
	install -m 755 packaging/hooks/time packaging/hooks/host-name "$(DESTDIR)$(PREFIX)/share/onhook/hooks/"
	install -m 644 packaging/hooks/*.json packaging/hooks/*.conf packaging/hooks/*.rules "$(DESTDIR)$(PREFIX)/share/onhook/hooks/"
	install -m 644 packaging/onhook.sysusers "$(DESTDIR)$(SYSUSERSDIR)/onhook.conf"
	install -m 644 packaging/onhook.tmpfiles "$(DESTDIR)$(TMPFILESDIR)/onhook.conf"
	packaging/dhcp/install "$(DESTDIR)$(PREFIX)/share/onhook/dhcp" "$(PREFIX)"

.PHONY: clean
clean: ## Removes what was built
	rm -rf .build .venv
