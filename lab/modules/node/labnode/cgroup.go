package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const cgroupRoot = "/sys/fs/cgroup"

// cgroupHierarchies are the folders in which a cgroup has to be made: one with cgroup v2, one a
// controller with v1.
func cgroupHierarchies() ([]string, error) {
	if _, err := os.Stat(filepath.Join(cgroupRoot, "cgroup.controllers")); err == nil {
		return []string{cgroupRoot}, nil
	}
	entries, err := os.ReadDir(cgroupRoot)
	if err != nil {
		return nil, err
	}
	hierarchies := []string{}
	for _, e := range entries {
		folder := filepath.Join(cgroupRoot, e.Name())
		if info, err := os.Stat(filepath.Join(folder, "cgroup.procs")); err == nil && !info.IsDir() {
			hierarchies = append(hierarchies, folder)
		}
	}
	return hierarchies, nil
}

// makeCgroup makes the node's own cgroup in every hierarchy, with all that its parent may use.
func makeCgroup(name string) error {
	hierarchies, err := cgroupHierarchies()
	if err != nil {
		return err
	}
	for _, h := range hierarchies {
		folder := filepath.Join(h, name)
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return err
		}
		// A new cpuset of v1 is empty, and nothing can run in an empty one.
		for _, file := range []string{"cpuset.cpus", "cpuset.mems"} {
			if have, err := os.ReadFile(filepath.Join(h, file)); err == nil {
				os.WriteFile(filepath.Join(folder, file), have, 0o644) //nolint:errcheck // v2 inherits
			}
		}
		if controllers, err := os.ReadFile(filepath.Join(h, "cgroup.controllers")); err == nil {
			for _, c := range strings.Fields(string(controllers)) {
				for _, level := range []string{h, folder} {
					//nolint:errcheck // a controller that cannot be handed down is the kubelet's to report
					os.WriteFile(filepath.Join(level, "cgroup.subtree_control"), []byte("+"+c), 0o644)
				}
			}
		}
	}
	return nil
}

// removeCgroup ends what still runs in the node's cgroup and removes it with all below it.
func removeCgroup(name string) error {
	hierarchies, err := cgroupHierarchies()
	if err != nil {
		return err
	}
	var failed error
	for _, h := range hierarchies {
		folder := filepath.Join(h, name)
		var lastError error
		for try := 0; try < 50; try++ {
			if lastError = removeTree(folder); lastError == nil {
				break
			}
			time.Sleep(100 * time.Millisecond)
		}
		failed = errors.Join(failed, lastError)
	}
	return failed
}

func removeTree(folder string) error {
	folders := []string{}
	err := filepath.WalkDir(folder, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return ignoreMissing(err)
		}
		if e.IsDir() {
			folders = append(folders, path)
		}
		return nil
	})
	if err != nil {
		return err
	}
	var failed error
	for i := len(folders) - 1; i >= 0; i-- {
		if procs, err := os.ReadFile(filepath.Join(folders[i], "cgroup.procs")); err == nil {
			for _, p := range strings.Fields(string(procs)) {
				if pid, err := strconv.Atoi(p); err == nil && pid > 1 {
					syscall.Kill(pid, syscall.SIGKILL) //nolint:errcheck // it may just have ended
				}
			}
		}
		failed = errors.Join(failed, ignoreMissing(syscall.Rmdir(folders[i])))
	}
	return failed
}
