# Every target finds what it needs: tools/jdk finds a JDK 25, and tools/build-binaries builds the programs that tests run.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

IMAGE ?= clientgrant/clientgrant-operator:0.1.0
PORT ?= 8099
SEED ?=
KILLS ?= 200
FROM ?= HEAD~1
SWAPS ?= 6
TAG ?=
ARCHITECTURE ?=
ARCHITECTURES ?=
MINUTES ?= 30

# A prefix for commands: runs them with a JDK 25, or fails with a message that says what to install.
with_jdk := home=$$(tools/jdk) && export JAVA_HOME="$$home" PATH="$$home/bin:$$PATH" &&
with_maven := $(with_jdk) { command -v mvn >/dev/null || { echo 'Maven is missing: install Maven 3.8 or newer.' >&2; exit 1; }; } &&
maven := mvn --batch-mode --no-transfer-progress

operator := target/clientgrant-operator.jar
simulator := target/clientgrant-operator-simulator.jar
bench := target/bench.classpath
image := target/image.tar
sources := pom.xml $(shell find src/main -type f 2>/dev/null)

fuzz_targets := AnswerFuzzTest\#answer AnswerFuzzTest\#token HeadersFuzzTest\#headers PemFuzzTest\#privateKey \
  PemFuzzTest\#caBundle StatusFuzzTest\#resource SecretFuzzTest\#secret

.PHONY: help demo test test-programs chaos swap peers soak dashboard fuzz bench cli image e2e can-e2e package reproduce publish-image publish-index publish-charts publish-signatures \
  generate run simulator control-plane format clean

help:
	@echo 'make demo           show what the operator does, each step verified (KEEP=1 keeps it running)'
	@echo 'make test           run all tests, including those on a real API server'
	@echo 'make chaos          kill the operator KILLS=$(KILLS) times and check the result (SEED=1)'
	@echo 'make swap           let the operator of FROM=$(FROM) and this one take turns SWAPS=$(SWAPS) times under load (SEED=1)'
	@echo 'make peers          check that auth0-deploy-cli sees no difference after the operator has adopted all grants'
	@echo 'make soak           let tenants and grants come and go for MINUTES=$(MINUTES), and fail if the operator grows'
	@echo 'make dashboard      draw the dashboard of the chart from a run of some minutes, into docs/images/'
	@echo 'make fuzz           search for inputs that break a parser, for MINUTES=$(MINUTES) in all'
	@echo 'make bench          measure what the operator costs (GRANTS=50000 ONLY=scale,latency,limiter)'
	@echo 'make cli            build an archive with the commands and a Java runtime, for machines without Java'
	@echo 'make image          build IMAGE=$(IMAGE), check and measure it'
	@echo 'make e2e            install the operator on a real cluster in every way (ONLY="Install Argo")'
	@echo 'make package        write all files of a release into target/package (TAG=v0.1.0 checks the versions)'
	@echo 'make reproduce      build the same again from a copy of the sources, and compare'
	@echo 'make generate       write the generated files, such as the plain manifests in deploy/'
	@echo 'make run            run the operator against the current kubeconfig'
	@echo 'make simulator      run a simulated Auth0 tenant (PORT=$(PORT) SEED=seed.json)'
	@echo 'make control-plane  run a Kubernetes API server'
	@echo 'make format         format the sources'
	@echo 'make clean          remove target/ (the programs in the cache stay)'

demo: $(operator)
	@tools/build-binaries >/dev/null
	@$(with_jdk) JAVA="$$JAVA_HOME/bin/java" exec demo/demo.sh

test: test-programs
	@$(with_maven) exec $(maven) verify

test-programs:
	@$(with_maven) for set in control-plane helm3 helm4 lua lint crane prometheus flux; do tools/build-binaries $$set >/dev/null || exit; done

chaos:
	@$(with_maven) tools/build-binaries >/dev/null && exec $(maven) --quiet verify \
	  -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=CrashIT \
	  -Dkills=$(KILLS) -Dseed=$(or $(SEED),1)

# The earlier operator is built from what Git has of it, in a folder of its own.
swap: $(operator)
	@git rev-parse --verify --quiet '$(FROM)^{commit}' >/dev/null || { echo 'Git has no commit $(FROM) here: fetch more of the history.' >&2; exit 1; }
	@tools/build-binaries >/dev/null
	@$(with_maven) earlier=$$(mktemp -d) && trap 'rm -rf "$$earlier"' EXIT && git archive '$(FROM)' | tar --extract --directory "$$earlier" && \
	  $(maven) --quiet --file "$$earlier" package -Dmaven.test.skip && $(maven) --quiet verify -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false \
	  -Dit.test=SwapIT -Dearlier="$$earlier/target/clientgrant-operator.jar" -Dswaps=$(SWAPS) -Dseed=$(or $(SEED),1)

