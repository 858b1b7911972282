package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

const (
	open    = "open"
	refused = "refused"
	silent  = "silent"
)

// How many connections of one place are under way at once.
const atOnce = 8

func (e Endpoint) network() string { return strings.ToLower(e.Protocol) + "4" }

func (e Endpoint) String() string { return net.JoinHostPort(e.Address, strconv.Itoa(e.Port)) }

// listenOn has something listen on each endpoint, and returns those on which something did.
func listenOn(endpoints []Endpoint) ([]Endpoint, error) {
	found := []Endpoint{}
	for _, e := range endpoints {
		var err error
		switch e.Protocol {
		case "TCP":
			var l net.Listener
			if l, err = net.Listen(e.network(), e.String()); err == nil {
				go hangUp(l)
			}
		case "UDP":
			var c net.PacketConn
			if c, err = net.ListenPacket(e.network(), e.String()); err == nil {
				go echo(c)
			}
		default:
			err = fmt.Errorf("there is no protocol %q", e.Protocol)
		}
		if errors.Is(err, syscall.EADDRINUSE) {
			found = append(found, e)
		} else if err != nil {
			return nil, err
		}
	}
	return found, nil
}

func hangUp(l net.Listener) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		c.Close() //nolint:errcheck // the other side may have been first
	}
}

func echo(c net.PacketConn) {
	buffer := make([]byte, 512)
	for {
		n, from, err := c.ReadFrom(buffer)
		if err != nil {
			return
		}
		c.WriteTo(buffer[:n], from) //nolint:errcheck // then it is silent
	}
}

// tryAll tries every connection, those of one place beside those of others.
func tryAll(places []Place, tries []Try, timeout time.Duration) []string {
	answers := make([]string, len(tries))
	mine := make([]chan int, len(places))
	for i := range mine {
		mine[i] = make(chan int, len(tries))
	}
	for i, t := range tries {
		mine[t.From] <- i
	}
	var all sync.WaitGroup
	for place, waiting := range mine {
		close(waiting)
		for range min(atOnce, len(waiting)) {
			all.Go(func() {
				err := within(places[place].PID, func() error {
					for i := range waiting {
						answers[i] = try(tries[i].Endpoint, timeout)
					}
					return nil
				})
				// Its place is gone.
				for i := range waiting {
					answers[i] = err.Error()
				}
			})
		}
	}
	all.Wait()
	return answers
}

func try(e Endpoint, timeout time.Duration) string {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	var dialer net.Dialer
	c, err := dialer.DialContext(ctx, e.network(), e.String())
	if err != nil {
		return told(err)
	}
	defer c.Close()
	if tcp, ok := c.(*net.TCPConn); ok {
		// Thousands of connections that linger would use up ports and what the kernel remembers of them.
		tcp.SetLinger(0) //nolint:errcheck
		return open
	}
	deadline, _ := ctx.Deadline()
	if err := c.SetDeadline(deadline); err != nil {
		return told(err)
	}
	if _, err := c.Write(question); err != nil {
		return told(err)
	}
	if _, err := c.Read(make([]byte, 512)); err != nil {
		return told(err)
	}
	return open
}

// question is what a server of DNS answers, and whoever returns all that it is sent: the name
// localhost, class IN, type A, with the number 1.
var question = append(
	[]byte{0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 9},
	append([]byte("localhost"), 0, 0, 1, 0, 1)...,
)

func told(err error) string {
	var timeout net.Error
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return refused
	case errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, context.DeadlineExceeded),
		errors.As(err, &timeout) && timeout.Timeout():
		return silent
	default:
		return err.Error()
	}
}
