// Package workload writes the builds that are measured: from three lines to
// ten thousand, and the shapes that a careless frontend chokes on.
package workload

import (
	"fmt"
	"strings"
	"time"

	"bowsprit/tests/oracle/casefile"
)

// Named makes a workload; the number in the name is its size.
func Named(name string) *casefile.Case {
	text, size := name, 0
	fmt.Sscanf(strings.TrimLeft(name, "abcdefghijklmnopqrstuvwxyz"), "%d", &size)
	switch strings.TrimRight(text, "0123456789xMB") {
	case "small":
		return build(name, small)
	case "typical":
		return build(name, typical)
	case "big":
		return build(name, stages(200, 10))
	case "huge":
		return build(name, huge(size))
	case "env":
		return build(name, envs(size))
	case "args":
		return build(name, args(size))
	case "heredocs":
		return build(name, heredocs(size))
	case "longlines":
		return build(name, longLines())
	case "continuations":
		return build(name, continuations())
	case "comments":
		return build(name, comments())
	case "warns":
		return build(name, warnings(size))
	case "images":
		return images(name, size)
	case "ignore":
		return ignore(name, size)
	case "diamond":
		c := build(name, diamond(size))
		c.Options["requestid"] = "frontend.outline"
		return c
	}
	return nil
}

func build(name, dockerfile string) *casefile.Case {
	return &casefile.Case{
		Page: "bench", Title: name,
		Options:     map[string]string{},
		Given:       casefile.Given{Product: "buildkit", Session: "sess1", Platforms: []string{"linux/amd64"}, Runs: 1, Timeout: 3 * time.Minute},
		Dockerfiles: map[string][]byte{"Dockerfile": []byte(dockerfile)},
		Files:       map[string]map[string][]byte{},
	}
}

const small = `FROM alpine:3.22
COPY . /src
RUN make -C /src
`

const typical = `# A service with a web page, as many are written.
ARG GO_VERSION=1.26
ARG NODE_VERSION=24

FROM node:${NODE_VERSION} AS web
WORKDIR /web
COPY web/package.json web/package-lock.json ./
RUN --mount=type=cache,target=/root/.npm npm ci
COPY web/ ./
ENV NODE_ENV=production
RUN npm run build

FROM --platform=$BUILDPLATFORM golang:${GO_VERSION} AS base
WORKDIR /src
ENV CGO_ENABLED=0 GOFLAGS=-trimpath
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download

FROM base AS build
ARG TARGETOS TARGETARCH
ARG VERSION=dev
COPY . .
COPY --from=web /web/dist ./internal/web/dist
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build \
    GOOS=$TARGETOS GOARCH=$TARGETARCH go build -ldflags "-X main.version=$VERSION" -o /out/app ./cmd/app

FROM base AS test
COPY . .
RUN --mount=type=cache,target=/root/.cache/go-build go test ./...

FROM alpine:3.22 AS certs
RUN apk add --no-cache ca-certificates tzdata

FROM alpine:3.22
LABEL org.opencontainers.image.source="https://example.com/app"
COPY --from=certs /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build --chown=1000:1000 /out/app /usr/local/bin/app
USER 1000:1000
EXPOSE 8080
HEALTHCHECK --interval=30s CMD ["app", "health"]
ENTRYPOINT ["app"]
CMD ["serve"]
`

// stages are n stages of m lines, each from the one before, with copies across.
func stages(n, m int) string {
	var out strings.Builder
	for i := range n {
		if i%20 == 0 {
			fmt.Fprintf(&out, "FROM alpine:3.22 AS s%d\n", i)
		} else {
			fmt.Fprintf(&out, "FROM s%d AS s%d\n", i-1, i)
		}
		for j := 1; j < m; j++ {
			switch {
			case j == 1:
				fmt.Fprintf(&out, "ARG VERSION_%d=%d.%d\n", i, i, j)
			case j == 2:
				fmt.Fprintf(&out, "ENV STAGE=%d\n", i)
			case j == 3:
				fmt.Fprintf(&out, "WORKDIR /src/stage%d\n", i)
			case j == 4 && i > 0:
				fmt.Fprintf(&out, "COPY --from=s%d /out/%d /in/%d\n", i-1, i, i)
			case j == 5:
				fmt.Fprintf(&out, "LABEL stage%d=yes\n", i)
			case j == 6:
				fmt.Fprintf(&out, "COPY file%d ./file%d\n", i, i)
			case j == 7:
				out.WriteString("USER 1000\n")
			default:
				fmt.Fprintf(&out, "RUN make target%d-%d VERSION=$VERSION_%d\n", i, j, i)
			}
		}
	}
	out.WriteString("FROM scratch\n")
	for i := 19; i < n; i += 20 {
		fmt.Fprintf(&out, "COPY --from=s%d /out /out%d\n", i, i)
	}
	return out.String()
}

