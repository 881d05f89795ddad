package fuzz

import (
	"fmt"
	"strings"
)

// file is a Dockerfile in the making.
type file struct {
	Dice
	stages []string
}

// File is a Dockerfile from the grammar.
func (d Dice) File() []byte {
	f := &file{Dice: d}
	var lines []string
	lines = append(lines, f.top()...)
	for f.in(3) {
		lines = append(lines, "ARG "+f.pair("A", "B", "C", "IMAGE"))
	}
	for range 1 + f.IntN(3) {
		lines = append(lines, f.from())
		for range f.IntN(5) {
			lines = append(lines, f.comments()+f.instruction())
		}
	}
	return f.finish(lines)
}

// top is what may stand above everything.
func (f *file) top() []string {
	var lines []string
	for f.in(6) {
		lines = append(lines, f.pick("# escape=`", "# escape=`", "# escape=\\", "#escape = `", "# check=skip=all", "# check=skip=UndefinedVar;error=true",
			"# check=experimental=all", "# foo=bar", "#", "", "# text", " # escape=`", "# ESCAPE=`", "#!/bin/x", "# escape=x"))
	}
	return lines
}

// finish joins the lines; some have other line breaks, or several lines are one.
func (f *file) finish(lines []string) []byte {
	text := strings.Join(lines, "\n")
	if !f.in(12) {
		text += "\n"
	}
	if f.in(20) {
		text = strings.ReplaceAll(text, "\n", "\r\n")
	}
	if f.in(40) {
		text = "\ufeff" + text
	}
	return []byte(text)
}

func (f *file) from() string {
	image := f.pick("alpine", "alpine", "alpine", "busybox", "base", "scratch", "empty", "golang:1", "$IMAGE", "${IMAGE:-alpine}", "al${A}ine", "'alpine'", "Alpine", "missing:missing")
	if len(f.stages) > 0 && f.in(2) {
		image = f.pick(f.stages...)
	}
	platform := f.perhaps(8, func() string {
		return f.flag("platform", f.pick("linux/amd64", "$BUILDPLATFORM", "$TARGETPLATFORM", "linux/arm64/v8", "linux/arm", "${A}", "x/y/z/w", "$TARGETPLATFROM", "linux")) + " "
	})
	line := f.often("FROM", "from", "From") + " " + platform + image
	if !f.in(3) {
		stage := f.pick("s", "t", "u", "S", "s.t-u_v", "alpine", "context", "1", "s!")
		if stage != "1" && stage != "s!" {
			f.stages = append(f.stages, stage)
		}
		line += " " + f.often("AS", "as", "As") + " " + stage
	}
	return f.split(line)
}

// comments stand above an instruction.
func (f *file) comments() string {
	return f.perhaps(10, func() string {
		return f.pick("# A is this\n", "# text\n", "  # s is that\n", "#\n", "\n", "# check=skip=all\n", "# check=skip=SecretsUsedInArgOrEnv\n", " \t\n", "#x\n\n# A y\n")
	})
}

// split writes one line as several.
func (f *file) split(line string) string {
	for f.in(8) {
		at := strings.Index(line[f.IntN(len(line)):], " ")
		if at < 0 {
			break
		}
		if f.in(4) {
			at = f.IntN(len(line))
		}
		line = line[:at] + f.pick("\\\n", " \\\n  ", " \\\n# comment\n\t", " \\\n\n", "\\ \n", " `\n ", " \\\n \n  #x\n ") + line[at:]
	}
	return line
}

// keyword spells a keyword.
func (f *file) keyword(keyword string) string {
	if f.in(12) {
		return f.pick(strings.ToLower(keyword), keyword[:1]+strings.ToLower(keyword[1:]))
	}
	return keyword
}

func (f *file) instruction() string {
	keyword := f.word("ADD ADD ADD COPY COPY COPY COPY RUN RUN RUN RUN ARG ARG CMD ENTRYPOINT ENV ENV ENV EXPOSE EXPOSE HEALTHCHECK LABEL MAINTAINER ONBUILD SHELL STOPSIGNAL USER VOLUME WORKDIR WORKDIR")
	if keyword == "ONBUILD" {
		inner := f.word("ADD COPY RUN ARG CMD ENV EXPOSE LABEL USER VOLUME WORKDIR STOPSIGNAL FROM ONBUILD MAINTAINER HEALTHCHECK")
		if inner == "FROM" || inner == "ONBUILD" {
			return "ONBUILD " + inner + " " + f.anyWord()
		}
		return f.keyword(keyword) + f.blank() + f.body(inner)
	}
	return f.body(keyword)
}

func (f *file) body(keyword string) string {
	spelled := f.keyword(keyword)
	line, texts := f.arguments(keyword)
	return f.split(spelled+f.blank()+line) + texts
}

