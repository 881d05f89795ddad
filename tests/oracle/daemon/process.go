package daemon

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"bowsprit/tests/oracle/casefile"

	"github.com/containerd/containerd/v2/defaults"
	gateway "github.com/moby/buildkit/frontend/gateway/pb"
	"github.com/moby/buildkit/util/grpcerrors"
	_ "github.com/moby/buildkit/util/grpcutil/encoding/proto" // the daemon's codec
	"golang.org/x/net/http2"
	"google.golang.org/grpc"
	"google.golang.org/grpc/health"
	"google.golang.org/grpc/health/grpc_health_v1"
)

// Settings are what a run needs besides the case.
type Settings struct {
	// Program is the frontend binary.
	Program string
	// Prefix is put before the program, e.g. `chrt -f 10`.
	Prefix []string
	// Inputs are what Inputs made of the case, the same for every run of it.
	Inputs Definitions
	// Latency is added to each answer.
	Latency time.Duration
	// Isolated takes the network away, as the published image's label does.
	Isolated bool
}

// Run starts a frontend on a case and records what it does until it ends.
func Run(c *casefile.Case, settings Settings) (*Record, error) {
	program, err := filepath.Abs(settings.Program)
	if err != nil {
		return nil, err
	}
	argv := append(append([]string(nil), settings.Prefix...), program)
	ctx, cancel := context.WithTimeout(context.Background(), c.Given.Timeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Env, cmd.Dir = Environment(c), "/"
	if settings.Isolated {
		cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNET}
	}
	pipes, err := newPipes()
	if err != nil {
		return nil, err
	}
	var stderr bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = pipes.childIn, pipes.childOut, &stderr

	record := &Record{}
	b := &bridge{c: c, inputs: settings.Inputs, latency: settings.Latency, record: record, refs: map[string]*tree{}}
	serving := sync.WaitGroup{}
	b.mu.Lock()
	b.start = time.Now()
	err = cmd.Start()
	if err == nil {
		b.pid = cmd.Process.Pid
	}
	b.mu.Unlock()
	pipes.closeChild()
	if err != nil {
		pipes.Close()
		return nil, err
	}
	serving.Go(func() { serve(b, pipes) })
	err = cmd.Wait()
	record.Wall = time.Since(b.start)
	pipes.Close()
	serving.Wait()
	if _, failed := err.(*exec.ExitError); err != nil && !failed && ctx.Err() == nil {
		return nil, err
	}
	record.TimedOut = ctx.Err() != nil
	record.Exit, record.Stderr = cmd.ProcessState.ExitCode(), stderr.String()
	if status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		record.Signal = status.Signal().String()
	}
	record.CPU = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	record.Sent = pipes.received.Load()
	return record, nil
}

// Environment is what the gateway sets for a frontend.
func Environment(c *casefile.Case) []string {
	env := []string{"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}
	i := 0
	for key, value := range c.Options {
		env = append(env, fmt.Sprintf("BUILDKIT_FRONTEND_OPT_%d=%s=%s", i, key, value))
		i++
	}
	return append(env,
		"BUILDKIT_SESSION_ID="+c.Given.Session,
		"BUILDKIT_WORKERS="+workers(c),
		"BUILDKIT_EXPORTEDPRODUCT="+c.Given.Product,
		"HOME=/")
}

func workers(c *casefile.Case) string {
	if c.Given.Workers != nil {
		return *c.Given.Workers
	}
	type platform struct {
		Architecture string `json:"architecture"`
		OS           string `json:"os"`
		Variant      string `json:"variant,omitempty"`
	}
	type version struct {
		Package  string `json:"package"`
		Version  string `json:"version"`
		Revision string `json:"revision"`
	}
	type worker struct {
		ID              string            `json:"id"`
		Labels          map[string]string `json:"labels"`
		Platforms       []platform        `json:"platforms"`
		GCPolicy        []string          `json:"gcPolicy"`
		BuildkitVersion version           `json:"buildkitVersion"`
		CDIDevices      []string          `json:"cdiDevices"`
	}
	one := worker{
		ID:              "worker1",
		Labels:          map[string]string{"org.mobyproject.buildkit.worker.executor": "oci"},
		BuildkitVersion: version{"github.com/moby/buildkit", "v0.32.2", "unknown"},
	}
	for _, text := range c.Given.Platforms {
		parts := append(strings.SplitN(text, "/", 3), "", "")
		one.Platforms = append(one.Platforms, platform{OS: parts[0], Architecture: parts[1], Variant: parts[2]})
	}
	text, err := json.Marshal([]worker{one})
	if err != nil {
		return "[]"
	}
	return string(text)
}

func serve(b *bridge, pipes *pipes) {
	server := grpc.NewServer(
		grpc.UnaryInterceptor(grpcerrors.UnaryServerInterceptor),
		grpc.StreamInterceptor(grpcerrors.StreamServerInterceptor),
		grpc.MaxRecvMsgSize(defaults.DefaultMaxRecvMsgSize),
		grpc.MaxSendMsgSize(defaults.DefaultMaxSendMsgSize),
	)
	grpc_health_v1.RegisterHealthServer(server, health.NewServer())
	gateway.RegisterLLBBridgeServer(server, b)
	(&http2.Server{}).ServeConn(pipes, &http2.ServeConnOpts{Handler: server})
}

// pipes are the standard streams of the frontend; the daemon's ends are a net.Conn.
type pipes struct {
	childIn, childOut *os.File
	in                *os.File
	out               *os.File
	received          atomic.Int64
	closing           sync.Once
}

func newPipes() (*pipes, error) {
	childIn, out, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	in, childOut, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	return &pipes{childIn: childIn, childOut: childOut, in: in, out: out}, nil
}

func (p *pipes) closeChild() {
	p.childIn.Close()
	p.childOut.Close()
}

func (p *pipes) Read(buf []byte) (int, error) {
	n, err := p.in.Read(buf)
	p.received.Add(int64(n))
	if err != nil && err != io.EOF {
		err = io.EOF
	}
	return n, err
}

func (p *pipes) Write(buf []byte) (int, error) { return p.out.Write(buf) }

func (p *pipes) Close() error {
	p.closing.Do(func() {
		p.in.Close()
		p.out.Close()
	})
	return nil
}

type pipeAddr struct{}

func (pipeAddr) Network() string { return "pipe" }
func (pipeAddr) String() string  { return "pipe" }

func (p *pipes) LocalAddr() net.Addr              { return pipeAddr{} }
func (p *pipes) RemoteAddr() net.Addr             { return pipeAddr{} }
func (p *pipes) SetDeadline(time.Time) error      { return nil }
func (p *pipes) SetReadDeadline(time.Time) error  { return nil }
func (p *pipes) SetWriteDeadline(time.Time) error { return nil }
