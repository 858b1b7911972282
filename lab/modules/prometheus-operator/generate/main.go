// Says what prometheus-operator makes of a stack's objects: the configurations that its Prometheus and its Alertmanager
// would have. It reads a JSON object from its input: `objects`, of any kind, and what the operator's own objects say.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"

	"github.com/blang/semver/v4"
	"github.com/prometheus/client_golang/prometheus"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes/fake"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/record"

	"github.com/prometheus-operator/prometheus-operator/pkg/alertmanager"
	validation "github.com/prometheus-operator/prometheus-operator/pkg/alertmanager/validation/v1alpha1"
	monitoringv1 "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1"
	"github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1alpha1"
	"github.com/prometheus-operator/prometheus-operator/pkg/assets"
	"github.com/prometheus-operator/prometheus-operator/pkg/operator"
	prompkg "github.com/prometheus-operator/prometheus-operator/pkg/prometheus"
)

type input struct {
	Objects []json.RawMessage `json:"objects"`
	// The labels by which the operator's Prometheus selects.
	Select map[string]string `json:"select"`
	// The namespace of the operator's own objects, and its strategy of matchers.
	Namespace string `json:"namespace"`
	Strategy  string `json:"strategy"`
	// The configuration that its Alertmanager has without ours.
	Alertmanager string `json:"alertmanager"`
}

type output struct {
	Prometheus   string `json:"prometheus"`
	Alertmanager string `json:"alertmanager"`
	// How many of each kind were selected and taken.
	Taken map[string]int `json:"taken"`
}

type objects struct {
	core      []runtime.Object
	monitors  []*monitoringv1.ServiceMonitor
	rules     []*monitoringv1.PrometheusRule
	scrapes   []*v1alpha1.ScrapeConfig
	receivers map[string]*v1alpha1.AlertmanagerConfig
}

