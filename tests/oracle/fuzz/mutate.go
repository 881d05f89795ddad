package fuzz

import (
	"bytes"
	"strings"

	"bowsprit/tests/oracle/casefile"
)

// tokens are texts that mean something somewhere.
var tokens = []string{
	" ", "\t", "\n", "\r\n", "\\\n", " \\\n", "\\", "`", "#", "\"", "'", "$", "${", "}", "$A", "${A:-b}", "<<E", "<<-E", "E\n", "[", "]", ",", "=", ":", "/", "//", "/./", ".", "..",
	"*", "--", "--from=", "--link", "--mount=", "ONBUILD ", "AS ", "\u00a0", "é", "\ufeff", "&", "<", "0", "\x0b", "type=", "target=", "@", "?", "~",
}

// Mutate is a case with a Dockerfile that is changed a little.
func (d Dice) Mutate(c *casefile.Case, others []*casefile.Case) *casefile.Case {
	text := c.Dockerfiles["Dockerfile"]
	for range 1 + d.IntN(3) {
		text = d.change(text, others[d.IntN(len(others))].Dockerfiles["Dockerfile"])
	}
	return With(c, text)
}

// With is a case with another Dockerfile, of which nothing is expected.
func With(c *casefile.Case, text []byte) *casefile.Case {
	changed := *c
	changed.Expect = casefile.Expect{}
	changed.Dockerfiles = map[string][]byte{"Dockerfile": text}
	return &changed
}

func (d Dice) change(text, other []byte) []byte {
	lines := bytes.SplitAfter(text, []byte("\n"))
	i, j := d.IntN(len(lines)), d.IntN(len(lines))
	switch d.IntN(8) {
	case 0:
		return bytes.Join(append(lines[:i:i], lines[i+1:]...), nil)
	case 1:
		lines[i], lines[j] = lines[j], lines[i]
		return bytes.Join(lines, nil)
	case 2:
		return bytes.Join(append(lines[:i+1:i+1], lines[i:]...), nil)
	case 3:
		strange := bytes.SplitAfter(other, []byte("\n"))
		strange = strange[d.IntN(len(strange)):]
		strange = strange[:min(len(strange), 1+d.IntN(3))]
		return bytes.Join(append(append(lines[:i:i], strange...), lines[i:]...), nil)
	case 4:
		at, end := d.span(text)
		return append(text[:at:at], text[end:]...)
	case 5:
		at, end := d.span(text)
		return append(append(text[:end:end], text[at:end]...), text[end:]...)
	case 6:
		at, end := d.span(text)
		return append(append(text[:at:at], d.pick(tokens...)...), text[end:]...)
	default:
		at, _ := d.span(text)
		return append(append(text[:at:at], d.often(d.pick(tokens...), d.anyWord())...), text[at:]...)
	}
}

// span is a short piece between two characters.
func (d Dice) span(text []byte) (start, end int) {
	start = d.IntN(len(text) + 1)
	end = min(len(text), start+d.IntN(6))
	whole := func(at int) int {
		for at < len(text) && text[at]&0xc0 == 0x80 {
			at++
		}
		return at
	}
	return whole(start), whole(end)
}

// Plain tells whether a case can be changed: it is upstream's to judge, and
// small enough.
func Plain(c *casefile.Case) bool {
	text, has := c.Dockerfiles["Dockerfile"]
	return has && len(c.Dockerfiles) == 1 && !c.Given.Crashes && len(text) < 4000 && len(c.Failures) == 0 &&
		!strings.Contains(c.Options["frontend.caps"], "forward")
}
