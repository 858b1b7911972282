package main

import (
	"io"
	"net"
	"path/filepath"
	"strings"
	"testing"
)

func listenOn(t *testing.T, network, address string) net.Listener {
	t.Helper()
	l, err := net.Listen(network, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

// echo answers with all it is sent, once the other side has sent all.
func echo(c net.Conn) {
	defer c.Close()
	all, _ := io.ReadAll(c) //nolint:errcheck // then it answers with less
	c.Write(all)            //nolint:errcheck
}

func TestForwardJoinsAConnectionToAnAddressInside(t *testing.T) {
	server := listenOn(t, "tcp", "127.0.0.1:0")
	go accept(server, echo)
	socket := filepath.Join(t.TempDir(), "node.sock")
	node := listenOn(t, "unix", socket)
	go accept(node, func(c net.Conn) { dialInside(c, "127.0.0.1:1") })
	port := listenOn(t, "tcp", "127.0.0.1:0")
	go accept(port, func(c net.Conn) { forward(c, socket, server.Addr().String()) })

	c, err := net.Dial("tcp", port.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	sent := strings.Repeat("a line of many\n", 10_000)
	go func() {
		io.WriteString(c, sent)       //nolint:errcheck // what is missing is seen below
		c.(*net.TCPConn).CloseWrite() //nolint:errcheck
	}()
	received, err := io.ReadAll(c)
	if err != nil || string(received) != sent {
		t.Errorf("of %d bytes %d came back: %v", len(sent), len(received), err)
	}
}

func TestForwardHangsUpWhereNothingAnswersInside(t *testing.T) {
	port := listenOn(t, "tcp", "127.0.0.1:0")
	go accept(port, func(c net.Conn) { forward(c, filepath.Join(t.TempDir(), "gone.sock"), "x:1") })
	c, err := net.Dial("tcp", port.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if got, err := io.ReadAll(c); len(got) > 0 || err != nil {
		t.Errorf("it answers %q, %v", got, err)
	}
}

func TestListenNamesTheAddressThatIsTaken(t *testing.T) {
	taken := listenOn(t, "tcp", "127.0.0.1:0").Addr().String()
	_, err := listen([]Forward{{Listen: taken}})
	if err == nil || !strings.HasPrefix(err.Error(), "cannot listen on "+taken+": ") {
		t.Errorf("it says %v", err)
	}
}

func TestReadLine(t *testing.T) {
	long := strings.Repeat("x", 512)
	for _, c := range []struct{ name, sent, line, rest, fails string }{
		{"leaves what follows", "one\ntwo\n", "one", "two\n", ""},
		{"may be empty", "\nrest", "", "rest", ""},
		{"ends before its end", "one", "", "", "EOF"},
		{"is too long", long, "", "", "line too long"},
	} {
		t.Run(c.name, func(t *testing.T) {
			here, there := net.Pipe()
			go func() {
				io.WriteString(there, c.sent) //nolint:errcheck // not all is read
				there.Close()
			}()
			line, err := readLine(here)
			if c.fails != "" {
				if err == nil || err.Error() != c.fails {
					t.Errorf("it says %v", err)
				}
				here.Close()
				return
			}
			rest, _ := io.ReadAll(here) //nolint:errcheck // a pipe ends without one
			if err != nil || string(line) != c.line || string(rest) != c.rest {
				t.Errorf("the line is %q, the rest %q: %v", line, rest, err)
			}
		})
	}
}
