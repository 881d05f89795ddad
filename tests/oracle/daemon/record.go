package daemon

import (
	"sort"
	"time"

	gateway "github.com/moby/buildkit/frontend/gateway/pb"
	"google.golang.org/protobuf/proto"
)

// Call is one RPC of the frontend.
type Call struct {
	Method string
	// Request is nil for calls that carry nothing.
	Request proto.Message
	// Ref is the reference a Solve was answered with.
	Ref string
	// Start and End count from the spawn of the process.
	Start, End time.Duration
	Failed     bool
}

// Record is all a frontend did in one run.
type Record struct {
	Calls  []*Call
	Return *gateway.ReturnRequest
	// Returns counts the calls of Return: there must be one.
	Returns int

	Exit     int
	Signal   string
	Stderr   string
	TimedOut bool

	// FirstCall, Returned and Wall count from the spawn.
	FirstCall, Returned, Wall time.Duration
	CPU                       time.Duration
	// Peak is the peak resident memory in bytes, read while Return is answered.
	Peak int64
	// Sent is what the frontend wrote to the daemon, in bytes.
	Sent int64
}

// Depth is the longest chain of calls in which each starts after the one
// before has ended.
func (r *Record) Depth() int {
	calls := append([]*Call(nil), r.Calls...)
	sort.SliceStable(calls, func(i, j int) bool { return calls[i].Start < calls[j].Start })
	depths := make([]int, len(calls))
	deepest := 0
	for i, call := range calls {
		depths[i] = 1
		for j := range i {
			if calls[j].End <= call.Start && depths[j] >= depths[i] {
				depths[i] = depths[j] + 1
			}
		}
		deepest = max(deepest, depths[i])
	}
	return deepest
}

// Count is the number of calls of a method, or of all for "".
func (r *Record) Count(method string) int {
	n := 0
	for _, call := range r.Calls {
		if method == "" || call.Method == method {
			n++
		}
	}
	return n
}

// Warnings are the Warn calls in the order they came.
func (r *Record) Warnings() []*gateway.WarnRequest {
	var warnings []*gateway.WarnRequest
	for _, call := range r.Calls {
		if warn, ok := call.Request.(*gateway.WarnRequest); ok {
			warnings = append(warnings, warn)
		}
	}
	return warnings
}