peers:
	@$(with_maven) for set in control-plane deploy-cli; do tools/build-binaries $$set >/dev/null || exit; done && exec $(maven) --quiet verify \
	  -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=DeployCliPeer

soak: $(operator)
	@tools/build-binaries >/dev/null
	@$(with_maven) $(maven) --quiet test-compile dependency:build-classpath -Dmdep.outputFile=target/soak.classpath \
	  -Dmdep.includeScope=test && exec java -cp "target/test-classes:target/classes:$$(cat target/soak.classpath)" \
	  io.clientgrant.soak.Soak $(MINUTES)

dashboard: $(operator)
	@for set in control-plane prometheus; do tools/build-binaries $$set >/dev/null || exit; done
	@$(with_maven) $(maven) --quiet test-compile dependency:build-classpath -Dmdep.outputFile=target/soak.classpath \
	  -Dmdep.includeScope=test && exec java -cp "target/test-classes:target/classes:$$(cat target/soak.classpath)" \
	  io.clientgrant.picture.DashboardPicture docs/images/dashboard.svg

# An input that breaks something is written next to the seeds, where every later run of the tests tries it. The hook that is
# disabled takes a connection to the test's own endpoint for a finding, and JUnit takes the whole search for one test that hangs.
fuzz:
	@$(with_maven) $(maven) --quiet test-compile && for target in $(fuzz_targets); do JAZZER_FUZZ=1 $(maven) --quiet surefire:test@fuzz -Dtest="$$target" \
	  -Djazzer.max_duration=$$(($(MINUTES) * 60 / $(words $(fuzz_targets)) + 1))s \
	  -Djazzer.disabled_hooks=com.code_intelligence.jazzer.sanitizers.ServerSideRequestForgery \
	  -Djunit.jupiter.execution.timeout.mode=disabled || exit; done

bench: $(operator) $(bench)
	@tools/build-binaries >/dev/null
	@$(with_jdk) exec java -cp "target/test-classes:target/classes:$$(cat target/bench.classpath)" io.clientgrant.bench.Bench

cli: $(operator)
	@$(with_jdk) exec cli/build

image: $(image)
	@tools/build-binaries >/dev/null
	@image/check

e2e: can-e2e $(image)
	@for set in control-plane helm3 helm4 crane; do tools/build-binaries $$set >/dev/null || exit; done
	@$(with_maven) $(maven) --quiet test-compile dependency:build-classpath -Dmdep.outputFile=target/e2e.classpath \
	  -Dmdep.includeScope=test && exec e2e/run $(ONLY)

# Runs before the builds, which take minutes.
can-e2e:
	@test -n "$(E2E_KUBECONFIG)" || e2e/cluster --check

package: $(operator)
	@tools/package target/package $(TAG)
	@cat target/package/SHA256SUMS

# In another folder, with nothing that was built here.
reproduce: package
	@copy=$$(mktemp -d) && trap 'rm -rf "$$copy"' EXIT && tar --create --exclude=./target --exclude=./.git . | tar --extract --directory "$$copy" && \
	  $(MAKE) --directory "$$copy" package TAG=$(TAG) >/dev/null && diff --recursive target/package "$$copy/target/package" && \
	  echo 'The second build gave the same bytes.'

# For .github/workflows/release.yml; tools/publish says what each needs.
publish-image:
	@tools/publish image $(ARCHITECTURE)

publish-index:
	@tools/publish index $(ARCHITECTURES)

publish-charts:
	@tools/publish charts

publish-signatures:
	@tools/publish signatures

generate:
	@tools/generate

run: $(operator)
	@$(with_jdk) exec java @jvm.options -jar $(operator)

simulator: $(operator)
	@$(with_jdk) PORT=$(PORT) SEED=$(SEED) exec java -jar $(simulator)

control-plane:
	@exec tools/control-plane

format:
	@$(with_maven) exec $(maven) --quiet spotless:apply

clean:
	rm -rf target

# The same build makes the simulator's jar and copies the libraries.
$(operator): $(sources)
	@echo 'Building $@' >&2
	@$(with_maven) $(maven) --quiet package -DskipTests
	@touch $@

$(image): $(operator) Dockerfile jvm.options $(shell find image -type f)
	@$(with_maven) IMAGE=$(IMAGE) image/build

$(bench): $(operator) $(shell find src/test/java/io/clientgrant/bench src/test/java/io/clientgrant/testing -type f)
	@$(with_maven) $(maven) --quiet test-compile dependency:build-classpath -Dmdep.outputFile=$@ \
	  -Dmdep.includeScope=test
	@touch $@
