package fuzz

import (
	"bytes"
	"testing"
	"unicode/utf8"

	"bowsprit/tests/oracle/casefile"
)

func TestTheSameSeedGivesTheSameFiles(t *testing.T) {
	for seed := range uint64(200) {
		first, second := NewDice(seed).File(), NewDice(seed).File()
		if !bytes.Equal(first, second) {
			t.Fatalf("seed %d gives\n%s\nand\n%s", seed, first, second)
		}
		if !utf8.Valid(first) {
			t.Fatalf("seed %d gives stray bytes: %q", seed, first)
		}
	}
}

func TestMutationsLeaveTheOriginalAlone(t *testing.T) {
	text := "FROM alpine\nRUN a é\n"
	c := &casefile.Case{Dockerfiles: map[string][]byte{"Dockerfile": []byte(text)}}
	changed := 0
	for seed := range uint64(200) {
		mutant := NewDice(seed).Mutate(c, []*casefile.Case{c})
		if got := string(c.Dockerfiles["Dockerfile"]); got != text {
			t.Fatalf("seed %d changed the original to %q", seed, got)
		}
		if !utf8.Valid(mutant.Dockerfiles["Dockerfile"]) {
			t.Fatalf("seed %d cuts a character: %q", seed, mutant.Dockerfiles["Dockerfile"])
		}
		if string(mutant.Dockerfiles["Dockerfile"]) != text {
			changed++
		}
	}
	if changed < 150 {
		t.Errorf("only %d of 200 mutants differ", changed)
	}
}

func TestReducingKeepsWhatMatters(t *testing.T) {
	got := Reduce([]byte("FROM alpine\n# x\nRUN abcXdefYghi\nRUN z\n"), func(text []byte) bool {
		x, y := bytes.IndexByte(text, 'X'), bytes.IndexByte(text, 'Y')
		return x >= 0 && x < y
	})
	if string(got) != "XY" {
		t.Errorf("reduced to %q", got)
	}
}
