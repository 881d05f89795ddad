// Command vectors prints what BuildKit's own client library makes of graphs that hold each kind of
// operation with each of its settings: for each graph its name, and for each operation in it the
// digest and the capabilities it needs. `tests/suite/llb.rs` builds the same graphs.
package main

import (
	"context"
	"encoding/hex"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/moby/buildkit/client/llb"
	"github.com/moby/buildkit/solver/pb"
	digest "github.com/opencontainers/go-digest"
	ocispecs "github.com/opencontainers/image-spec/specs-go/v1"
)

// What a graph is called, and its result.
type graph struct {
	name  string
	state llb.State
}

func main() {
	bytes := flag.Bool("bytes", false, "print the bytes of each operation, too")
	flag.Parse()
	for _, g := range slices.Concat(sources(), execs(), files(), joins()) {
		if err := show(g, *bytes); err != nil {
			fmt.Fprintf(os.Stderr, "vectors: %s: %v\n", g.name, err)
			os.Exit(1)
		}
	}
}

func show(g graph, bytes bool) error {
	definition, err := g.state.Marshal(context.Background(), llb.LinuxAmd64)
	if err != nil {
		return err
	}
	fmt.Println(g.name)
	for _, op := range definition.Def {
		id := digest.FromBytes(op)
		var caps []string
		for _, c := range slices.Sorted(maps.Keys(definition.Metadata[id].Caps)) {
			caps = append(caps, string(c))
		}
		fmt.Println("  " + strings.Join(append([]string{id.String()}, caps...), " "))
		if bytes {
			fmt.Println("  # " + hex.EncodeToString(op))
		}
	}
	return nil
}

// The base of most graphs.
func base() llb.State {
	return llb.Image("docker.io/library/base:1")
}

func sources() []graph {
	const commit = "0123456789012345678901234567890123456789"
	sum := digest.FromString("content")
	return []graph{
		{"image", base()},
		{"image of a platform", llb.Image("docker.io/library/base:1", llb.Platform(platform("linux", "arm", "v7")))},
		{"image, always pulled", llb.Image("docker.io/library/base:1", llb.ResolveModeForcePull)},
		{"image, local preferred", llb.Image("docker.io/library/base:1", llb.ResolveModePreferLocal)},
		{"image, two layers", llb.Image("docker.io/library/base:1", llb.WithLayerLimit(2))},
		{"image with a checksum", llb.Image("docker.io/library/base:1", llb.WithImageChecksum(sum))},
		{"folder", llb.Local("context", llb.SessionID("s"))},
		{"folder with everything", llb.Local("context", llb.SessionID("s"),
			llb.IncludePatterns([]string{"a", "b/**"}), llb.ExcludePatterns([]string{"*.tmp", "<&>"}),
			llb.FollowPaths([]string{"link", "\"quoted\""}), llb.SharedKeyHint("hint"),
			llb.Differ(llb.DiffMetadata, true))},
		{"folder, everything sent each time", llb.Local("context", llb.SessionID("s"), llb.Differ(llb.DiffNone, true))},
		{"folder, differ not required", llb.Local("context", llb.SessionID("s"), llb.Differ(llb.DiffNone, false))},
		{"repository", llb.Git("https://host.example/a/b.git", "main")},
		{"repository with everything", llb.Git("https://host.example/a/b.git", "main:sub", llb.KeepGitDir(),
			llb.GitChecksum(commit), llb.GitSkipSubmodules(), llb.GitMTimeCommit(), llb.GitFetchByCommit())},
		{"file at a URL", llb.HTTP("https://host.example/f")},
		{"file at a URL with everything", llb.HTTP("https://host.example/f", llb.Filename("name"), llb.Checksum(sum),
			llb.Chmod(0o640), llb.Chown(1, 2), llb.AuthHeaderSecret("token"),
			llb.Header(llb.HTTPHeader{Accept: "a", UserAgent: "u"}))},
		{"layout", llb.OCILayout("host.example/a@" + sum.String())},
		{"layout with everything", llb.OCILayout("host.example/a@"+sum.String(), llb.OCIStore("s", "store"),
			llb.OCILayerLimit(3))},
	}
}