func (f *file) blank() string { return f.often(" ", "  ", "\t", " \t ") }

// arguments are what follows a keyword, and the heredocs below.
func (f *file) arguments(keyword string) (line, texts string) {
	if f.in(60) {
		return f.pick("", "--", "--x=y a b", `""`, "[]", "a\tb", f.anyWord()), ""
	}
	switch keyword {
	case "ADD", "COPY":
		return f.copy(keyword)
	case "RUN":
		return f.run()
	case "ARG":
		return f.some(1, 2, f.blank(), func() string { return f.pair("A", "B", "C", "TARGETARCH", "KEY", "TOKEN") }), ""
	case "ENV", "LABEL":
		return f.pairs(), ""
	case "CMD", "ENTRYPOINT", "SHELL":
		return f.either(f.command), ""
	case "VOLUME":
		return f.either(f.words), ""
	case "EXPOSE":
		return f.some(1, 3, f.blank(), f.port), ""
	case "HEALTHCHECK":
		return f.healthcheck(), ""
	case "STOPSIGNAL":
		return f.pick("SIGTERM", "9", "RTMIN+1", "sigquit", "$A", "0", f.anyWord()), ""
	case "USER":
		return f.pick("me", "1:2", "me:us", ":1", "root:", f.anyWord(), f.words()), ""
	default:
		return f.often(f.path(), f.words()), ""
	}
}

// either is a list in JSON form or what the other function makes.
func (f *file) either(plain func() string) string {
	if f.in(2) {
		return f.json(f.anyWord)
	}
	return plain()
}

func (f *file) words() string { return f.some(1, 3, f.blank(), f.anyWord) }

func (f *file) command() string {
	return f.some(1, 4, f.blank(), func() string { return f.pick("echo", "a", "&&", "|", "'b c'", f.anyWord(), "<<", "# x", "\\") })
}

func (f *file) pair(names ...string) string {
	name := f.often(f.pick(names...), f.anyWord())
	if f.in(4) {
		return name
	}
	return name + "=" + f.perhaps(1, f.anyWord)
}

func (f *file) pairs() string {
	if f.in(6) {
		return f.pick("A", "B", "k", f.anyWord()) + f.blank() + f.words()
	}
	return f.some(1, 3, f.blank(), func() string {
		return f.often(f.pick("A", "B", "PATH", "a.b", "MY_KEY"), f.anyWord()) + f.often("=", "", "==") + f.anyWord()
	})
}

func (f *file) port() string {
	port := func() string {
		return f.pick("80", "443", "0", "65535", "65536", "8000-8002", "80-79", "a", "", "$A", "${B:-80}", f.anyWord())
	}
	return f.perhaps(6, func() string { return f.pick("127.0.0.1:", "[::1]:", "1.2.3:", ":", "80:", "80-82:") }) + port() +
		f.perhaps(3, func() string { return "/" + f.pick("tcp", "udp", "UDP", "sctp", "x", "") })
}

func (f *file) healthcheck() string {
	time := func() string {
		return f.pick("1s", "0", "1m30s", "500ms", "1us", "5", "x", "-1s", "1.5h", "", ".5s", "1e3s", "99999999h", "1ns")
	}
	flags := f.flags(
		func() string { return f.flag("interval", time()) }, func() string { return f.flag("timeout", time()) },
		func() string { return f.flag("start-period", time()) }, func() string { return f.flag("start-interval", time()) },
		func() string { return f.flag("retries", f.pick("0", "3", "-1", "x", "99999999999", "")) })
	return flags + f.often("CMD", "cmd", "NONE", "none", "X") + f.blank() + f.perhaps(1, func() string { return f.either(f.command) })
}

