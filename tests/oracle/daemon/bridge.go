// Package daemon plays the daemon for one frontend process: it serves LLBBridge
// over the process's standard streams, as BuildKit's gateway does, and answers
// from a case.
package daemon

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"bowsprit/tests/oracle/casefile"

	apitypes "github.com/moby/buildkit/api/types"
	gateway "github.com/moby/buildkit/frontend/gateway/pb"
	"github.com/moby/buildkit/solver/pb"
	"github.com/moby/buildkit/util/apicaps"
	capspb "github.com/moby/buildkit/util/apicaps/pb"
	"github.com/moby/buildkit/util/grpcerrors"
	"github.com/opencontainers/go-digest"
	"github.com/pkg/errors"
	fstypes "github.com/tonistiigi/fsutil/types"
	spb "google.golang.org/genproto/googleapis/rpc/status"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/anypb"
	"google.golang.org/protobuf/types/known/timestamppb"
)

// bridge answers the calls of one process.
type bridge struct {
	gateway.UnimplementedLLBBridgeServer

	c       *casefile.Case
	inputs  map[string]*pb.Definition
	latency time.Duration

	mu      sync.Mutex
	start   time.Time
	pid     int
	record  *Record
	refs    map[string]*tree
	lastRef int
}

// tree is what a reference stands for.
type tree struct {
	definition *pb.Definition
	// files are what it holds. They are found when they are asked for: to read
	// all of a definition takes longer than the daemon's answer may.
	files func() map[string][]byte
}

// call notes a call and what it took; the handler runs in between.
func call[Req, Resp proto.Message](b *bridge, method string, req Req, match string, answer func(*Call) (Resp, error)) (Resp, error) {
	b.mu.Lock()
	noted := &Call{Method: method, Request: req, Start: time.Since(b.start)}
	if len(b.record.Calls) == 0 {
		b.record.FirstCall = noted.Start
	}
	b.record.Calls = append(b.record.Calls, noted)
	b.mu.Unlock()

	if b.latency > 0 {
		time.Sleep(b.latency)
	}
	var resp Resp
	err := b.failure(method, match)
	if err == nil {
		resp, err = answer(noted)
	}
	b.mu.Lock()
	noted.End, noted.Failed = time.Since(b.start), err != nil
	b.mu.Unlock()
	return resp, err
}

// failure is the error the case wants this call to end with.
func (b *bridge) failure(method, match string) error {
	for _, fail := range b.c.Failures {
		if fail.Method != method || !strings.Contains(match, fail.Match) {
			continue
		}
		if len(fail.Details) == 0 {
			return withCode(fail.Code, errors.New(fail.Message))
		}
		st := &spb.Status{Code: int32(codeNamed(fail.Code)), Message: fail.Message}
		for _, detail := range fail.Details {
			st.Details = append(st.Details, &anypb.Any{TypeUrl: detail.Type, Value: []byte(detail.JSON)})
		}
		return grpcerrors.FromGRPC(status.ErrorProto(st))
	}
	return nil
}

func codeNamed(name string) codes.Code {
	for code := codes.OK; code <= codes.Unauthenticated; code++ {
		if code.String() == name {
			return code
		}
	}
	return codes.Unknown
}

func withCode(name string, err error) error {
	if code := codeNamed(name); code != codes.Unknown {
		return grpcerrors.WrapCode(err, code)
	}
	return err
}

func (b *bridge) Ping(_ context.Context, req *gateway.PingRequest) (*gateway.PongResponse, error) {
	return call(b, "Ping", req, "", func(*Call) (*gateway.PongResponse, error) {
		pong := &gateway.PongResponse{}
		if !b.c.Caps.None {
			pong.FrontendAPICaps = b.caps(&gateway.Caps)
			pong.LLBCaps = b.caps(&pb.Caps)
		}
		worker := &apitypes.WorkerRecord{ID: "worker1"}
		for _, platform := range b.c.Given.Platforms {
			parts := append(strings.SplitN(platform, "/", 3), "", "")
			worker.Platforms = append(worker.Platforms, &pb.Platform{OS: parts[0], Architecture: parts[1], Variant: parts[2]})
		}
		pong.Workers = append(pong.Workers, worker)
		return pong, nil
	})
}

func (b *bridge) caps(list *apicaps.CapList) []*capspb.APICap {
	var out []*capspb.APICap
	for _, known := range list.All() {
		if slices.Contains(b.c.Caps.Without, known.ID) {
			continue
		}
		known := proto.Clone(known).(*capspb.APICap)
		if why, off := b.c.Caps.Disabled[known.ID]; off {
			known.Enabled, known.DisabledReasonMsg = false, why
		}
		out = append(out, known)
	}
	return out
}

