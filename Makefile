# Thin targets: each line is what you would type.
#
#   make demo      build the frontend image and examples with it; run the results
#   make test      everything below it, as CI does
#   make bench     time and memory beside upstream's frontend, beside cue, and of plans and specs
#   make cue-conformance
#                  the CUE evaluator on the CUE project's own tests, its commands beside cue
#   make fuzz-cue MINUTES=5
#                  the CUE evaluator beside cue on what chance makes
#   make image     the frontend image as an OCI archive, target/bowsprit.tar

.PHONY: demo test fmt lint unit doc identity builds cue-conformance fuzz-cue bench image engine-up engine-down clean

demo:
	tests/engine/demo

test: lint unit doc cue-conformance identity builds

fmt:
	cargo fmt --all

lint:
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings

unit:
	cargo test --workspace --locked

doc:
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --locked

identity:
	tests/oracle/run vectors
	tests/oracle/run identity

builds:
	tests/engine/run

cue-conformance:
	tests/cue/run conformance
	tests/cue/run doors

fuzz-cue:
	tests/cue/run fuzz MINUTES=$(or $(MINUTES),5)

bench:
	OURS=$$(tests/engine/engine binary) tests/oracle/run bench -engine
	OURS=$$(tests/engine/engine binary) tests/cue/run bench

image:
	tests/engine/engine archive target/bowsprit.tar

engine-up:
	tests/engine/engine up

engine-down:
	tests/engine/engine down

clean: engine-down
	rm -rf target .cache
