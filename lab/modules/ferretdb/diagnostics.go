package main

import (
	"context"
	"fmt"

	"github.com/FerretDB/wire"
	"github.com/FerretDB/wire/wirebson"
	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"

	"github.com/FerretDB/FerretDB/internal/clientconn/connmetrics"
	"github.com/FerretDB/FerretDB/internal/handler"
)

// The kinds of operations that MongoDB counts, and the commands that each counts.
var counted = map[string][]string{
	"insert":  {"insert"},
	"query":   {"find"},
	"update":  {"update", "findAndModify"},
	"delete":  {"delete"},
	"getmore": {"getMore"},
}

// answerDiagnosticData adds the command getDiagnosticData, which FerretDB does not have, in MongoDB's form: the
// connections and operations that this server has counted. It leaves out what a server without WiredTiger and without
// a replica set does not have.
func answerDiagnosticData(h *handler.Handler, metrics *connmetrics.ListenerMetrics, maxConns int) {
	commands := h.Commands()
	command := *commands["serverStatus"]
	command.Handler = func(context.Context, *wire.OpMsg) (*wire.OpMsg, error) {
		status, err := serverStatus(metrics, maxConns)
		if err != nil {
			return nil, err
		}
		return wire.NewOpMsg(wirebson.MustDocument(
			"data", wirebson.MustDocument("serverStatus", status),
			"ok", float64(1),
		))
	}
	command.Help = "Returns the connections and operations that this server has counted."
	commands["getDiagnosticData"] = &command
}

func serverStatus(metrics *connmetrics.ListenerMetrics, maxConns int) (*wirebson.Document, error) {
	accepted, ended, err := connections(metrics)
	if err != nil {
		return nil, err
	}
	current := accepted - ended
	operations := wirebson.MakeDocument(len(counted))
	responses := metrics.ConnMetrics.GetResponses()["OP_MSG"]
	for kind, commands := range counted {
		total := 0
		for _, command := range commands {
			for _, each := range responses[command] {
				total += each.Total
			}
		}
		if err := operations.Add(kind, int64(total)); err != nil {
			return nil, err
		}
	}
	return wirebson.NewDocument(
		"connections", wirebson.MustDocument(
			"current", int32(current),
			"available", int32(max(0, maxConns-current)),
			"totalCreated", int32(accepted),
		),
		"opcounters", operations,
	)
}

// connections reads how many connections were accepted, and how many of them have ended, from FerretDB's own metrics.
func connections(metrics *connmetrics.ListenerMetrics) (accepted, ended int, err error) {
	registry := prometheus.NewPedanticRegistry()
	if err := registry.Register(metrics); err != nil {
		return 0, 0, err
	}
	families, err := registry.Gather()
	if err != nil {
		return 0, 0, fmt.Errorf("the listener's metrics: %w", err)
	}
	for _, family := range families {
		switch family.GetName() {
		case "ferretdb_client_accepts_total":
			accepted = sum(family, `0`, func(m *dto.Metric) float64 { return m.GetCounter().GetValue() })
		case "ferretdb_client_duration_seconds":
			ended = sum(family, "", func(m *dto.Metric) float64 { return float64(m.GetHistogram().GetSampleCount()) })
		}
	}
	return accepted, ended, nil
}

// sum adds up a family's series whose label error has this value, or all of them if it is empty.
func sum(family *dto.MetricFamily, failed string, value func(*dto.Metric) float64) int {
	total := 0.0
	for _, metric := range family.GetMetric() {
		if failed == "" || metric.GetLabel()[0].GetValue() == failed {
			total += value(metric)
		}
	}
	return int(total)
}
