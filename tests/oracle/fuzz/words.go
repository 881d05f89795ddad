package fuzz

import (
	"fmt"
	"strings"
)

// name is the name of a variable; most are defined somewhere.
func (d Dice) name() string { return d.word("A A A B B B C PATH _x TARGETARCH") }

// variable is a use of one.
func (d Dice) variable(depth int) string {
	name := d.name()
	if d.in(20) {
		name = d.word("1 12 @ * # ? - $ ! 0 é . a-b")
	}
	switch d.IntN(16) {
	case 0, 1, 2, 3:
		return "$" + name
	case 4, 5, 6, 7:
		return "${" + name + "}"
	case 8, 9:
		return "${" + name + d.word(":- - :+ +") + d.text(depth+1) + "}"
	case 10:
		return "${" + name + d.word("? :?") + d.perhaps(2, func() string { return d.text(depth + 1) }) + "}"
	case 11, 12:
		return "${" + name + d.word("# ## % %%") + d.pattern(depth+1) + "}"
	case 13, 14:
		return "${" + name + d.word("/ //") + d.pattern(depth+1) + "/" + d.pick("", d.text(depth+1), `\/`, "$0", `\}`) + "}"
	default:
		return d.pick("$", "${", "${}", "${"+name, "${"+name+":", "${"+name+":=x}", "${"+name+"^}", "${:-x}", "${"+name+"/a}", "$"+name+"}")
	}
}

// pattern is what is removed or replaced.
func (d Dice) pattern(depth int) string {
	return d.some(0, 3, "", func() string {
		return d.pick("a", "*", "?", ".", "/", "b", `\*`, `\?`, `\\`, `\/`, `\}`, "é", d.text(depth), "[a]", "x")
	})
}

// text is part of a word.
func (d Dice) text(depth int) string {
	if depth > 2 {
		return d.pick("a", "b", "x.y", "/c")
	}
	switch d.IntN(24) {
	case 0, 1, 2, 3:
		return d.variable(depth)
	case 4:
		return `"` + d.some(0, 3, "", func() string { return d.pick(d.text(depth+1), " ", `\"`, `\x`, "'", "$") }) + `"`
	case 5:
		return `'` + d.some(0, 3, "", func() string { return d.pick(d.text(3), " ", `\`, `"`, "$A") }) + `'`
	case 6:
		return d.pick(`\\`, `\$`, `\"`, `\'`, `\ `, `\a`, "\\`", "`", "`$", "\\")
	case 7:
		return d.pick(`"`, `'`, "{", "}", "[", "]", "(", "<", ">", "&", ",", ";", "=", ":", "#", "!", "*", "?", "~", "|", "%")
	case 8:
		return d.pick("é", "日", "\u00a0", "\ufeff", "😀", "\u2028", "ſ", "\x0b", "\x7f")
	default:
		return d.pick("a", "b", "ab", "x", "1", "0", "7", "a.b", "a/b", "/", ".", "..", "-", "_", "--")
	}
}

// anyWord is a word without blanks outside of quotes, mostly.
func (d Dice) anyWord() string { return d.some(1, 3, "", func() string { return d.text(0) }) }

// path is where something is.
func (d Dice) path() string {
	if d.in(4) {
		return d.anyWord()
	}
	path := d.some(1, 3, "/", func() string {
		return d.pick("a", "b", "c.d", ".", "..", "", "*", "a*", "?", "[ab]", "**", "é", d.variable(1), "x")
	})
	return d.often("", "/", "./", "../", "//") + path + d.often("", "/", "/.", "//")
}

// url is where something far is.
func (d Dice) url() string {
	question := func() string {
		return "?" + d.some(1, 2, "&", func() string {
			key := d.word("ref tag branch subdir checksum commit keep-git-dir submodules mtime fetch-by-commit x")
			return key + d.pick("", "=", "=a", "=true", "=false", "=commit", "=0123456", "=b/c", "=$A")
		})
	}
	fragment := func() string { return "#" + d.pick("", "a", "a:b", ":b", "a:/", "refs/heads/a", "$A", ":../a") }
	host := d.pick("example.com", "example.com", "github.com", "a@example.com", "u:p@example.com", "example.com:80", "", "EXAMPLE.com")
	switch d.IntN(4) {
	case 0:
		return d.pick("https", "http", "HTTPS", "ftp") + "://" + host + d.pick("", "/", "/a", "/a/", "/a%20b", "/%zz", "/a/..", "/a?b=c", "/$A", "/é", "/<a>&b", "/a.tar#x")
	case 1, 2:
		return d.pick("https", "http", "git", "ssh", "SSH") + "://" + host + d.pick("/a/b.git", "/b.git", "/a//b.git", "/$A.git", "/a/b", "/.git", "/a/../b.git") +
			d.perhaps(3, question) + d.perhaps(3, fragment)
	default:
		return d.pick("git@example.com:a/b.git", "git@example.com:a", "a_b@c:d.git", "github.com/a/b", "github.com/a/b.git", "./git@a:b") +
			d.perhaps(3, question) + d.perhaps(3, fragment)
	}
}

// json is a list, or nearly one.
func (d Dice) json(element func() string) string {
	list := "[" + d.often("", " ", "\t") + d.some(0, 3, d.often(", ", ",", " , "), func() string {
		if d.in(16) {
			return d.pick("1", "null", "true", "[]", "{}", "'a'", `"a`, "a", `"\x"`, `"`+"\t"+`"`, "")
		}
		text := strings.ReplaceAll(element(), `\`, `\\`)
		return `"` + strings.ReplaceAll(text, `"`, `\"`) + d.perhaps(12, func() string {
			return d.pick(`\u0041`, `\n`, `\ud83d\ude00`, `\ud800`, `\/`, `\u003c`, "é", "<&>", `\u0000`)
		}) + `"`
	}) + d.often("", " ", ",") + "]"
	return d.often(list, list+" ", list+"x", list[1:], list[:len(list)-1], " "+list)
}

// quoted is a flag's value with quotes around or in it, perhaps.
func (d Dice) quoted(value string) string {
	if !d.in(4) {
		return value
	}
	return d.pick(`"`+value+`"`, `'`+value+`'`, `"`+value, value+`"x y"`, `\`+value, value+`\ x`, "'a b'"+value)
}

// flag is a flag of an instruction.
func (d Dice) flag(name, value string) string {
	if d.in(40) {
		return d.pick("--"+name, "--"+name+"=", "--"+name+"x="+value, "--"+strings.ToUpper(name)+"="+value, "--", "-"+name, "--=a")
	}
	return d.often("--", "--", "--", "--", "-'-'") + name + "=" + d.quoted(value)
}

// flags are some flags, each behind a blank.
func (d Dice) flags(makers ...func() string) string {
	var out strings.Builder
	for d.in(2) && out.Len() < 200 {
		fmt.Fprintf(&out, "%s ", makers[d.IntN(len(makers))]())
	}
	return out.String()
}
