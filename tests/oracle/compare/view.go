// Package compare holds two runs of the same case against each other.
package compare

import (
	"encoding/json"
	"fmt"
	"sort"
	"strings"

	"bowsprit/tests/oracle/daemon"
	"bowsprit/tests/oracle/show"

	gateway "github.com/moby/buildkit/frontend/gateway/pb"
	"github.com/moby/buildkit/solver/errdefs"
	"github.com/moby/buildkit/solver/pb"
	spb "google.golang.org/genproto/googleapis/rpc/status"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"
)

// solve is one Solve request.
type solve struct {
	graph show.Graph
	// text is the request without its definition, key identifies all of it.
	text, key string
	name      string
	ref       string
	label     string
	ignore    bool
	// idle: nothing was read from it and it was not returned, so the daemon did nothing for it.
	idle bool
}

// view is a run in comparable words.
type view struct {
	record *daemon.Record
	solves []*solve
	labels map[string]string
}

func newView(record *daemon.Record) *view {
	v := &view{record: record, labels: map[string]string{"": "the empty reference"}}
	for _, call := range record.Calls {
		req, ok := call.Request.(*gateway.SolveRequest)
		if !ok {
			continue
		}
		rest := proto.Clone(req).(*gateway.SolveRequest)
		rest.Definition = nil
		one := &solve{graph: show.Definition(req.Definition), ref: call.Ref, text: show.JSON(rest)}
		one.key = one.text + one.graph.Key()
		one.name = strings.TrimSpace(daemon.HeadName(req.Definition) + " " + daemon.HeadSource(req.Definition))
		if req.Frontend != "" {
			one.name = "frontend " + req.Frontend
		}
		one.ignore = strings.HasSuffix(daemon.HeadName(req.Definition), "load .dockerignore")
		one.idle = !req.Evaluate && req.Frontend == ""
		v.solves = append(v.solves, one)
	}
	for _, ref := range used(record) {
		for _, one := range v.solves {
			one.idle = one.idle && one.ref != ref
		}
	}
	return v
}

// used are the references that something was asked about, or that were returned.
func used(record *daemon.Record) []string {
	var refs []string
	for _, call := range record.Calls {
		if req, ok := call.Request.(interface{ GetRef() string }); ok {
			refs = append(refs, req.GetRef())
		}
	}
	switch res := record.Return.GetResult().GetResult().(type) {
	case *gateway.Result_Ref:
		refs = append(refs, res.Ref.GetId())
	case *gateway.Result_Refs:
		for _, ref := range res.Refs.GetRefs() {
			refs = append(refs, ref.GetId())
		}
	}
	return refs
}

// pair matches the solves of two runs: equal ones first, then by their order.
// What is left over on one side stays without a partner.
// A question that upstream asks again has the answer it had before.
func pair(upstream, ours *view) (differing [][2]*solve, missing, extra []*solve) {
	taken := map[*solve]bool{}
	known := map[string]*solve{}
	n := 0
	label := func(a, b *solve) {
		n++
		name := fmt.Sprintf("solve %d (%s)", n, a.name)
		a.label, b.label = name, name
		upstream.labels[a.ref], ours.labels[b.ref] = name, name
	}
	var left []*solve
	for _, a := range upstream.solves {
		found := false
		for _, b := range ours.solves {
			if !taken[b] && a.key == b.key {
				label(a, b)
				taken[b], found = true, true
				known[a.key] = a
				break
			}
		}
		if first := known[a.key]; !found && first != nil {
			a.label = first.label
			upstream.labels[a.ref] = a.label
		} else if !found {
			left = append(left, a)
		}
	}
	for _, a := range left {
		var partner *solve
		for _, b := range ours.solves {
			if !taken[b] && (partner == nil || b.name == a.name && partner.name != a.name) && b.ignore == a.ignore && !b.idle {
				partner = b
			}
		}
		if partner == nil {
			a.label = "upstream's solve (" + a.name + ")"
			upstream.labels[a.ref] = a.label
			missing = append(missing, a)
			continue
		}
		label(a, partner)
		taken[partner] = true
		differing = append(differing, [2]*solve{a, partner})
	}
	for _, b := range ours.solves {
		if !taken[b] {
			b.label = "our solve (" + b.name + ")"
			ours.labels[b.ref] = b.label
			extra = append(extra, b)
		}
	}
	return differing, missing, extra
}

func (v *view) label(ref string) string {
	if label, ok := v.labels[ref]; ok {
		return label
	}
	return "an answered reference"
}