func (b *bridge) Inputs(_ context.Context, req *gateway.InputsRequest) (*gateway.InputsResponse, error) {
	return call(b, "Inputs", req, "", func(*Call) (*gateway.InputsResponse, error) {
		return &gateway.InputsResponse{Definitions: b.inputs}, nil
	})
}

func (b *bridge) Solve(_ context.Context, req *gateway.SolveRequest) (*gateway.SolveResponse, error) {
	source := "frontend " + req.Frontend
	if req.Frontend == "" && len(b.c.Failures) > 0 {
		source = HeadSource(req.Definition) + " " + HeadName(req.Definition)
	}
	return call(b, "Solve", req, source, func(noted *Call) (*gateway.SolveResponse, error) {
		if req.Frontend != "" {
			if len(req.Definition.GetDef()) > 0 {
				return nil, errors.New("cannot solve with both Definition and Frontend specified")
			}
			return b.forward()
		}
		ref := &gateway.Ref{}
		if len(req.Definition.GetDef()) > 0 {
			ref = b.newRef(req.Definition)
		}
		noted.Ref = ref.Id
		result := &gateway.Result{}
		switch {
		case !req.AllowResultReturn:
			return &gateway.SolveResponse{Ref: ref.Id}, nil
		case !req.AllowResultArrayRef:
			result.Result = &gateway.Result_RefDeprecated{RefDeprecated: ref.Id}
		default:
			result.Result = &gateway.Result_Ref{Ref: ref}
		}
		return &gateway.SolveResponse{Result: result}, nil
	})
}

// forward answers for the frontend a build is handed over to.
func (b *bridge) forward() (*gateway.SolveResponse, error) {
	answer := b.c.Forwarded
	if answer == nil {
		answer = &casefile.Forwarded{Metadata: map[string]string{"containerimage.config": `{"architecture":"amd64","os":"linux"}`}}
	}
	result := &gateway.Result{Metadata: map[string][]byte{}}
	for key, value := range answer.Metadata {
		result.Metadata[key] = []byte(value)
	}
	if len(answer.Refs) == 0 {
		result.Result = &gateway.Result_Ref{Ref: b.newRef(&pb.Definition{})}
	} else {
		refs := map[string]*gateway.Ref{}
		for _, platform := range answer.Refs {
			refs[platform] = b.newRef(&pb.Definition{})
		}
		result.Result = &gateway.Result_Refs{Refs: &gateway.RefMap{Refs: refs}}
	}
	return &gateway.SolveResponse{Result: result}, nil
}

func (b *bridge) newRef(definition *pb.Definition) *gateway.Ref {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.lastRef++
	id := fmt.Sprintf("ref%022d", b.lastRef)
	files := sync.OnceValue(func() map[string][]byte { return b.filesOf(definition) })
	b.refs[id] = &tree{definition: definition, files: files}
	return &gateway.Ref{Id: id, Def: definition}
}

// filesOf are the files a definition gives: what the case puts into the source
// at its head, cut down to the followed paths of a local source.
func (b *bridge) filesOf(definition *pb.Definition) map[string][]byte {
	files := map[string][]byte{}
	source := headSource(definition)
	if source == nil {
		return files
	}
	name := strings.TrimPrefix(source.Identifier, "local://")
	if name != "context" || b.c.Options["dockerfilekey"] == "context" {
		maps.Copy(files, b.c.Dockerfiles)
	}
	maps.Copy(files, b.c.Files[name])
	followed, ok := source.Attrs[pb.AttrFollowPaths]
	if !ok {
		return files
	}
	for name := range files {
		if !strings.Contains(followed, strconv.Quote(name)) {
			delete(files, name)
		}
	}
	return files
}

