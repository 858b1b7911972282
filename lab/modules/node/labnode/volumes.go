package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// mountVolumes mounts each file system NAME.img of a folder on the folder NAME beside it, before any
// pod could write there. Each loop device ends with the last mount of it, and so with the node, however
// that one ends.
func mountVolumes(folder string) error {
	images, err := filepath.Glob(filepath.Join(folder, "*.img"))
	if err != nil {
		return err
	}
	for _, image := range images {
		target := strings.TrimSuffix(image, ".img")
		if err := os.MkdirAll(target, 0o770); err != nil {
			return err
		}
		out, err := exec.Command("mount", "-t", "ext4", "-o", "loop", image, target).CombinedOutput()
		if err != nil {
			return fmt.Errorf("%s: %w: %s", image, err, strings.TrimSpace(string(out)))
		}
	}
	return nil
}