func execs() []graph {
	run := func(opts ...llb.RunOption) llb.State {
		return base().Dir("/w").Run(append([]llb.RunOption{llb.Args([]string{"p", "a b"})}, opts...)...).Root()
	}
	mount := func(dest string, from llb.State, opts ...llb.MountOption) llb.State {
		return run(llb.AddMount(dest, from, opts...))
	}
	other := llb.Image("docker.io/library/other:1")
	written := base().Run(llb.Args([]string{"p"}))
	out := written.AddMount("/out", other)
	return []graph{
		{"process", run()},
		{"process with variables", run(llb.AddEnv("A", "1"), llb.AddEnv("B", ""), llb.AddEnv("A", "2"))},
		{"process of a user", base().User("u:g").Dir("/w").Run(llb.Args([]string{"p"})).Root()},
		{"process on a host", base().Hostname("h").Run(llb.Args([]string{"p"})).Root()},
		{"process in a cgroup", run(llb.WithCgroupParent("c"))},
		{"process with proxies", run(llb.WithProxy(llb.ProxyEnv{
			HTTPProxy: "h", HTTPSProxy: "s", FTPProxy: "f", NoProxy: "n", AllProxy: "a"}))},
		{"process with hosts", run(llb.AddExtraHost("b", []byte{1, 2, 3, 4}), llb.AddExtraHost("a", []byte{5, 6, 7, 8}))},
		{"process with limits", run(llb.AddUlimit("nofile", 1, 2), llb.AddUlimit("core", -1, -1))},
		{"process with exit codes", run(llb.ValidExitCodes(0, 3, 255))},
		{"process on the host's network", run(llb.Network(pb.NetMode_HOST))},
		{"process without a network", run(llb.Network(pb.NetMode_NONE))},
		{"process that may do everything", run(llb.Security(pb.SecurityMode_INSECURE))},
		{"process with devices", run(llb.AddCDIDevice(llb.CDIDeviceName("v/c=a")),
			llb.AddCDIDevice(llb.CDIDeviceName("v/c=b"), llb.CDIDeviceOptional))},
		{"process on a root it cannot write", base().Run(llb.Args([]string{"p"}), llb.ReadonlyRootFS()).AddMount("/o", other)},
		{"mount", mount("/m", other)},
		{"mount that is not written", mount("/m", other, llb.Readonly)},
		{"mount of a part", mount("/m", other, llb.SourcePath("/part"), llb.Readonly)},
		{"mount without an output", mount("/m", other, llb.ForceNoOutput)},
		{"mount of nothing", mount("/m", llb.Scratch())},
		{"mount whose content counts", mount("/m", other, llb.Readonly, llb.ContentCache(llb.MountContentCacheOn))},
		{"mount whose content does not count", mount("/m", other, llb.Readonly, llb.ContentCache(llb.MountContentCacheOff))},
		{"what was written to a mount", out},
		{"cache", mount("/m", llb.Scratch(), llb.AsPersistentCacheDir("id", llb.CacheMountShared))},
		{"cache for one", mount("/m", llb.Scratch(), llb.AsPersistentCacheDir("id", llb.CacheMountPrivate))},
		{"cache that locks", mount("/m", other, llb.AsPersistentCacheDir("id", llb.CacheMountLocked), llb.SourcePath("/part"))},
		{"memory", mount("/m", llb.Scratch(), llb.Tmpfs())},
		{"memory of a size", mount("/m", llb.Scratch(), llb.Tmpfs(llb.TmpfsSize(4096)))},
		{"secret", run(llb.AddSecret("/s", llb.SecretID("id")))},
		{"secret of somebody", run(llb.AddSecret("/s", llb.SecretID("id"), llb.SecretFileOpt(1, 2, 0o440), llb.SecretOptional))},
		{"secret in a variable", run(llb.AddSecret("V", llb.SecretID("id"), llb.SecretAsEnv(true)))},
		{"secrets in files and variables", run(llb.AddSecret("/s", llb.SecretID("b")),
			llb.AddSecret("V", llb.SecretID("id"), llb.SecretAsEnv(true), llb.SecretOptional), llb.AddSecret("/r", llb.SecretID("a")))},
		{"agent", run(llb.AddSSHSocket(llb.SSHID("default"), llb.SSHSocketTarget("/agent")))},
		{"agent of somebody", run(llb.AddSSHSocket(llb.SSHID("k"), llb.SSHSocketOpt("/agent", 1, 2, 0o660), llb.SSHOptional))},
		{"mounts in any order", run(llb.AddMount("/z", other, llb.Readonly), llb.AddMount("/a", other, llb.Readonly),
			llb.AddMount("/m", llb.Scratch(), llb.AsPersistentCacheDir("id", llb.CacheMountShared)))},
	}
}

