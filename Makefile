# make run    proves the customer-order policy, builds the image and boots it under QEMU with that policy
# make test   every test; make test-acm POLICIES=DIR adds the real ACM policies
# make help   the rest

.DEFAULT_GOAL := help
SHELL := /bin/sh
export DOTNET_CLI_TELEMETRY_OPTOUT := 1
export DOTNET_NOLOGO := 1
export DOTNET_SKIP_WORKLOAD_INTEGRITY_CHECK := 1

BUILD := dotnet build -c Release -v q --nologo -clp:NoSummary
OUT := artifacts
POLICY := policies/customer-order.xml
STEPS := 100000000
ATTACKS := 1000000
STATES_PER_FORM := 100000
COUNT := 40
SEED := 1

project-files = $(shell find $(1) -name '*.cs' -o -name '*.csproj' -o -name '*.S' -o -name '*.ld' -o -name '*.targets' -o -name '*.c' -o -name '*.awk' -o -name '*.sh' | grep -v -e /obj/ -e /bin/)
HABITS := Directory.Build.props Directory.Packages.props .editorconfig global.json
TOOL_SOURCES := $(call project-files,spec src proofs) $(HABITS)
IMAGE_SOURCES := $(call project-files,src/Monitor src/Kernel guests) $(HABITS)
TEST_SOURCES := $(call project-files,tests tools)
PROVE := ./verified prove --image $(OUT)/image/kernel.elf --cache $(OUT)/proof-cache --traces $(OUT)/counterexamples
TRIALS := dotnet $(OUT)/bin/ProofTrials/release/ProofTrials.dll

.PHONY: help setup build image run linux console test soak matrix teeth handler-mutants explore test-acm bench bench-linux prove prove-stability certify mutants strength rules lifter clean format

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 16

setup:
	@sh tools/setup.sh

build: setup $(OUT)/tool.stamp image ## the verified command and the kernel image

$(OUT)/tool.stamp: $(TOOL_SOURCES)
	@sh tools/quiet.sh "building the verified command" $(BUILD) src/Verifier/Verified.Verifier.csproj
	@touch $@

image: setup $(OUT)/image.stamp ## the kernel image and the guests

$(OUT)/image.stamp: $(IMAGE_SOURCES)
	@sh tools/quiet.sh "building the kernel image and its guests" sh tools/image.sh
	@touch $@

run: build ## the main job: prove policy and image, boot them, show them at work; UNPROVED=1 boots without the image's proof, GDB=1 waits for gdb
	@UNPROVED=$(UNPROVED) GDB=$(GDB) sh tools/run.sh $(POLICY)

console: build ## boot with domain 0 as a console on this terminal: make console FILES="policy.xml saved ..."
	@sh tools/console.sh $(POLICY) $(FILES)

linux: build $(OUT)/linux.stamp ## boot three of Debian's own Linux kernels as labelled domains (fetches the packages)
	@sh tools/linux.sh $(POLICY) policies/linux.manifest

$(OUT)/linux.stamp: $(call project-files,tools/LinuxKernel)
	@sh tools/quiet.sh "building the tool that unpacks Linux" $(BUILD) tools/LinuxKernel/LinuxKernel.csproj
	@touch $@

prove: build ## prove the machine code of the image that `make run` boots; writes proofs/PROOFS.md and proofs/out
	@$(PROVE) --smt2 proofs/out --report proofs/PROOFS.md

$(OUT)/trials.stamp: $(TOOL_SOURCES) $(call project-files,tools)
	@sh tools/quiet.sh "building the trials of the proofs" $(BUILD) tools/ProofTrials/ProofTrials.csproj
	@touch $@

# Each goes on where it was stopped, and takes long the first time: docs/proofs.md has the figures.
certify: build $(OUT)/trials.stamp ## every obligation by four solvers; any disagreement fails
	@$(TRIALS) certify $(OUT)/image/kernel.elf $(OUT)/certify $(OPTIONS)