// questions are all calls but Solve, Warn and Return, each as one line, sorted.
func (v *view) questions() []string {
	var out []string
	for _, call := range v.record.Calls {
		switch req := call.Request.(type) {
		case *gateway.SolveRequest, *gateway.WarnRequest, *gateway.ReturnRequest:
		case *gateway.ReadFileRequest:
			part := ""
			if req.Range != nil {
				part = fmt.Sprintf(" bytes %d+%d", req.Range.Offset, req.Range.Length)
			}
			out = append(out, fmt.Sprintf("ReadFile %q of %s%s", req.FilePath, v.label(req.Ref), part))
		case *gateway.ReadDirRequest:
			out = append(out, fmt.Sprintf("ReadDir %q of %s %q", req.DirPath, v.label(req.Ref), req.IncludePattern))
		case *gateway.StatFileRequest:
			out = append(out, fmt.Sprintf("StatFile %q of %s", req.Path, v.label(req.Ref)))
		case *gateway.EvaluateRequest:
			out = append(out, "Evaluate "+v.label(req.Ref))
		default:
			out = append(out, call.Method+" "+compact(call.Request))
		}
	}
	sort.Strings(out)
	return out
}

// compact is a message as JSON in one line.
func compact(message proto.Message) string {
	var value any
	if json.Unmarshal([]byte(show.JSON(message)), &value) != nil {
		return "?"
	}
	raw, err := json.Marshal(value)
	if err != nil {
		return "?"
	}
	return string(raw)
}

// warnings is every field of every warning, in order.
func (v *view) warnings() string {
	var out strings.Builder
	for _, warn := range v.record.Warnings() {
		fmt.Fprintf(&out, "%s\n  level %d, on %s, url %s\n  at %s\n", warn.Short, warn.Level, warn.Digest, warn.Url, show.Ranges(warn.Ranges))
		for _, detail := range warn.Detail {
			fmt.Fprintf(&out, "  detail %s\n", detail)
		}
		out.WriteString(indent(show.Info(warn.Info)))
	}
	return out.String()
}

// result is what was returned, as text.
func (v *view) result() string {
	req := v.record.Return
	switch {
	case req == nil:
		return "no Return"
	case req.Error != nil:
		return failure(req.Error)
	case req.Result == nil:
		return "an empty Return"
	}
	var out strings.Builder
	switch res := req.Result.Result.(type) {
	case nil:
		out.WriteString("no reference\n")
	case *gateway.Result_Ref:
		fmt.Fprintf(&out, "one reference: %s\n", v.label(res.Ref.GetId()))
	case *gateway.Result_Refs:
		out.WriteString("references:\n" + show.Map(res.Refs.GetRefs(), func(ref *gateway.Ref) string { return v.label(ref.GetId()) }))
	case *gateway.Result_RefDeprecated:
		fmt.Fprintf(&out, "one reference, deprecated form: %s\n", v.label(res.RefDeprecated))
	case *gateway.Result_RefsDeprecated:
		out.WriteString("references, deprecated form:\n" + show.Map(res.RefsDeprecated.GetRefs(), v.label))
	}
	out.WriteString("metadata:\n" + show.Map(req.Result.Metadata, show.Bytes))
	out.WriteString(v.attestations(req.Result))
	return out.String()
}

func (v *view) attestations(result *gateway.Result) string {
	return show.Map(result.Attestations, func(list *gateway.Attestations) string {
		var out strings.Builder
		for _, one := range list.Attestation {
			clone := proto.Clone(one).(*gateway.Attestation)
			ref := "no reference"
			if clone.Ref != nil {
				ref = v.label(clone.Ref.Id)
			}
			clone.Ref = nil
			fmt.Fprintf(&out, "attestation of %s %s\n", ref, compact(clone))
		}
		return out.String()
	})
}

// failure is a returned error with its details; stacks are left out.
func failure(st *spb.Status) string {
	var out strings.Builder
	fmt.Fprintf(&out, "error %s: %s\n", codes.Code(st.Code), st.Message)
	for _, detail := range st.Details {
		kind := strings.TrimPrefix(detail.TypeUrl, "github.com/moby/buildkit/")
		switch kind {
		case "stack.Stack+json":
		case "errdefs.Source+json":
			source := &errdefs.Source{}
			if err := json.Unmarshal(detail.Value, source); err != nil {
				fmt.Fprintf(&out, "undecodable source: %v: %s\n", err, detail.Value)
				continue
			}
			fmt.Fprintf(&out, "source at %s\n%s", show.Ranges(source.Ranges), indent(show.Info(source.Info)))
		default:
			fmt.Fprintf(&out, "detail %s %s\n", detail.TypeUrl, detail.Value)
		}
	}
	return out.String()
}

// final is the definition of the first returned reference.
func (v *view) final() *pb.Definition {
	refs := daemon.ResultRefs(v.record.Return.GetResult())
	first, best := "", ""
	for platform, ref := range refs {
		if best == "" || platform < first {
			first, best = platform, ref
		}
	}
	for _, call := range v.record.Calls {
		if req, ok := call.Request.(*gateway.SolveRequest); ok && call.Ref == best && best != "" {
			return req.Definition
		}
	}
	return nil
}

func indent(text string) string {
	var out strings.Builder
	for line := range strings.Lines(text) {
		out.WriteString("    " + line)
	}
	if text != "" && !strings.HasSuffix(text, "\n") {
		out.WriteString("\n")
	}
	return out.String()
}
