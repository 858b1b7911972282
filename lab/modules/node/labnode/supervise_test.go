package main

import (
	"bufio"
	"encoding/json"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const supervised = "LABNODE_TEST_SUPERVISE"

// A process that reaps every orphan can be no test's own: this program is started once more for it.
func TestMain(m *testing.M) {
	path := os.Getenv(supervised)
	if path == "" {
		os.Exit(m.Run())
	}
	var spec Spec
	if err := readJSON(path, &spec); err != nil {
		panic(err)
	}
	supervise(spec)
}

func TestSuperviseStartsWhatEndsAgainAndAwaitsWhatIsNeeded(t *testing.T) {
	folder := t.TempDir()
	socket := filepath.Join(folder, "late.sock")
	spec := Spec{Logs: folder, Processes: []Process{
		{Name: "ends", Args: []string{"/bin/sh", "-c", "echo $GREETING; exit 3"}, Env: []string{"GREETING=hello"}},
		{Name: "waits", Args: []string{"/bin/sh", "-c", "echo came; kill -TERM $$"}, Await: "unix:" + socket},
	}}
	text, err := json.Marshal(spec)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, "spec.json")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	supervisor := exec.Command("/proc/self/exe")
	supervisor.Env = append(os.Environ(), supervised+"="+path)
	out, err := supervisor.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := supervisor.Start(); err != nil {
		t.Fatal(err)
	}
	defer supervisor.Wait() //nolint:errcheck // it is killed
	defer supervisor.Process.Kill()

	log := func(name string) string {
		text, _ := os.ReadFile(filepath.Join(folder, name+".log")) //nolint:errcheck // or empty
		return string(text)
	}
	says := bufio.NewScanner(out)
	until := func(words string) {
		for says.Scan() {
			if strings.Contains(says.Text(), words) {
				return
			}
		}
		t.Fatalf("it ended without saying %q", words)
	}
	until("ends ended (with status 3)")
	until("ends ended (with status 3)")
	if log("ends") != "hello\nhello\n" || log("waits") != "" {
		t.Errorf("it said %q, and what waits %q", log("ends"), log("waits"))
	}
	l, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	until("waits ended (by terminated)")
	if !strings.HasPrefix(log("waits"), "came\n") {
		t.Errorf("it said %q", log("waits"))
	}
}