// heredoc is an announcement and the text it announces.
func (f *file) heredoc() (word, text string) {
	name := f.pick("E", "E", "F", "a.txt", "E/f")
	dash := f.perhaps(4, func() string { return "-" })
	word = f.often("", "", "", "3") + "<<" + dash + f.often(name, `"`+name+`"`, "'"+name+"'", `\`+name, " "+name, `E"F"`, "$A", name+";", "")
	body := f.some(0, 3, "", func() string {
		return f.often("", "\t", "  ") + f.pick("#!/bin/sh", "a $A ${B}", "x", "", f.anyWord(), "b \\", "it's", "# c", "FROM x", "\\$A \"q\"") + "\n"
	})
	return word, "\n" + body + f.often("", "\t", " ") + f.often(name, "EF", name+" ")
}

func (f *file) copy(keyword string) (line, texts string) {
	truth := func() string { return f.often("true", "false", "x", "1", "TRUE") }
	makers := []func() string{
		func() string {
			return f.flag("chown", f.pick("1", "1:2", "a:b", "root", ":", "a:", ":b", "-1", "$A", f.anyWord()))
		},
		func() string {
			return f.flag("chmod", f.pick("644", "0755", "u+x", "a=rX,g-w", "8", "10000", "$A", "u+", "", f.anyWord()))
		},
		func() string {
			if f.in(2) {
				return "--link"
			}
			return f.flag("link", truth())
		},
		func() string { return f.flag("exclude", f.pick("*.c", "!a", "", "$A", f.path())) },
	}
	if keyword == "COPY" {
		from := append([]string{"0", "1", "busybox", "s", "t", "S", "$A", "scratch", "9", "context", ""}, f.stages...)
		makers = append(makers, func() string { return f.flag("from", f.pick(from...)) }, func() string { return f.pick("--parents", f.flag("parents", truth())) })
	} else {
		makers = append(makers, func() string { return f.flag("keep-git-dir", truth()) }, func() string { return f.flag("unpack", truth()) },
			func() string {
				return f.flag("checksum", f.pick("sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "0123456", "x:y", "", "$A"))
			})
	}
	flags := f.flags(makers...)
	source := func() string {
		if f.in(10) {
			word, text := f.heredoc()
			texts += text
			return word
		}
		if keyword == "ADD" && f.in(2) || f.in(40) {
			return f.url()
		}
		return f.path()
	}
	if f.in(6) {
		return flags + f.json(source), ""
	}
	return flags + f.some(1, 3, f.blank(), source) + f.blank() + f.path(), texts
}

func (f *file) run() (line, texts string) {
	flags := f.flags(
		f.mount, f.mount, f.mount, f.mount,
		func() string { return f.flag("network", f.pick("none", "host", "default", "x", "$A")) },
		func() string { return f.flag("security", f.pick("insecure", "sandbox", "x")) },
		func() string { return f.flag("device", f.pick("a/b=c", "name=x,required", "a,b", "")) })
	if f.in(5) {
		word, text := f.heredoc()
		if f.in(3) {
			other, below := f.heredoc()
			return flags + f.pick("cat ", "", "a && ") + word + " " + other, text + below
		}
		return flags + f.perhaps(2, func() string { return "cat " }) + word + f.perhaps(4, func() string { return " | " + f.command() }), text
	}
	return flags + f.either(f.command), ""
}

// mount is the most complicated flag there is.
func (f *file) mount() string {
	kind := f.pick("", "bind", "cache", "cache", "tmpfs", "secret", "ssh", "$A", "BIND", "x")
	var fields []string
	if kind != "" {
		fields = append(fields, "type="+kind)
	}
	from := append([]string{"s", "t", "busybox", "scratch", "$A", "0"}, f.stages...)
	for range 1 + f.IntN(4) {
		fields = append(fields, f.pick(
			"target="+f.path(), "target="+f.path(), "target=/t", "dst=/t", "destination=t", "source="+f.path(), "src=a", "from="+f.pick(from...),
			"ro", "rw", "readonly="+f.pick("true", "false", "x", "$A"), "readwrite", "rw=1", "id="+f.anyWord(), "id=i", "id=i", "sharing="+f.pick("shared", "locked", "private", "x", "$A", "LOCKED"),
			"required", "required=false", "mode="+f.pick("755", "0", "9", "$A"), "uid="+f.pick("1", "-1", "a", "$A"), "gid=2",
			"size="+f.pick("1", "1k", "2GiB", "x", "1.5m", "-1", "$A"), "env=A", "env=E", "x", "x=y", "", fmt.Sprintf(`"id=%s"`, f.text(2))))
	}
	if f.in(4) {
		f.Shuffle(len(fields), func(i, j int) { fields[i], fields[j] = fields[j], fields[i] })
	}
	return f.flag("mount", strings.Join(fields, ","))
}

// Options are what a client might ask.
func (d Dice) Options() string {
	return d.perhaps(3, func() string {
		return d.some(1, 2, "", func() string {
			return d.pick("build-arg:A=1", "build-arg:A=x y", "build-arg:B=", "build-arg:C=a/b", "platform=linux/arm64", "platform=linux/amd64,linux/arm64", "target=s",
				"no-cache=", "no-cache=s,t", "build-arg:SOURCE_DATE_EPOCH=1", "build-arg:IMAGE=busybox", "label:a=b", "force-network-mode=host", "hostname=h",
				"build-arg:http_proxy=p", "build-arg:BUILDKIT_DOCKERFILE_CHECK=skip=all", "build-arg:BUILDKIT_CACHE_MOUNT_NS=n", "add-hosts=a=1.2.3.4",
				"multi-platform=true", "requestid=frontend.lint", "requestid=frontend.outline", "requestid=frontend.targets", "attest:sbom=") + "\n"
		})
	})
}