// huge is one stage of n lines: six in ten run, two copy, one labels, one changes the folder.
func huge(n int) string {
	var out strings.Builder
	out.WriteString("FROM alpine:3.22\n")
	for i := range n - 1 {
		switch i % 10 {
		case 3, 7:
			fmt.Fprintf(&out, "COPY src/file%d /dst/file%d\n", i, i)
		case 5:
			fmt.Fprintf(&out, "LABEL key%d=value%d\n", i, i)
		case 9:
			fmt.Fprintf(&out, "WORKDIR /work/dir%d\n", i)
		default:
			fmt.Fprintf(&out, "RUN echo step %d && make target-%d\n", i, i)
		}
	}
	return out.String()
}

func envs(n int) string {
	var out strings.Builder
	out.WriteString("FROM alpine:3.22\n")
	for i := range n {
		fmt.Fprintf(&out, "ENV NAME_%d=value-%d\n", i, i)
	}
	out.WriteString("RUN env\nRUN env | sort\n")
	return out.String()
}

func args(n int) string {
	var out strings.Builder
	out.WriteString("FROM alpine:3.22\n")
	for i := range n {
		fmt.Fprintf(&out, "ARG NAME_%d=value-%d\n", i, i)
		if i%50 == 49 {
			out.WriteString("RUN make\n")
		}
	}
	return out.String()
}

func heredocs(n int) string {
	var out strings.Builder
	out.WriteString("FROM alpine:3.22\n")
	for i := range n / 2 {
		fmt.Fprintf(&out, "RUN <<EOF\nset -e\necho running step %d of many\nmake -C /src target-%d CC=gcc\nmake -C /src install-%d PREFIX=/usr\nrm -rf /tmp/build-%d\nEOF\n", i, i, i, i)
		fmt.Fprintf(&out, "COPY <<EOF /etc/app/conf.d/%d.conf\n[section-%d]\nname = value %d\npath = /var/lib/app/%d\nmode = 0644\nenabled = true\nEOF\n", i, i, i, i)
	}
	return out.String()
}

// longLines are fifty lines near the longest allowed: forty run, ten label.
func longLines() string {
	var out strings.Builder
	out.WriteString("FROM alpine:3.22\n")
	for i := range 50 {
		text := strings.Repeat("a1b2c3 d4-", (60_000+i*100)/10)
		if i%5 == 4 {
			fmt.Fprintf(&out, "LABEL key%d=\"%s\"\n", i, text)
		} else {
			fmt.Fprintf(&out, "RUN tool%d %s\n", i, text)
		}
	}
	return out.String()
}

func continuations() string {
	var out strings.Builder
	out.WriteString("FROM alpine:3.22\n")
	for i := range 20 {
		fmt.Fprintf(&out, "RUN echo %d", i)
		for j := range 500 {
			fmt.Fprintf(&out, " && \\\n    echo line %d of run", j)
		}
		out.WriteString("\n")
	}
	return out.String()
}

func comments() string {
	line := "# " + strings.Repeat("a comment that says nothing at all ", 3) + "\n"
	return "FROM alpine:3.22\n" + strings.Repeat(line, (4<<20)/len(line)) + "COPY . /src\nRUN make\n"
}

func warnings(n int) string {
	var out strings.Builder
	out.WriteString("FROM alpine:3.22\n")
	for i := range n {
		fmt.Fprintf(&out, "ENV NAME_%d value %d\n", i, i)
	}
	return out.String()
}

func images(name string, n int) *casefile.Case {
	var out strings.Builder
	out.WriteString("FROM alpine:3.22\n")
	c := build(name, "")
	for i := range n {
		ref := fmt.Sprintf("docker.io/library/image%d:1", i)
		fmt.Fprintf(&out, "COPY --from=image%d:1 /bin/tool%d /bin/\nRUN tool%d\n", i, i, i)
		image, _ := c.Image("docker.io/library/golang:1", "linux/amd64")
		image.Ref = ref
		c.Images = append(c.Images, image)
	}
	c.Dockerfiles["Dockerfile"] = []byte(out.String())
	return c
}

func ignore(name string, n int) *casefile.Case {
	var patterns, out strings.Builder
	for i := range n {
		fmt.Fprintf(&patterns, "build/*/out%d/**/*.tmp\n", i)
	}
	out.WriteString("FROM alpine:3.22\n")
	for i := range 10 {
		fmt.Fprintf(&out, "COPY src/%d/main.c /src/%d/\n", i, i)
	}
	c := build(name, out.String())
	c.Files["context"] = map[string][]byte{".dockerignore": []byte(patterns.String())}
	return c
}

// diamond is a chain in which each stage is from the one before and copies from
// it too: a walk without a memory visits it 2^n times.
func diamond(n int) string {
	var out strings.Builder
	out.WriteString("FROM alpine:3.22 AS s0\n")
	for i := 1; i <= n; i++ {
		fmt.Fprintf(&out, "FROM s%d AS s%d\nARG A%d=1\nCOPY --from=s%d /a /b\n", i-1, i, i, i-1)
	}
	return out.String()
}
