# Taichu: live captions on Linux. `make help` lists what there is; the scripts under Tools/ do the work.
SHELL := /bin/bash
PREFIX ?= /usr/local
DESTDIR ?=
comma := ,

.PHONY: help setup setup-vision setup-language setup-voice build test test-devices demo demo-scene demo-summary demo-dub bench bench-speech bench-vision bench-language bench-voice soak train-speech train-vision test-train install uninstall clean clean-all
.DEFAULT_GOAL := help

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

setup: ## Debian packages, OpenVINO, models: what is missing is fetched, what is there is checked
	@Tools/setup/setup

setup-vision: setup ## the camera's models too (230 MB); MODELS=objects,… or all
	@Tools/setup/model-group vision $(subst $(comma), ,$(MODELS))

setup-language: setup ## the models that write too: smollm2 (93 MB), qwen2.5 (480 MB, Chinese and English), and sentences (91 MB), which finds by meaning; MODELS=smollm2 or all; FROM=FILE.gguf NAME=name for your own
	@Tools/setup/model-group language $(if $(FROM),--add '$(FROM)' '$(NAME)',$(subst $(comma), ,$(MODELS)))

setup-voice: setup ## the voices too (124 MB); MODELS=piper-joe or kokoro for one
	@Tools/setup/model-group voice $(subst $(comma), ,$(MODELS))

build: setup ## set-up, then the release products: .build/release/taichu and taichud
	@Tools/setup/swift build

test: ## set-up, build, every test; the minutes of each stage
	@Tools/setup/run-tests

test-devices: build ## only the tests that boot a machine with a sound card and a camera
	@Tools/setup/debian-packages device-vm && Tests/DeviceVM/run-tests

demo: build ## live captions of your microphone; without one, of a sample (SAMPLE=FILE LANGUAGE=zh)
	@Tools/demo/run $(if $(SAMPLE),--sample '$(SAMPLE)') $(if $(filter command line,$(origin LANGUAGE)),--language '$(LANGUAGE)')

demo-scene: build setup-vision ## what is in some pictures, said in English and Chinese and drawn
	@Tools/demo/scene

demo-summary: build setup-language ## titles, summaries and action items of a meeting, in English and Chinese
	@Tools/demo/summary

demo-dub: build setup-voice ## another voice over a video (VIDEO=FILE), with the report of every line
	@Tools/demo/dub $(if $(VIDEO),'$(VIDEO)')

bench: build ## the table of the README, and Benchmarks/latest.json
	@Benchmarks/run; status=$$?; Tools/bench-table; exit $$status

train-speech: ## go on training the speech checkpoint, or resume a stopped run (FROM=front or nothing, STEPS=N)
	@Tools/train/train-speech $(if $(filter nothing,$(FROM)),--from-nothing) $(if $(filter front,$(FROM)),--front) $(if $(STEPS),--steps '$(STEPS)')

train-vision: ## pre-train a small vision transformer with attention-guided masks, or resume (STEPS=N, PICTURES=FOLDER)
	@Tools/train/train-vision $(if $(STEPS),--steps '$(STEPS)') $(if $(PICTURES),--pictures '$(PICTURES)')

test-train: ## the tests of the training tools, in their own environment
	@Tools/train/train-speech --test

bench-speech: build ## the recognizer alone: disturbances, a monologue, hop and look-ahead, commitment; Benchmarks/speech.json and its tables
	@Benchmarks/run speech; status=$$?; Tools/speech-tables; exit $$status

bench-vision: build setup-vision ## what the camera sees: each look against OpenVINO's own time, the tracker, a camera beside live subtitles; Benchmarks/vision.json
	@Benchmarks/run vision

soak: build setup-vision ## ten hours of a camera's pictures, as fast as possible: memory's growth (MINUTES=N for fewer)
	@Benchmarks/run soak $(if $(MINUTES),--minutes '$(MINUTES)')

bench-language: build ## the writing models: tokens a second and time to the first, beside openvino-genai; Benchmarks/language.json
	@Tools/setup/model-group language smollm2
	@Benchmarks/run language

bench-voice: build setup-voice ## what is spoken: read back by the recognizer, time to first sound, real-time factors, stop; Benchmarks/voice.json
	@Benchmarks/run voice; status=$$?; Tools/voice-table; exit $$status

install: ## into PREFIX (default /usr/local), under DESTDIR if given
	@Tools/setup/install '$(DESTDIR)' '$(PREFIX)'

uninstall: ## what `make install` put there
	@Tools/setup/uninstall '$(DESTDIR)' '$(PREFIX)'

clean: ## the build products
	@rm -rf .build

clean-all: ## the build products and this project's cache; refused while something uses them
	@Tools/setup/clean-all
