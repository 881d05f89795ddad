package daemon

import (
	"github.com/moby/buildkit/solver/pb"
	"github.com/opencontainers/go-digest"
	"google.golang.org/protobuf/proto"
)

// Definitions are graphs by name.
type Definitions = map[string]*pb.Definition

// headSource follows the first inputs down from the head of a definition to the
// source op it stands on.
func headSource(definition *pb.Definition) *pb.SourceOp {
	ops := map[string]*pb.Op{}
	var last *pb.Op
	for _, raw := range definition.GetDef() {
		op := &pb.Op{}
		if proto.Unmarshal(raw, op) != nil {
			return nil
		}
		ops[digest.FromBytes(raw).String()] = op
		last = op
	}
	for range ops {
		if source := last.GetSource(); source != nil {
			return source
		}
		if len(last.GetInputs()) == 0 {
			return nil
		}
		last = ops[last.Inputs[0].Digest]
	}
	return last.GetSource()
}

// HeadSource is the identifier of the source a definition stands on.
func HeadSource(definition *pb.Definition) string {
	return headSource(definition).GetIdentifier()
}

// HeadName is the custom name of the head vertex.
func HeadName(definition *pb.Definition) string {
	return definition.GetMetadata()[HeadDigest(definition)].GetDescription()["llb.customname"]
}

// HeadDigest is the digest of the head vertex.
func HeadDigest(definition *pb.Definition) string {
	if n := len(definition.GetDef()); n > 0 {
		op := &pb.Op{}
		if proto.Unmarshal(definition.Def[n-1], op) == nil && len(op.Inputs) == 1 {
			return op.Inputs[0].Digest
		}
	}
	return ""
}
