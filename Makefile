# The front door. Everything real is in CMakePresets.json and CMakeLists.txt.

PREFIX ?= /usr/local
BUILD := build

.PHONY: help setup build check demo bench doc install clean
.DEFAULT_GOAL := help

help:
	@echo "make build             the compiler, at build/bin/proxc"
	@echo "make demo              deblur a photograph; pictures in demo/"
	@echo "make check             all tests"
	@echo "make bench             all measurements"
	@echo "make doc               reference pages, in build/docs"
	@echo "make install PREFIX=/usr/local"
	@echo "make clean             remove what was built (not what was downloaded)"

setup:
	@scripts/install-dependencies
	@test -f $(BUILD)/build.ninja || cmake --preset default

build: setup
	@cmake --build $(BUILD)

check: setup
	@cmake --build $(BUILD) --target check-proxc

demo: build
	@examples/deblur/run $(BUILD)/bin/proxc demo

bench: build
	@benchmarks/run $(BUILD)

doc: setup
	@cmake --build $(BUILD) --target proxc-doc

install: build
	@cmake --install $(BUILD) --prefix $(PREFIX)

clean:
	@test ! -f $(BUILD)/build.ninja || cmake --build $(BUILD) --target clean
