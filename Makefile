# echometer: build, test, install. `make help` lists what there is.
SHELL := /bin/bash
.DEFAULT_GOAL := all

PREFIX ?= /usr/local
DESTDIR ?=
VERSION := $(shell sed -n 's/^\#define EM_VERSION "\(.*\)"/\1/p' include/em_base.h)
SOVERSION := 0

# --- flavours: release, asan (with UBSan), tsan, cov ------------------------------------
FLAVOUR ?= release
B := build/$(FLAVOUR)
CC ?= cc
PYTHON ?= $(firstword $(wildcard /usr/bin/python3) python3)

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
            -Wpointer-arith -Wwrite-strings -Wvla -Wundef -Wformat=2 -Wno-format-nonliteral
ifneq ($(WERROR)$(CI),)
WARNINGS += -Werror
endif
FLAGS_release := -O3 -g -fno-semantic-interposition -D_FORTIFY_SOURCE=2 -fstack-protector-strong
FLAGS_asan := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
FLAGS_tsan := -O1 -g -fsanitize=thread
FLAGS_cov := -O0 -g --coverage
CFLAGS ?= $(FLAGS_$(FLAVOUR))

PACKAGES := icu-uc icu-i18n libpcre2-8 libcjson zlib libzstd libzip expat xlsxwriter nettle libxxhash yaml-0.1
PKG_CFLAGS = $(shell pkg-config --cflags $(PACKAGES) 2>/dev/null)
PKG_LIBS = $(shell pkg-config --libs $(PACKAGES) 2>/dev/null)
ALL_CFLAGS = -std=c11 -D_GNU_SOURCE -fPIC -fvisibility=default -pthread $(WARNINGS) $(CFLAGS) \
             -Iinclude -Ianalyzer $(PKG_CFLAGS) -DEM_DATA_DIR='"$(PREFIX)/share/echometer"'
ALL_LDFLAGS = $(filter -fsanitize% --coverage,$(CFLAGS)) -pthread -Wl,-z,relro,-z,now $(LDFLAGS)
LIBS = $(PKG_LIBS) -llbfgs -lm

# `make V=1` prints the whole commands.
Q := $(if $(V),,@)

