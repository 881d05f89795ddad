package daemon

import (
	"context"
	"fmt"
	"strings"

	"bowsprit/tests/oracle/casefile"

	"github.com/containerd/platforms"
	"github.com/moby/buildkit/client/llb"
	"github.com/moby/buildkit/client/llb/sourceresolver"
	"github.com/moby/buildkit/frontend/dockerfile/dockerfile2llb"
	"github.com/moby/buildkit/solver/pb"
	"github.com/opencontainers/go-digest"
)

// Inputs builds the definitions of a case's frontend inputs.
func Inputs(c *casefile.Case) (Definitions, error) {
	inputs := Definitions{}
	for _, input := range c.Inputs {
		definition, err := inputDefinition(c, input)
		if err != nil {
			return nil, fmt.Errorf("input %s: %w", input.Name, err)
		}
		inputs[input.Name] = definition
	}
	return inputs, nil
}

// inputDefinition makes the graph a client would pass as a frontend input.
func inputDefinition(c *casefile.Case, input casefile.Input) (*pb.Definition, error) {
	ctx := context.Background()
	state := llb.Scratch()
	switch input.Kind {
	case "source":
		identifier := strings.TrimSpace(input.Text)
		scheme, rest, ok := strings.Cut(identifier, "://")
		switch {
		case identifier == "scratch":
		case !ok:
			return nil, fmt.Errorf("`%s` is no source identifier", identifier)
		case scheme == "local":
			state = llb.Local(rest, llb.SessionID("other"), llb.WithCustomName("an input"))
		case scheme == "docker-image":
			state = llb.Image(rest)
		default:
			state = llb.HTTP(identifier)
		}
	case "dockerfile":
		local := llb.Local("context", llb.SessionID("other"), llb.WithCustomName("the context of an input"))
		converted, err := dockerfile2llb.Dockerfile2LLB(ctx, []byte(input.Text), dockerfile2llb.ConvertOpt{
			MetaResolver: resolver{c},
			MainContext:  &local,
			SourceMap:    llb.NewSourceMap(nil, "input.Dockerfile", "Dockerfile", []byte(input.Text)),
		})
		if err != nil {
			return nil, err
		}
		state = converted.State
	default:
		return nil, fmt.Errorf("unknown kind `%s`", input.Kind)
	}
	platform := platforms.MustParse("linux/amd64")
	definition, err := state.Marshal(ctx, llb.Platform(platform))
	if err != nil {
		return nil, err
	}
	return definition.ToPB(), nil
}

// resolver lets upstream's converter ask the case for images.
type resolver struct{ c *casefile.Case }

func (r resolver) ResolveImageConfig(_ context.Context, ref string, opt sourceresolver.Opt) (string, digest.Digest, []byte, error) {
	platform := "linux/amd64"
	if opt.ImageOpt != nil && opt.ImageOpt.Platform != nil {
		platform = platforms.Format(*opt.ImageOpt.Platform)
	}
	image, ok := r.c.Image(ref, platform)
	if !ok {
		return "", "", nil, fmt.Errorf("%s: not found", ref)
	}
	return ref, digest.FromBytes(image.Config), image.Config, nil
}
