# Needs Python 3.11 or newer with pip; everything else is set up here. Daily work goes on with `uv run poe`.

# The probe runs uv instead of looking for its name: version managers leave a name behind that can't run.
ifeq ($(shell uv --version 2>/dev/null),)
UV := .uv/bin/uv
else
UV := uv
endif

# What the lock says is installed as it stands: nobody's mirror or date changes what a newcomer gets.
export UV_FROZEN := 1

# Compiled once while installing, not at the first start, which somebody is waiting for.
export UV_COMPILE_BYTECODE := 1

# Offices often sit behind a proxy with its own certificate, which the system knows and uv's built-in list doesn't.
ifneq ($(wildcard /etc/ssl/certs/ca-certificates.crt),)
export UV_SYSTEM_CERTS ?= 1
endif

.PHONY: help demo test
.DELETE_ON_ERROR:

help: ## この一覧 / This list
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' Makefile

demo: $(filter .uv/bin/uv,$(UV)) ## 見本の評価票とボットをこの端末で動かす / Try the bot with sample sheets on this machine
	@$(UV) run --no-dev hyoka demo $(ARGS)

# Poe starts uv again, by its name, so it must be on PATH.
test: $(filter .uv/bin/uv,$(UV)) ## 必要なものを入れて、すべて検査する / Install what is needed and check everything
	@.ci/debian
	@.ci/tinydb-suite
	@PATH="$(CURDIR)/.uv/bin:$$PATH" $(UV) run poe check

# The venv goes without a pip of its own: Debian leaves out what would make one, and one pip is enough.
.uv/bin/uv:
	@echo 'uv を .uv/ に入れます / Putting uv into .uv/'
	@python3 -m venv --without-pip .uv
	@python3 -m pip --python .uv/bin/python --disable-pip-version-check install --quiet uv