func files() []graph {
	on := func(action *llb.FileAction) llb.State { return base().File(action) }
	other := llb.Image("docker.io/library/other:1")
	owner := llb.WithUser("u:7")
	return []graph{
		{"folder made", on(llb.Mkdir("/d", 0o750))},
		{"folder made with everything", on(llb.Mkdir("/d/e", 0o755, llb.WithParents(true), llb.WithUIDGID(0, 5), created()))},
		{"file made", on(llb.Mkfile("/f", 0o644, []byte("text\n")))},
		{"file made with everything", on(llb.Mkfile("/f", 0o755, []byte{0, 255}, owner, created()))},
		{"empty file", llb.Scratch().File(llb.Mkfile("/f", 0o600, nil))},
		{"link", on(llb.Symlink("/old", "/new"))},
		{"link with everything", on(llb.Symlink("/old", "/new", llb.WithUIDGID(3, 4), created()))},
		{"removal", on(llb.Rm("/f"))},
		{"removal with everything", on(llb.Rm("/f*", llb.WithAllowNotFound(true), llb.WithAllowWildcard(true)))},
		{"copy", on(llb.Copy(other, "/a", "/b"))},
		{"copy to an empty file system", llb.Scratch().File(llb.Copy(other, "/a", "/b"))},
		{"copy from an empty file system", on(llb.Copy(llb.Scratch(), "/a", "/b"))},
		{"copy of itself", on(llb.Copy(base(), "/a", "/b"))},
		{"copy with everything", on(llb.Copy(other, "/a*", "/b/", &llb.CopyInfo{
			Mode: &llb.ChmodOpt{Mode: 0o755}, FollowSymlinks: true, CopyDirContentsOnly: true,
			IncludePatterns: []string{"i"}, ExcludePatterns: []string{"e", "f"}, RequiredPaths: []string{"r"},
			AttemptUnpack: true, CreateDestPath: true, AllowWildcard: true, AllowEmptyWildcard: true,
			AlwaysReplaceExistingDestPaths: true}, owner, created()))},
		{"copy with a mode in letters", on(llb.Copy(other, "/a", "/b", &llb.CopyInfo{Mode: &llb.ChmodOpt{ModeStr: "u+x,go="}}))},
		{"changes one after the other", on(llb.Mkdir("/d", 0o755).Mkfile("/d/f", 0o644, []byte("x")).
			Copy(other, "/a", "/d/a").Symlink("f", "/d/l").Rm("/tmp/x"))},
	}
}

func joins() []graph {
	one := base().File(llb.Mkfile("/1", 0o644, nil))
	two := base().File(llb.Mkfile("/2", 0o644, nil))
	return []graph{
		{"merge", llb.Merge([]llb.State{one, two})},
		{"merge with nothing", llb.Merge([]llb.State{llb.Scratch(), one, llb.Scratch(), two})},
		{"merge of one", llb.Merge([]llb.State{llb.Scratch(), one})},
		{"merge twice the same", llb.Merge([]llb.State{one, two, one})},
		{"diff", llb.Diff(base(), one)},
		{"diff from nothing", llb.Diff(llb.Scratch(), one)},
		{"diff to nothing", llb.Diff(one, llb.Scratch())},
		{"diff merged", llb.Merge([]llb.State{base(), llb.Diff(one, two)})},
	}
}

func platform(os, architecture, variant string) ocispecs.Platform {
	return ocispecs.Platform{OS: os, Architecture: architecture, Variant: variant}
}

// A time for what is made.
func created() llb.CreatedTime {
	return llb.WithCreatedTime(time.Unix(1234567890, 5).UTC())
}
