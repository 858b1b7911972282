// Command labconnect tries connections between network namespaces: those of pods, whatever their
// images hold, of the node, and its own, which it can join to the node's as if it were outside. It
// reads a Job from stdin and writes a Report to stdout.
//
// Where nothing listens, it listens itself: a connection that is refused was refused on its way.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"time"
)

// Job is what to try.
type Job struct {
	// TimeoutMs is how long each connection is waited for.
	TimeoutMs int      `json:"timeoutMs"`
	Outside   *Outside `json:"outside"`
	Places    []Place  `json:"places"`
	Tries     []Try    `json:"tries"`
}

// Place is a network namespace: that of a process, or labconnect's own where there is no PID.
type Place struct {
	PID int `json:"pid"`
	// Listen is where something has to listen.
	Listen []Endpoint `json:"listen"`
}

// Endpoint is a port at an address: protocol TCP or UDP, IPv4.
type Endpoint struct {
	Protocol string `json:"protocol"`
	Address  string `json:"address"`
	Port     int    `json:"port"`
}

// Try is a connection from a place, given by its index.
type Try struct {
	From int `json:"from"`
	Endpoint
}

// Report is what came of a job.
type Report struct {
	// Found are, of each place, those of its endpoints on which somebody else listened.
	Found [][]Endpoint `json:"found"`
	// Answers are, of each try: "open", "refused", "silent", or the error where it is another.
	Answers []string `json:"answers"`
}

// The network namespace of the main thread is what others take for this process's: no goroutine that
// enters another may run on it.
func init() {
	runtime.LockOSThread()
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintf(os.Stderr, "labconnect: %v\n", err)
		os.Exit(1)
	}
}

func run() error {
	var job Job
	if err := json.NewDecoder(os.Stdin).Decode(&job); err != nil {
		return err
	}
	if job.Outside != nil {
		if err := join(*job.Outside); err != nil {
			return fmt.Errorf("cannot join the outside to the node: %w", err)
		}
	}
	found := make([][]Endpoint, len(job.Places))
	for i, place := range job.Places {
		err := within(place.PID, func() (err error) {
			found[i], err = listenOn(place.Listen)
			return err
		})
		if err != nil {
			return err
		}
	}
	report := Report{
		Found:   found,
		Answers: tryAll(job.Places, job.Tries, time.Duration(job.TimeoutMs)*time.Millisecond),
	}
	return json.NewEncoder(os.Stdout).Encode(report)
}