func (b *bridge) ResolveSourceMeta(_ context.Context, req *gateway.ResolveSourceMetaRequest) (*gateway.ResolveSourceMetaResponse, error) {
	return call(b, "ResolveSourceMeta", req, req.GetSource().GetIdentifier(), func(*Call) (*gateway.ResolveSourceMetaResponse, error) {
		if req.Source == nil {
			return nil, withCode("InvalidArgument", errors.New("source is required"))
		}
		asked := req.Source.Identifier
		resp := &gateway.ResolveSourceMetaResponse{Source: &pb.SourceOp{Identifier: asked, Attrs: req.Source.Attrs}}
		values := b.source(asked)
		if named, ok := values["identifier"]; ok {
			resp.Source.Identifier = named
		}
		for key, value := range values {
			if attr, ok := strings.CutPrefix(key, "attr:"); ok {
				if resp.Source.Attrs == nil {
					resp.Source.Attrs = map[string]string{}
				}
				resp.Source.Attrs[attr] = value
			}
		}
		identifier := resp.Source.Identifier
		scheme, ref, _ := strings.Cut(identifier, "://")
		switch scheme {
		case "docker-image", "oci-layout":
			image, err := b.image(ref, platformText(req.Platform))
			if err != nil {
				return nil, err
			}
			if image.Named != "" {
				resp.Source.Identifier = scheme + "://" + image.Named
			}
			resp.Image = &gateway.ResolveSourceImageResponse{Digest: image.Digest, Config: image.Config}
		case "git":
			if values == nil {
				return nil, errors.Errorf("failed to fetch remote %s", identifier)
			}
			resp.Git = &gateway.ResolveSourceGitResponse{
				Checksum: values["checksum"], Ref: values["ref"], CommitChecksum: values["commit-checksum"],
			}
			if req.Git.GetReturnObject() {
				resp.Git.CommitObject, resp.Git.TagObject = []byte(values["commit"]), []byte(values["tag"])
			}
		case "http", "https":
			if values == nil {
				return nil, errors.Errorf("failed to load %s", identifier)
			}
			resp.HTTP = &gateway.ResolveSourceHTTPResponse{Checksum: values["checksum"], Filename: values["filename"]}
			if modified, err := strconv.ParseInt(values["modified"], 10, 64); err == nil {
				resp.HTTP.LastModified = timestamppb.New(time.Unix(modified, 0))
			}
		}
		return resp, nil
	})
}

func (b *bridge) source(identifier string) map[string]string {
	for _, source := range b.c.Sources {
		if source.Identifier == identifier {
			return source.Values
		}
	}
	return nil
}

func (b *bridge) image(ref, platform string) (casefile.Image, error) {
	image, ok := b.c.Image(ref, platform)
	if !ok {
		return image, withCode("NotFound", errors.Errorf("%s: not found", ref))
	}
	if image.Digest == "" {
		image.Digest = digest.FromBytes(image.Config).String()
	} else if image.Digest == "none" {
		image.Digest = ""
	}
	return image, nil
}

func platformText(platform *pb.Platform) string {
	if platform == nil {
		return "linux/amd64"
	}
	text := platform.OS + "/" + platform.Architecture
	if platform.Variant != "" {
		text += "/" + platform.Variant
	}
	return text
}

func (b *bridge) ResolveImageConfig(_ context.Context, req *gateway.ResolveImageConfigRequest) (*gateway.ResolveImageConfigResponse, error) {
	return call(b, "ResolveImageConfig", req, req.Ref, func(*Call) (*gateway.ResolveImageConfigResponse, error) {
		image, err := b.image(req.Ref, platformText(req.Platform))
		if err != nil {
			return nil, err
		}
		named := req.Ref
		if image.Named != "" {
			named = image.Named
		}
		return &gateway.ResolveImageConfigResponse{Digest: image.Digest, Config: image.Config, Ref: named}, nil
	})
}

// tree is what a reference stands for, or the daemon's error.
func (b *bridge) tree(ref string) (*tree, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	found, ok := b.refs[ref]
	if !ok {
		return nil, errors.Errorf("no such ref: %s, all []", ref)
	}
	return found, nil
}

func (b *bridge) ReadFile(_ context.Context, req *gateway.ReadFileRequest) (*gateway.ReadFileResponse, error) {
	return call(b, "ReadFile", req, req.FilePath, func(*Call) (*gateway.ReadFileResponse, error) {
		tree, err := b.tree(req.Ref)
		if err != nil {
			return nil, err
		}
		data, ok := tree.files()[strings.TrimPrefix(path.Join("/", req.FilePath), "/")]
		if !ok {
			return nil, errors.Errorf("open %s: no such file or directory", req.FilePath)
		}
		if cut := req.Range; cut != nil {
			from := min(int(cut.Offset), len(data))
			data = data[from:min(from+int(cut.Length), len(data))]
		}
		return &gateway.ReadFileResponse{Data: data}, nil
	})
}

