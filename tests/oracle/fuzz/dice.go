// Package fuzz makes Dockerfiles nobody would write, but somebody might: from a
// grammar of all instructions and their oddities, and from the cases by small
// changes. What it makes depends on the seed alone.
package fuzz

import (
	"math/rand/v2"
	"strings"
)

// Dice is where chance comes from.
type Dice struct{ *rand.Rand }

// NewDice gives the same numbers for the same seed.
func NewDice(seed uint64) Dice { return Dice{rand.New(rand.NewPCG(seed, 0x626f7773))} }

// in is true once in n times.
func (d Dice) in(n int) bool { return d.IntN(n) == 0 }

// pick is one of the texts.
func (d Dice) pick(texts ...string) string { return texts[d.IntN(len(texts))] }

// word is one of the words of a text.
func (d Dice) word(text string) string { return d.pick(strings.Fields(text)...) }

// often is the first text mostly, else another one.
func (d Dice) often(first string, others ...string) string {
	if len(others) == 0 || !d.in(4) {
		return first
	}
	return d.pick(others...)
}

// some joins up to so many texts.
func (d Dice) some(least, most int, separator string, text func() string) string {
	texts := make([]string, least+d.IntN(most-least+1))
	for i := range texts {
		texts[i] = text()
	}
	return strings.Join(texts, separator)
}

// perhaps is a text or nothing.
func (d Dice) perhaps(n int, text func() string) string {
	if d.in(n) {
		return text()
	}
	return ""
}
