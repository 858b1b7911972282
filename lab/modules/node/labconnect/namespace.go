package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"

	"golang.org/x/sys/unix"
)

// Outside makes labconnect's own network namespace somebody outside of the cluster: with addresses
// of its own, a way to the node, and the node with one back. All of it ends with this process.
type Outside struct {
	// Node is a process in the node's network namespace.
	Node int `json:"node"`
	// Gateway is an address of the node's.
	Gateway   string   `json:"gateway"`
	Addresses []string `json:"addresses"`
}

// The node's end of the pair of interfaces.
const outsideInterface = "outside"

// within does something in the network namespace of a process: the sockets that it makes stay there.
func within(pid int, work func() error) error {
	if pid == 0 {
		return work()
	}
	done := make(chan error)
	go func() {
		// Never unlocked: the thread ends with the goroutine, so that no other gets into its namespace.
		runtime.LockOSThread()
		done <- func() error {
			namespace, err := os.Open(fmt.Sprintf("/proc/%d/ns/net", pid))
			if err != nil {
				return err
			}
			defer namespace.Close()
			if err := unix.Setns(int(namespace.Fd()), unix.CLONE_NEWNET); err != nil {
				return fmt.Errorf("cannot enter the network of process %d: %w", pid, err)
			}
			return work()
		}()
	}()
	return <-done
}

func join(outside Outside) error {
	err := within(outside.Node, func() error {
		commands := []string{
			fmt.Sprintf("link add %s type veth peer name eth0 netns %d", outsideInterface, os.Getpid()),
			fmt.Sprintf("link set %s up", outsideInterface),
		}
		for _, address := range outside.Addresses {
			commands = append(commands, fmt.Sprintf("route add %s dev %s", address, outsideInterface))
		}
		return ip(commands...)
	})
	if err != nil {
		return err
	}
	commands := []string{"link set lo up", "link set eth0 up"}
	for _, address := range outside.Addresses {
		commands = append(commands, fmt.Sprintf("address add %s/32 dev eth0", address))
	}
	return ip(append(commands,
		fmt.Sprintf("route add %s dev eth0", outside.Gateway),
		fmt.Sprintf("route add default via %s dev eth0", outside.Gateway),
	)...)
}

func ip(commands ...string) error {
	for _, command := range commands {
		if out, err := exec.Command("ip", strings.Fields(command)...).CombinedOutput(); err != nil {
			return fmt.Errorf("ip %s: %w: %s", command, err, strings.TrimSpace(string(out)))
		}
	}
	return nil
}