func (b *bridge) ReadDir(_ context.Context, req *gateway.ReadDirRequest) (*gateway.ReadDirResponse, error) {
	return call(b, "ReadDir", req, req.DirPath, func(*Call) (*gateway.ReadDirResponse, error) {
		tree, err := b.tree(req.Ref)
		if err != nil {
			return nil, err
		}
		dir := strings.TrimPrefix(path.Join("/", req.DirPath)+"/", "/")
		if dir == "/" {
			dir = ""
		}
		entries := map[string]*fstypes.Stat{}
		for name, data := range tree.files() {
			if below, ok := strings.CutPrefix(name, dir); ok {
				first, _, deeper := strings.Cut(below, "/")
				stat := &fstypes.Stat{Path: first, Mode: 0o644, Size: int64(len(data))}
				if deeper {
					stat = &fstypes.Stat{Path: first, Mode: uint32(os.ModeDir) | 0o755}
				}
				entries[first] = stat
			}
		}
		resp := &gateway.ReadDirResponse{}
		for _, name := range slices.Sorted(maps.Keys(entries)) {
			resp.Entries = append(resp.Entries, entries[name])
		}
		return resp, nil
	})
}

func (b *bridge) StatFile(_ context.Context, req *gateway.StatFileRequest) (*gateway.StatFileResponse, error) {
	return call(b, "StatFile", req, req.Path, func(*Call) (*gateway.StatFileResponse, error) {
		tree, err := b.tree(req.Ref)
		if err != nil {
			return nil, err
		}
		name := strings.TrimPrefix(path.Join("/", req.Path), "/")
		if name == "" {
			return &gateway.StatFileResponse{Stat: &fstypes.Stat{Path: "/", Mode: uint32(os.ModeDir) | 0o755}}, nil
		}
		data, ok := tree.files()[name]
		if !ok {
			return nil, errors.Errorf("lstat %s: no such file or directory", req.Path)
		}
		return &gateway.StatFileResponse{Stat: &fstypes.Stat{Path: path.Base(name), Mode: 0o644, Size: int64(len(data))}}, nil
	})
}

func (b *bridge) Evaluate(_ context.Context, req *gateway.EvaluateRequest) (*gateway.EvaluateResponse, error) {
	return call(b, "Evaluate", req, req.Ref, func(*Call) (*gateway.EvaluateResponse, error) {
		_, err := b.tree(req.Ref)
		return &gateway.EvaluateResponse{}, err
	})
}

func (b *bridge) Warn(_ context.Context, req *gateway.WarnRequest) (*gateway.WarnResponse, error) {
	return call(b, "Warn", req, string(req.Short), func(*Call) (*gateway.WarnResponse, error) {
		return &gateway.WarnResponse{}, nil
	})
}

func (b *bridge) Return(_ context.Context, req *gateway.ReturnRequest) (*gateway.ReturnResponse, error) {
	return call(b, "Return", req, "", func(*Call) (*gateway.ReturnResponse, error) {
		peak := peakMemory(b.pid)
		b.mu.Lock()
		defer b.mu.Unlock()
		b.record.Returns++
		if b.record.Returns > 1 {
			return nil, errors.New("gateway result is already set")
		}
		b.record.Peak = peak
		b.record.Return = req
		b.record.Returned = time.Since(b.start)
		if err := b.checkRefs(req); err != nil {
			return nil, err
		}
		return &gateway.ReturnResponse{}, nil
	})
}

// checkRefs refuses references the daemon never gave out.
func (b *bridge) checkRefs(req *gateway.ReturnRequest) error {
	for _, ref := range ResultRefs(req.GetResult()) {
		if _, ok := b.refs[ref]; !ok && ref != "" {
			return errors.Errorf("return reference %s not found", ref)
		}
	}
	return nil
}

// ResultRefs are the references of a result by platform; a single one has the key "".
func ResultRefs(result *gateway.Result) map[string]string {
	refs := map[string]string{}
	switch res := result.GetResult().(type) {
	case *gateway.Result_RefDeprecated:
		refs[""] = res.RefDeprecated
	case *gateway.Result_RefsDeprecated:
		maps.Copy(refs, res.RefsDeprecated.Refs)
	case *gateway.Result_Ref:
		refs[""] = res.Ref.GetId()
	case *gateway.Result_Refs:
		for platform, ref := range res.Refs.Refs {
			refs[platform] = ref.GetId()
		}
	}
	return refs
}

func peakMemory(pid int) int64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kib, _ := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			return kib << 10
		}
	}
	return 0
}