prove-stability: build $(OUT)/trials.stamp ## every obligation with ten seeds of the solver
	@$(TRIALS) stability $(OUT)/image/kernel.elf $(OUT)/stability $(OPTIONS)

mutants: build $(OUT)/trials.stamp ## 1,000 changes of single instructions: each must be refuted, or be none
	@$(TRIALS) mutants $(OUT)/image/kernel.elf $(OUT)/mutants $(OPTIONS)

$(OUT)/tests.stamp: $(TOOL_SOURCES) $(TEST_SOURCES)
	@sh tools/quiet.sh "building the tests" $(BUILD) Verified.sln
	@touch $@

test: build $(OUT)/tests.stamp ## every test, QEMU included
	@sh tools/test.sh

soak: build $(OUT)/tests.stamp ## hours: domains' lives, attackers in QEMU, random steps: make soak LIVES=n ATTACKS=n STEPS=n
	@sh tools/soak.sh $(LIVES)
	@VERIFIED_ATTACKS=$(ATTACKS) dotnet $(OUT)/bin/Verified.Attack.Tests/release/Verified.Attack.Tests.dll --progress off --no-ansi --show-live-output on
	@sh tools/swarm.sh --steps $(STEPS) --length 4000 --keep $(OUT)/soak.json --coverage

teeth: build $(OUT)/tests.stamp ## plant bugs in a copy of the kernel: who finds them, and how fast (docs/teeth.md)
	@sh tools/teeth.sh

handler-mutants: build $(OUT)/tests.stamp ## an hour: lines of the handlers changed at random: who of the random runs and the kernel's tests notices: make handler-mutants COUNT=n SEED=n
	@sh tools/handler-mutants.sh $(COUNT) $(SEED)

explore: build ## every state of a small system, by the policy's words; then the old system's defects
	@./verified explore --no-oracle
	@./verified explore --profile acm-xen-3.1 || test $$? -eq 1

matrix: build $(OUT)/tests.stamp ## docs/hook-matrix.md anew: operation, hook, theorem, test
	@dotnet $(OUT)/bin/HookMatrix/release/HookMatrix.dll $(OUT)/bin guests/Conformance docs/hook-matrix.md

test-acm: setup $(OUT)/tests.stamp ## the real ACM policies: make test-acm POLICIES=DIR
	@sh tools/test-acm.sh "$(POLICIES)"

bench: build $(OUT)/trials.stamp ## path lengths of the hypercalls beside Xen's; the policy tool's times beside setools; what each proof costs
	@sh tools/bench.sh
	@sh tools/bench-policy.sh
	@sh tools/bench-explorer.sh
	@echo
	@$(TRIALS) figures $(OUT)/image/kernel.elf

bench-linux: build $(OUT)/linux.stamp ## minutes: Linux from its entry to its script, in instructions and exits by cause, beside Debian's Xen (fetches the packages)
	@sh tools/bench-linux.sh

strength: $(OUT)/tests.stamp ## minutes: of each operation, specifications that say more than its code does: all must be refuted
	@VERIFIED_OPERATIONS=all dotnet $(OUT)/bin/Verified.Proofs.Tests/release/Verified.Proofs.Tests.dll --progress off --no-ansi --filter-class '*OverConstraintTests'

rules: setup ## each rule of the term simplifier and of array elimination broken in its turn: the tests of terms must notice
	@sh tools/rules.sh $(RULES)

lifter: $(OUT)/tests.stamp ## hours: every form of instruction against this processor, 100,000 random states each: make lifter STATES_PER_FORM=n
	@VERIFIED_LIFTER_STATES=$(STATES_PER_FORM) dotnet $(OUT)/bin/Verified.Symbolic.Tests/release/Verified.Symbolic.Tests.dll --progress off --no-ansi --filter-class '*LifterTests'

format: ## fails when a file is not formatted
	@dotnet format Verified.sln --verify-no-changes

clean: ## removes what was built
	@rm -rf $(OUT)