func main() {
	var in input
	if err := json.NewDecoder(os.Stdin).Decode(&in); err != nil {
		fail(err)
	}
	out, err := generate(context.Background(), in)
	if err != nil {
		fail(err)
	}
	if err := json.NewEncoder(os.Stdout).Encode(out); err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

func generate(ctx context.Context, in input) (output, error) {
	all, err := read(in.Objects)
	if err != nil {
		return output{}, err
	}
	for _, rule := range all.rules {
		if errs := operator.ValidateRule(rule.Spec); len(errs) > 0 {
			return output{}, fmt.Errorf("PrometheusRule %s: %w", rule.Name, errors.Join(errs...))
		}
	}
	client := fake.NewClientset(all.core...)
	store := assets.NewStoreBuilder(client.CoreV1(), client.CoreV1())
	namespaces := informers.NewSharedInformerFactory(client, 0).Core().V1().Namespaces().Informer()
	for _, object := range all.core {
		if namespace, ok := object.(*corev1.Namespace); ok {
			if err := namespaces.GetStore().Add(namespace); err != nil {
				return output{}, err
			}
		}
	}
	made, taken, err := prometheusConfig(ctx, in, all, store, namespaces)
	if err != nil {
		return output{}, err
	}
	told, err := alertmanagerConfig(ctx, in, all, store)
	if err != nil {
		return output{}, err
	}
	return output{Prometheus: made, Alertmanager: told, Taken: taken}, nil
}

// read sorts objects by their kinds. Fields that a kind of the operator's has not are refused, as its CRD would drop them.
func read(raw []json.RawMessage) (objects, error) {
	all := objects{receivers: map[string]*v1alpha1.AlertmanagerConfig{}}
	for _, text := range raw {
		var meta metav1.TypeMeta
		if err := json.Unmarshal(text, &meta); err != nil {
			return all, err
		}
		switch meta.Kind {
		case "Namespace":
			all.core = append(all.core, &corev1.Namespace{})
		case "Secret":
			all.core = append(all.core, &corev1.Secret{})
		case "ConfigMap":
			all.core = append(all.core, &corev1.ConfigMap{})
		case monitoringv1.ServiceMonitorsKind:
			all.monitors = append(all.monitors, &monitoringv1.ServiceMonitor{})
			if err := strictly(text, all.monitors[len(all.monitors)-1]); err != nil {
				return all, err
			}
			continue
		case monitoringv1.PrometheusRuleKind:
			all.rules = append(all.rules, &monitoringv1.PrometheusRule{})
			if err := strictly(text, all.rules[len(all.rules)-1]); err != nil {
				return all, err
			}
			continue
		case v1alpha1.ScrapeConfigsKind:
			all.scrapes = append(all.scrapes, &v1alpha1.ScrapeConfig{})
			if err := strictly(text, all.scrapes[len(all.scrapes)-1]); err != nil {
				return all, err
			}
			continue
		case v1alpha1.AlertmanagerConfigKind:
			config := &v1alpha1.AlertmanagerConfig{}
			if err := strictly(text, config); err != nil {
				return all, err
			}
			all.receivers[config.Namespace+"/"+config.Name] = config
			continue
		default:
			continue
		}
		if err := json.Unmarshal(text, all.core[len(all.core)-1]); err != nil {
			return all, err
		}
		if secret, ok := all.core[len(all.core)-1].(*corev1.Secret); ok {
			// The API server does it.
			secret.Data = map[string][]byte{}
			for key, value := range secret.StringData {
				secret.Data[key] = []byte(value)
			}
		}
	}
	return all, nil
}

func strictly(text json.RawMessage, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	return decoder.Decode(into)
}

func prometheusConfig(
	ctx context.Context,
	in input,
	all objects,
	store *assets.StoreBuilder,
	namespaces cache.SharedIndexInformer,
) (string, map[string]int, error) {
	logger := slog.New(slog.NewTextHandler(os.Stderr, nil))
	selector := &metav1.LabelSelector{MatchLabels: in.Select}
	every := &metav1.LabelSelector{}
	// As our own Prometheus finds targets; by the other role, the default, they are the same.
	role := monitoringv1.EndpointSliceRole
	p := &monitoringv1.Prometheus{
		ObjectMeta: metav1.ObjectMeta{Name: "operated", Namespace: in.Namespace},
		Spec: monitoringv1.PrometheusSpec{
			CommonPrometheusFields: monitoringv1.CommonPrometheusFields{
				ScrapeInterval:                  "30s",
				ServiceMonitorSelector:          selector,
				ServiceMonitorNamespaceSelector: every,
				ScrapeConfigSelector:            selector,
				ScrapeConfigNamespaceSelector:   every,
				ServiceDiscoveryRole:            &role,
			},
			EvaluationInterval: "30s",
			RuleSelector:       selector,
		},
	}
	rs, err := prompkg.NewResourceSelector(
		logger, p, store, namespaces,
		operator.NewMetrics(prometheus.NewRegistry()), record.NewFakeRecorder(100),
	)
	if err != nil {
		return "", nil, err
	}
	monitors, err := rs.SelectServiceMonitors(ctx, listOf(all.monitors))
	if err != nil {
		return "", nil, err
	}
	scrapes, err := rs.SelectScrapeConfigs(ctx, listOf(all.scrapes))
	if err != nil {
		return "", nil, err
	}
	rules := 0
	for _, rule := range all.rules {
		if labels.SelectorFromSet(in.Select).Matches(labels.Set(rule.Labels)) {
			rules++
		}
	}
	generator, err := prompkg.NewConfigGenerator(logger, p, prompkg.WithEndpointSliceSupport())
	if err != nil {
		return "", nil, err
	}
	made, err := generator.GenerateServerConfiguration(
		p, monitors.ValidResources(), nil, nil, scrapes.ValidResources(), store, nil, nil, nil, nil,
	)
	taken := map[string]int{
		"ServiceMonitor": len(monitors.ValidResources()),
		"ScrapeConfig":   len(scrapes.ValidResources()),
		"PrometheusRule": rules,
	}
	return string(made), taken, err
}

// listOf lists some objects as the operator's informers do: those of a namespace that a selector takes.
func listOf[T metav1.Object](all []T) prompkg.ListAllByNamespaceFn {
	return func(namespace string, selector labels.Selector, add cache.AppendFunc) error {
		for _, each := range all {
			if each.GetNamespace() == namespace && selector.Matches(labels.Set(each.GetLabels())) {
				add(each)
			}
		}
		return nil
	}
}

func alertmanagerConfig(
	ctx context.Context,
	in input,
	all objects,
	store *assets.StoreBuilder,
) (string, error) {
	for name, config := range all.receivers {
		if err := validation.ValidateAlertmanagerConfig(config); err != nil {
			return "", fmt.Errorf("AlertmanagerConfig %s: %w", name, err)
		}
	}
	am := &monitoringv1.Alertmanager{
		ObjectMeta: metav1.ObjectMeta{Name: "operated", Namespace: in.Namespace},
	}
	am.Spec.AlertmanagerConfigMatcherStrategy.Type = monitoringv1.AlertmanagerConfigMatcherStrategyType(in.Strategy)
	version, err := semver.ParseTolerant(operator.DefaultAlertmanagerVersion)
	if err != nil {
		return "", err
	}
	builder := alertmanager.NewConfigBuilder(slog.New(slog.NewTextHandler(os.Stderr, nil)), version, store, am)
	if err := builder.InitializeFromRawConfiguration([]byte(in.Alertmanager)); err != nil {
		return "", err
	}
	if err := builder.AddAlertmanagerConfigs(ctx, all.receivers); err != nil {
		return "", err
	}
	made, err := builder.MarshalJSON()
	return string(made), err
}
