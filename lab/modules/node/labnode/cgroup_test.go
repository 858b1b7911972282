package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
)

func TestRemoveTreeRemovesWhatIsInnermostFirst(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "node")
	for _, path := range []string{"kubepods/burstable/pod1", "kubepods/besteffort", "system"} {
		if err := os.MkdirAll(filepath.Join(folder, path), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := removeTree(folder); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(folder); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("it is still there: %v", err)
	}
}

func TestRemoveTreeIsDoneWhereNothingIs(t *testing.T) {
	if err := removeTree(filepath.Join(t.TempDir(), "never", "made")); err != nil {
		t.Error(err)
	}
}

// Outside of a cgroup file system the file that names the processes stays, and the folder with it.
func TestRemoveTreeEndsProcessesAndSaysWhatStays(t *testing.T) {
	sleep := exec.Command("sleep", "60")
	if err := sleep.Start(); err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	// 0 is what a process of another PID namespace is called; 1 would be this machine's first.
	procs := "0\n1\nnone\n" + strconv.Itoa(sleep.Process.Pid) + "\n"
	if err := os.WriteFile(filepath.Join(folder, "cgroup.procs"), []byte(procs), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := removeTree(folder); !errors.Is(err, syscall.ENOTEMPTY) {
		t.Errorf("it says %v", err)
	}
	sleep.Wait() //nolint:errcheck // it is killed
	if status := sleep.ProcessState.Sys().(syscall.WaitStatus); status.Signal() != syscall.SIGKILL {
		t.Errorf("the process ended %s", describe(status))
	}
}