# --- what there is ------------------------------------------------------------------------
LIB_SRC := $(sort $(filter-out analyzer/cli/%,$(wildcard analyzer/*/*.c)))
CLI_SRC := $(sort $(wildcard analyzer/cli/*.c))
UNIT_SRC := $(sort $(wildcard tests/unit/check_*.c))
SUPPORT_SRC := $(sort $(wildcard tests/support/*.c))
BENCH_SRC := $(sort $(wildcard tests/bench/*.c))
LIB_OBJ := $(LIB_SRC:%.c=$(B)/%.o)
CLI_OBJ := $(CLI_SRC:%.c=$(B)/%.o)
SUPPORT_OBJ := $(SUPPORT_SRC:%.c=$(B)/%.o)
UNIT_BIN := $(UNIT_SRC:%.c=$(B)/%)
BENCH_BIN := $(BENCH_SRC:%.c=$(B)/%)
PROGRAM := $(B)/echometer

all: build/.packages $(B)/libechometer.a $(B)/libechometer.so $(PROGRAM) ## build/echometer and build/libechometer.{a,so}
	@if [ "$(FLAVOUR)" = release ]; then \
	  ln -sf release/echometer build/echometer; \
	  ln -sf release/libechometer.a build/libechometer.a; \
	  ln -sf release/libechometer.so build/libechometer.so; fi

# Finds the packages, installs what is missing.
build/.packages: tools/install-packages.sh
	@mkdir -p build
	@tools/install-packages.sh
	@touch $@

-include $(LIB_OBJ:.o=.d) $(CLI_OBJ:.o=.d) $(SUPPORT_OBJ:.o=.d) $(UNIT_BIN:=.d) $(BENCH_BIN:=.d)

$(B)/%.o: %.c | build/.packages
	@mkdir -p $(@D)
	$(if $(V),,@echo "  cc    $<")
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(B)/libechometer.a: $(LIB_OBJ)
	@rm -f $@
	$(Q)ar rcs $@ $^

$(B)/libechometer.so: $(LIB_OBJ)
	$(if $(V),,@echo "  link  $@")
	$(Q)$(CC) $(ALL_LDFLAGS) -shared -Wl,-soname,libechometer.so.$(SOVERSION) -o $@ $^ $(LIBS)

$(PROGRAM): $(CLI_OBJ) $(B)/libechometer.a
	$(if $(V),,@echo "  link  $@")
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

# --- tests ---------------------------------------------------------------------------------
# One program per tests/unit/check_<file>.c; every tests/*/test_* script runs beside them.
$(B)/tests/unit/%: tests/unit/%.c $(SUPPORT_OBJ) $(B)/libechometer.a | build/.packages
	@mkdir -p $(@D)
	$(if $(V),,@echo "  link  $@")
	$(Q)$(CC) $(ALL_CFLAGS) -Itests -MMD -MP $(ALL_LDFLAGS) -o $@ $< $(SUPPORT_OBJ) $(filter %/cli.a,$^) $(B)/libechometer.a $(shell pkg-config --cflags --libs check) $(LIBS)

# Those of the program's own files.
$(B)/cli.a: $(CLI_OBJ)
	@rm -f $@
	$(Q)ar rcs $@ $^
$(filter $(CLI_SRC:analyzer/cli/%.c=$(B)/tests/unit/check_%),$(UNIT_BIN)): $(B)/cli.a

$(B)/tests/bench/%: tests/bench/%.c $(B)/libechometer.a | build/.packages
	@mkdir -p $(@D)
	$(if $(V),,@echo "  link  $@")
	$(Q)$(CC) $(ALL_CFLAGS) -Itests -MMD -MP $(ALL_LDFLAGS) -o $@ $< $(B)/libechometer.a $(LIBS)

# Benchmarks are built with the tests, so that they keep building.
units: build/.packages $(UNIT_BIN) $(BENCH_BIN)

test: all units ## unit tests, specifications, golden cases (under five minutes on two cores)
	@$(PYTHON) tests/run.py --build $(B) $(T)

test-unit: all units ## unit tests alone; FLAVOUR=asan and the like choose the build
	@$(PYTHON) tests/run.py --build $(B) --unit $(T)

test-all: all units ## everything, also the long fuzz and property runs
	@EM_TEST_LONG=1 $(PYTHON) tests/run.py --build $(B) $(T)

asan: ## unit tests and cases under AddressSanitizer and UBSan
	@$(MAKE) --no-print-directory FLAVOUR=asan test
ubsan: asan ## the same run
tsan: ## unit tests and the batch under ThreadSanitizer
	@$(MAKE) --no-print-directory FLAVOUR=tsan test-unit
valgrind: all units ## the main job under valgrind
	@tests/support/valgrind.sh $(B)

# --- cheap checks ----------------------------------------------------------------------------
FORMATTED := $(wildcard analyzer/*/*.[ch] include/*.h tests/unit/*.[ch] tests/support/*.[ch] tests/bench/*.[ch] tests/fuzz/*.[ch])
format: ## lay the sources out
	clang-format-14 -i $(FORMATTED)
format-check: ## are the sources laid out?
	@clang-format-14 --dry-run --Werror $(FORMATTED)
floors: ## do includes run only downward?
	@$(PYTHON) tools/check-floors.py
headers: build/.packages ## does each header compile alone, public ones also as C++?
	@for h in include/*.h analyzer/*/*.h; do \
	  $(CC) $(ALL_CFLAGS) -x c -fsyntax-only $$h || exit 1; done
	@for h in include/*.h; do \
	  $(CXX) -std=c++17 -Wall -Wextra -Werror -Iinclude -x c++ -fsyntax-only $$h || exit 1; done
lint: ## static analysis by cppcheck
	@cppcheck --quiet --std=c11 --error-exitcode=1 --enable=warning,portability --inline-suppr \
	  --suppress=missingIncludeSystem --suppress=normalCheckLevelMaxBranches -j2 -Iinclude -Ianalyzer analyzer

lexicons-check: all ## are the shipped lexicons sound, laid out, and do their tests hold?
	@$(PROGRAM) lexicon format --check lexicons corpora
	@$(PROGRAM) lexicon check lexicons corpora
	@$(PROGRAM) lexicon test lexicons

# --- use -----------------------------------------------------------------------------------
demo: all ## analyse the shipped comments and say where the report lies
	@build/echometer analyze --campaign corpora/royal-wedding-2011/royal-wedding-2011.campaign.json \
	  --out build/demo corpora/royal-wedding-2011/comments.csv
	@echo
	@echo "The report lies at build/demo/report.html"

bench: all $(BENCH_BIN) ## the whole job and its stages beside their peers
	@tests/bench/run.sh $(B)

install: all ## PREFIX and DESTDIR are honoured
	install -d "$(DESTDIR)$(PREFIX)/bin" "$(DESTDIR)$(PREFIX)/lib/pkgconfig" "$(DESTDIR)$(PREFIX)/include" \
	  "$(DESTDIR)$(PREFIX)/share/man/man1" "$(DESTDIR)$(PREFIX)/share/bash-completion/completions" \
	  "$(DESTDIR)$(PREFIX)/share/echometer"
	install -m 755 $(PROGRAM) "$(DESTDIR)$(PREFIX)/bin/echometer"
	install -m 644 $(B)/libechometer.a "$(DESTDIR)$(PREFIX)/lib/"
	install -m 755 $(B)/libechometer.so "$(DESTDIR)$(PREFIX)/lib/libechometer.so.$(SOVERSION)"
	ln -sf libechometer.so.$(SOVERSION) "$(DESTDIR)$(PREFIX)/lib/libechometer.so"
	install -m 644 include/*.h "$(DESTDIR)$(PREFIX)/include/"
	sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@VERSION@|$(VERSION)|' tools/echometer.pc.in > "$(DESTDIR)$(PREFIX)/lib/pkgconfig/echometer.pc"
	$(PROGRAM) man > "$(DESTDIR)$(PREFIX)/share/man/man1/echometer.1"
	$(PROGRAM) completion > "$(DESTDIR)$(PREFIX)/share/bash-completion/completions/echometer"
	cp -R lexicons "$(DESTDIR)$(PREFIX)/share/echometer/"

uninstall: ## takes away what install put there
	rm -f "$(DESTDIR)$(PREFIX)/bin/echometer" "$(DESTDIR)$(PREFIX)"/lib/libechometer.{a,so,so.$(SOVERSION)} \
	  "$(DESTDIR)$(PREFIX)/lib/pkgconfig/echometer.pc" "$(DESTDIR)$(PREFIX)/share/man/man1/echometer.1" \
	  "$(DESTDIR)$(PREFIX)/share/bash-completion/completions/echometer"
	for h in include/*.h; do rm -f "$(DESTDIR)$(PREFIX)/include/$$(basename $$h)"; done
	rm -rf "$(DESTDIR)$(PREFIX)/share/echometer"

clean: ## remove build/
	rm -rf build

lexicons: all ## learn the sentiment lexicons again (needs the labelled sets)
	@tools/sentiment.py learn || [ $$? -eq 77 ]

scores: all ## score the sentiment lexicons on the labelled sets
	@tools/sentiment.py scores || [ $$? -eq 77 ]

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

.PHONY: all lexicons-check units test test-unit test-all asan ubsan tsan valgrind format format-check floors headers lint demo bench lexicons scores install uninstall clean help
