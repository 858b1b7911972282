// Command labnode is the machine that the local cluster's node runs on: namespaces of their own,
// a root file system unpacked from Debian's packages, and the processes of a spec, kept running.
//
//	labnode run SPEC    runs the node until it is told to stop; ends everything of it when it ends
//	labnode clean SPEC  removes what a node leaves behind that was killed
//	labnode pki SPEC    makes the certificates that a spec names, where they are missing
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"runtime"
)

// The node's first process is started by the main thread: the kernel kills it with the thread that
// started it, and lists it among that one's children, where others look for it.
func init() {
	runtime.LockOSThread()
}

func main() {
	if err := command(os.Args[1:]); err != nil {
		fmt.Fprintf(os.Stderr, "labnode: %v\n", err)
		os.Exit(1)
	}
}

func command(args []string) error {
	if len(args) == 2 {
		switch args[0] {
		case "run":
			return run(args[1])
		case "init":
			return initialise(args[1])
		case "clean":
			return clean(args[1])
		case "pki":
			return pki(args[1])
		}
	}
	return fmt.Errorf("cannot make sense of %q.\nSay: labnode run, clean or pki, and the file of a spec", args)
}

func readJSON(path string, into any) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, into); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}
